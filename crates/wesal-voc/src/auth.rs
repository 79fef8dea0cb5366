//! Logging in and out, and resetting a password.
//!
//! A client logs in by itself; these operations are for programs that do it in their own way.

use ccaas_core::types::Secret;
use ccaas_core::{
    AuthClass, DecodeError, EncodeError, Encoder, Method, Operation, Reply, Source, Spec, Verdict,
    open_enum, parameters, reply,
};
use serde::Deserialize;

use crate::WesalVoc;

parameters! {
    /// Logs a user in and gives a token.
    ///
    /// `POST /auth/login` with the client id. Documented by WesalVoC API v1, section 1; the path
    /// stands in an earlier version of that page. Each login gives a token of its own.
    ///
    /// A client does this by itself when it needs to. The answer of this operation goes to you, not
    /// into the client.
    ///
    /// ```no_run
    /// # async fn example(client: wesal_voc::Client) -> Result<(), wesal_voc::Error> {
    /// use wesal_voc::auth::Login;
    ///
    /// let login = client.send(Login::new("ACME", "me@example.com", "api-token")).await?;
    /// let company = login.user.and_then(|user| user.company).and_then(|company| company.id);
    /// # Ok(())
    /// # }
    /// ```
    pub struct Login {
        required {
            /// The company's name, as Wesal knows it.
            company: String as into,
            /// The user's e-mail address.
            email: String as into,
            /// The user's password, or an API token in its place.
            password: Secret as into,
        }
    }
}

impl Operation for Login {
    type Vendor = WesalVoc;
    type Output = LoggedIn;
    const SPEC: Spec = Spec::new("auth.login", Method::POST, "/auth/login")
        .auth(AuthClass::Key)
        .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<LoggedIn, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Logs the user out: the token stops working.
    ///
    /// `POST /auth/logout`. Documented by WesalVoC API v1, section 6, which prints no path: this one
    /// is inferred. The client forgets its token; its next call logs in again.
    ///
    /// A token that the vendor no longer takes counts as logged out.
    pub struct Logout {}
}

impl Operation for Logout {
    type Vendor = WesalVoc;
    type Output = Confirmation;
    const SPEC: Spec = Spec::new("auth.logout", Method::POST, "/auth/logout")
        .effect(ccaas_core::Effect::Idempotent)
        .ends_session()
        .source(Source::Inferred);

    fn judge(reply: &Reply) -> Option<Verdict> {
        (reply.status == http::StatusCode::UNAUTHORIZED).then_some(Verdict::Done)
    }

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        // The vendor lists the content type, though there is no content.
        request.header(http::header::CONTENT_TYPE, "application/json")
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Confirmation, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Sends a user a code to reset the password with.
    ///
    /// `POST /auth/reset`. Documented by WesalVoC API v1, section 4; the path stands in an older
    /// version of that page. A person gets a message each time, so it is not repeated once it may
    /// have arrived.
    ///
    /// [`by_email`](RequestPasswordReset::by_email) and
    /// [`by_phone`](RequestPasswordReset::by_phone) make it whole.
    ///
    /// # Errors
    ///
    /// The address that the method needs is missing.
    #[serde(rename_all = "camelCase")]
    pub struct RequestPasswordReset {
        required {
            /// The company's id, not its name.
            company_id: String as into,
            /// How the code gets to the user.
            method: ResetMethod as into,
        }
        optional {
            /// The user's e-mail address, for a code by e-mail.
            email: Option<String> as (into String),
            /// The user's phone number, for a code by phone.
            phone: Option<String> as (into String),
        }
    }
}

impl RequestPasswordReset {
    /// A code by e-mail.
    pub fn by_email(company_id: impl Into<String>, email: impl Into<String>) -> Self {
        RequestPasswordReset::new(company_id, ResetMethod::Email).email(email)
    }

    /// A code by phone.
    pub fn by_phone(company_id: impl Into<String>, phone: impl Into<String>) -> Self {
        RequestPasswordReset::new(company_id, ResetMethod::Phone).phone(phone)
    }
}

impl Operation for RequestPasswordReset {
    type Vendor = WesalVoc;
    type Output = Confirmation;
    const SPEC: Spec = Spec::new("auth.password_reset.request", Method::POST, "/auth/reset")
        .auth(AuthClass::None)
        .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        let (field, address) = match &self.method {
            ResetMethod::Email => ("email", &self.email),
            ResetMethod::Phone => ("phone", &self.phone),
            // What a method that isn't known here needs isn't known either.
            ResetMethod::Other(_) => return request.json(self),
        };
        if address
            .as_deref()
            .is_none_or(|address| address.trim().is_empty())
        {
            return Err(EncodeError::new(field, "is needed with this method"));
        }
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Confirmation, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Sets a new password with the code that the user got.
    ///
    /// `POST /auth/verify`. Documented by WesalVoC API v1, section 5; the path stands in an older
    /// version of that page. A wrong code is answered with status 404.
    ///
    /// The vendor wants the e-mail address whatever the method was.
    #[serde(rename_all = "camelCase")]
    pub struct VerifyPasswordReset {
        required {
            /// The company's id, not its name.
            company_id: String as into,
            /// How the code got to the user.
            method: ResetMethod as into,
            /// The user's e-mail address.
            email: String as into,
            /// The code. An older version of the vendor's page leaves it empty and fills
            /// `verify_code`.
            otp: Secret as into,
            /// The new password.
            password: Secret as into,
        }
        optional {
            /// The code from the e-mail, where it isn't in `otp`.
            verify_code: Option<Secret> as (into Secret),
        }
    }
}

impl Operation for VerifyPasswordReset {
    type Vendor = WesalVoc;
    type Output = Confirmation;
    const SPEC: Spec = Spec::new("auth.password_reset.verify", Method::POST, "/auth/verify")
        .auth(AuthClass::None)
        .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        if self.email.trim().is_empty() {
            return Err(EncodeError::new("email", "is empty"));
        }
        if self.password.is_empty() {
            return Err(EncodeError::new("password", "is empty"));
        }
        let verify_code = self
            .verify_code
            .as_ref()
            .is_some_and(|code| !code.is_empty());
        if self.otp.is_empty() && !verify_code {
            return Err(EncodeError::new("otp", "is empty, and so is verifyCode"));
        }
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Confirmation, DecodeError> {
        Self::payload(&reply)
    }
}

open_enum! {
    /// How a code gets to a user.
    pub enum ResetMethod {
        /// By e-mail.
        Email = "email",
        /// By phone.
        Phone = "phone",
    }
}

reply! {
    /// What a call that gives nothing back says.
    pub struct Confirmation {
        optional {
            /// The vendor's message.
            message: Option<String>,
        }
    }
}

/// The answer to a login.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct LoggedIn {
    /// The token, a JWT. It is sent bare, without `Bearer`.
    pub token: Secret,
    /// Who has logged in.
    #[serde(default)]
    pub user: Option<User>,
}

reply! {
    /// A user.
    #[serde(rename_all = "camelCase")]
    pub struct User {
        optional {
            /// The id.
            id: Option<String> => "_id",
            /// Another id.
            uuid: Option<String>,
            /// The first name.
            first_name: Option<String>,
            /// The last name.
            last_name: Option<String>,
            /// The e-mail address.
            email: Option<String>,
            /// The phone number.
            phone: Option<String>,
            /// The role, `admin` for example.
            role: Option<String>,
            /// `active`; older answers have a number.
            status: Option<String>,
            /// When the user was made.
            created_at: Option<jiff::Timestamp>,
            /// When the user was last changed.
            updated_at: Option<jiff::Timestamp>,
            /// The user's company.
            company: Option<Company>,
        }
    }
}

reply! {
    /// A company.
    pub struct Company {
        optional {
            /// The id: the `company_id` of the other operations.
            id: Option<String> => "_id",
            /// The name: the `company` of a login.
            name: Option<String>,
            /// The settings.
            settings: Option<Settings>,
        }
    }
}

reply! {
    /// A company's settings.
    #[serde(rename_all = "camelCase")]
    pub struct Settings {
        optional {
            /// The region of Genesys Cloud, `mypurecloud.de` for example.
            region: Option<String>,
            /// The questions of the surveys.
            questions_schema: Vec<Question>,
        }
    }
}

reply! {
    /// A question of the surveys.
    #[serde(rename_all = "camelCase")]
    pub struct Question {
        optional {
            /// The id, which is the key of its answers.
            id: Option<String>,
            /// The name.
            name: Option<String>,
            /// The type, `rating` for example.
            kind: Option<String> => "type",
            /// The lowest answer.
            min_answer: Option<i64>,
            /// The highest answer.
            max_answer: Option<i64>,
            /// How many answers there are to choose from.
            counts: Option<i64>,
        }
    }
}
