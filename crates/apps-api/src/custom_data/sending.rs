//! What calls and chats have alike.

use ccaas_core::types::{Id, Secret};
use ccaas_core::{EncodeError, Encoder, parameters};

use super::CustomData;

parameters! {
    /// The request for either of them: the two that it is in can't mix its forms, but a JSON object
    /// could.
    // The registry looks for the parameters in the schema of what this is in.
    #[cfg_attr(feature = "registry", schemars(inline))]
    pub struct Sending {
        path {
            /// The call's or the chat's id.
            id: Id as into,
        }
        required {
            /// Whether the data is signed.
            signed: bool,
        }
        optional {
            /// The data, where it isn't signed.
            data: Option<CustomData> as (into CustomData),
            /// A JWT with the data, where it is signed.
            signed_data: Option<Secret> as (into Secret),
        }
    }
}

impl Sending {
    pub(super) fn plain(id: impl Into<Id>, data: impl Into<CustomData>) -> Self {
        Sending::new(id, false).data(data)
    }

    pub(super) fn sealed(id: impl Into<Id>, token: impl Into<Secret>) -> Self {
        Sending::new(id, true).signed_data(token)
    }

    pub(super) fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        match (self.signed, &self.data, &self.signed_data) {
            (false, Some(data), None) => data.check()?,
            (true, None, Some(token)) if token.is_empty() => {
                return Err(EncodeError::new("signed_data", "is empty"));
            }
            (true, None, Some(_)) => {}
            (false, None, _) => return Err(EncodeError::new("data", "is missing")),
            (true, _, None) => return Err(EncodeError::new("signed_data", "is missing")),
            (true, Some(_), _) => {
                return Err(EncodeError::new("data", "can't go along with signed data"));
            }
            (false, Some(_), Some(_)) => {
                return Err(EncodeError::new(
                    "signed_data",
                    "can't go along with data that isn't signed",
                ));
            }
        }
        request.path("id", &self.id)?;
        request.json(self)
    }
}
