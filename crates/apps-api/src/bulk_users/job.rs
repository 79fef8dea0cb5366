//! Jobs of bulk changes: how far one is, all of them, and what went wrong in one.

use ccaas_core::types::{Id, PageNumber};
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Paged, Reply, Source, Spec, mark_of,
    open_enum, parameters, reply,
};
use http::header::LINK;
use jiff::Timestamp;
use serde_json::Value;

use crate::AppsApi;

open_enum! {
    /// Where a job stands.
    pub enum BulkJobStatus {
        /// Its file waits to be looked at.
        Created = "created",
        /// The file is as it should be: the job can [proceed](super::ProceedBulkUsers).
        ValidScheme = "valid_scheme",
        /// It isn't: see [`ListBulkUserSchemeErrors`].
        InvalidScheme = "invalid_scheme",
        /// The users are being made and changed.
        InProgress = "in_progress",
        /// That is done. Rows of it may have failed: see [`ListBulkUserUpdateErrors`].
        Finished = "finished",
    }
}

reply! {
    /// A bulk change of users.
    pub struct BulkUserJob {
        optional {
            /// The id.
            id: Option<Id>,
            /// When the file was uploaded.
            created_at: Option<Timestamp>,
            /// When it was told to proceed.
            process_requested_at: Option<Timestamp>,
            /// The name of the file.
            filename: Option<String>,
            /// How many rows the file has.
            total_rows: Option<u64>,
            /// How many are done so far.
            affected_rows: Option<u64>,
            /// How many have failed so far.
            failed_rows: Option<u64>,
            /// Where it stands.
            status: Option<BulkJobStatus>,
            /// The user who uploaded the file.
            uploaded_user_name: Option<String>,
            /// The user who told it to proceed.
            proceed_user_name: Option<String>,
            /// The API's user who uploaded the file.
            uploaded_api_user_name: Option<String>,
            /// The API's user who told it to proceed.
            proceed_api_user_name: Option<String>,
            /// What is wrong with the file. Empty in the vendor's examples; read
            /// [`ListBulkUserSchemeErrors`].
            scheme_errors: Vec<Value>,
            /// What went wrong with rows. Empty in the vendor's examples; read
            /// [`ListBulkUserUpdateErrors`].
            update_errors: Vec<Value>,
        }
    }
}

impl BulkUserJob {
    /// How many rows are behind it: those that are done, and those that have failed.
    pub fn handled_rows(&self) -> u64 {
        let failed = self.failed_rows.unwrap_or_default();
        self.affected_rows
            .unwrap_or_default()
            .saturating_add(failed)
    }
}

parameters! {
    /// Reads how far a bulk change of users is.
    ///
    /// `GET /bulk/users/jobs/{job_id}`. Documented by Apps API, "Job status". To wait for a job, give its
    /// start to [`poll`](ccaas_core::Client::poll): see [`CreateBulkUserUpload`](super::CreateBulkUserUpload)
    /// and [`ProceedBulkUsers`](super::ProceedBulkUsers).
    pub struct GetBulkUserJob {
        path {
            /// The job's id.
            job_id: Id as into,
        }
    }
}

impl Operation for GetBulkUserJob {
    type Vendor = AppsApi;
    type Output = BulkUserJob;
    const SPEC: Spec = Spec::new(
        "bulk_users.jobs.get",
        Method::GET,
        "/bulk/users/jobs/{job_id}",
    )
    .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("job_id", &self.job_id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<BulkUserJob, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Lists the bulk changes of users, the newest first.
    ///
    /// `GET /bulk/users/jobs`. Documented by Apps API, "List the bulk user jobs". A job that is made while
    /// the list is read moves the others on, so one of them may come twice.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::bulk_users::ListBulkUserJobs;
    ///
    /// let mut jobs = client.items(ListBulkUserJobs::new().per_page(100));
    /// while let Some(job) = jobs.try_next().await? {
    ///     println!("{:?}: {:?}", job.id, job.status);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The page is 0.
    pub struct ListBulkUserJobs {
        optional {
            /// The page to read, from 1.
            page: PageNumber as (into PageNumber),
            /// How many a page holds; the vendor's own choice without it.
            per_page: Option<u32> as (u32),
        }
    }
}

impl Operation for ListBulkUserJobs {
    type Vendor = AppsApi;
    type Output = BulkUserJobPage;
    const SPEC: Spec =
        Spec::new("bulk_users.jobs.list", Method::GET, "/bulk/users/jobs").source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        if self.page.get() == 0 {
            return Err(EncodeError::new("page", "begins with 1"));
        }
        request.query("page", self.page);
        request.query("per_page", self.per_page);
        Ok(())
    }

    #[inline]
    fn decode(reply: Reply) -> Result<BulkUserJobPage, DecodeError> {
        let number = |name| reply.header(name)?.trim().parse().ok();
        Ok(BulkUserJobPage {
            items: Self::payload(&reply)?,
            total: number("total"),
            per_page: number("per-page"),
            is_followed: names_next(&reply),
        })
    }
}

impl Paged for ListBulkUserJobs {
    type Item = BulkUserJob;
    type Cursor = PageNumber;

    fn split(mut self, page: BulkUserJobPage) -> (Vec<BulkUserJob>, Option<Self>) {
        let more = page.goes_on(self.page.get(), self.per_page);
        self.page = self.page.next();
        (page.items, more.then_some(self))
    }

    fn cursor(&self) -> PageNumber {
        self.page
    }

    fn resume(mut self, at: PageNumber) -> Self {
        self.page = at;
        self
    }

    fn mark(page: &BulkUserJobPage) -> Option<u64> {
        page.items.first()?.id.as_ref().map(mark_of)
    }
}

/// A page of [`ListBulkUserJobs`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BulkUserJobPage {
    /// The jobs on it.
    pub items: Vec<BulkUserJob>,
    /// How many jobs there are on all pages, by the header `Total`.
    pub total: Option<u64>,
    /// How many a page holds, by the header `Per-Page`.
    pub per_page: Option<u64>,
    /// Whether the header `Link` names a next page; `None` where there is no such header.
    pub is_followed: Option<bool>,
}

impl BulkUserJobPage {
    /// Whether to read on. A list that fits on one page may come without `Link`: the other two tell then,
    /// and where they are missing too, only a page that isn't full ends the list.
    fn goes_on(&self, page: u32, asked: Option<u32>) -> bool {
        let held = self.items.len() as u64;
        if held == 0 {
            return false;
        }
        if let Some(is_followed) = self.is_followed {
            return is_followed;
        }
        let size = self.per_page.or(asked.map(u64::from));
        match self.total {
            Some(total) => u64::from(page).saturating_mul(size.unwrap_or(held)) < total,
            None => size.is_none_or(|size| held >= size),
        }
    }
}

/// Whether `Link` names a next page: `<https://…?page=2>; rel="next"` among others.
fn names_next(reply: &Reply) -> Option<bool> {
    let mut links = reply
        .headers
        .get_all(LINK)
        .iter()
        .filter_map(|link| link.to_str().ok())
        .peekable();
    links.peek()?;
    Some(links.any(|link| link.split([';', ',']).any(is_next)))
}

/// Whether a parameter of a link says that it is the next page's.
fn is_next(parameter: &str) -> bool {
    let Some((name, relations)) = parameter.split_once('=') else {
        return false;
    };
    name.trim().eq_ignore_ascii_case("rel")
        && relations
            .trim()
            .trim_matches('"')
            .split_whitespace()
            .any(|relation| relation.eq_ignore_ascii_case("next"))
}

parameters! {
    /// Lists what is wrong with the file of a job whose status is
    /// [`invalid_scheme`](BulkJobStatus::InvalidScheme).
    ///
    /// `GET /bulk/users/errors/scheme/{job_id}`. Documented by Apps API, "Scheme error log of a job". Mend
    /// the file, and send it again with [`UpdateBulkUserUpload`](super::UpdateBulkUserUpload).
    pub struct ListBulkUserSchemeErrors {
        path {
            /// The job's id.
            job_id: Id as into,
        }
    }
}

impl Operation for ListBulkUserSchemeErrors {
    type Vendor = AppsApi;
    type Output = Vec<BulkUserError>;
    const SPEC: Spec = Spec::new(
        "bulk_users.scheme_errors.list",
        Method::GET,
        "/bulk/users/errors/scheme/{job_id}",
    )
    .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("job_id", &self.job_id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Vec<BulkUserError>, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Lists what went wrong with rows of a job that has proceeded.
    ///
    /// `GET /bulk/users/errors/update/{job_id}`. Documented by Apps API, "Update error log of a job". A job
    /// ends as finished whether rows have failed or not.
    pub struct ListBulkUserUpdateErrors {
        path {
            /// The job's id.
            job_id: Id as into,
        }
    }
}

impl Operation for ListBulkUserUpdateErrors {
    type Vendor = AppsApi;
    type Output = Vec<BulkUserError>;
    const SPEC: Spec = Spec::new(
        "bulk_users.update_errors.list",
        Method::GET,
        "/bulk/users/errors/update/{job_id}",
    )
    .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("job_id", &self.job_id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Vec<BulkUserError>, DecodeError> {
        Self::payload(&reply)
    }
}

open_enum! {
    /// How bad it is.
    pub enum BulkErrorType {
        /// The row was done all the same.
        Warning = "warning",
        /// The row failed.
        Error = "error",
    }
}

reply! {
    /// What is wrong, and where.
    pub struct BulkUserError {
        optional {
            /// What is wrong, for people.
            message: Option<String>,
            /// The column, by its number.
            column: Option<u64>,
            /// The row, by its number. The vendor doesn't say what it means that there is none.
            row: Option<u64>,
            /// How bad it is. Only [`ListBulkUserUpdateErrors`] tells.
            error_type: Option<BulkErrorType>,
        }
    }
}
