//! The dashboard.

use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Source, Spec, open_enum,
    parameters,
};
use jiff::Timestamp;

use crate::WesalPulse;
use crate::report::{Report, range};

parameters! {
    /// Summarizes the dashboard over a range of dates.
    ///
    /// `GET /dashboard/summary`. Documented by WesalPulse API v1, section 3, which prints neither
    /// method nor path: both are inferred. The answer isn't documented either.
    ///
    /// ```no_run
    /// # async fn example(client: wesal_pulse::Client) -> Result<(), wesal_pulse::Error> {
    /// use wesal_pulse::dashboard::{DateRange, GetDashboardSummary};
    ///
    /// let week = GetDashboardSummary::new().date_range(DateRange::ThisWeek);
    /// println!("{}", client.send(week).await?.as_value());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The range is custom and has no start or no end, or the end is before the start.
    #[serde(rename_all = "camelCase")]
    pub struct GetDashboardSummary {
        optional {
            /// The range, by its name.
            date_range: Option<DateRange> as (into DateRange),
            /// Where a custom range starts.
            start_date: Option<Timestamp> as (Timestamp),
            /// Where a custom range ends.
            end_date: Option<Timestamp> as (Timestamp),
        }
    }
}

impl GetDashboardSummary {
    /// Over a range of your own.
    pub fn custom(start: Timestamp, end: Timestamp) -> Self {
        GetDashboardSummary::new()
            .date_range(DateRange::Custom)
            .start_date(start)
            .end_date(end)
    }
}

impl Operation for GetDashboardSummary {
    type Vendor = WesalPulse;
    type Output = Report;
    const SPEC: Spec = Spec::new("dashboard.summary.get", Method::GET, "/dashboard/summary")
        .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        if self.date_range == Some(DateRange::Custom) {
            let missing = "is needed when dateRange is custom";
            if self.start_date.is_none() {
                return Err(EncodeError::new("startDate", missing));
            }
            if self.end_date.is_none() {
                return Err(EncodeError::new("endDate", missing));
            }
        }
        request.query("dateRange", &self.date_range);
        range(request, self.start_date, self.end_date)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Report, DecodeError> {
        Self::payload(&reply)
    }
}

open_enum! {
    /// A range of dates, by its name.
    pub enum DateRange {
        /// Today.
        Today = "today",
        /// This week.
        ThisWeek = "this_week",
        /// From `start_date` to `end_date`.
        Custom = "custom",
    }
}
