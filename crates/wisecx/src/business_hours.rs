//! Whether somebody is there.

use ccaas_core::types::Id;
use ccaas_core::types::lenient::Lenient;
use ccaas_core::{DecodeError, EncodeError, Encoder, Method, Operation, Reply, Spec, parameters};
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};
use serde::{Deserialize, Serialize};

use crate::{Confirmation, WiseCx};

parameters! {
    /// Tells whether the account, or one service group, is open now.
    ///
    /// `GET /business_hours/is_open`. Documented by WiseCX API v1, "Service Groups", "Fetching Open
    /// Business".
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::business_hours::IsOpen;
    ///
    /// if client.send(IsOpen::new().queue_id(53)).await?.open == Some(false) {
    ///     println!("Please call again tomorrow.");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub struct IsOpen {
        optional {
            /// The service group's id; without it, the whole account is meant.
            queue_id: Option<Id> as (into Id),
        }
    }
}

impl Operation for IsOpen {
    type Vendor = WiseCx;
    type Output = Opening;
    const SPEC: Spec = Spec::new(
        "business_hours.is_open",
        Method::GET,
        "/business_hours/is_open",
    );

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.query("queue_id", &self.queue_id);
        Ok(())
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Opening, DecodeError> {
        Self::payload(&reply)
    }
}

/// Whether it is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Confirmation")]
#[non_exhaustive]
pub struct Opening {
    /// What the answer means; `None` where it is neither yes nor no.
    pub open: Option<bool>,
    /// The vendor's answer: the text `True` or `False`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

impl From<Confirmation> for Opening {
    fn from(Confirmation { message, .. }: Confirmation) -> Self {
        let open = message.as_deref().and_then(|text| {
            let text: StrDeserializer<'_, Error> = text.into_deserializer();
            bool::lenient(text).ok().flatten()
        });
        Opening { open, message }
    }
}
