//! Contact lists: custom ones, and the entries of custom and global ones.
//!
//! The vendor's document has only titles here. What a list or an entry is made of isn't said anywhere, so
//! answers are JSON as it came, and requests take any field.

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, Effect, EncodeError, Encoder, Method, Operation, Reply, Source, Spec, parameters,
};
use serde_json::{Map, Value};

use crate::AppsApi;
use crate::people::or_nothing;

/// Gives an operation the setters of a body that nobody documents.
macro_rules! any_field {
    ($($name:ident),+) => {
        $(impl $name {
            /// Sets a field of the body, whatever its name. It goes before a setter for the same.
            #[must_use]
            pub fn field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
                self.more.insert(name.into(), value.into());
                self
            }

            /// Sets fields of the body, as [`field`](Self::field) does with one.
            #[must_use]
            pub fn fields(mut self, fields: Map<String, Value>) -> Self {
                self.more.extend(fields);
                self
            }
        })+
    };
}

any_field!(
    CreateContactList,
    UpdateContactList,
    CreateContactListEntry,
    UpdateContactListEntry
);

/// The body: what the setters gave, and before that what was given by name.
fn body<const N: usize>(
    request: &mut Encoder,
    guessed: [(&str, Option<&String>); N],
    more: &Map<String, Value>,
) -> Result<(), EncodeError> {
    let given = |(name, value): (&str, Option<&String>)| {
        Some((name.to_owned(), Value::from(value?.as_str())))
    };
    let mut body: Map<String, Value> = guessed.into_iter().filter_map(given).collect();
    body.extend(more.clone());
    request.json(&body)
}

parameters! {
    /// Creates a custom contact list.
    ///
    /// `POST /contact_lists`. Documented by Apps API, "Contact Lists", which prints neither method nor path:
    /// both are inferred, and [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces them. The
    /// body and the answer aren't documented either.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::contact_lists::{CreateContactList, CreateContactListEntry};
    ///
    /// let list = client
    ///     .send(CreateContactList::new().name("Partner hotlines").field("kind", "custom"))
    ///     .await?;
    /// if let Some(id) = list["id"].as_i64() {
    ///     let entry = CreateContactListEntry::new(id).name("Roadside").phone_number("+15550100");
    ///     client.send(entry).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub struct CreateContactList {
        optional {
            /// The name: a guess.
            name: Option<String> as (into String),
        }
        hidden {
            /// What else is in the body.
            more: Map<String, Value>
        }
    }
}

impl Operation for CreateContactList {
    type Vendor = AppsApi;
    type Output = Value;
    const SPEC: Spec =
        Spec::new("contact_lists.create", Method::POST, "/contact_lists").source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        body(request, [("name", self.name.as_ref())], &self.more)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Value, DecodeError> {
        or_nothing(&reply)
    }
}

parameters! {
    /// Changes a custom contact list.
    ///
    /// `PATCH /contact_lists/{id}`. Documented by Apps API, "Contact Lists", which prints neither method nor
    /// path: both are inferred, and [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces them.
    /// The body and the answer aren't documented either.
    pub struct UpdateContactList {
        path {
            /// The list's id.
            id: Id as into,
        }
        optional {
            /// The name: a guess.
            name: Option<String> as (into String),
        }
        hidden {
            /// What else is in the body.
            more: Map<String, Value>
        }
    }
}

impl Operation for UpdateContactList {
    type Vendor = AppsApi;
    type Output = Value;
    const SPEC: Spec = Spec::new("contact_lists.update", Method::PATCH, "/contact_lists/{id}")
        .effect(Effect::Idempotent)
        .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)?;
        body(request, [("name", self.name.as_ref())], &self.more)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Value, DecodeError> {
        or_nothing(&reply)
    }
}

parameters! {
    /// Deletes a custom contact list.
    ///
    /// `DELETE /contact_lists/{id}`. Documented by Apps API, "Contact Lists", which prints neither method nor
    /// path: both are inferred, and [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces them.
    /// The answer isn't documented either: without a body it is an empty object here.
    pub struct DeleteContactList {
        path {
            /// The list's id.
            id: Id as into,
        }
    }
}

impl Operation for DeleteContactList {
    type Vendor = AppsApi;
    type Output = Value;
    const SPEC: Spec = Spec::new(
        "contact_lists.delete",
        Method::DELETE,
        "/contact_lists/{id}",
    )
    .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Value, DecodeError> {
        or_nothing(&reply)
    }
}

parameters! {
    /// Adds an entry to a contact list, custom or global.
    ///
    /// `POST /contact_lists/{contact_list_id}/contacts`. Documented by Apps API, "Contact Lists", which prints
    /// neither method nor path: both are inferred, and
    /// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces them. The body and the answer
    /// aren't documented either.
    pub struct CreateContactListEntry {
        path {
            /// The list's id.
            contact_list_id: Id as into,
        }
        optional {
            /// The name: a guess.
            name: Option<String> as (into String),
            /// The number, or a SIP address: a guess.
            phone_number: Option<String> as (into String),
        }
        hidden {
            /// What else is in the body.
            more: Map<String, Value>
        }
    }
}

impl Operation for CreateContactListEntry {
    type Vendor = AppsApi;
    type Output = Value;
    const SPEC: Spec = Spec::new(
        "contact_lists.contacts.create",
        Method::POST,
        "/contact_lists/{contact_list_id}/contacts",
    )
    .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("contact_list_id", &self.contact_list_id)?;
        let guessed = [
            ("name", self.name.as_ref()),
            ("phone_number", self.phone_number.as_ref()),
        ];
        body(request, guessed, &self.more)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Value, DecodeError> {
        or_nothing(&reply)
    }
}

parameters! {
    /// Changes an entry of a contact list, custom or global.
    ///
    /// `PATCH /contact_lists/{contact_list_id}/contacts/{id}`. Documented by Apps API, "Contact Lists", which
    /// prints neither method nor path: both are inferred, and
    /// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces them. The body and the answer
    /// aren't documented either.
    pub struct UpdateContactListEntry {
        path {
            /// The list's id.
            contact_list_id: Id as into,
            /// The entry's id.
            id: Id as into,
        }
        optional {
            /// The name: a guess.
            name: Option<String> as (into String),
            /// The number, or a SIP address: a guess.
            phone_number: Option<String> as (into String),
        }
        hidden {
            /// What else is in the body.
            more: Map<String, Value>
        }
    }
}

impl Operation for UpdateContactListEntry {
    type Vendor = AppsApi;
    type Output = Value;
    const SPEC: Spec = Spec::new(
        "contact_lists.contacts.update",
        Method::PATCH,
        "/contact_lists/{contact_list_id}/contacts/{id}",
    )
    .effect(Effect::Idempotent)
    .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("contact_list_id", &self.contact_list_id)?;
        request.path("id", &self.id)?;
        let guessed = [
            ("name", self.name.as_ref()),
            ("phone_number", self.phone_number.as_ref()),
        ];
        body(request, guessed, &self.more)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Value, DecodeError> {
        or_nothing(&reply)
    }
}

parameters! {
    /// Deletes an entry of a contact list, custom or global.
    ///
    /// `DELETE /contact_lists/{contact_list_id}/contacts/{id}`. Documented by Apps API, "Contact Lists", which
    /// prints neither method nor path: both are inferred, and
    /// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces them. The answer isn't documented
    /// either: without a body it is an empty object here.
    pub struct DeleteContactListEntry {
        path {
            /// The list's id.
            contact_list_id: Id as into,
            /// The entry's id.
            id: Id as into,
        }
    }
}

impl Operation for DeleteContactListEntry {
    type Vendor = AppsApi;
    type Output = Value;
    const SPEC: Spec = Spec::new(
        "contact_lists.contacts.delete",
        Method::DELETE,
        "/contact_lists/{contact_list_id}/contacts/{id}",
    )
    .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("contact_list_id", &self.contact_list_id)?;
        request.path("id", &self.id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Value, DecodeError> {
        or_nothing(&reply)
    }
}
