//! Custom data as a JWT.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ccaas_core::EncodeError;
use ccaas_core::types::Secret;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use sha2::Sha256;

use super::CustomData;

/// The vendor's example leaves out `typ`.
const HEADER: &str = r#"{"alg":"HS256"}"#;
/// How long the token of the vendor's example works.
const LIFETIME: Duration = Duration::from_secs(3600);

/// Signs custom data with the company's secret.
///
/// The company's secret is another thing than the API token. It is shown nowhere: not by `Debug`, and not in
/// errors. The token can be sent by whoever gets hold of it, as long as it
/// works, so it isn't shown either.
///
/// ```
/// use apps_api::custom_data::{CustomData, CustomDataSigner, SendCallCustomData};
/// use std::time::Duration;
///
/// let signer = CustomDataSigner::new("the company's secret").lifetime(Duration::from_secs(300));
/// let token = signer.sign(&CustomData::new().entry("plan", "Gold"))?;
/// let sending = SendCallCustomData::signed(397, token);
/// # drop(sending);
/// # Ok::<(), apps_api::ccaas_core::EncodeError>(())
/// ```
#[derive(Clone, Debug)]
pub struct CustomDataSigner {
    secret: SecretString,
    lifetime: Duration,
}

impl CustomDataSigner {
    /// With the company's secret.
    pub fn new(secret: impl Into<SecretString>) -> Self {
        CustomDataSigner {
            secret: secret.into(),
            lifetime: LIFETIME,
        }
    }

    /// Sets how long a token works, in whole seconds: an hour without it, as in the vendor's example.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// Signs data, from now on.
    ///
    /// # Errors
    ///
    /// The secret is empty, a reserved key holds something else than true or false, or a number is none.
    pub fn sign(&self, data: &CustomData) -> Result<Secret, EncodeError> {
        self.sign_at(data, Timestamp::now())
    }

    /// Signs data as of an instant, of which the second counts. The same data, instant and secret give
    /// the same token.
    ///
    /// # Errors
    ///
    /// As for [`sign`](CustomDataSigner::sign).
    pub fn sign_at(&self, data: &CustomData, issued: Timestamp) -> Result<Secret, EncodeError> {
        data.check()?;
        let secret = self.secret.expose_secret().as_bytes();
        if secret.is_empty() {
            return Err(EncodeError::new("company_secret", "is empty"));
        }
        let iat = issued.as_second();
        let claims = Claims {
            custom_data: data,
            exp: iat.saturating_add_unsigned(self.lifetime.as_secs()),
            iat,
        };
        let claims = serde_json::to_vec(&claims)
            .map_err(|error| EncodeError::new("custom_data", error.to_string()))?;
        let mut token = URL_SAFE_NO_PAD.encode(HEADER);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(claims, &mut token);
        let mut mac = Hmac::<Sha256>::new_from_slice(secret)
            .map_err(|_| EncodeError::new("company_secret", "can't be a key"))?;
        mac.update(token.as_bytes());
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(mac.finalize().into_bytes(), &mut token);
        Ok(Secret::from(token))
    }
}

/// In the order of the vendor's example.
#[derive(Serialize)]
struct Claims<'a> {
    custom_data: &'a CustomData,
    exp: i64,
    iat: i64,
}
