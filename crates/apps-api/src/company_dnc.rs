//! The company's list of numbers that nobody may call.
//!
//! It blocks calls that agents dial and calls that are made with [`calls`](crate::calls), as the account is
//! set up.

use std::fmt;
use std::str::FromStr;

use ccaas_core::types::lenient::Lenient;
use ccaas_core::{
    DecodeError, Effect, EncodeError, Encoder, Method, Operation, Reply, Source, Spec, open_enum,
    parameters, reply,
};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use serde::de::{DeserializeOwned, Deserializer};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::people::or_nothing;
use crate::{AppsApi, filled};

parameters! {
    /// Adds numbers to the list, or changes until when they stand there.
    ///
    /// `POST /outbound_dialer/dnc`. Documented by Apps API, "Add numbers to the Do Not Call list". A number
    /// without an end stays until it is removed; one whose end has come goes within an hour. Numbers for
    /// emergencies can't be listed.
    ///
    /// The answer has a row for each number. One that failed is no error of the call: look at
    /// [`failed`](DncRows::failed).
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::company_dnc::{AddDncNumbers, DncContact};
    ///
    /// let next_year = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(365 * 24);
    /// let numbers = [
    ///     DncContact::new("+15550100"),
    ///     DncContact::new("+15550101").expires_at(next_year),
    /// ];
    /// for row in client.send(AddDncNumbers::new(numbers)).await?.failed() {
    ///     println!("{:?}: {:?}", row.phone_number, row.error);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// There is no number, or one is empty.
    pub struct AddDncNumbers {
        required {
            /// The numbers.
            contacts: Vec<DncContact> as into,
        }
    }
}

impl Operation for AddDncNumbers {
    type Vendor = AppsApi;
    type Output = DncRows;
    const SPEC: Spec = Spec::new("company_dnc.add", Method::POST, "/outbound_dialer/dnc")
        .effect(Effect::Idempotent)
        .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        let numbers = self.contacts.iter().map(|contact| &contact.phone_number);
        check("contacts", ".phone_number", numbers)?;
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<DncRows, DecodeError> {
        DncRows::decode(&reply)
    }
}

parameters! {
    /// A number for the list.
    pub struct DncContact {
        required {
            /// The number.
            phone_number: String as into,
        }
        optional {
            /// Until when it stands there, in the future: for ever, without it.
            expires_at: Option<DncTime> as (into DncTime),
        }
    }
}

parameters! {
    /// Takes numbers off the list.
    ///
    /// `POST /outbound_dialer/dnc/remove`. Documented by Apps API, "Remove numbers from the Do Not Call
    /// list", which doesn't show the method: it is inferred, and
    /// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces method and path. Nor is the answer
    /// shown: it is read as that of [`AddDncNumbers`].
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::company_dnc::RemoveDncNumbers;
    ///
    /// let numbers = ["+15550100", "+15550101"].map(str::to_owned);
    /// client.send(RemoveDncNumbers::new(numbers)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// There is no number, or one is empty.
    pub struct RemoveDncNumbers {
        required {
            /// The numbers.
            phone_numbers: Vec<String> as into,
        }
    }
}

impl Operation for RemoveDncNumbers {
    type Vendor = AppsApi;
    type Output = DncRows;
    const SPEC: Spec = Spec::new(
        "company_dnc.remove",
        Method::POST,
        "/outbound_dialer/dnc/remove",
    )
    .effect(Effect::Idempotent)
    .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        check("phone_numbers", "", &self.phone_numbers)?;
        request.json(self)
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        or_nothing(reply)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<DncRows, DecodeError> {
        DncRows::decode(&reply)
    }
}

parameters! {
    /// Reads whether a number is on the list.
    ///
    /// `GET /outbound_dialer/dnc/check`. Documented by Apps API, "Is a number on the Do Not Call list", of
    /// which only the parameter is known: method and path are inferred, and
    /// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces them. The answer isn't documented
    /// either, so it comes as it is. That a number isn't listed may be answered with 404.
    ///
    /// # Errors
    ///
    /// The number is empty.
    pub struct CheckDncNumber {
        required {
            /// The number.
            phone_number: String as into,
        }
    }
}

impl Operation for CheckDncNumber {
    type Vendor = AppsApi;
    type Output = Value;
    const SPEC: Spec = Spec::new(
        "company_dnc.check",
        Method::GET,
        "/outbound_dialer/dnc/check",
    )
    .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        filled("phone_number", &self.phone_number)?;
        request.query("phone_number", &self.phone_number);
        Ok(())
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        or_nothing(reply)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Value, DecodeError> {
        Self::payload(&reply)
    }
}

/// Refuses a list without numbers, and an empty number.
fn check<'a>(
    list: &str,
    field: &str,
    numbers: impl IntoIterator<Item = &'a String>,
) -> Result<(), EncodeError> {
    let mut numbers = numbers.into_iter().enumerate().peekable();
    if numbers.peek().is_none() {
        return Err(EncodeError::new(list.to_owned(), "is empty"));
    }
    match numbers.find(|(_, number)| number.trim().is_empty()) {
        Some((index, _)) => {
            let place = format!("{list}[{index}]{field}");
            Err(EncodeError::new(place, "is empty"))
        }
        None => Ok(()),
    }
}

/// What became of each number. Some may have failed although the call succeeded.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DncRows {
    /// A row for each number.
    pub rows: Vec<DncRow>,
}

impl DncRows {
    /// The numbers that failed, each with the reason.
    pub fn failed(&self) -> impl Iterator<Item = &DncRow> {
        self.rows.iter().filter(|row| row.is_failed())
    }

    /// The numbers that are new on the list.
    pub fn created(&self) -> impl Iterator<Item = &DncRow> {
        self.with(DncStatus::Created)
    }

    /// The numbers that were there before, and have another end now.
    pub fn updated(&self) -> impl Iterator<Item = &DncRow> {
        self.with(DncStatus::Updated)
    }

    fn with(&self, status: DncStatus) -> impl Iterator<Item = &DncRow> {
        self.rows
            .iter()
            .filter(move |row| row.status.as_ref() == Some(&status))
    }

    /// A list; where the answer isn't documented it may be nothing, or one row.
    fn decode(reply: &Reply) -> Result<Self, DecodeError> {
        let rows = match reply.body.trim_ascii().first() {
            None => Vec::new(),
            Some(b'[') => reply.json()?,
            Some(_) => vec![reply.json()?],
        };
        Ok(DncRows { rows })
    }
}

open_enum! {
    /// What became of a number.
    pub enum DncStatus {
        /// It is new on the list.
        Created = "created",
        /// It was there before, and has another end now.
        Updated = "updated",
        /// It failed.
        Failed = "failed",
    }
}

reply! {
    /// What became of a number.
    pub struct DncRow {
        optional {
            /// The number, as it was sent.
            phone_number: Option<String>,
            /// Until when it stands there.
            expires_at: Option<DncTime>,
            /// What became of it.
            status: Option<DncStatus>,
            /// Why it failed, for people.
            error: Option<String>,
        }
    }
}

impl DncRow {
    /// Whether it failed.
    pub fn is_failed(&self) -> bool {
        self.error.is_some() || self.status == Some(DncStatus::Failed)
    }
}

/// An instant as this list writes it: `2022-10-29 00:00:00 UTC`, to the second.
///
/// ```
/// use apps_api::company_dnc::DncTime;
/// use jiff::Timestamp;
///
/// let end: Timestamp = "2022-10-29T00:00:00.5Z".parse()?;
/// assert_eq!(DncTime::from(end).to_string(), "2022-10-29 00:00:00 UTC");
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DncTime(Timestamp);

impl DncTime {
    /// As an instant.
    pub const fn get(self) -> Timestamp {
        self.0
    }
}

/// Its second: what is beyond that, the list can't hold.
impl From<Timestamp> for DncTime {
    fn from(at: Timestamp) -> Self {
        DncTime(Timestamp::from_second(at.as_second()).unwrap_or(at))
    }
}

/// As the list writes it, or as anything else that is an instant.
impl FromStr for DncTime {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        let text = text.trim();
        let at = match text.strip_suffix("UTC") {
            Some(text) => Offset::UTC.to_timestamp(text.trim_end().parse::<DateTime>()?)?,
            None => text.parse()?,
        };
        Ok(DncTime::from(at))
    }
}

impl fmt::Display for DncTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = Offset::UTC.to_datetime(self.0);
        let (hour, minute, second) = (at.hour(), at.minute(), at.second());
        write!(f, "{} {hour:02}:{minute:02}:{second:02} UTC", at.date())
    }
}

impl fmt::Debug for DncTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for DncTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DncTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl Lenient for DncTime {
    fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        let text = String::lenient(deserializer)?;
        Ok(text.and_then(|text| text.parse().ok()))
    }
}

#[cfg(feature = "registry")]
impl ccaas_core::registry::schemars::JsonSchema for DncTime {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DncTime".into()
    }

    fn json_schema(
        _: &mut ccaas_core::registry::schemars::SchemaGenerator,
    ) -> ccaas_core::registry::schemars::Schema {
        ccaas_core::registry::schemars::json_schema!({
            "type": "string",
            "examples": ["2026-10-29 00:00:00 UTC"],
        })
    }
}
