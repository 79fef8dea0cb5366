//! A call.

use ccaas_core::types::Id;
use ccaas_core::{open_enum, reply};
use jiff::Timestamp;
use serde_json::Value;

use crate::people::{Agent, EndUserRef};

open_enum! {
    /// Where a call stands. The vendor's document has the names as titles; only `scheduled`, `assigned`
    /// and `queued` are shown as they are written.
    pub enum CallStatus {
        /// The customer chooses in a menu.
        Selecting = "selecting",
        /// It waits for an agent.
        Queued = "queued",
        /// It has an agent.
        Assigned = "assigned",
        /// It is being connected.
        Connecting = "connecting",
        /// They talk.
        Connected = "connected",
        /// It is over.
        Finished = "finished",
        /// It went wrong: see `fail_reason`.
        Failed = "failed",
        /// It goes over to another channel.
        Switching = "switching",
        /// It was taken up again.
        Recovered = "recovered",
        /// It will be made.
        Scheduled = "scheduled",
        /// There is something to do, and nobody talks.
        ActionOnly = "action_only",
        /// That was done.
        ActionOnlyFinished = "action_only_finished",
        /// It was sent elsewhere.
        Deflected = "deflected",
        /// The customer leaves a message.
        Voicemail = "voicemail",
        /// The message is there.
        VoicemailReceived = "voicemail_received",
        /// Somebody has heard it.
        VoicemailRead = "voicemail_read",
    }
}

reply! {
    /// A call.
    pub struct Call {
        optional {
            /// The id.
            id: Option<Id>,
            /// The call that this one goes on from.
            parent_id: Option<Id>,
            /// The language.
            lang: Option<String>,
            /// The type, `Voice Outbound (API)` for example.
            call_type: Option<String>,
            /// Where it stands.
            status: Option<CallStatus>,
            /// When it was made.
            created_at: Option<Timestamp>,
            /// When it began to wait.
            queued_at: Option<Timestamp>,
            /// When it got an agent.
            assigned_at: Option<Timestamp>,
            /// When they began to talk.
            connected_at: Option<Timestamp>,
            /// When it was over.
            ends_at: Option<Timestamp>,
            /// When it is to be made.
            scheduled_at: Option<Timestamp>,
            /// How long the customer waited, in seconds.
            wait_duration: Option<u64>,
            /// How long they talked, in seconds.
            call_duration: Option<u64>,
            /// How long the customer was on hold, in seconds.
            hold_duration: Option<u64>,
            /// How the customer rated it.
            rating: Option<i64>,
            /// Whether the customer said something about it.
            has_feedback: Option<bool>,
            /// Who carries the call, `voip_provider_twilio` for example.
            voip_provider: Option<String>,
            /// The CRM's ticket.
            out_ticket_id: Option<Id>,
            /// Where the ticket is.
            out_ticket_url: Option<String>,
            /// Whether the customer was verified.
            verified: Option<bool>,
            /// Where the recording is.
            recording_url: Option<String>,
            /// What the customer said to being recorded, `not_asked` for example.
            recording_permission: Option<String>,
            /// Why it went to voicemail.
            voicemail_reason: Option<String>,
            /// Where it was sent.
            deflection: Option<String>,
            /// How. The vendor doesn't document its form.
            deflection_details: Vec<Value>,
            /// Who hung up.
            disconnected_by: Option<String>,
            /// Why it failed; `nothing` where it didn't.
            fail_reason: Option<String>,
            /// More about that.
            fail_details: Option<String>,
            /// The number that the customer called.
            support_number: Option<String>,
            /// The number that was shown.
            outbound_number: Option<String>,
            /// The queue.
            selected_menu: Option<SelectedMenu>,
            /// The way to the queue.
            menu_path: Option<MenuPath>,
            /// The agent.
            agent_info: Option<Agent>,
            /// The customer.
            end_user: Option<EndUserRef>,
            /// Photos that were sent.
            photos: Vec<MediaPhoto>,
            /// Videos that were sent.
            videos: Vec<MediaVideo>,
            /// How it was handed on.
            transfers: Vec<Transfer>,
            /// Who takes part.
            participants: Vec<Participant>,
            /// How it was offered to agents.
            offer_type: Option<String>,
            /// When it was offered, and to whom.
            offer_events: Vec<OfferEvent>,
            /// How it was taken, `manual` for example.
            answer_type: Option<String>,
        }
    }
}

open_enum! {
    /// What a queue is for.
    pub enum MenuType {
        /// Callers.
        Ivr = "ivr_menu",
        /// Users of an app.
        Mobile = "mobile_menu",
        /// Visitors of a web site.
        Web = "web_menu",
    }
}

reply! {
    /// A queue, as it stands in a call or a chat.
    pub struct SelectedMenu {
        optional {
            /// The id.
            id: Option<Id>,
            /// The name.
            name: Option<String>,
            /// The queue above it.
            parent_id: Option<Id>,
            /// Where it stands among its neighbours.
            position: Option<i64>,
            /// Whether it was deleted.
            deleted: Option<bool>,
            /// Whether customers don't see it.
            hidden: Option<bool>,
            /// What it is for.
            menu_type: Option<MenuType>,
            /// What customers are told.
            output_msg: Option<String>,
        }
    }
}

reply! {
    /// The way to a queue.
    pub struct MenuPath {
        optional {
            /// How many steps it has.
            items_count: Option<u64>,
            /// The queue's name.
            name: Option<String>,
            /// All names on the way.
            materialized_path: Option<String>,
        }
    }
}

reply! {
    /// A photo of a customer's.
    pub struct MediaPhoto {
        optional {
            /// The id.
            id: Option<Id>,
            /// What kind of photo it is.
            photo_type: Option<String>,
            /// Where it is.
            url: Option<String>,
        }
    }
}

reply! {
    /// A video of a customer's.
    pub struct MediaVideo {
        optional {
            /// The id.
            id: Option<Id>,
            /// Where it is.
            url: Option<String>,
        }
    }
}

reply! {
    /// How a call or a chat was handed on.
    pub struct Transfer {
        optional {
            /// The id.
            id: Option<Id>,
            /// What became of it.
            status: Option<String>,
            /// Why it failed.
            fail_reason: Option<String>,
            /// When it began.
            created_at: Option<Timestamp>,
            /// The queue it came from.
            from_menu: Option<MenuPath>,
            /// The queue it went to.
            to_menu: Option<MenuPath>,
            /// The agent it came from.
            from_agent: Option<Agent>,
            /// The agent it went to.
            to_agent: Option<Agent>,
        }
    }
}

open_enum! {
    /// Who takes part in a call.
    pub enum ParticipantType {
        /// The customer.
        EndUser = "end_user",
        /// An agent.
        Agent = "agent",
    }
}

reply! {
    /// Somebody who takes part in a call.
    pub struct Participant {
        optional {
            /// The id.
            id: Option<Id>,
            /// Who it is.
            kind: Option<ParticipantType> => "type",
            /// Where they stand, `waiting` for example.
            status: Option<String>,
            /// The call.
            call_id: Option<Id>,
            /// The agent.
            user_id: Option<Id>,
            /// The customer.
            end_user_id: Option<Id>,
            /// How long they talked, in seconds.
            call_duration: Option<u64>,
            /// How long they were on hold, in seconds.
            hold_duration: Option<u64>,
            /// When they joined.
            connected_at: Option<Timestamp>,
            /// When they left.
            ended_at: Option<Timestamp>,
            /// Why they couldn't; `nothing` where they could.
            fail_reason: Option<String>,
        }
    }
}

reply! {
    /// A call that was offered.
    pub struct OfferEvent {
        optional {
            /// When.
            casting_time: Option<Timestamp>,
            /// To whom.
            group: Option<String>,
        }
    }
}
