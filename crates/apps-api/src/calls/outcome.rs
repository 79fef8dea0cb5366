//! What comes of a call that was asked for.

use ccaas_core::types::Id;
use ccaas_core::{DecodeError, Reply, reply};
use http::StatusCode;

use super::Call;

/// What came of a call that was asked for. All three are successes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum CallOutcome {
    /// The call is there.
    Created(Box<Call>),
    /// It was accepted, and the agent goes on with it in the call adapter: by choosing a number, or by
    /// dialling for the ticket. There is no call, and no id, yet.
    Accepted,
    /// The same, with what was asked for in the answer.
    Echoed(EchoedCall),
}

impl CallOutcome {
    /// The call, if there is one already.
    pub fn call(self) -> Option<Call> {
        match self {
            CallOutcome::Created(call) => Some(*call),
            CallOutcome::Accepted | CallOutcome::Echoed(_) => None,
        }
    }

    /// The status tells. Only an answer with an id is a call, whatever the status.
    pub(super) fn decode(reply: &Reply) -> Result<Self, DecodeError> {
        if reply.status == StatusCode::CREATED {
            return reply
                .json()
                .map(|call| CallOutcome::Created(Box::new(call)));
        }
        if reply.body.trim_ascii().is_empty() {
            return Ok(CallOutcome::Accepted);
        }
        let call: Call = reply.json()?;
        if call.id.is_some() {
            return Ok(CallOutcome::Created(Box::new(call)));
        }
        if reply.status == StatusCode::ACCEPTED {
            return Ok(CallOutcome::Accepted);
        }
        reply.json().map(CallOutcome::Echoed)
    }
}

reply! {
    /// What was asked for, as it comes back.
    pub struct EchoedCall {
        optional {
            /// The type.
            call_type: Option<String>,
            /// The agent's e-mail address.
            agent_email: Option<String>,
            /// The number to call.
            end_user_number: Option<String>,
            /// The number that is shown.
            outbound_number: Option<String>,
            /// The CRM's ticket.
            ticket_id: Option<Id>,
            /// The queue.
            menu_id: Option<Id>,
            /// The language.
            lang: Option<String>,
        }
    }
}
