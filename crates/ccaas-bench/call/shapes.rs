//! What goes over the wire: the two calls, and the answer to both.

use serde::{Deserialize, Serialize};

/// The two calls that are measured.
#[derive(Clone, Copy)]
pub(crate) enum Verb {
    Get,
    Post,
}

impl Verb {
    pub(crate) const ALL: [Verb; 2] = [Verb::Get, Verb::Post];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Verb::Get => "GET",
            Verb::Post => "POST",
        }
    }
}

/// The token that every request has to carry.
pub(crate) const TOKEN: &str = "6f1c0a52b7e94d0d8a3e5c21f0b9d477";

/// The answer to either call: 1 KB of JSON.
#[derive(Serialize, Deserialize)]
pub(crate) struct Case {
    pub(crate) id: u64,
    pub(crate) subject: String,
    pub(crate) status: Status,
    pub(crate) customer: Person,
    pub(crate) agent: Option<Person>,
    pub(crate) tags: Vec<String>,
    pub(crate) notes: Vec<Note>,
    pub(crate) unread: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    Open,
    Closed,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Person {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) email: String,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Note {
    pub(crate) at: String,
    pub(crate) text: String,
}

impl Case {
    /// The answer as JSON, 1,024 bytes of it.
    pub(crate) fn json() -> serde_json::Result<Vec<u8>> {
        let person = |id, name: &str| Person {
            id,
            name: name.to_owned(),
            email: format!("{id}@customers.example"),
        };
        let note = |text: String| Note {
            at: "2026-01-31T12:00:00Z".to_owned(),
            text,
        };
        let mut case = Case {
            id: 421_337,
            subject: "The invoice of December names the wrong account".to_owned(),
            status: Status::Open,
            customer: person(90_210, "Ada Okafor"),
            agent: Some(person(17, "Grace Lindqvist")),
            tags: ["billing", "invoice", "vip"].map(str::to_owned).into(),
            notes: vec![note("Called back, no answer.".to_owned())],
            unread: true,
        };
        case.notes.push(note(String::new()));
        let short = serde_json::to_vec(&case)?.len();
        if let Some(last) = case.notes.last_mut() {
            last.text = "x".repeat(1024_usize.saturating_sub(short));
        }
        serde_json::to_vec(&case)
    }
}

/// The body of the POST.
#[derive(Serialize)]
pub(crate) struct NewCase<'a> {
    pub(crate) subject: &'a str,
    pub(crate) customer: u64,
    pub(crate) priority: u8,
    pub(crate) tags: [&'a str; 2],
}

impl NewCase<'static> {
    pub(crate) fn of(customer: u64) -> Self {
        NewCase {
            subject: "The invoice of December names the wrong account",
            customer,
            priority: 2,
            tags: ["billing", "invoice"],
        }
    }
}
