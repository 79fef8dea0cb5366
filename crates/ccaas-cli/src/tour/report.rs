//! What the tour shows: a table, or a line of JSON for each step.

use std::env;
use std::fmt::Write as _;
use std::io;
use std::time::Duration;

use ccaas::Spec;
use comfy_table::{Cell, CellAlignment, Color, ContentArrangement, Table, presets};
use serde_json::{Value, json};

use crate::out::Out;

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Ok,
    Failed,
    /// It was not to be taken here; that is no failure.
    Skipped,
    /// There is no step for the operation; that is one.
    Missing,
}

impl Status {
    const ALL: [Status; 4] = [Status::Ok, Status::Failed, Status::Skipped, Status::Missing];

    const fn as_str(self) -> &'static str {
        match self {
            Status::Ok => "ok",
            Status::Failed => "failed",
            Status::Skipped => "skipped",
            Status::Missing => "missing",
        }
    }

    const fn color(self) -> Color {
        match self {
            Status::Ok => Color::Green,
            Status::Failed | Status::Missing => Color::Red,
            Status::Skipped => Color::Yellow,
        }
    }

    const fn is_bad(self) -> bool {
        matches!(self, Status::Failed | Status::Missing)
    }
}

/// One step, and what came of it.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    vendor: &'static str,
    operation: &'static str,
    method: &'static str,
    path: &'static str,
    status: Status,
    http_status: Option<u16>,
    attempts: usize,
    elapsed: Duration,
    notes: Vec<String>,
    error: Option<String>,
}

impl Row {
    pub(super) fn new(vendor: &'static str, spec: &Spec, status: Status) -> Self {
        Row {
            vendor,
            operation: spec.id,
            method: spec.method.as_str(),
            path: spec.path,
            status,
            http_status: None,
            attempts: 0,
            elapsed: Duration::ZERO,
            notes: Vec::new(),
            error: None,
        }
    }

    /// Says why it isn't ok.
    pub(super) fn error(mut self, reason: impl Into<String>) -> Self {
        self.error = Some(reason.into());
        self
    }

    /// Says what was seen.
    pub(super) fn seen(
        mut self,
        http_status: Option<u16>,
        attempts: usize,
        elapsed: Duration,
        notes: Vec<String>,
    ) -> Self {
        self.http_status = http_status;
        self.attempts = attempts;
        self.elapsed = elapsed;
        self.notes = notes;
        self
    }

    fn json(&self) -> Value {
        let mut line = json!({
            "vendor": self.vendor,
            "operation": self.operation,
            "method": self.method,
            "path": self.path,
            "status": self.status.as_str(),
            "http_status": self.http_status,
            "attempts": self.attempts,
            "ms": u64::try_from(self.elapsed.as_millis()).unwrap_or(u64::MAX),
            "notes": self.notes,
        });
        if let (Some(error), Value::Object(members)) = (&self.error, &mut line) {
            members.insert("error".to_owned(), error.as_str().into());
        }
        line
    }

    fn cells(&self, colored: bool) -> Vec<Cell> {
        let status = match self.http_status {
            Some(code) => format!("{} {code}", self.status.as_str()),
            None => self.status.as_str().to_owned(),
        };
        let mut status = Cell::new(status);
        if colored {
            status = status.fg(self.status.color());
        }
        let told: Vec<&str> = self
            .notes
            .iter()
            .chain(&self.error)
            .map(String::as_str)
            .collect();
        // What was never sent took no attempt and no time.
        let (attempts, time) = match self.attempts {
            0 => (String::new(), String::new()),
            attempts => (attempts.to_string(), shown(self.elapsed)),
        };
        vec![
            Cell::new(self.vendor),
            Cell::new(self.operation),
            Cell::new(format!("{} {}", self.method, self.path)),
            status,
            Cell::new(attempts).set_alignment(CellAlignment::Right),
            Cell::new(time).set_alignment(CellAlignment::Right),
            Cell::new(told.join("\n")),
        ]
    }
}

/// A time as a person reads it.
pub(super) fn shown(time: Duration) -> String {
    match time.as_millis() {
        millis @ 0..1000 => format!("{millis} ms"),
        _ => format!("{:.1} s", time.as_secs_f64()),
    }
}

/// Shows the rows: as JSON when they come, or as a table at the end.
pub(super) struct Report<'a> {
    json: bool,
    rows: Vec<Row>,
    out: &'a mut Out,
}

impl<'a> Report<'a> {
    pub(super) fn new(json: bool, out: &'a mut Out) -> Self {
        Report {
            json,
            rows: Vec::new(),
            out,
        }
    }

    pub(super) fn row(&mut self, row: Row) -> io::Result<()> {
        if self.json {
            self.out.line(row.json())?;
        }
        self.rows.push(row);
        Ok(())
    }

    /// Shows the table, and tells whether the tour went well.
    pub(super) fn end(self) -> io::Result<bool> {
        if !self.json {
            let colored = self.out.is_terminal() && env::var_os("NO_COLOR").is_none();
            self.out.line(table(&self.rows, colored))?;
            self.out.line(summary(&self.rows))?;
        }
        Ok(!self.rows.iter().any(|row| row.status.is_bad()))
    }
}

fn table(rows: &[Row], colored: bool) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header([
            "vendor",
            "operation",
            "request",
            "status",
            "attempts",
            "time",
            "worth seeing",
        ]);
    for row in rows {
        table.add_row(row.cells(colored));
    }
    table
}

/// How many steps ended how.
fn summary(rows: &[Row]) -> String {
    let mut line = format!("{} steps", rows.len());
    let mut before = ':';
    for status in Status::ALL {
        let count = rows.iter().filter(|row| row.status == status).count();
        if count > 0 {
            let _ = write!(line, "{before} {count} {}", status.as_str());
            before = ',';
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use ccaas::Method;

    use super::*;

    const GET: Spec = Spec::new("cases.get", Method::GET, "/cases/{id}");

    fn row(status: Status) -> Row {
        Row::new("acme", &GET, status)
    }

    #[test]
    fn a_line_of_json_has_all_members() {
        let seen = row(Status::Ok).seen(
            Some(200),
            2,
            Duration::from_millis(1234),
            vec!["survived a 503".to_owned()],
        );
        assert_eq!(
            seen.json(),
            json!({
                "vendor": "acme",
                "operation": "cases.get",
                "method": "GET",
                "path": "/cases/{id}",
                "status": "ok",
                "http_status": 200,
                "attempts": 2,
                "ms": 1234,
                "notes": ["survived a 503"],
            })
        );
        let skipped = row(Status::Skipped).error("changes data").json();
        assert_eq!(skipped["error"], "changes data");
        assert_eq!(skipped["http_status"], Value::Null);
    }

    #[test]
    fn the_summary_counts_what_there_is() {
        let rows = [row(Status::Ok), row(Status::Skipped), row(Status::Ok)];
        assert_eq!(summary(&rows), "3 steps: 2 ok, 1 skipped");
        assert_eq!(summary(&[]), "0 steps");
    }

    #[test]
    fn only_failed_and_missing_are_bad() {
        let bad: Vec<Status> = Status::ALL.into_iter().filter(|one| one.is_bad()).collect();
        assert_eq!(bad, [Status::Failed, Status::Missing]);
    }

    #[test]
    fn without_colors_the_table_is_plain_text() {
        let text = table(&[row(Status::Failed)], false).to_string();
        assert!(text.contains("GET /cases/{id}"), "{text}");
        assert!(!text.contains('\u{1b}'), "{text}");
    }
}
