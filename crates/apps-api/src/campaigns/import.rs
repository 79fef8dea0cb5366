//! Files of contacts, and the jobs that read them.

use ccaas_core::types::{Id, lenient};
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Multipart, Operation, Polled, Reply, Source, Spec,
    Standing, Started, Upload, open_enum, parameters, reply,
};
use http::header::LOCATION;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::people::or_nothing;
use crate::{AppsApi, json_file};

/// The name of a file that has none of its own.
const FILE: &str = "multi_contacts.json";

parameters! {
    /// Adds many contacts to a campaign, from a file.
    ///
    /// `POST /outbound_dialer/campaigns/{campaign_id}/contacts/import`, a form with the part `file`.
    /// Documented by Apps API, "Import many contacts from a file". The vendor reads the file in a job; a
    /// number that the campaign has already is refused. It is never repeated once it may have
    /// arrived. [`poll`](ccaas_core::Client::poll) imports, and waits for the job.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::campaigns::{ImportCampaignContacts, NewContact};
    ///
    /// let contacts = [
    ///     NewContact::new("+15550100").name("Nour"),
    ///     NewContact::new("+15550101").name("Sami"),
    /// ];
    /// let mut import = client.poll(ImportCampaignContacts::of(240, &contacts)?);
    /// while let Some(job) = import.try_next().await? {
    ///     println!("{} of {:?}", job.handled_rows(), job.total_rows);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The file is empty.
    pub struct ImportCampaignContacts {
        path {
            /// The campaign's id.
            campaign_id: Id as into,
        }
        required {
            /// The file: JSON, a list of [contacts](NewContact). Without a name it is called
            /// `multi_contacts.json`.
            #[serde(skip_serializing)]
            file: Upload as into,
        }
    }
}

impl ImportCampaignContacts {
    /// With a file that is made of these contacts.
    ///
    /// # Errors
    ///
    /// There is no contact, or the number of one is empty.
    pub fn of(campaign_id: impl Into<Id>, contacts: &[NewContact]) -> Result<Self, EncodeError> {
        for (index, contact) in contacts.iter().enumerate() {
            if contact.phone_number.trim().is_empty() {
                let place = format!("[{index}].phone_number");
                return Err(EncodeError::new(place, "is empty"));
            }
        }
        json_file::of(contacts).map(|file| ImportCampaignContacts::new(campaign_id, file))
    }
}

impl Operation for ImportCampaignContacts {
    type Vendor = AppsApi;
    type Output = StartedImport;
    const SPEC: Spec = Spec::new(
        "campaigns.contacts.import",
        Method::POST,
        "/outbound_dialer/campaigns/{campaign_id}/contacts/import",
    )
    .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        let file = json_file::named(&self.file, FILE)?;
        request.path("campaign_id", &self.campaign_id)?;
        request.multipart(&Multipart::new().file("file", file))
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        or_nothing(reply)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<StartedImport, DecodeError> {
        StartedImport::decode(&reply)
    }
}

/// It ends when all contacts are behind it.
impl Polled for ImportCampaignContacts {
    type Status = GetCampaignContactJob;
    type State = ContactJob;
    type Job = ContactJobKey;

    fn started(&self, import: StartedImport) -> Started<ContactJobKey, ContactJob> {
        match import.job_id {
            Some(job_id) => Started::Job(ContactJobKey {
                campaign_id: self.campaign_id.clone(),
                job_id,
            }),
            None => Started::Nameless,
        }
    }

    fn ask(job: &ContactJobKey) -> GetCampaignContactJob {
        GetCampaignContactJob::new(job.campaign_id.clone(), job.job_id.clone())
    }

    /// The words aren't documented: one that isn't known here ends it when there are no rows left.
    fn standing(answer: ContactJob) -> Standing<ContactJob> {
        let total = answer.total_rows.filter(|total| *total > 0);
        let through = total.is_some_and(|total| answer.handled_rows() >= total);
        match &answer.status {
            Some(ContactJobStatus::Finished) => Standing::Done(answer),
            Some(status @ (ContactJobStatus::Failed | ContactJobStatus::InvalidScheme)) => {
                Standing::Failed(format!("its status is {status}"))
            }
            Some(ContactJobStatus::Other(_)) if through => Standing::Done(answer),
            _ => Standing::Running(answer),
        }
    }
}

/// What the job of an import is known by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ContactJobKey {
    /// The campaign's id.
    pub campaign_id: Id,
    /// The job's id.
    pub job_id: Id,
}

parameters! {
    /// A contact in the file of an import.
    pub struct NewContact {
        required {
            /// The number to call, with `+` and the country's code.
            phone_number: String as into,
        }
        optional {
            /// The name.
            name: Option<String> as (into String),
            /// The e-mail address.
            email: Option<String> as (into String),
            /// The number that is shown.
            outbound_number: Option<String> as (into String),
            /// The id that your own systems know the contact by. It comes back as `unique_id`.
            external_unique_id: Option<String> as (into String),
        }
    }
}

/// An import that was taken in.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StartedImport {
    /// The job that reads the file. The answer isn't documented: this is the first of `id` and `job_id`, the
    /// header `x-job-id`, and the end of the header `Location`. Without any of them,
    /// [`ListCampaignContactJobs`] may know it.
    pub job_id: Option<Id>,
    /// Where the job stood.
    pub status: Option<ContactJobStatus>,
}

impl StartedImport {
    /// The file is taken in by then, so a header is enough.
    fn decode(reply: &Reply) -> Result<Self, DecodeError> {
        #[derive(Deserialize)]
        struct Said {
            #[serde(default, deserialize_with = "lenient::optional")]
            id: Option<Id>,
            #[serde(default, deserialize_with = "lenient::optional")]
            job_id: Option<Id>,
            #[serde(default, deserialize_with = "lenient::optional")]
            status: Option<ContactJobStatus>,
        }

        let named = named(reply);
        match or_nothing::<Said>(reply) {
            Ok(said) => Ok(StartedImport {
                job_id: said.id.or(said.job_id).or(named),
                status: said.status,
            }),
            Err(_) if named.is_some() => Ok(StartedImport {
                job_id: named,
                status: None,
            }),
            Err(error) => Err(error),
        }
    }
}

/// The job that the headers name.
fn named(reply: &Reply) -> Option<Id> {
    let tail = || {
        let (_, tail) = reply.header(LOCATION)?.rsplit_once("/jobs/")?;
        tail.split(['/', '?', '#']).next()
    };
    let text = |text: &str| Some(Id::from(text.trim())).filter(|_| !text.trim().is_empty());
    let header = reply.header("x-job-id").and_then(text);
    header.or_else(|| tail().and_then(text))
}

parameters! {
    /// Lists the imports of a campaign.
    ///
    /// `GET /outbound_dialer/campaigns/{campaign_id}/contacts/jobs`. Of the vendor's seven requests for
    /// campaigns two have no text; that this is one of them is a guess, as are its method and path:
    /// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces them.
    pub struct ListCampaignContactJobs {
        path {
            /// The campaign's id.
            campaign_id: Id as into,
        }
    }
}

impl Operation for ListCampaignContactJobs {
    type Vendor = AppsApi;
    type Output = Vec<ContactJob>;
    const SPEC: Spec = Spec::new(
        "campaigns.contacts.jobs.list",
        Method::GET,
        "/outbound_dialer/campaigns/{campaign_id}/contacts/jobs",
    )
    .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("campaign_id", &self.campaign_id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Vec<ContactJob>, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Reads how far an import is.
    ///
    /// `GET /outbound_dialer/campaigns/{campaign_id}/contacts/jobs/{job_id}`. Documented by Apps API, "Status
    /// of an import job". The answer isn't: it is read as that of a [bulk change of
    /// users](crate::bulk_users::BulkUserJob).
    pub struct GetCampaignContactJob {
        path {
            /// The campaign's id.
            campaign_id: Id as into,
            /// The job's id.
            job_id: Id as into,
        }
    }
}

impl Operation for GetCampaignContactJob {
    type Vendor = AppsApi;
    type Output = ContactJob;
    const SPEC: Spec = Spec::new(
        "campaigns.contacts.jobs.get",
        Method::GET,
        "/outbound_dialer/campaigns/{campaign_id}/contacts/jobs/{job_id}",
    )
    .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("campaign_id", &self.campaign_id)?;
        request.path("job_id", &self.job_id)
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        or_nothing(reply)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<ContactJob, DecodeError> {
        Self::payload(&reply)
    }
}

open_enum! {
    /// Where an import stands. The vendor documents no word for it: these are those of bulk changes of
    /// users.
    pub enum ContactJobStatus {
        /// It waits.
        Created = "created",
        /// The file isn't as it should be.
        InvalidScheme = "invalid_scheme",
        /// The contacts are being added.
        InProgress = "in_progress",
        /// That is done. Rows of it may have failed.
        Finished = "finished",
        /// It has failed.
        Failed = "failed",
    }
}

reply! {
    /// An import.
    pub struct ContactJob {
        optional {
            /// The id.
            id: Option<Id>,
            /// When the file was uploaded.
            created_at: Option<Timestamp>,
            /// The name of the file.
            filename: Option<String>,
            /// How many rows the file has.
            total_rows: Option<u64>,
            /// How many are done so far.
            affected_rows: Option<u64>,
            /// How many have failed so far.
            failed_rows: Option<u64>,
            /// Where it stands.
            status: Option<ContactJobStatus>,
        }
    }
}

impl ContactJob {
    /// How many rows are behind it: those that are done, and those that have failed.
    pub fn handled_rows(&self) -> u64 {
        let failed = self.failed_rows.unwrap_or_default();
        self.affected_rows
            .unwrap_or_default()
            .saturating_add(failed)
    }
}
