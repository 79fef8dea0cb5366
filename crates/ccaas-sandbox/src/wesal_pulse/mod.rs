//! WesalPulse: reports on queues and agents.
//!
//! The reports are counted from conversations of a made-up contact center, one every ten minutes
//! from 2025-11-01 to the end of 2026-01-31. Those that begin after the sandbox's present are
//! not there yet, so [`Sandbox::advance`](crate::Sandbox::advance) makes the numbers grow.
//!
//! The vendor's reference says little about this API, so most of this is the sandbox's own
//! decision.
//!
//! - **Paths and methods** are guesses from the section titles.
//! - **The shapes of the five reports are made up.** The reference shows none; real answers will
//!   look different. `debug=true` adds a member `debug` that repeats the filters.
//! - **Tokens** live for a day. Only HTTP Basic in the header gets one: credentials in the form
//!   are refused, as is every form field but `grant_type`. Its refusals look as RFC 6749 says.
//! - **Other refusals** have the members `error` and `message`.
//! - **Dates.** Where a date has no offset it is Riyadh's time, three hours ahead of UTC, and so
//!   are the days and weeks of the presets; a week begins on Sunday. The start of a range
//!   belongs to it, the end does not.
//! - **`dateRange`** is one of `today` (if left out), `yesterday`, `this_week`, `last_week`,
//!   `this_month`, `last_month` and `custom`. Dates without `custom` are refused rather than
//!   ignored.
//! - **`mediaTypes`** are those of Genesys Cloud: `voice`, `chat`, `email`, `message` and
//!   `callback`; there are conversations of the first three. **`directions`** are `inbound` and
//!   `outbound`. An empty item in a list is refused.
//! - `queues.activity.get` takes `startDate` and `endDate` and ignores them, as documented; it
//!   counts today's.

mod conversations;
mod oauth;
mod reports;

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    call::{BodyTable::Form, Call},
    reply::{Answer, Refusal, Reply},
    vendor::{METHOD_NOT_ALLOWED, Op, Profile, Vendor},
};

/// The id that a token is asked for with.
pub const CLIENT_ID: &str = "sandbox-client-id";
/// The secret that goes with it.
pub const CLIENT_SECRET: &str = "sandbox-client-secret";
/// The organization that the credentials belong to.
pub const ORGANIZATION_ID: &str = "00000000-0000-4000-8000-000000000001";

/// Nothing that clients can change.
type Store = ();

pub(crate) fn vendor() -> Vendor {
    Vendor::new(
        Profile {
            name: "wesal-pulse",
            base: "/wesal-pulse/api/v1",
            base_variable: "WESAL_PULSE_BASE_URL",
            env: &[
                ("WESAL_PULSE_CLIENT_ID", CLIENT_ID),
                ("WESAL_PULSE_CLIENT_SECRET", CLIENT_SECRET),
            ],
            token_lifetime: Duration::from_secs(86_400),
            envelope,
            not_found: "Not found",
            wrong_method: METHOD_NOT_ALLOWED,
            quotas: &[],
            retry_after: true,
            request_id: None,
        },
        (),
        vec![
            Op::post("oauth.token.create", "/oauth/token", oauth::create)
                .guards(&[oauth::basic])
                .body(Form(oauth::TOKEN))
                .envelope(oauth::envelope),
            Op::get("me.get", "/me", me).guards(&[oauth::bearer]),
            Op::get(
                "dashboard.summary.get",
                "/dashboard/summary",
                reports::dashboard,
            )
            .guards(&[oauth::bearer])
            .query(reports::DASHBOARD),
            Op::get("queues.activity.get", "/queues/activity", reports::activity)
                .guards(&[oauth::bearer])
                .query(reports::ACTIVITY),
            Op::get(
                "queues.performance.get",
                "/queues/performance",
                reports::queues,
            )
            .guards(&[oauth::bearer])
            .query(reports::PERFORMANCE),
            Op::get("queues.routing.get", "/queues/routing", reports::routing)
                .guards(&[oauth::bearer])
                .query(reports::ROUTING),
            Op::get(
                "agents.performance.get",
                "/agents/performance",
                reports::agents,
            )
            .guards(&[oauth::bearer])
            .query(reports::PERFORMANCE),
        ],
    )
}

fn envelope(refusal: &Refusal) -> Value {
    let error = refusal.code.unwrap_or(match refusal.status.as_u16() {
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not_found",
        405 => "method_not_allowed",
        429 => "too_many_requests",
        500.. => "server_error",
        _ => "bad_request",
    });
    json!({"error": error, "message": refusal.message})
}

fn me(_: &mut Store, _: &Call<'_>) -> Answer {
    Ok(Reply::ok(&json!({
        "user": {
            "organizationId": ORGANIZATION_ID,
            "permissions": ["reports.read", "dashboard.read"],
            "name": "integration",
        },
    })))
}
