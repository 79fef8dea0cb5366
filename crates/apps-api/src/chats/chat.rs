//! A chat, and who takes part in it.

use ccaas_core::types::Id;
use ccaas_core::{open_enum, reply};
use jiff::Timestamp;

use crate::people::EndUserRef;

open_enum! {
    /// Where a chat stands. The vendor lists none of them; `queued` follows from the calls, the others are
    /// seen.
    pub enum ChatStatus {
        /// The customer chooses in a menu.
        Selecting = "selecting",
        /// It waits for an agent.
        Queued = "queued",
        /// It has an agent.
        Assigned = "assigned",
        /// Nobody wrote for too long. The customer may [resume](super::ResumeChat) it.
        Dismissed = "dismissed",
        /// The same, with a virtual agent.
        VaDismissed = "va_dismissed",
        /// It is over.
        Finished = "finished",
    }
}

reply! {
    /// A chat.
    pub struct Chat {
        optional {
            /// The id.
            id: Option<Id>,
            /// Where it stands.
            status: Option<ChatStatus>,
            /// The same for people.
            status_text: Option<String>,
            /// What customers can do in it, `photos` for example.
            features: Vec<String>,
            /// When it was made.
            created_at: Option<Timestamp>,
            /// When it was over.
            ends_at: Option<Timestamp>,
            /// When it is over if nobody writes.
            timeout_at: Option<Timestamp>,
            /// The agent.
            agent: Option<ChatAgent>,
            /// The virtual agent.
            virtual_agent: Option<VirtualAgent>,
            /// All agents who took part.
            all_agents: Vec<ChatAgent>,
            /// All virtual agents that took part.
            all_virtual_agents: Vec<VirtualAgent>,
            /// The language.
            lang: Option<String>,
            /// Its queues.
            menus: Vec<ChatMenu>,
            /// The customer.
            end_user: Option<EndUserRef>,
        }
    }
}

reply! {
    /// An agent in a chat.
    pub struct ChatAgent {
        optional {
            /// The id.
            id: Option<Id>,
            /// The whole name.
            name: Option<String>,
            /// The first name.
            first_name: Option<String>,
            /// Where a picture is.
            avatar_url: Option<String>,
            /// Where they stand, `connected` for example.
            status: Option<String>,
        }
    }
}

reply! {
    /// A virtual agent in a chat.
    pub struct VirtualAgent {
        optional {
            /// The id.
            id: Option<Id>,
            /// The name.
            name: Option<String>,
            /// Where a picture is.
            avatar_url: Option<String>,
            /// Where it stands, `finished` for example.
            status: Option<String>,
        }
    }
}

reply! {
    /// A queue, as it stands in a chat.
    pub struct ChatMenu {
        optional {
            /// The id.
            id: Option<Id>,
            /// The name.
            name: Option<String>,
        }
    }
}
