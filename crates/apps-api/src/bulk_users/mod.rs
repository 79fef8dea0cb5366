//! Bulk changes of users: a file is uploaded, checked, and carried out.
//!
//! 1. [`CreateBulkUserUpload`] sends the file, and waits until it was checked.
//! 2. [`ListBulkUserSchemeErrors`] tells what is wrong with it, [`UpdateBulkUserUpload`] sends it again.
//! 3. [`ProceedBulkUsers`] carries it out.
//! 4. [`ListBulkUserUpdateErrors`] tells which rows failed.
//!
//! These operations take the token of an API user only. An older company secret is answered with 401.

mod job;
mod user;

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Multipart, Operation, Polled, Reply, Source, Spec,
    Standing, Started, Upload, parameters, reply,
};

pub use job::{
    BulkErrorType, BulkJobStatus, BulkUserError, BulkUserJob, BulkUserJobPage, GetBulkUserJob,
    ListBulkUserJobs, ListBulkUserSchemeErrors, ListBulkUserUpdateErrors,
};
pub use user::{BulkUser, BulkUserStatus, Membership};

use crate::{AppsApi, json_file};

/// The name of a file that has none of its own.
const FILE: &str = "users.json";

parameters! {
    /// Reads how the file of an upload looks, with the roles and teams of the account.
    ///
    /// `GET /bulk/users/template`. Documented by Apps API, "Get the JSON template".
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::bulk_users::GetBulkUserTemplate;
    ///
    /// for user in client.send(GetBulkUserTemplate::new()).await? {
    ///     for role in user.roles.iter().flatten() {
    ///         println!("{:?}", role.name);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub struct GetBulkUserTemplate {}
}

impl Operation for GetBulkUserTemplate {
    type Vendor = AppsApi;
    type Output = Vec<BulkUser>;
    const SPEC: Spec = Spec::new(
        "bulk_users.template.get",
        Method::GET,
        "/bulk/users/template",
    )
    .source(Source::Public);

    #[inline]
    fn encode(&self, _: &mut Encoder) -> Result<(), EncodeError> {
        Ok(())
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Vec<BulkUser>, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Uploads a file of users, which makes a job.
    ///
    /// `POST /bulk/users/upload`, a form with the part `file`. Documented by Apps API, "Upload a user file
    /// (new job)". Nothing is changed yet: the vendor checks the file, and then waits for
    /// [`ProceedBulkUsers`]. There is no limit of rows; the vendor advises small files. Sent twice, it makes
    /// two jobs.
    ///
    /// [`poll`](ccaas_core::Client::poll) uploads, and waits until the file was checked. One that isn't as
    /// it should be is an error of the kind [`Job`](ccaas_core::ErrorKind::Job).
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::ErrorKind;
    /// use apps_api::bulk_users::{
    ///     BulkUser, CreateBulkUserUpload, ListBulkUserSchemeErrors, ProceedBulkUsers,
    /// };
    ///
    /// let users = [BulkUser::new("john@example.com", "John", "Doe").role("Agent", true)];
    /// let mut check = client.poll(CreateBulkUserUpload::of(&users)?);
    /// let checked = loop {
    ///     match check.try_next().await {
    ///         Ok(Some(_)) => {}
    ///         Ok(None) => break true,
    ///         Err(error) if error.kind() == ErrorKind::Job => break false,
    ///         Err(error) => return Err(error),
    ///     }
    /// };
    /// let Some(job) = check.job().cloned() else {
    ///     return Ok(());
    /// };
    /// if checked {
    ///     client.poll(ProceedBulkUsers::new(job)).await?;
    /// } else {
    ///     for wrong in client.send(ListBulkUserSchemeErrors::new(job)).await? {
    ///         println!("row {:?}: {:?}", wrong.row, wrong.message);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The file is empty.
    pub struct CreateBulkUserUpload {
        required {
            /// The file: JSON, a list of [users](BulkUser). Without a name it is called `users.json`.
            #[serde(skip_serializing)]
            file: Upload as into,
        }
    }
}

impl CreateBulkUserUpload {
    /// With a file that is made of these users.
    ///
    /// # Errors
    ///
    /// There is no user, a required text is empty, a limit is 0, or an e-mail address stands there twice.
    pub fn of(users: &[BulkUser]) -> Result<Self, EncodeError> {
        user::check(users)?;
        json_file::of(users).map(CreateBulkUserUpload::new)
    }
}

impl Operation for CreateBulkUserUpload {
    type Vendor = AppsApi;
    type Output = StartedBulkJob;
    const SPEC: Spec = Spec::new(
        "bulk_users.upload.create",
        Method::POST,
        "/bulk/users/upload",
    )
    .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        let file = json_file::named(&self.file, FILE)?;
        request.multipart(&Multipart::new().file("file", file))
    }

    #[inline]
    fn decode(reply: Reply) -> Result<StartedBulkJob, DecodeError> {
        Self::payload(&reply)
    }
}

/// It ends when the file was checked.
impl Polled for CreateBulkUserUpload {
    type Status = GetBulkUserJob;
    type State = BulkUserJob;
    type Job = Id;

    fn started(&self, job: StartedBulkJob) -> Started<Id, BulkUserJob> {
        Started::Job(job.id)
    }

    fn ask(job: &Id) -> GetBulkUserJob {
        GetBulkUserJob::new(job.clone())
    }

    fn standing(answer: BulkUserJob) -> Standing<BulkUserJob> {
        checked(answer)
    }
}

parameters! {
    /// Uploads the file of a job again.
    ///
    /// `PUT /bulk/users/upload`, a form with the parts `id` and `file`. Documented by Apps API, "Replace the
    /// file of a job". It is for a job whose file wasn't as it should be. The vendor checks the new one:
    /// [`poll`](ccaas_core::Client::poll) waits for that, as with [`CreateBulkUserUpload`].
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use apps_api::bulk_users::UpdateBulkUserUpload;
    /// use apps_api::ccaas_core::Upload;
    ///
    /// let mended = UpdateBulkUserUpload::new(12345, Upload::file("users.json")?);
    /// let job = client.poll(mended).await?;
    /// println!("{:?} rows are as they should be", job.total_rows);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The file is empty.
    pub struct UpdateBulkUserUpload {
        required {
            /// The job's id.
            id: Id as into,
            /// The file: JSON, a list of [users](BulkUser). Without a name it is called `users.json`.
            #[serde(skip_serializing)]
            file: Upload as into,
        }
    }
}

impl UpdateBulkUserUpload {
    /// With a file that is made of these users.
    ///
    /// # Errors
    ///
    /// There is no user, a required text is empty, a limit is 0, or an e-mail address stands there twice.
    pub fn of(id: impl Into<Id>, users: &[BulkUser]) -> Result<Self, EncodeError> {
        user::check(users)?;
        json_file::of(users).map(|file| UpdateBulkUserUpload::new(id, file))
    }
}

impl Operation for UpdateBulkUserUpload {
    type Vendor = AppsApi;
    type Output = StartedBulkJob;
    const SPEC: Spec = Spec::new(
        "bulk_users.upload.update",
        Method::PUT,
        "/bulk/users/upload",
    )
    .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        let id = self.id.to_string();
        crate::filled("id", &id)?;
        let file = json_file::named(&self.file, FILE)?;
        request.multipart(&Multipart::new().text("id", id).file("file", file))
    }

    #[inline]
    fn decode(reply: Reply) -> Result<StartedBulkJob, DecodeError> {
        Self::payload(&reply)
    }
}

/// It ends when the file was checked.
impl Polled for UpdateBulkUserUpload {
    type Status = GetBulkUserJob;
    type State = BulkUserJob;
    type Job = Id;

    fn started(&self, job: StartedBulkJob) -> Started<Id, BulkUserJob> {
        Started::Job(job.id)
    }

    fn ask(job: &Id) -> GetBulkUserJob {
        GetBulkUserJob::new(job.clone())
    }

    fn standing(answer: BulkUserJob) -> Standing<BulkUserJob> {
        checked(answer)
    }
}

parameters! {
    /// Carries out a job whose file was checked: users are made and changed.
    ///
    /// `POST /bulk/users/proceed`. Documented by Apps API, "Start processing a job". The job's status must be
    /// [`valid_scheme`](BulkJobStatus::ValidScheme). It is never repeated once it may have arrived.
    ///
    /// [`poll`](ccaas_core::Client::poll) starts it and waits; what it gives counts the rows that are done
    /// and those that have failed. Failed rows are no error of the job. Where the answer to the start was lost,
    /// [`resume`](ccaas_core::Client::resume) with the job's id waits for it all the same.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::bulk_users::{ListBulkUserUpdateErrors, ProceedBulkUsers};
    ///
    /// let mut change = client.poll(ProceedBulkUsers::new(12345));
    /// let mut failed = 0;
    /// while let Some(job) = change.try_next().await? {
    ///     println!("{} of {:?} rows", job.handled_rows(), job.total_rows);
    ///     failed = job.failed_rows.unwrap_or_default();
    /// }
    /// if failed > 0 {
    ///     for wrong in client.send(ListBulkUserUpdateErrors::new(12345)).await? {
    ///         println!("row {:?}: {:?}", wrong.row, wrong.message);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The id is empty.
    pub struct ProceedBulkUsers {
        required {
            /// The job's id.
            id: Id as into,
        }
    }
}

impl Operation for ProceedBulkUsers {
    type Vendor = AppsApi;
    type Output = StartedBulkJob;
    const SPEC: Spec =
        Spec::new("bulk_users.proceed", Method::POST, "/bulk/users/proceed").source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        crate::filled("id", &self.id.to_string())?;
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<StartedBulkJob, DecodeError> {
        Self::payload(&reply)
    }
}

/// It ends when all rows are behind it.
impl Polled for ProceedBulkUsers {
    type Status = GetBulkUserJob;
    type State = BulkUserJob;
    type Job = Id;

    fn started(&self, job: StartedBulkJob) -> Started<Id, BulkUserJob> {
        Started::Job(job.id)
    }

    fn ask(job: &Id) -> GetBulkUserJob {
        GetBulkUserJob::new(job.clone())
    }

    /// A job that is asked about early still says that its file is as it should be.
    fn standing(answer: BulkUserJob) -> Standing<BulkUserJob> {
        match answer.status {
            Some(BulkJobStatus::Finished) => Standing::Done(answer),
            Some(BulkJobStatus::InvalidScheme) => invalid(&answer),
            _ => Standing::Running(answer),
        }
    }
}

/// How the check of a file stands. A job that goes on already has passed it.
fn checked(answer: BulkUserJob) -> Standing<BulkUserJob> {
    match answer.status {
        Some(BulkJobStatus::InvalidScheme) => invalid(&answer),
        Some(BulkJobStatus::ValidScheme | BulkJobStatus::InProgress | BulkJobStatus::Finished) => {
            Standing::Done(answer)
        }
        _ => Standing::Running(answer),
    }
}

fn invalid(job: &BulkUserJob) -> Standing<BulkUserJob> {
    let reason = "the file isn't as it should be; bulk_users.scheme_errors.list tells where";
    Standing::Failed(match &job.id {
        Some(id) => format!("{reason}, for job {id}"),
        None => reason.to_owned(),
    })
}

reply! {
    /// A job that was made, or told to proceed.
    pub struct StartedBulkJob {
        required {
            /// The job's id.
            id: Id,
        }
        optional {
            /// Where it stood.
            status: Option<BulkJobStatus>,
            /// Where it can be asked about, by the vendor. The path isn't the one that is documented, so
            /// nothing here goes there: [`GetBulkUserJob`] takes the id.
            link: Option<String>,
        }
    }
}
