//! WiseCX: cases, contacts, queues, reports, surveys, orders, and campaigns of messages.
//!
//! One account with a little of everything, and all of its 63 calls. What the vendor's reference
//! leaves open, or says in two ways, the sandbox decides as follows.
//!
//! - **Credentials.** Every call wants the API key in `x-api-key`, and all but the login the
//!   token too; the reference names the key at the login only, and callers in the field were
//!   refused without it. A missing or wrong key is `{"message"}`, a token that is unknown or ran
//!   out is `{"Message"}`, and a wrong user `{"status", "token", "message"}`, all with 403.
//! - **Quotas** are 5,000 calls in any minute and 150,000 in any day. A 429 has no `Retry-After`.
//! - **Whatever is not there** is a 400 that ends in `Not Found`, since the reference knows no
//!   404. A path that nobody knows is one all the same; a wrong method is 501.
//! - **`fields`.** The id comes back whether it is named or not, and of users `is_bot`. Where the
//!   reference shows no default, all members come.
//! - **Filters.** Field names may have their prefix (`case.`, `contacts.`) or not. `EQUALS`, the
//!   word of some tables, is refused: everything else says `EQUAL`. Text is compared to the
//!   letter, but `CONTAINS` does not mind capitals. `sent_since` and its like take `EQUAL` in the
//!   direction of their names. Queues, users, campaigns and recipients filter by their plain
//!   members, of which the reference says nothing. Both kinds of quotes are read.
//! - **Pages.** `page` and `next` are as wrong as in the reference's examples; `next` is empty, or
//!   `null` for queues, where nothing follows.
//! - **Cases.** `tags` replaces the tags. A deleted case stays in the lists and says so. What
//!   changes in a case is noted in it by an activity of the system, in words of the sandbox's
//!   own. A case that gets solved sends the first active survey.
//! - **Attachments** count decoded: 5 MiB in a request.
//! - **Reports** have ids of the sandbox's own: [`CASES_REPORT`], [`ZIPPED_REPORT`],
//!   [`FAILING_REPORT`], and [`DASHBOARD`], which is refused. An export is unknown for two
//!   seconds, pending for one, at work for two, and then done. `columns` takes the two words of
//!   the reference and a list of names as in its example. The refusals of a start are plain text.
//! - **Campaigns.** A bulk one prepares for two seconds and sends every two seconds, and is then
//!   `completed`, a word of the sandbox's own, as are `sent`, `delivered` and `cancelled` for
//!   messages. Times of sending are given three hours behind UTC. Drafts and stopped campaigns can
//!   be changed, others can't. A channel without a message in the campaign is a row with the
//!   status `error`.
//! - **Webhooks.** An answer to a campaign is told as `activity_new` with the type
//!   `nitro_new_case`. WhatsApp messages in cases are delivered after two seconds, and read after
//!   three more. Changes that come by the API are told like all others.
//!
//! Everything invented has a fixed id, such as the queues 159, 6059 and 6690, the users 5846, 5852
//! and 6405, the contacts 6594513 to 6594517, the cases 1273946 to 1273952 (of which the first is
//! too old to be listed), the survey 1 with responses and 5 without, the orders 1001 and 1002, the
//! Mercado Libre order 12990000, the draft campaign 414 and the running transactional one 1321.

mod activities;
mod analytics;
mod assistants;
mod auth;
mod business_hours;
mod cases;
mod contacts;
mod filters;
mod fixed;
mod groups;
mod lists;
mod nitro;
mod orders;
mod play;
mod queues;
mod seed;
mod store;
mod surveys;

use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};

pub(crate) use self::store::Store;
pub use self::{
    analytics::{CASES_REPORT, DASHBOARD, FAILING_REPORT, ZIPPED_REPORT},
    assistants::ASSISTANT_NODE,
    play::WiseCx,
};
use crate::{
    reply::Refusal,
    vendor::{self, Op, Profile, Vendor},
};

/// The user who logs in.
pub const USER: &str = "sandbox-user";
/// The API key, which every call bears.
pub const API_KEY: &str = "sandbox-wisecx-api-key";

pub(crate) fn vendor(store: &vendor::Store<Store>) -> Vendor {
    let calls = [
        cases::operations(),
        contacts::operations(),
        groups::operations(),
        queues::operations(),
        analytics::operations(),
        surveys::operations(),
        assistants::operations(),
        orders::operations(),
        fixed::operations(),
        nitro::operations(),
    ];
    let calls = calls
        .into_iter()
        .flatten()
        .map(|op| op.guards(&[auth::api_key, auth::token]));
    let login = Op::get("auth.authenticate", "/authenticate", auth::authenticate)
        .guards(&[auth::api_key])
        .query(auth::AUTHENTICATE);
    Vendor::sharing(
        profile(),
        store,
        std::iter::once(login).chain(calls).collect(),
    )
    .living(store, store::live)
}

const QUOTAS: &[(u32, Duration)] = &[
    (5_000, Duration::from_secs(60)),
    (150_000, Duration::from_secs(24 * 3600)),
];

fn profile() -> Profile {
    Profile {
        name: "wisecx",
        base: "/wisecx/core/v1",
        base_variable: "WISECX_BASE_URL",
        env: &[("WISECX_API_KEY", API_KEY), ("WISECX_USER", USER)],
        token_lifetime: Duration::from_secs(3600),
        envelope,
        not_found: "Not Found",
        wrong_method: (StatusCode::NOT_IMPLEMENTED, "Method not implemented"),
        quotas: QUOTAS,
        retry_after: false,
        request_id: Some("x-amzn-requestid"),
    }
}

fn envelope(refusal: &Refusal) -> Value {
    match (refusal.code, refusal.status) {
        (Some(auth::AUTHORIZER), _) => json!({"Message": refusal.message}),
        (Some(analytics::EXPORT), _) => refusal.message.clone().into(),
        (Some(auth::LOGIN), _) => {
            json!({"status": "error", "token": "", "message": refusal.message})
        }
        (_, StatusCode::TOO_MANY_REQUESTS) => json!({"message": "Too Many Requests"}),
        _ => json!({"message": refusal.message}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CLOCK_START, clock};

    #[test]
    fn a_day_has_fewer_calls_than_its_minutes_would_let_in() {
        let mut vendor = vendor(&vendor::Store::default());
        let quotas = vendor.quotas_mut();
        // One call too many for the day, at a pace that no minute minds.
        let wait = (0..150_001_u64).find_map(|call| {
            let now = clock::later(CLOCK_START, Duration::from_millis(call * 100));
            quotas.take(now).err().map(|wait| (call, wait))
        });
        let until_the_first_is_old = Duration::from_secs(24 * 3600 - 15_000);
        assert_eq!(wait, Some((150_000, until_the_first_is_old)));
    }
}
