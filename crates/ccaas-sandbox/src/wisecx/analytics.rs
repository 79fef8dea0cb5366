//! Reports, which are made while nobody waits, and fetched from another host.

use std::{
    io::{Cursor, Write},
    time::Duration,
};

use bytes::Bytes;
use http::StatusCode;
use jiff::{Span, Timestamp, ToSpan, civil};
use serde_json::{Value, json};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::store::{Case, Store};
use crate::{
    call::{BodyTable::JsonOrNone, Call},
    clock, ids,
    reply::{Answer, Refusal, Reply},
    storage::Storage,
    strict::{self, Field, Fields, Kind, Table},
    vendor::Op,
};

/// The report that lists cases as a CSV file.
pub const CASES_REPORT: u64 = 301;
/// The same list, as a ZIP archive with the CSV file in it.
pub const ZIPPED_REPORT: u64 = 302;
/// The report whose export always ends in an error.
pub const FAILING_REPORT: u64 = 303;
/// A dashboard, which can't be exported.
pub const DASHBOARD: u64 = 304;

/// Marks the refusals of an export, which come as plain text.
pub(super) const EXPORT: &str = "export";

/// How long after its start an export is known at all, is at work, and is done.
const KNOWN: Duration = Duration::from_secs(2);
const AT_WORK: Duration = Duration::from_secs(3);
const DONE: Duration = Duration::from_secs(5);

const AT_ONCE: usize = 3;

const START: Table = &[
    Field::optional("columns", Kind::Filled),
    Field::optional("group_by", Kind::OneOf(&["d", "h", "m"])),
    Field::optional(
        "filter",
        Kind::Object(&[
            Field::required("date_from", Kind::Filled),
            Field::required("date_to", Kind::Filled),
        ]),
    ),
];

/// The columns of the list, with the member of a case that each shows.
const COLUMNS: [(&str, &str); 12] = [
    ("conv_id", "id"),
    ("conv_number", "number"),
    ("conv_created", "created_at"),
    ("group_id", "group_id"),
    ("user_id", "user_id"),
    ("contact_id", "contact_id"),
    ("status", "status"),
    ("subject", "subject"),
    ("source_channel", "source_channel"),
    ("priority", "priority"),
    ("type_id", "type_id"),
    ("tags", "tags"),
];

/// Those of the report itself.
const VISIBLE: [&str; 4] = ["conv_created", "group_id", "user_id", "status"];

/// A report in the making, or made.
#[derive(Debug)]
pub(super) struct Export {
    started: Timestamp,
    report: u64,
    columns: Vec<(&'static str, &'static str)>,
    group_by: String,
    range: Option<(civil::DateTime, civil::DateTime)>,
    url: Option<String>,
}

pub(super) fn operations() -> Vec<Op<Store>> {
    vec![
        Op::post("analytics.export.start", "/analytics/export/{id}", start).body(JsonOrNone(START)),
        Op::get(
            "analytics.export.status",
            "/analytics/export/{export_id}/status",
            status,
        ),
    ]
}

fn refuse(message: impl Into<String>) -> Refusal {
    Refusal::bad_request(message).code(EXPORT)
}

fn start(store: &mut Store, call: &Call<'_>) -> Answer {
    let report = call.number("id")?;
    match report {
        CASES_REPORT | ZIPPED_REPORT | FAILING_REPORT => {}
        DASHBOARD => return Err(refuse("only reports of the list type can be exported")),
        _ => return Err(refuse("Report Not Found")),
    }
    let export = Export {
        started: call.now,
        report,
        columns: columns(call.body.text("columns"))?,
        group_by: call.body.text("group_by").to_owned(),
        range: call
            .body
            .member("filter")
            .map(|filter| range(&filter))
            .transpose()?,
        url: None,
    };
    let running = store
        .exports
        .values()
        .filter(|export| clock::since(call.now, export.started) < DONE)
        .count();
    if running >= AT_ONCE {
        let refusal = Refusal::new(
            StatusCode::TOO_MANY_REQUESTS,
            "only 3 reports can be exported at the same time",
        );
        return Err(refusal.code(EXPORT));
    }
    let number = store.next_id();
    let id = format!("{:016x}{:016x}", ids::mix(number), ids::mix(!number));
    store.plan_export(id.clone(), clock::later(call.now, DONE));
    store.exports.insert(id.clone(), export);
    Ok(progress(&id, "processing", 0, None))
}

fn columns(given: &str) -> Result<Vec<(&'static str, &'static str)>, Refusal> {
    let named = |name: &str| COLUMNS.into_iter().find(|(column, _)| *column == name);
    let wanted: Vec<&str> = match given {
        "all" => return Ok(COLUMNS.to_vec()),
        "" | "only_visible" => VISIBLE.to_vec(),
        // The vendor's table has the two words only, and its example a list.
        list => list.split(',').collect(),
    };
    wanted
        .into_iter()
        .map(|name| named(name).ok_or_else(|| refuse(format!("columns: {name} is not a column"))))
        .collect()
}

fn range(filter: &Fields) -> Result<(civil::DateTime, civil::DateTime), Refusal> {
    let (from, _) = date(filter, "date_from")?;
    let (to, to_is_day) = date(filter, "date_to")?;
    if to < from {
        return Err(refuse("date_to must not be before date_from"));
    }
    let longest: Span = 12.months();
    if from.checked_add(longest).is_ok_and(|end| to > end) {
        return Err(refuse("the range must not exceed 12 months"));
    }
    // A day belongs to the range with all of its hours.
    let to = if to_is_day {
        to.date().at(23, 59, 59, 0)
    } else {
        to
    };
    Ok((from, to))
}

/// One end of the range, and whether it is a day without a time.
fn date(filter: &Fields, name: &str) -> Result<(civil::DateTime, bool), Refusal> {
    let text = filter.text(name);
    let is_day = text.len() == 10;
    let spelt = is_day || (text.len() == 19 && text.as_bytes().get(10) == Some(&b'T'));
    let date = text.parse().ok().filter(|_| spelt);
    let date = date.ok_or_else(|| {
        refuse(format!(
            "filter.{name} must be a date as yyyy-MM-dd or yyyy-MM-ddTHH:mm:ss"
        ))
    })?;
    Ok((date, is_day))
}

fn status(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = call.param("export_id");
    let export = store.exports.get(id);
    let known = export.map(|export| (export, clock::since(call.now, export.started)));
    // An export that has just begun is as unknown as one that never did.
    let Some((export, passed)) = known.filter(|(_, passed)| *passed >= KNOWN) else {
        return Err(Refusal::bad_request("EXPORT_NOT_FOUND"));
    };
    Ok(if passed < AT_WORK {
        progress(id, "pending", 0, None)
    } else if passed < DONE {
        let share = passed.saturating_sub(AT_WORK).as_millis() * 80
            / DONE.saturating_sub(AT_WORK).as_millis();
        progress(id, "processing", 10 + share, None)
    } else if export.report == FAILING_REPORT {
        progress(id, "error", 0, None)
    } else {
        progress(id, "completed", 100, export.url.as_deref())
    })
}

fn progress(id: &str, status: &str, progress: u128, url: Option<&str>) -> Reply {
    let progress = u64::try_from(progress).unwrap_or_default();
    Reply::ok(&json!({
        "export_id": id,
        "status": status,
        "progress": progress,
        "report_url": url,
    }))
}

impl Store {
    /// Makes the file of an export whose time has come.
    pub(super) fn finish_export(&mut self, id: &str, at: Timestamp, storage: &Storage) {
        let Some(export) = self.exports.get_mut(id) else {
            return;
        };
        if export.report == FAILING_REPORT {
            return;
        }
        let csv = export.csv(self.cases.values());
        let month = at.strftime("%Y-%m");
        let (extension, kind, bytes) = match export.report {
            ZIPPED_REPORT => ("zip", "application/zip", zipped(id, &csv)),
            _ => ("csv", "text/csv", Bytes::from(csv)),
        };
        let path = format!("/54af35/{month}/{id}.{extension}");
        export.url = Some(storage.store(&path, bytes, kind, at, storage.lifetime()));
    }
}

impl Export {
    fn csv<'a>(&self, cases: impl Iterator<Item = &'a Case>) -> String {
        let names: Vec<_> = self.columns.iter().map(|(name, _)| *name).collect();
        let mut csv = names.join(",") + "\n";
        for case in cases.filter(|case| self.covers(case)) {
            let cells: Vec<_> = self
                .columns
                .iter()
                .map(|(_, member)| quoted(&self.cell(case, member)))
                .collect();
            csv += &cells.join(",");
            csv.push('\n');
        }
        csv
    }

    fn covers(&self, case: &Case) -> bool {
        let created = strict::stamp(case.text("created_at"));
        self.range
            .is_none_or(|(from, to)| created.is_some_and(|at| from <= at && at <= to))
    }

    fn cell(&self, case: &Case, member: &str) -> String {
        let text = match case.row.get(member) {
            Some(Value::String(text)) => text.clone(),
            Some(value @ Value::Array(_)) => strict::texts(value).join(" "),
            Some(value) => value.to_string(),
            None => String::new(),
        };
        // As much of the date as the group has.
        let length = match (member, self.group_by.as_str()) {
            ("created_at", "m") => 7,
            ("created_at", "d") => 10,
            ("created_at", "h") => 13,
            _ => return text,
        };
        text.chars().take(length).collect()
    }
}

/// A cell as RFC 4180 writes it.
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

fn zipped(id: &str, csv: &str) -> Bytes {
    let archive = || {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file(format!("{id}.csv"), SimpleFileOptions::default())?;
        archive.write_all(csv.as_bytes())?;
        archive.finish()
    };
    // Nothing here can fail: it is written to memory.
    archive().map_or_else(|_| Bytes::new(), |archive| archive.into_inner().into())
}
