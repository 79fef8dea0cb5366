//! Contacts of campaigns: added, imported, listed, changed and removed.
//!
//! Campaigns themselves can't be made or changed here.

mod import;

use ccaas_core::types::{Id, PageNumber};
use ccaas_core::{
    DecodeError, Effect, EncodeError, Encoder, Method, Operation, Paged, Reply, Source, Spec,
    mark_of, open_enum, parameters, reply,
};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use import::{
    ContactJob, ContactJobKey, ContactJobStatus, GetCampaignContactJob, ImportCampaignContacts,
    ListCampaignContactJobs, NewContact, StartedImport,
};

use crate::people::or_nothing;
use crate::{AppsApi, filled};

/// How many contacts a page holds, if nothing else is asked for; and at most.
const PAGE: u32 = 100;
const LARGEST_PAGE: u32 = 1000;

parameters! {
    /// Adds a contact to a campaign, which dials it when its turn comes.
    ///
    /// `POST /outbound_dialer/campaigns/{campaign_id}/contacts`. Documented by Apps API, "Add one contact to
    /// a campaign". A number that the campaign has already is refused. It is never repeated once it may have
    /// arrived.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::campaigns::CreateCampaignContact;
    ///
    /// let nour = CreateCampaignContact::new(240, "+15550100")
    ///     .name("Nour")
    ///     .external_unique_id("UID_123456");
    /// let contact = client.send(nour).await?;
    /// println!("contact {:?}", contact.id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The number is empty.
    pub struct CreateCampaignContact {
        path {
            /// The campaign's id.
            campaign_id: Id as into,
        }
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

impl Operation for CreateCampaignContact {
    type Vendor = AppsApi;
    type Output = CampaignContact;
    const SPEC: Spec = Spec::new(
        "campaigns.contacts.create",
        Method::POST,
        "/outbound_dialer/campaigns/{campaign_id}/contacts",
    )
    .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        filled("phone_number", &self.phone_number)?;
        request.path("campaign_id", &self.campaign_id)?;
        request.json(self)
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        or_nothing(reply)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<CampaignContact, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Lists the contacts of a campaign.
    ///
    /// `GET /outbound_dialer/campaigns/{campaign_id}/contacts`. Documented by Apps API, "List the contacts of
    /// a campaign", which doesn't mention pages: they are turned as the vendor does it elsewhere, and a page
    /// that isn't full is the last one.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::campaigns::ListCampaignContacts;
    ///
    /// let mut contacts = client.items(ListCampaignContacts::new(240).per(1000));
    /// while let Some(contact) = contacts.try_next().await? {
    ///     println!("{:?}: {:?}", contact.name, contact.status);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The page is 0, or a page would hold none or more than 1000.
    pub struct ListCampaignContacts {
        path {
            /// The campaign's id.
            campaign_id: Id as into,
        }
        optional {
            /// The page to read, from 1.
            page: PageNumber as (into PageNumber),
            /// How many a page holds: 1 to 1000, and 100 without it.
            per: Option<u32> as (u32),
        }
    }
}

impl Operation for ListCampaignContacts {
    type Vendor = AppsApi;
    type Output = Vec<CampaignContact>;
    const SPEC: Spec = Spec::new(
        "campaigns.contacts.list",
        Method::GET,
        "/outbound_dialer/campaigns/{campaign_id}/contacts",
    )
    .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        if self.page.get() == 0 {
            return Err(EncodeError::new("page", "begins with 1"));
        }
        // A page that is cut short by the vendor would look like the last one.
        if self.per.is_some_and(|per| per == 0 || per > LARGEST_PAGE) {
            let reason = format!("is between 1 and {LARGEST_PAGE}");
            return Err(EncodeError::new("per", reason));
        }
        request.path("campaign_id", &self.campaign_id)?;
        request.query("page", self.page);
        request.query("per", self.per);
        Ok(())
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Vec<CampaignContact>, DecodeError> {
        Self::payload(&reply)
    }
}

impl Paged for ListCampaignContacts {
    type Item = CampaignContact;
    type Cursor = PageNumber;

    /// A page with more than was asked for means that the vendor has no pages here: that is all of it.
    fn split(mut self, page: Vec<CampaignContact>) -> (Vec<CampaignContact>, Option<Self>) {
        let full = page.len() == self.per.unwrap_or(PAGE) as usize;
        self.page = self.page.next();
        (page, full.then_some(self))
    }

    fn cursor(&self) -> PageNumber {
        self.page
    }

    fn resume(mut self, at: PageNumber) -> Self {
        self.page = at;
        self
    }

    fn mark(page: &Vec<CampaignContact>) -> Option<u64> {
        page.first()?.id.as_ref().map(mark_of)
    }
}

parameters! {
    /// Changes a contact of a campaign. What isn't set stays.
    ///
    /// `PATCH /outbound_dialer/campaigns/{campaign_id}/contact`. Documented by Apps API, "Update one
    /// contact".
    pub struct UpdateCampaignContact {
        path {
            /// The campaign's id.
            campaign_id: Id as into,
        }
        required {
            /// The contact's id.
            contact_id: Id as into,
        }
        optional {
            /// The name.
            name: Option<String> as (into String),
            /// The e-mail address.
            email: Option<String> as (into String),
            /// The number to call, with `+` and the country's code.
            phone_number: Option<String> as (into String),
            /// The id that your own systems know the contact by. It comes back as `unique_id`.
            external_unique_id: Option<String> as (into String),
        }
    }
}

impl Operation for UpdateCampaignContact {
    type Vendor = AppsApi;
    type Output = CampaignContact;
    const SPEC: Spec = Spec::new(
        "campaigns.contacts.update",
        Method::PATCH,
        "/outbound_dialer/campaigns/{campaign_id}/contact",
    )
    .effect(Effect::Idempotent)
    .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        filled("contact_id", &self.contact_id.to_string())?;
        request.path("campaign_id", &self.campaign_id)?;
        request.json(self)
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        or_nothing(reply)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<CampaignContact, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Takes a contact out of a campaign.
    ///
    /// `DELETE /outbound_dialer/campaigns/{campaign_id}/contact`, with a body. Documented by Apps API,
    /// "Remove one contact", whose example names the contact in all three ways. The
    /// [id](DeleteCampaignContact::by_id) alone is known to do; of the others nobody says so. The answer isn't
    /// documented, and not looked at.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::campaigns::DeleteCampaignContact;
    ///
    /// client.send(DeleteCampaignContact::by_id(240, 16312)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The contact isn't named.
    pub struct DeleteCampaignContact {
        path {
            /// The campaign's id.
            campaign_id: Id as into,
        }
        optional {
            /// The contact's id.
            contact_id: Option<Id> as (into Id),
            /// The number to call.
            phone_number: Option<String> as (into String),
            /// The id that your own systems know the contact by.
            external_unique_id: Option<String> as (into String),
        }
    }
}

impl DeleteCampaignContact {
    /// The contact with this id.
    pub fn by_id(campaign_id: impl Into<Id>, contact_id: impl Into<Id>) -> Self {
        DeleteCampaignContact::new(campaign_id).contact_id(contact_id)
    }
}

impl Operation for DeleteCampaignContact {
    type Vendor = AppsApi;
    type Output = ();
    const SPEC: Spec = Spec::new(
        "campaigns.contacts.delete",
        Method::DELETE,
        "/outbound_dialer/campaigns/{campaign_id}/contact",
    )
    .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        let id = self.contact_id.as_ref().map(Id::to_string);
        let names = [&id, &self.phone_number, &self.external_unique_id];
        if !names
            .iter()
            .copied()
            .flatten()
            .any(|name| !name.trim().is_empty())
        {
            return Err(EncodeError::new(
                "contact_id",
                "is missing, and so are phone_number and external_unique_id",
            ));
        }
        request.path("campaign_id", &self.campaign_id)?;
        request.json(self)
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        or_nothing(reply)
    }

    #[inline]
    fn decode(_: Reply) -> Result<(), DecodeError> {
        Ok(())
    }
}

open_enum! {
    /// Where a contact stands.
    pub enum ContactStatus {
        /// It is dialled next.
        Upcoming = "Upcoming",
        /// It is being dialled.
        Dialing = "Dialing",
        /// The call waits.
        Queued = "Queued",
        /// It talks to an agent.
        Connected = "Connected",
        /// The call is over.
        Finished = "Finished",
        /// The call was handed on.
        Transferred = "Transferred",
        /// The call was handed on, and is over.
        TransferredAndFinished = "Transferred and Finished",
        /// Nobody answered.
        NotPickedUp = "Not Picked Up",
        /// The call never got there.
        NotReached = "Not Reached to Contact",
        /// The contact hung up: before there was an agent, or within 5 seconds of one.
        AbandonedByContact = "Abandoned by Contact",
        /// An agent passed it over; another one may have it.
        Skipped = "Skipped",
        /// An agent passed it over for good.
        SkippedAndClosed = "Skipped & Closed",
        /// The number can't be called.
        InvalidNumber = "Invalid Number",
        /// The carrier failed.
        CarrierError = "Carrier Error",
        /// The dialer gave it up.
        AbandonedByDialer = "Abandoned by Dialer",
        /// A machine answered.
        VoicemailHungUp = "Voicemail Hung Up",
        /// The dialer failed.
        DialerGeneralError = "Dialer General Error",
        /// It is dialled again later.
        RedialScheduled = "Redial Scheduled",
        /// Nobody may call the number: see [`company_dnc`](crate::company_dnc).
        DoNotCall = "Do Not Call",
        /// The number to show is wrong.
        InvalidOutboundNumber = "Invalid Outbound Number",
        /// The number is of another country, and wrong or blocked.
        BlockedPhoneNumber = "Blocked Phone Number",
    }
}

reply! {
    /// A contact of a campaign.
    pub struct CampaignContact {
        optional {
            /// The id.
            id: Option<Id>,
            /// The campaign.
            campaign_id: Option<Id>,
            /// The name.
            name: Option<String>,
            /// Where it stands.
            status: Option<ContactStatus>,
            /// The id that your own systems know the contact by, sent as `external_unique_id`.
            unique_id: Option<Id>,
            /// The number that is shown.
            outbound_number: Option<String>,
            /// Null in all of the vendor's examples, so its form isn't known.
            priority: Option<Value>,
            /// The call.
            assigned_call_id: Option<Id>,
            /// The agent's part in the call.
            assigned_participant_id: Option<Id>,
            /// When it was added.
            created_at: Option<Timestamp>,
            /// When it was last changed.
            updated_at: Option<Timestamp>,
        }
    }
}
