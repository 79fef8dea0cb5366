//! The Apps API of UJET and Google's Contact Center AI Platform: calls, chats, text messages,
//! campaigns, queues, agents and users.
//!
//! One tenant with a little of everything, all 69 calls of the vendor's document, and three that
//! newer pages add. That document has parameters and texts, but neither methods nor paths; those
//! of the queue settings, of contact lists and of some jobs are as good a guess as any. What it
//! leaves open, or says in two ways, the sandbox decides as follows.
//!
//! - **Credentials.** The user is [`USER`] or [`USER_WITH_REGION`]. The password is the [`TOKEN`];
//!   the [`COMPANY_SECRET`] does as well, as in the older login, but not for bulk users. A 401 is
//!   plain text, and so is every refusal that the vendor does not document.
//! - **Limit.** One call in any second, whoever it is from, and [`AppsApi::limit`] for another
//!   one. A 429 says in `Retry-After` how long to wait.
//! - **One path for several calls.** `POST /calls` is told apart by `call_type`, and outbound calls
//!   by whether there is a `ticket_id`; what has no known type counts as `calls.create_outbound`.
//!   A logout with `ip_addrs`, be they none, is `agent_statuses.force_logout`, one without
//!   `agent_statuses.force_logout_by_ids`. `GET /queue_operation_statuses` with a `Content-Type` is
//!   `queue_status.get`, which the vendor's document lists with one, and else
//!   `queue_operation_statuses.get`.
//! - **Outbound calls** are made by agents who are free: 201. Carlo (12) must choose an outbound
//!   number unless the request names one: 202, and the call is made ten seconds later. Dana (13)
//!   must too, and has the older adapter that answers with the request: 200. Everybody must
//!   choose for the ticket [`TICKET_WITH_CHOICE`].
//! - **Inbound calls** may come to `ivr_menu` and `web_menu`, as the document's table says; a
//!   public refusal says otherwise, and is what others get. **Scheduled calls** come back as
//!   `Voice Scheduled (API)` and `scheduled`, as in the document's example of a call and not as in
//!   the public one.
//! - **What becomes of calls.** They are assigned within a second if somebody is free, connect
//!   after four more, and end a minute later; then the agent writes for ten seconds. Numbers in
//!   the Do Not Call list are not called.
//! - **Linking an end user** by the same request is refused for 30 seconds.
//! - **Chats** with a virtual agent begin as `va_assigned`. The vendor's side answers after two
//!   seconds. After ten silent minutes a chat is dismissed. The events `chat_created` and
//!   `message_received` have the vendor's names; `chat_dismissed`, `chat_resumed`, `chat_finished`
//!   and `escalation_deflected`, and what is in all of them, are the sandbox's own. Their
//!   timestamp is in Unix seconds.
//! - **Uploads** go to the storage host, once each, within five minutes.
//! - **Bulk users** are checked for two seconds and done at 50 a second; **imports** of contacts
//!   take two. More than 20 agents are logged out by a job of three seconds.
//! - **Phone numbers** have 6 to 15 digits, with blanks, hyphens, dots and brackets among them.
//!
//! Everything invented has a fixed id: the users 1 and 11 to 17, and the 25 of the night shift from
//! 201 on; the teams 1, 2, 3 and 7; the menus 9 to 16, 29 and 42, of which 14 and 16 are closed, 15
//! redirects, and 10 and 13 are full; the end users 67, 75, 87 and 88, the last of whom is not to
//! be called; the tickets 71450, 76517, 76520 and 76599; the call 397, which is over; the chats 111,
//! which is over, and 112 and 113, which are dismissed; the campaigns 240 and 241, with the contacts
//! 16312 and 16313; the contact lists 1 and 5 with the entries 71 and 77; and the versions 30 and
//! 31 of the queue settings. Emil (14) comes back from a break after 30 seconds.

mod agent_statuses;
mod agents;
mod auth;
mod bulk_rows;
mod bulk_users;
mod calls;
mod campaigns;
mod chats;
mod contact_lists;
mod crm;
mod dnc;
mod end_users;
mod escalations;
mod media;
mod messages;
mod phones;
mod play;
mod queue_settings;
mod queues;
mod seed;
mod sessions;
mod sms;
mod store;
mod voice;

use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};

pub use self::play::AppsApi;
pub(crate) use self::store::Store;
use crate::{
    reply::Refusal,
    vendor::{self, Profile, Vendor},
};

/// The subdomain, which is the user name.
pub const USER: &str = "sandbox";
/// The same with the region in it, as some tenants have it.
pub const USER_WITH_REGION: &str = "sandbox.ue1";
/// The token of an API user, which is the password.
pub const TOKEN: &str = "sandbox-apps-api-token";
/// The secret that signs custom data.
pub const COMPANY_SECRET: &str = "sandbox-apps-api-company-secret";
/// The secret that signs events.
pub const WEBHOOK_SECRET: &str = "sandbox-apps-api-webhook-secret";
/// The other secret that signs events.
pub const WEBHOOK_SECRET_SECONDARY: &str = "sandbox-apps-api-webhook-secret-2";
/// The e-mail address of the administrator, who may not call anybody.
pub const ADMIN_EMAIL: &str = "alba@example.com";
/// The ticket of somebody with several numbers, one of which must be chosen.
pub const TICKET_WITH_CHOICE: &str = "76520";
/// The number that calls come from if nobody says otherwise.
pub const OUTBOUND_NUMBER: &str = "+1 202-555-0100";

const NAME: &str = "apps-api";

pub(crate) fn vendor(store: &vendor::Store<Store>) -> Vendor {
    let calls = [
        calls::operations(),
        sessions::operations(),
        sms::operations(),
        queues::operations(),
        crm::operations(),
        campaigns::operations(),
        agent_statuses::operations(),
        end_users::operations(),
        chats::operations(),
        messages::operations(),
        escalations::operations(),
        media::operations(),
        dnc::operations(),
        queue_settings::operations(),
        contact_lists::operations(),
        agents::operations(),
    ];
    let calls = calls
        .into_iter()
        .flatten()
        .map(|op| op.guards(&[auth::anybody]));
    let bulk = bulk_users::operations()
        .into_iter()
        .map(|op| op.guards(&[auth::api_user]));
    Vendor::sharing(profile(), store, calls.chain(bulk).collect()).living(store, store::live)
}

const QUOTAS: &[(u32, Duration)] = &[(1, Duration::from_secs(1))];

fn profile() -> Profile {
    Profile {
        name: NAME,
        base: "/apps-api/apps/api/v1",
        base_variable: "APPS_API_BASE_URL",
        env: &[
            ("APPS_API_SUBDOMAIN", USER),
            // Nobody has this domain; the base URL is what counts.
            ("APPS_API_DOMAIN", "ccaas.example"),
            ("APPS_API_USER", USER),
            ("APPS_API_TOKEN", TOKEN),
            ("APPS_API_COMPANY_SECRET", COMPANY_SECRET),
            ("APPS_API_WEBHOOK_SECRET", WEBHOOK_SECRET),
            (
                "APPS_API_WEBHOOK_SECRET_SECONDARY",
                WEBHOOK_SECRET_SECONDARY,
            ),
        ],
        // There are none.
        token_lifetime: Duration::ZERO,
        envelope,
        not_found: "Not Found",
        wrong_method: (StatusCode::NOT_FOUND, "Not Found"),
        quotas: QUOTAS,
        retry_after: true,
        request_id: None,
    }
}

fn envelope(refusal: &Refusal) -> Value {
    match refusal.status {
        StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND => json!({"message": refusal.message}),
        StatusCode::TOO_MANY_REQUESTS => "Retry later\n".into(),
        _ => refusal.message.clone().into(),
    }
}
