//! Getting a token.
//!
//! A client does it by itself; the operation is for programs that do it in their own way.

use ccaas_core::auth::oauth2::TokenAnswer;
use ccaas_core::{
    AuthClass, DecodeError, Effect, EncodeError, Encoder, Method, Operation, Reply, Source, Spec,
    open_enum, parameters,
};

use crate::WesalPulse;

parameters! {
    /// Gets an access token for the OAuth client.
    ///
    /// `POST /oauth/token` with Basic credentials. Documented by WesalPulse API v1, section 1, which
    /// prints neither method nor path: both are inferred. The example's token works for a day; there
    /// is no refresh token.
    ///
    /// ```no_run
    /// # async fn example(client: wesal_pulse::Client) -> Result<(), wesal_pulse::Error> {
    /// use wesal_pulse::oauth::CreateToken;
    ///
    /// let answer = client.send(CreateToken::new()).await?;
    /// println!("works for {:?} s", answer.expires_in);
    /// # Ok(())
    /// # }
    /// ```
    pub struct CreateToken {
        optional {
            /// The grant, which is `client_credentials`.
            grant_type: GrantType as (into GrantType),
        }
    }
}

impl Operation for CreateToken {
    type Vendor = WesalPulse;
    type Output = TokenAnswer;
    const SPEC: Spec = Spec::new("oauth.token.create", Method::POST, "/oauth/token")
        .auth(AuthClass::Key)
        .effect(Effect::Idempotent)
        .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.form([("grant_type", &self.grant_type)]);
        Ok(())
    }

    #[inline]
    fn decode(reply: Reply) -> Result<TokenAnswer, DecodeError> {
        Self::payload(&reply)
    }
}

open_enum! {
    /// What a token is asked for with.
    pub enum GrantType default ClientCredentials {
        /// The credentials of the OAuth client.
        ClientCredentials = "client_credentials",
    }
}
