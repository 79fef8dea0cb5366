//! Exports of reports: started, and looked after.

use std::fmt;
use std::time::Duration;

use ccaas_core::types::{Id, lenient};
use ccaas_core::{
    ApiError, DecodeError, EncodeError, Encoder, Method, Operation, Polled, Reply, Schedule, Spec,
    Standing, Started, Verdict, open_enum, parameters,
};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize, Serializer};

use crate::WiseCx;
use crate::vendor::{plain_text, said};

/// How the vendor says that it knows no such export.
const NOT_FOUND: &str = "EXPORT_NOT_FOUND";

parameters! {
    /// Starts the export of a report.
    ///
    /// `POST /analytics/export/{id}`. Documented by WiseCX API v1, "Analytics", "Initiating Report Download
    /// by ID". Only reports that are lists can be exported, no dashboards, and three at a time. What isn't
    /// set is as it is in the report. Sent twice, it starts two exports.
    ///
    /// [`poll`](ccaas_core::Client::poll) starts it, waits, and holds one of the three places until it is
    /// done.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use jiff::civil::date;
    /// use wisecx::analytics::{Columns, ExportFilter, Grouping, StartExport};
    ///
    /// let january = ExportFilter::new(date(2026, 1, 1), date(2026, 1, 31));
    /// let export = StartExport::new(6541)
    ///     .columns(Columns::All)
    ///     .group_by(Grouping::Day)
    ///     .filter(january);
    /// let mut export = client.poll(export);
    /// let mut url = None;
    /// while let Some(state) = export.try_next().await? {
    ///     println!("{:?} %", state.progress);
    ///     url = state.report_url;
    /// }
    /// if let Some(url) = url {
    ///     client.download(url).to_file("january.csv").await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The dates are in the wrong order, or more than 12 months apart.
    pub struct StartExport {
        path {
            /// The report's id, which the product shows. No operation lists reports.
            id: Id as into,
        }
        optional {
            /// The columns that the file has.
            columns: Option<Columns> as (into Columns),
            /// What a row covers.
            group_by: Option<Grouping> as (into Grouping),
            /// The dates that it covers.
            filter: Option<ExportFilter> as (into ExportFilter),
        }
    }
}

impl Operation for StartExport {
    type Vendor = WiseCx;
    type Output = Export;
    const SPEC: Spec = Spec::new(
        "analytics.export.start",
        Method::POST,
        "/analytics/export/{id}",
    );

    /// The service may answer 200 with a bare text: what went wrong.
    fn judge(reply: &Reply) -> Option<Verdict> {
        if !reply.status.is_success() {
            return None;
        }
        let text = plain_text(reply)?;
        Some(Verdict::failed(ApiError::message(text)))
    }

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)?;
        if let Some(filter) = &self.filter {
            filter.check()?;
        }
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Export, DecodeError> {
        Self::payload(&reply)
    }
}

/// The vendor runs three exports at once, so a fourth one waits for its place.
impl Polled for StartExport {
    type Status = GetExportStatus;
    type State = Export;
    type Job = Id;

    fn started(&self, export: Export) -> Started<Id, Export> {
        Started::Job(export.export_id)
    }

    fn ask(job: &Id) -> GetExportStatus {
        GetExportStatus::new(job.clone())
    }

    fn standing(answer: ExportLookup) -> Standing<Export> {
        match answer {
            ExportLookup::NotFound => Standing::Missing,
            ExportLookup::Found(export) => match export.status {
                ExportStatus::Completed => Standing::Done(export),
                ExportStatus::Failed => Standing::Failed("the vendor gives no reason".to_owned()),
                _ => Standing::Running(export),
            },
        }
    }

    /// Asked earlier, the vendor doesn't know the export yet.
    fn schedule() -> Schedule {
        Schedule::new(Duration::from_secs(3), Duration::from_secs(30))
    }
}

parameters! {
    /// Reads how far an export is.
    ///
    /// `GET /analytics/export/{export_id}/status`. Documented by WiseCX API v1, "Analytics", "Fetching
    /// Download Status by export_id". For some seconds after its start the service may not know an export
    /// yet: that is [`ExportLookup::NotFound`], as is an id that it will never know.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::analytics::{ExportLookup, GetExportStatus};
    ///
    /// let id = "5a97c4b0582d4076a5c4e2a4455666e9";
    /// match client.send(GetExportStatus::new(id)).await? {
    ///     ExportLookup::Found(export) => println!("{}", export.status),
    ///     ExportLookup::NotFound => println!("not yet, or never"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub struct GetExportStatus {
        path {
            /// The export's id, from [`StartExport`].
            export_id: Id as into,
        }
    }
}

impl Operation for GetExportStatus {
    type Vendor = WiseCx;
    type Output = ExportLookup;
    const SPEC: Spec = Spec::new(
        "analytics.export.status",
        Method::GET,
        "/analytics/export/{export_id}/status",
    );

    /// Nobody documents the status that goes with the vendor's word for it, so any that blames the caller
    /// will do.
    fn judge(reply: &Reply) -> Option<Verdict> {
        if !reply.status.is_client_error() {
            return None;
        }
        let message = said(reply).message?;
        message.contains(NOT_FOUND).then_some(Verdict::Done)
    }

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("export_id", &self.export_id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<ExportLookup, DecodeError> {
        if !reply.status.is_success() {
            return Ok(ExportLookup::NotFound);
        }
        Self::payload(&reply).map(ExportLookup::Found)
    }
}

open_enum! {
    /// The columns of an export. `Other` takes their names, with commas between them: the vendor's example
    /// does that, though its table doesn't.
    pub enum Columns {
        /// All that the report can have.
        All = "all",
        /// Those that are shown.
        OnlyVisible = "only_visible",
    }
}

open_enum! {
    /// What a row of an export covers.
    pub enum Grouping {
        /// An hour.
        Hour = "h",
        /// A day.
        Day = "d",
        /// A month.
        Month = "m",
    }
}

parameters! {
    /// The dates that an export covers: 12 months at most.
    pub struct ExportFilter {
        required {
            /// Where it begins.
            date_from: ExportDate as into,
            /// Where it ends, not before `date_from`.
            date_to: ExportDate as into,
        }
    }
}

impl ExportFilter {
    /// Whether the last day counts whole isn't documented, so only what is wrong either way is refused.
    fn check(&self) -> Result<(), EncodeError> {
        let (from, to) = (self.date_from, self.date_to);
        if to.latest() < from.earliest() {
            return Err(EncodeError::new(
                "filter.date_to",
                "lies before filter.date_from",
            ));
        }
        let longest = from.earliest().checked_add(12.months());
        if longest.is_ok_and(|longest| to.earliest() > longest) {
            return Err(EncodeError::new(
                "filter.date_to",
                "lies more than 12 months after filter.date_from",
            ));
        }
        Ok(())
    }
}

/// A bound of what an export covers: a day, `2026-01-31`, or a second of it, `2026-01-31T13:05:00`.
///
/// The vendor doesn't say in which zone; nothing is converted.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExportDate {
    /// A day.
    Day(Date),
    /// A second. Parts of it are left out.
    Second(DateTime),
}

impl ExportDate {
    fn earliest(self) -> DateTime {
        match self {
            ExportDate::Day(day) => day.at(0, 0, 0, 0),
            ExportDate::Second(at) => at,
        }
    }

    fn latest(self) -> DateTime {
        match self {
            ExportDate::Day(day) => day.at(23, 59, 59, 0),
            ExportDate::Second(at) => at,
        }
    }
}

impl From<Date> for ExportDate {
    fn from(day: Date) -> Self {
        ExportDate::Day(day)
    }
}

impl From<DateTime> for ExportDate {
    fn from(at: DateTime) -> Self {
        ExportDate::Second(at)
    }
}

impl fmt::Display for ExportDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExportDate::Day(day) => day.fmt(f),
            ExportDate::Second(at) => {
                let (day, time) = (at.date(), at.time());
                let (hour, minute, second) = (time.hour(), time.minute(), time.second());
                write!(f, "{day}T{hour:02}:{minute:02}:{second:02}")
            }
        }
    }
}

impl fmt::Debug for ExportDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for ExportDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// In any of the ways to write one that jiff reads; a text without a time is a day.
#[cfg(feature = "registry")]
impl<'de> Deserialize<'de> for ExportDate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let text = text.trim();
        let read = if text.contains([':', 'T', 't', ' ']) {
            text.parse().map(ExportDate::Second)
        } else {
            text.parse().map(ExportDate::Day)
        };
        read.map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "registry")]
impl ccaas_core::registry::schemars::JsonSchema for ExportDate {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ExportDate".into()
    }

    fn json_schema(
        _: &mut ccaas_core::registry::schemars::SchemaGenerator,
    ) -> ccaas_core::registry::schemars::Schema {
        ccaas_core::registry::schemars::json_schema!({
            "type": "string",
            "examples": ["2026-01-31", "2026-01-31T13:05:00"],
        })
    }
}

open_enum! {
    /// How far an export is.
    pub enum ExportStatus {
        /// It waits.
        Pending = "pending",
        /// It is being made.
        Processing = "processing",
        /// It can be fetched.
        Completed = "completed",
        /// It went wrong.
        Failed = "error",
    }
}

/// What became of the search for an export.
#[derive(Clone, Debug, PartialEq)]
pub enum ExportLookup {
    /// The service knows it.
    Found(Export),
    /// The service doesn't know it: not yet, some seconds after the start, or not at all.
    NotFound,
}

/// An export of a report.
///
/// `Debug` doesn't show `report_url`: whoever knows it may have all that is in the report.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Export {
    /// The id, a text of hex digits.
    pub export_id: Id,
    /// How far it is.
    pub status: ExportStatus,
    /// The same in percent.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub progress: Option<u32>,
    /// Where the file is, on another host, once the export is completed. Fetch it without the
    /// credentials of the service. How long it stays there isn't documented.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub report_url: Option<String>,
}

impl fmt::Debug for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = self.report_url.as_ref().map(|_| format_args!("<secret>"));
        f.debug_struct("Export")
            .field("export_id", &self.export_id)
            .field("status", &self.status)
            .field("progress", &self.progress)
            .field("report_url", &hidden)
            .finish()
    }
}
