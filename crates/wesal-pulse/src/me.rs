//! Who the token stands for.

use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Source, Spec, parameters, reply,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::WesalPulse;

parameters! {
    /// Tells who the token stands for, and what it may read.
    ///
    /// `GET /me`. Documented by WesalPulse API v1, section 2, which prints neither method nor path:
    /// both are inferred.
    ///
    /// ```no_run
    /// # async fn example(client: wesal_pulse::Client) -> Result<(), wesal_pulse::Error> {
    /// use wesal_pulse::me::GetMe;
    ///
    /// let me = client.send(GetMe::new()).await?;
    /// println!("{:?}", me.permissions);
    /// # Ok(())
    /// # }
    /// ```
    pub struct GetMe {}
}

impl Operation for GetMe {
    type Vendor = WesalPulse;
    type Output = Principal;
    const SPEC: Spec = Spec::new("me.get", Method::GET, "/me").source(Source::Inferred);

    #[inline]
    fn encode(&self, _: &mut Encoder) -> Result<(), EncodeError> {
        Ok(())
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        #[derive(Deserialize)]
        struct Envelope<T> {
            user: T,
        }
        Ok(reply.json::<Envelope<T>>()?.user)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Principal, DecodeError> {
        Self::payload(&reply)
    }
}

reply! {
    /// Who a token stands for.
    #[serde(rename_all = "camelCase")]
    pub struct Principal {
        optional {
            /// The organization's id.
            organization_id: Option<String>,
            /// What the token may read. The vendor doesn't document the names.
            permissions: Vec<String>,
        }
    }
}
