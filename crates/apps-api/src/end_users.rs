//! End users: the customers, whom chats need to know before they begin.

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, Effect, EncodeError, Encoder, Method, Operation, Reply, Source, Spec, parameters,
    reply,
};

use crate::{AppsApi, filled};

parameters! {
    /// Makes an end user, or changes the one that is there.
    ///
    /// `POST /end_users`. Documented by Apps API, "Create or update an end user". The identifier tells
    /// whether it is one that is there, from a call or an SDK for example; so it may be sent twice. A chat
    /// needs the [`id`](EndUser::id) of the answer.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::end_users::UpsertEndUser;
    ///
    /// let nour = UpsertEndUser::new("customer-7").name("Nour").phone("+15550100");
    /// let id = client.send(nour).await?.id;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The identifier is empty.
    pub struct UpsertEndUser {
        required {
            /// The id that your own systems know the customer by.
            identifier: String as into,
        }
        optional {
            /// The e-mail address.
            email: Option<String> as (into String),
            /// The name.
            name: Option<String> as (into String),
            /// The phone number, best as `+` and digits.
            phone: Option<String> as (into String),
        }
    }
}

impl Operation for UpsertEndUser {
    type Vendor = AppsApi;
    type Output = EndUser;
    const SPEC: Spec = Spec::new("end_users.upsert", Method::POST, "/end_users")
        .effect(Effect::Idempotent)
        .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        filled("identifier", &self.identifier)?;
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<EndUser, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Finds an end user by either of the two ids.
    ///
    /// `GET /end_users`. Documented by Apps API, "Find an end user". The answer has both ids, and nothing
    /// else of the customer. One that isn't there is an error with the status 404.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::end_users::GetEndUser;
    ///
    /// let nour = client.send(GetEndUser::by_identifier("customer-7")).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Neither id is given.
    pub struct GetEndUser {
        optional {
            /// The id at the vendor.
            id: Option<Id> as (into Id),
            /// The id that your own systems know the customer by.
            identifier: Option<String> as (into String),
        }
    }
}

impl GetEndUser {
    /// By the id at the vendor.
    pub fn by_id(id: impl Into<Id>) -> Self {
        GetEndUser::new().id(id)
    }

    /// By the id that your own systems know the customer by.
    pub fn by_identifier(identifier: impl Into<String>) -> Self {
        GetEndUser::new().identifier(identifier)
    }
}

impl Operation for GetEndUser {
    type Vendor = AppsApi;
    type Output = EndUser;
    const SPEC: Spec = Spec::new("end_users.get", Method::GET, "/end_users").source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        match (&self.id, &self.identifier) {
            (None, None) => {
                return Err(EncodeError::new("id", "is missing, and so is identifier"));
            }
            (_, Some(identifier)) => filled("identifier", identifier)?,
            (Some(_), None) => {}
        }
        request.query("id", &self.id);
        request.query("identifier", &self.identifier);
        Ok(())
    }

    #[inline]
    fn decode(reply: Reply) -> Result<EndUser, DecodeError> {
        Self::payload(&reply)
    }
}

reply! {
    /// An end user.
    pub struct EndUser {
        optional {
            /// The id at the vendor, which chats want.
            id: Option<Id>,
            /// The id that your own systems know the customer by.
            identifier: Option<String>,
        }
    }
}
