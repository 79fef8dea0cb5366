//! What the reports have in common: their filters, and answers that nobody documents.

use ccaas_core::{EncodeError, Encoder, open_enum};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

open_enum! {
    /// A kind of interaction.
    pub enum MediaType {
        /// Calls.
        Voice = "voice",
        /// Chats.
        Chat = "chat",
    }
}

open_enum! {
    /// Which way an interaction went.
    pub enum Direction {
        /// The customer began it.
        Inbound = "inbound",
        /// The contact center began it.
        Outbound = "outbound",
    }
}

/// A report.
///
/// The vendor documents no field of any report, so it is handed through as JSON. What all of them
/// seem to have is rows.
///
/// ```
/// use wesal_pulse::report::Report;
///
/// let report: Report = serde_json::from_str(r#"{"queues": [{"name": "Sales", "waiting": 2}]}"#)?;
/// #[derive(serde::Deserialize)]
/// struct Queue { name: String, waiting: u32 }
/// let queues: Vec<Queue> = report.rows_as()?;
/// assert_eq!(queues[0].waiting, 2);
/// assert_eq!(report.as_value()["queues"][0]["name"], "Sales");
/// # assert_eq!(queues[0].name, "Sales");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Report(Value);

impl Report {
    /// The report as it came.
    pub fn as_value(&self) -> &Value {
        &self.0
    }

    /// The report as it came.
    pub fn into_value(self) -> Value {
        self.0
    }

    /// The rows: the report itself if it is a list, else the first list among its members; none if
    /// there is neither.
    pub fn rows(&self) -> &[Value] {
        let members = || self.0.as_object()?.values().find_map(Value::as_array);
        self.0
            .as_array()
            .or_else(members)
            .map_or(&[], Vec::as_slice)
    }

    /// The rows as a type of your own.
    ///
    /// # Errors
    ///
    /// A row isn't what `T` wants.
    pub fn rows_as<T: DeserializeOwned>(&self) -> Result<Vec<T>, serde_json::Error> {
        self.rows().iter().map(T::deserialize).collect()
    }
}

/// Writes a range, which must not end before it starts.
#[inline]
pub(crate) fn range(
    request: &mut Encoder,
    start: Option<Timestamp>,
    end: Option<Timestamp>,
) -> Result<(), EncodeError> {
    if let (Some(start), Some(end)) = (start, end)
        && end < start
    {
        return Err(EncodeError::new("endDate", "is before startDate"));
    }
    request.query("startDate", start);
    request.query("endDate", end);
    Ok(())
}
