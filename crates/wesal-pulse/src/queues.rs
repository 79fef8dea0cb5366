//! The queues of Genesys.

use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Source, Spec, parameters,
};
use jiff::Timestamp;

use crate::WesalPulse;
use crate::report::{Direction, MediaType, Report, range};

parameters! {
    /// Tells what the queues are doing today, from 00:00 to now.
    ///
    /// `GET /queues/activity`. Documented by WesalPulse API v1, section 4, which prints neither method
    /// nor path: both are inferred. The answer isn't documented either, nor is the zone of 00:00.
    ///
    /// ```no_run
    /// # async fn example(client: wesal_pulse::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use wesal_pulse::queues::GetQueueActivity;
    ///
    /// let now = client.send(GetQueueActivity::new().media_types(["voice"])).await?;
    /// println!("{} queues", now.rows().len());
    /// # Ok(())
    /// # }
    /// ```
    #[serde(rename_all = "camelCase")]
    pub struct GetQueueActivity {
        optional {
            /// Only these kinds of interactions.
            media_types: Vec<MediaType> as (each MediaType),
        }
    }
}

impl Operation for GetQueueActivity {
    type Vendor = WesalPulse;
    type Output = Report;
    const SPEC: Spec =
        Spec::new("queues.activity.get", Method::GET, "/queues/activity").source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.query_comma("mediaTypes", &self.media_types);
        Ok(())
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Report, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Tells how the queues performed over a range.
    ///
    /// `GET /queues/performance`. Documented by WesalPulse API v1, section 5, which prints neither method
    /// nor path: both are inferred. The answer isn't documented either.
    ///
    /// ```no_run
    /// # async fn example(client: wesal_pulse::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use wesal_pulse::queues::GetQueuePerformance;
    /// use wesal_pulse::report::MediaType;
    ///
    /// let november = GetQueuePerformance::new("2025-11-01T00:00:00Z".parse()?, "2025-12-01T00:00:00Z".parse()?)
    ///     .media_types([MediaType::Voice]);
    /// for queue in client.send(november).await?.rows() {
    ///     println!("{queue}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The end is before the start.
    #[serde(rename_all = "camelCase")]
    pub struct GetQueuePerformance {
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

impl Operation for GetQueuePerformance {
    type Vendor = WesalPulse;
    type Output = Report;
    const SPEC: Spec = Spec::new("queues.performance.get", Method::GET, "/queues/performance")
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

parameters! {
    /// Tells how interactions were routed to the queues over a range.
    ///
    /// `GET /queues/routing`. Documented by WesalPulse API v1, section 6, which prints neither method
    /// nor path: both are inferred. The answer isn't documented either.
    ///
    /// ```no_run
    /// # async fn example(client: wesal_pulse::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use wesal_pulse::queues::GetQueueRouting;
    /// use wesal_pulse::report::MediaType;
    ///
    /// let november = GetQueueRouting::new("2025-11-01T00:00:00Z".parse()?, "2025-12-01T00:00:00Z".parse()?)
    ///     .media_types([MediaType::Voice]);
    /// for queue in client.send(november).await?.rows() {
    ///     println!("{queue}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The end is before the start.
    #[serde(rename_all = "camelCase")]
    pub struct GetQueueRouting {
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
        }
    }
}

impl Operation for GetQueueRouting {
    type Vendor = WesalPulse;
    type Output = Report;
    const SPEC: Spec =
        Spec::new("queues.routing.get", Method::GET, "/queues/routing").source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        range(request, Some(self.start_date), Some(self.end_date))?;
        request.query_comma("mediaTypes", &self.media_types);
        request.query_comma("directions", &self.directions);
        Ok(())
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Report, DecodeError> {
        Self::payload(&reply)
    }
}
