//! Getting a token.
//!
//! A client logs in by itself; this operation is for programs that do it in their own way.

use ccaas_core::types::Secret;
use ccaas_core::{
    AuthClass, DecodeError, EncodeError, Encoder, Method, Operation, Reply, Spec, parameters,
};
use serde::Deserialize;

use crate::WiseCx;

parameters! {
    /// Exchanges the API key for a token.
    ///
    /// `GET /authenticate` with the API key. Documented by WiseCX API v1, "Authentication", "Authenticate".
    ///
    /// A client does this by itself when it needs to. The answer of this operation goes to you, not into
    /// the client.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::auth::Authenticate;
    ///
    /// let token = client.send(Authenticate::new("api-user")).await?.token;
    /// # Ok(())
    /// # }
    /// ```
    pub struct Authenticate {
        required {
            /// The name of the user that the API key was generated for.
            user: String as into,
        }
    }
}

impl Operation for Authenticate {
    type Vendor = WiseCx;
    type Output = Authenticated;
    const SPEC: Spec =
        Spec::new("auth.authenticate", Method::GET, "/authenticate").auth(AuthClass::Key);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.query("user", &self.user);
        Ok(())
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Authenticated, DecodeError> {
        Self::payload(&reply)
    }
}

/// The answer to a login.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Authenticated {
    /// The token. It works for an hour, and holds nothing that can be read.
    pub token: Secret,
    /// `ok`.
    #[serde(default)]
    pub status: Option<String>,
    /// The vendor's message.
    #[serde(default)]
    pub message: Option<String>,
}
