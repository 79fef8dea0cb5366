//! Making and changing many users by a file. What is in the file is in `bulk_rows`.

use http::{HeaderName, HeaderValue, StatusCode, header::LINK};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    bulk_rows::{self, Problem},
    campaigns::file,
    store::{Due, Store, id, not_found, param_missing, refuse, stamp, stamp_or_null, whole},
};
use crate::{
    call::{BodyTable::JsonOrForm, BodyTable::Multipart, Call},
    page,
    reply::{Answer, Reply},
    strict::{Field, Kind, Table},
    vendor::Op,
};

/// How long the check of a file takes, and how long a step of the work, in seconds.
const CHECK_TAKES: u64 = 2;
const STEP: u64 = 1;
/// How many rows are done in a step.
const ROWS_A_STEP: usize = 50;

/// Who sends the requests, as jobs name it.
const API_USER: &str = "sandbox-api-user";

const UPLOAD_AGAIN: Table =
    &[Field::required("id", Kind::AtLeast(1)).missing(param_missing!("id"))];

const PROCEED: Table = &[Field::required("id", Kind::Scalar).missing(param_missing!("id"))];

const JOBS: Table = &[
    Field::optional("page", Kind::AtLeast(1)),
    Field::optional("per_page", Kind::Between(1, 1000)),
];

pub(super) fn operations() -> Vec<Op<Store>> {
    let upload = "/bulk/users/upload";
    vec![
        Op::get("bulk_users.template.get", "/bulk/users/template", template),
        Op::post("bulk_users.upload.create", upload, create).body(Multipart(&[])),
        Op::put("bulk_users.upload.update", upload, update).body(Multipart(UPLOAD_AGAIN)),
        // The vendor's own document has a form here, its pages have JSON.
        Op::post("bulk_users.proceed", "/bulk/users/proceed", proceed).body(JsonOrForm(PROCEED)),
        Op::get("bulk_users.jobs.list", "/bulk/users/jobs", jobs).query(JOBS),
        Op::get("bulk_users.jobs.get", "/bulk/users/jobs/{job_id}", job),
        Op::get(
            "bulk_users.scheme_errors.list",
            "/bulk/users/errors/scheme/{job_id}",
            |store, call| problems(store, call, |job| &job.scheme_errors),
        ),
        Op::get(
            "bulk_users.update_errors.list",
            "/bulk/users/errors/update/{job_id}",
            |store, call| problems(store, call, |job| &job.update_errors),
        ),
    ]
}

#[derive(Debug)]
pub(crate) struct BulkJob {
    created_at: Timestamp,
    process_requested_at: Option<Timestamp>,
    filename: String,
    content: bytes::Bytes,
    /// What the file holds, once it is checked.
    rows: Vec<Value>,
    /// How many of them are done.
    done: usize,
    failed: usize,
    status: &'static str,
    /// Counts the files: the check of one that was replaced is of no use.
    uploads: u64,
    checked: u64,
    scheme_errors: Vec<Problem>,
    update_errors: Vec<Problem>,
}

impl BulkJob {
    fn show(&self, id: u64) -> Value {
        let show = |problems: &[Problem]| problems.iter().map(Problem::show).collect::<Value>();
        json!({
            "id": id,
            "created_at": stamp(self.created_at),
            "process_requested_at": stamp_or_null(self.process_requested_at),
            "filename": self.filename,
            "total_rows": self.rows.len(),
            "affected_rows": self.done - self.failed,
            "failed_rows": self.failed,
            "status": self.status,
            "uploaded_user_name": null,
            "proceed_user_name": null,
            "uploaded_api_user_name": API_USER,
            "proceed_api_user_name": self.process_requested_at.map(|_| API_USER),
            "scheme_errors": show(&self.scheme_errors),
            "update_errors": show(&self.update_errors),
        })
    }
}

impl Store {
    pub(super) fn bulk_job_goes_on(&mut self, id: u64, now: Timestamp) {
        let Some(mut job) = self.bulk_jobs.remove(&id) else {
            return;
        };
        match job.status {
            "created" => {
                // A file that was replaced in the meantime is checked when its own time comes.
                job.checked += 1;
                if job.checked == job.uploads {
                    match bulk_rows::read(&job.content, self) {
                        Ok(rows) => {
                            job.rows = rows;
                            job.status = "valid_scheme";
                        }
                        Err(problems) => {
                            job.scheme_errors = problems;
                            job.status = "invalid_scheme";
                        }
                    }
                }
            }
            "valid_scheme" => {
                job.status = "in_progress";
                self.plan_in(STEP, now, Due::BulkJob(id));
            }
            "in_progress" => {
                for (place, row) in job.rows.iter().enumerate().skip(job.done).take(ROWS_A_STEP) {
                    let problems = self.apply_row(place + 1, row, now);
                    job.failed += usize::from(problems.iter().any(Problem::is_error));
                    job.update_errors.extend(problems);
                }
                job.done = job.rows.len().min(job.done + ROWS_A_STEP);
                if job.done < job.rows.len() {
                    self.plan_in(STEP, now, Due::BulkJob(id));
                } else {
                    job.status = "finished";
                }
            }
            _ => {}
        }
        self.bulk_jobs.insert(id, job);
    }
}

fn template(store: &mut Store, _: &Call<'_>) -> Answer {
    let list = |names: &mut dyn Iterator<Item = &'static str>| -> Value {
        names
            .map(|name| json!({"name": name, "value": 0}))
            .collect()
    };
    Ok(Reply::ok(&json!([{
        "email": "user1@example.com",
        "new_email": "user1@example.org",
        "agent_number": "A-001",
        "first_name": "First",
        "last_name": "Last",
        "status": "Active",
        "location": bulk_rows::LOCATIONS.first(),
        "max_chat_limit": 2,
        "max_chat_limit_enabled": 0,
        "roles": list(&mut bulk_rows::ROLES.into_iter()),
        "teams": list(&mut store.teams.values().copied()),
    }])))
}

/// The answer to what moves a job on. Its link is not quite the address of the job.
fn moved(call: &Call<'_>, id: u64, status: &str) -> Reply {
    let link = format!("{}/bulk/users_jobs/{id}", call.base_url);
    let reply = Reply::ok(&json!({"id": id, "status": status, "link": link}));
    with_header(reply, LINK, &format!("<{link}>"))
}

fn with_header(reply: Reply, name: HeaderName, value: &str) -> Reply {
    match HeaderValue::from_str(value) {
        Ok(value) => reply.header(name, value),
        Err(_) => reply,
    }
}

fn create(store: &mut Store, call: &Call<'_>) -> Answer {
    let file = file(call)?;
    let id = store.next_id();
    let job = BulkJob {
        created_at: call.now,
        process_requested_at: None,
        filename: file.filename.clone().unwrap_or_default(),
        content: file.bytes.clone(),
        rows: Vec::new(),
        done: 0,
        failed: 0,
        status: "created",
        uploads: 1,
        checked: 0,
        scheme_errors: Vec::new(),
        update_errors: Vec::new(),
    };
    store.bulk_jobs.insert(id, job);
    store.plan_in(CHECK_TAKES, call.now, Due::BulkJob(id));
    Ok(moved(call, id, "created"))
}

fn update(store: &mut Store, call: &Call<'_>) -> Answer {
    let file = file(call)?;
    let id = call.body.number("id").unwrap_or_default();
    let Some(job) = store.bulk_jobs.get_mut(&id) else {
        return refuse("Job is not found");
    };
    if job.process_requested_at.is_some() {
        return refuse("Job is in progress already");
    }
    job.filename = file.filename.clone().unwrap_or_default();
    job.content = file.bytes.clone();
    job.rows.clear();
    job.scheme_errors.clear();
    job.status = "created";
    job.uploads += 1;
    store.plan_in(CHECK_TAKES, call.now, Due::BulkJob(id));
    Ok(moved(call, id, "created"))
}

fn proceed(store: &mut Store, call: &Call<'_>) -> Answer {
    let given = call.body.get("id").and_then(whole);
    let job = given.and_then(|id| Some((id, store.bulk_jobs.get_mut(&id)?)));
    let Some((id, job)) = job else {
        return refuse("Job is not found");
    };
    if job.status != "valid_scheme" || job.process_requested_at.is_some() {
        return refuse("Job is not in valid_scheme status");
    }
    job.process_requested_at = Some(call.now);
    store.plan_in(STEP, call.now, Due::BulkJob(id));
    Ok(moved(call, id, "valid_scheme"))
}

fn job(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = id(call, "job_id")?;
    let job = store.bulk_jobs.get(&id).ok_or_else(not_found)?;
    Ok(Reply::ok(&job.show(id)))
}

fn problems(store: &mut Store, call: &Call<'_>, which: fn(&BulkJob) -> &[Problem]) -> Answer {
    let id = id(call, "job_id")?;
    let job = store.bulk_jobs.get(&id).ok_or_else(not_found)?;
    Ok(Reply::ok(&which(job).iter().map(Problem::show).collect()))
}

fn jobs(store: &mut Store, call: &Call<'_>) -> Answer {
    let number = call.query.number("page").unwrap_or(1);
    let size = call.query.number("per_page").unwrap_or(20);
    let newest_first = store.bulk_jobs.iter().rev();
    let all: Vec<_> = newest_first.map(|(id, job)| job.show(*id)).collect();
    let rows = page::numbered(&all, number, usize::try_from(size).unwrap_or(usize::MAX));
    let reply = Reply::json(StatusCode::OK, &Value::Array(rows.to_vec()));
    let reply = with_header(
        reply,
        HeaderName::from_static("total"),
        &all.len().to_string(),
    );
    let reply = with_header(
        reply,
        HeaderName::from_static("per-page"),
        &size.to_string(),
    );
    if number.saturating_mul(size) >= all.len() as u64 {
        return Ok(reply);
    }
    let (base, next) = (&call.base_url, number + 1);
    let link = format!("<{base}/bulk/users/jobs?page={next}&per_page={size}>; rel=\"next\"");
    Ok(with_header(reply, LINK, &link))
}
