//! Agents and customers, as calls, chats and messages have them.

use ccaas_core::types::Id;
use ccaas_core::{DecodeError, Reply, reply};
use serde::de::DeserializeOwned;

reply! {
    /// The answer to saying who a customer is.
    pub struct Linked {
        optional {
            /// `accepted`.
            message: Option<String>,
        }
    }
}

reply! {
    /// What is flagged about a customer.
    pub struct CustomerFlags {
        optional {
            /// Whether the customer was verified.
            verified_customer: Option<bool>,
            /// Whether the customer means harm.
            bad_actor: Option<bool>,
            /// Whether the customer has been here before.
            repeat_customer: Option<bool>,
        }
    }
}

reply! {
    /// An agent.
    pub struct Agent {
        optional {
            /// The id.
            id: Option<Id>,
            /// The whole name.
            name: Option<String>,
            /// The last name.
            last_name: Option<String>,
            /// The first name.
            first_name: Option<String>,
            /// The number that your own systems know the agent by.
            agent_number: Option<Id>,
            /// Where a picture is.
            avatar_url: Option<String>,
            /// The e-mail address.
            email: Option<String>,
        }
    }
}

reply! {
    /// A customer.
    pub struct EndUserRef {
        optional {
            /// The id.
            id: Option<Id>,
            /// The id that your own systems know the customer by.
            identifier: Option<String>,
            /// The CRM's contact.
            out_contact_id: Option<Id>,
        }
    }
}

/// The answer of an operation whose answer isn't documented: there may be none.
#[inline]
pub(crate) fn or_nothing<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
    if reply.body.trim_ascii().is_empty() {
        return Reply::new(reply.status, "{}").json();
    }
    reply.json()
}
