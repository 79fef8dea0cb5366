//! The agents of Genesys.

use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Source, Spec, parameters,
};
use jiff::Timestamp;

use crate::WesalPulse;
use crate::report::{Direction, MediaType, Report, range};

parameters! {
    /// Tells how the agents performed over a range.
    ///
    /// `GET /agents/performance`. Documented by WesalPulse API v1, section 7, which prints neither method
    /// nor path: both are inferred. The answer isn't documented either.
    ///
    /// ```no_run
    /// # async fn example(client: wesal_pulse::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use wesal_pulse::agents::GetAgentPerformance;
    /// use wesal_pulse::report::MediaType;
    ///
    /// let november = GetAgentPerformance::new("2025-11-01T00:00:00Z".parse()?, "2025-12-01T00:00:00Z".parse()?)
    ///     .media_types([MediaType::Voice]);
    /// for agent in client.send(november).await?.rows() {
    ///     println!("{agent}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The end is before the start.
    #[serde(rename_all = "camelCase")]
    pub struct GetAgentPerformance {
        required {
            /// Where the range starts. It is sent in UTC.
            start_date: Timestamp,
            /// Where the range ends. It is sent in UTC.
            end_date: Timestamp,
        }
        optional {
            /// Only these kinds of interactions.
            media_types: Vec<MediaType> as (each MediaType),
            /// Only interactions that went these ways.
            directions: Vec<Direction> as (each Direction),
            /// Asks for more detail.
            debug: Option<bool> as (bool),
        }
    }
}

impl Operation for GetAgentPerformance {
    type Vendor = WesalPulse;
    type Output = Report;
    const SPEC: Spec = Spec::new("agents.performance.get", Method::GET, "/agents/performance")
        .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        range(request, Some(self.start_date), Some(self.end_date))?;
        request.query_comma("mediaTypes", &self.media_types);
        request.query_comma("directions", &self.directions);
        request.query("debug", self.debug);
        Ok(())
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Report, DecodeError> {
        Self::payload(&reply)
    }
}
