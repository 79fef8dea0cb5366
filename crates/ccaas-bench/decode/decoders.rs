//! What is decoded, and into what.

use std::hint::black_box;

use bytes::Bytes;
use ccaas_core::{Operation, Reply};
use http::StatusCode;
use jiff::civil::DateTime;
use serde::de::DeserializeOwned;
use serde_json::json;
use wisecx::cases::ListCases;
use wisecx::contacts::ListContacts;

use crate::contacts::{Contact, Page};
use crate::{Result, cases, contacts};

/// How many rows a page has.
pub(crate) const ROWS: u64 = 1_000;

/// What the rows are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Contacts,
    Cases,
}

impl What {
    pub(crate) const ALL: [What; 2] = [What::Contacts, What::Cases];

    pub(crate) fn name(self) -> &'static str {
        match self {
            What::Contacts => "contacts",
            What::Cases => "cases",
        }
    }

    /// A page as the vendor sends it.
    pub(crate) fn page(self) -> Bytes {
        let rows: Vec<_> = match self {
            What::Contacts => (0..ROWS).map(contacts::row).collect(),
            What::Cases => (0..ROWS).map(cases::row).collect(),
        };
        let page = json!({ "data": rows, "paging": { "page": 1, "limit": ROWS } });
        page.to_string().into()
    }
}

/// What they become.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// `Page<Contact>` and `Page<Case>`, by the operations that list them.
    Ours,
    /// Strict types, with dates as dates.
    ByHand,
    /// The same, to show how far equal things differ.
    ByHandAgain,
    /// Strict types, with dates left as the texts that they came as.
    Texts,
}

impl How {
    pub(crate) const ALL: [How; 4] = [How::ByHand, How::Ours, How::ByHandAgain, How::Texts];

    pub(crate) fn name(self) -> &'static str {
        match self {
            How::Ours => "wisecx",
            How::ByHand => "by hand",
            How::ByHandAgain => "by hand again",
            How::Texts => "by hand, dates as texts",
        }
    }
}

/// Decodes a page, and drops it.
pub(crate) fn decode(what: What, how: How, body: &Bytes) -> Result<()> {
    match (what, how) {
        (What::Contacts, How::Ours) => by_operation::<ListContacts>(body),
        (What::Cases, How::Ours) => by_operation::<ListCases>(body),
        (What::Contacts, How::Texts) => by_hand::<Contact<String>>(body),
        (What::Cases, How::Texts) => by_hand::<cases::Case<String>>(body),
        (What::Contacts, _) => by_hand::<Contact<DateTime>>(body),
        (What::Cases, _) => by_hand::<cases::Case<DateTime>>(body),
    }
}

fn by_operation<O: Operation>(body: &Bytes) -> Result<()> {
    let reply = Reply::new(StatusCode::OK, body.clone());
    black_box(O::decode(reply)?);
    Ok(())
}

fn by_hand<T: DeserializeOwned>(body: &Bytes) -> Result<()> {
    let page: Page<T> = serde_json::from_slice(body)?;
    black_box(page.data);
    Ok(())
}
