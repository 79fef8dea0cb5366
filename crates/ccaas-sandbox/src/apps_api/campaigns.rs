//! The contacts of campaigns, which the dialer calls one after the other.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    agents, phones,
    store::{Due, Store, id, not_found, param_missing, refuse, stamp},
};
use crate::{
    call::{BodyTable::Json, BodyTable::Multipart, Call},
    page,
    reply::{Answer, Refusal, Reply},
    strict::{self, Field, Fields, Kind, Table},
    vendor::Op,
};

/// How long an import waits for its turn, and takes then, in seconds.
const STEP: u64 = 1;

#[derive(Debug, Default)]
pub(crate) struct Campaign {
    contacts: BTreeMap<u64, Contact>,
    /// Whose number it is, by its digits: there is only one contact with each.
    numbers: BTreeMap<String, u64>,
    jobs: BTreeMap<u64, ImportJob>,
}

#[derive(Debug)]
pub(crate) struct Contact {
    pub(super) name: String,
    email: String,
    pub(super) phone_number: String,
    outbound_number: Option<String>,
    pub(super) unique_id: Option<String>,
    pub(super) status: &'static str,
    created_at: Timestamp,
    updated_at: Timestamp,
}

#[derive(Debug)]
struct ImportJob {
    filename: String,
    created_at: Timestamp,
    rows: Vec<Value>,
    total: usize,
    affected: usize,
    failed: usize,
    status: &'static str,
}

const CONTACT: Table = &[
    Field::optional("name", Kind::Text),
    Field::optional("email", Kind::Text),
    Field::required("phone_number", Kind::Filled).missing(param_missing!("phone_number")),
    Field::optional("outbound_number", Kind::Text),
    Field::optional("external_unique_id", Kind::Filled),
];

const CHANGE: Table = &[
    Field::required("contact_id", Kind::AtLeast(1)).missing(param_missing!("contact_id")),
    Field::optional("name", Kind::Text),
    Field::optional("email", Kind::Text),
    Field::optional("phone_number", Kind::Filled),
    Field::optional("external_unique_id", Kind::Filled),
];

const DELETE: Table = &[
    Field::optional("contact_id", Kind::AtLeast(1)),
    Field::optional("phone_number", Kind::Filled),
    Field::optional("external_unique_id", Kind::Filled),
];

const LIST: Table = &[
    Field::optional("page", Kind::Text),
    Field::optional("per", Kind::Text),
];

pub(super) fn operations() -> Vec<Op<Store>> {
    let contacts = "/outbound_dialer/campaigns/{campaign_id}/contacts";
    let contact = "/outbound_dialer/campaigns/{campaign_id}/contact";
    vec![
        Op::post("campaigns.contacts.create", contacts, create).body(Json(CONTACT)),
        Op::post(
            "campaigns.contacts.import",
            "/outbound_dialer/campaigns/{campaign_id}/contacts/import",
            import,
        )
        .body(Multipart(&[])),
        Op::get("campaigns.contacts.list", contacts, list).query(LIST),
        Op::get(
            "campaigns.contacts.jobs.list",
            "/outbound_dialer/campaigns/{campaign_id}/contacts/jobs",
            jobs,
        ),
        Op::get(
            "campaigns.contacts.jobs.get",
            "/outbound_dialer/campaigns/{campaign_id}/contacts/jobs/{job_id}",
            job,
        ),
        Op::patch("campaigns.contacts.update", contact, update).body(Json(CHANGE)),
        Op::delete("campaigns.contacts.delete", contact, delete).body(Json(DELETE)),
    ]
}

/// The one file of a form, which must be called `file`.
pub(super) fn file<'c>(call: &'c Call<'_>) -> Result<&'c crate::multipart::Part, Refusal> {
    match call.files.as_slice() {
        [file] if file.name == "file" => Ok(file),
        [] => refuse(param_missing!("file")),
        [file] => refuse(format!("{} is not a known parameter", file.name)),
        _ => refuse("only one file may be sent"),
    }
}

impl Contact {
    /// A contact as it was given; `None` if it can't be called.
    pub(super) fn new(given: &Fields, is_in_dnc: bool, now: Timestamp) -> Option<Self> {
        let number = given.text("phone_number");
        phones::digits(number)?;
        let text = |name: &str| given.text(name).to_owned();
        Some(Self {
            name: text("name"),
            email: text("email"),
            phone_number: number.to_owned(),
            outbound_number: given
                .get("outbound_number")
                .map(|_| text("outbound_number")),
            unique_id: given
                .get("external_unique_id")
                .map(|_| text("external_unique_id")),
            status: if is_in_dnc { "Do Not Call" } else { "Upcoming" },
            created_at: now,
            updated_at: now,
        })
    }

    fn show(&self, id: u64, campaign: u64) -> Value {
        json!({
            "id": id,
            "campaign_id": campaign,
            "name": self.name,
            "status": self.status,
            "unique_id": self.unique_id,
            "outbound_number": self.outbound_number,
            "priority": null,
            "assigned_call_id": null,
            "assigned_participant_id": null,
            "created_at": stamp(self.created_at),
            "updated_at": stamp(self.updated_at),
        })
    }
}

impl Campaign {
    /// Adds a contact, unless there is one with the same number.
    pub(super) fn add(&mut self, id: u64, contact: Contact) -> Result<(), Refusal> {
        let digits = phones::digits(&contact.phone_number).unwrap_or_default();
        if self.numbers.contains_key(&digits) {
            return refuse("phone_number has already been taken");
        }
        self.numbers.insert(digits, id);
        self.contacts.insert(id, contact);
        Ok(())
    }
}

impl Store {
    fn campaign(&mut self, call: &Call<'_>) -> Result<(u64, &mut Campaign), Refusal> {
        let id = id(call, "campaign_id")?;
        let campaign = self.campaigns.get_mut(&id).ok_or_else(not_found)?;
        Ok((id, campaign))
    }

    fn add_contact(
        &mut self,
        campaign: u64,
        given: &Fields,
        now: Timestamp,
    ) -> Result<u64, Refusal> {
        let number = given.text("phone_number");
        let is_in_dnc = phones::digits(number).is_some_and(|digits| self.is_in_dnc(&digits, now));
        let Some(contact) = Contact::new(given, is_in_dnc, now) else {
            return refuse("phone_number is invalid");
        };
        let id = self.next_id();
        let campaign = self.campaigns.get_mut(&campaign).ok_or_else(not_found)?;
        campaign.add(id, contact)?;
        Ok(id)
    }

    pub(super) fn import_goes_on(&mut self, campaign: u64, id: u64, now: Timestamp) {
        let job = |store: &mut Self, change: &mut dyn FnMut(&mut ImportJob)| {
            let jobs = store.campaigns.get_mut(&campaign);
            if let Some(job) = jobs.and_then(|campaign| campaign.jobs.get_mut(&id)) {
                change(job);
            }
        };
        let mut rows = None;
        job(self, &mut |job| {
            if job.status == "created" {
                job.status = "in_progress";
            } else {
                rows = Some(std::mem::take(&mut job.rows));
            }
        });
        let Some(rows) = rows else {
            return self.plan_in(STEP, now, Due::ImportJob { campaign, job: id });
        };
        for row in rows {
            let added = strict::object(CONTACT, row, "")
                .and_then(|contact| self.add_contact(campaign, &contact, now));
            job(self, &mut |job| match added {
                Ok(_) => job.affected += 1,
                Err(_) => job.failed += 1,
            });
        }
        job(self, &mut |job| job.status = "finished");
    }
}

fn create(store: &mut Store, call: &Call<'_>) -> Answer {
    let (campaign, _) = store.campaign(call)?;
    let id = store.add_contact(campaign, &call.body, call.now)?;
    shown(store, call, id)
}

/// A contact that is there.
fn shown(store: &mut Store, call: &Call<'_>, id: u64) -> Answer {
    let (campaign_id, campaign) = store.campaign(call)?;
    let contact = campaign.contacts.get(&id).ok_or_else(not_found)?;
    Ok(Reply::ok(&contact.show(id, campaign_id)))
}

fn import(store: &mut Store, call: &Call<'_>) -> Answer {
    let (campaign, _) = store.campaign(call)?;
    let file = file(call)?;
    let Ok(rows) = serde_json::from_slice::<Vec<Value>>(&file.bytes) else {
        return refuse("file must hold a JSON array of contacts");
    };
    let id = store.next_id();
    let job = ImportJob {
        filename: file.filename.clone().unwrap_or_default(),
        created_at: call.now,
        affected: 0,
        failed: 0,
        status: "created",
        total: rows.len(),
        rows,
    };
    let (_, row) = store.campaign(call)?;
    row.jobs.insert(id, job);
    store.plan_in(STEP, call.now, Due::ImportJob { campaign, job: id });
    Ok(Reply::ok(&json!({"id": id, "status": "created"})))
}

fn list(store: &mut Store, call: &Call<'_>) -> Answer {
    let (id, campaign) = store.campaign(call)?;
    let (number, size) = agents::page(&call.query)?;
    let contacts = campaign.contacts.iter();
    let all: Vec<_> = contacts
        .map(|(contact, row)| row.show(*contact, id))
        .collect();
    let rows = page::numbered(&all, number, size).to_vec();
    Ok(Reply::ok(&Value::Array(rows)))
}

impl ImportJob {
    fn show(&self, id: u64) -> Value {
        json!({
            "id": id,
            "created_at": stamp(self.created_at),
            "filename": self.filename,
            "total_rows": self.total,
            "affected_rows": self.affected,
            "failed_rows": self.failed,
            "status": self.status,
        })
    }
}

fn jobs(store: &mut Store, call: &Call<'_>) -> Answer {
    let (_, campaign) = store.campaign(call)?;
    let newest_first = campaign.jobs.iter().rev();
    Ok(Reply::ok(
        &newest_first.map(|(id, job)| job.show(*id)).collect(),
    ))
}

fn job(store: &mut Store, call: &Call<'_>) -> Answer {
    let job_id = id(call, "job_id")?;
    let (_, campaign) = store.campaign(call)?;
    let job = campaign.jobs.get(&job_id).ok_or_else(not_found)?;
    Ok(Reply::ok(&job.show(job_id)))
}

fn update(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = call.body.number("contact_id").unwrap_or_default();
    let (_, campaign) = store.campaign(call)?;
    let number = call.body.text("phone_number");
    let contact = campaign.contacts.get_mut(&id).ok_or_else(not_found)?;
    if call.body.get("phone_number").is_some() {
        let Some(digits) = phones::digits(number) else {
            return refuse("phone_number is invalid");
        };
        if campaign
            .numbers
            .get(&digits)
            .is_some_and(|other| *other != id)
        {
            return refuse("phone_number has already been taken");
        }
        let old = phones::digits(&contact.phone_number).unwrap_or_default();
        campaign.numbers.remove(&old);
        campaign.numbers.insert(digits, id);
    }
    for (name, value) in [
        ("name", &mut contact.name),
        ("email", &mut contact.email),
        ("phone_number", &mut contact.phone_number),
    ] {
        if call.body.get(name).is_some() {
            call.body.text(name).clone_into(value);
        }
    }
    if call.body.get("external_unique_id").is_some() {
        contact.unique_id = Some(call.body.text("external_unique_id").to_owned());
    }
    contact.updated_at = call.now;
    shown(store, call, id)
}

fn delete(store: &mut Store, call: &Call<'_>) -> Answer {
    if call.body.all().is_empty() {
        return refuse(param_missing!("contact_id"));
    }
    let (_, campaign) = store.campaign(call)?;
    let (id, unique_id) = (
        call.body.number("contact_id"),
        call.body.get("external_unique_id"),
    );
    let number = call.body.text("phone_number");
    let digits = phones::digits(number);
    // Whoever says several things of a contact must be right in all of them.
    let found = campaign.contacts.iter().find(|(known, contact)| {
        id.is_none_or(|id| id == **known)
            && unique_id.is_none_or(|id| id.as_str() == contact.unique_id.as_deref())
            && (number.is_empty() || phones::digits(&contact.phone_number) == digits)
    });
    let found = found.map(|(id, _)| *id).ok_or_else(not_found)?;
    campaign.contacts.remove(&found);
    campaign.numbers.retain(|_, id| *id != found);
    Ok(Reply::ok(&json!({})))
}
