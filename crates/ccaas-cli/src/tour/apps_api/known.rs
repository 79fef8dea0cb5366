//! What no list tells: the sandbox's own, or what the person at the terminal knows.

use ccaas::apps_api::AppsApi;
use ccaas::types::Id;
use ccaas_sandbox::apps_api;

use super::super::step::{Halt, Visit};

/// Something that must be there before.
pub(super) struct Known {
    in_sandbox: &'static str,
    question: &'static str,
}

const fn known(in_sandbox: &'static str, question: &'static str) -> Known {
    Known {
        in_sandbox,
        question,
    }
}

pub(super) const CALL_QUEUE: Known = known("9", "the id of an IVR queue");
pub(super) const WEB_QUEUE: Known = known("11", "the id of a web queue with calls and chats");
pub(super) const BOT_QUEUE: Known = known(
    "13",
    "the id of a queue with a virtual agent and without room",
);
pub(super) const CALLER: Known = known(
    "bela@example.com",
    "the e-mail address of an agent who is available",
);
pub(super) const TICKET_CALLER: Known = known(
    "gil@example.com",
    "the e-mail address of another agent who is available",
);
pub(super) const AGENT: Known = known("14", "the id of an agent to make available and log out");
pub(super) const TEAM: Known = known("7", "the id of a team to log out");
pub(super) const ADMIN: Known = known(
    apps_api::ADMIN_EMAIL,
    "the e-mail address of an administrator",
);
pub(super) const NUMBER: Known = known("+12025550123", "a phone number that may be called");
pub(super) const OUTBOUND_NUMBER: Known = known(
    apps_api::OUTBOUND_NUMBER,
    "the number that text messages come from",
);
pub(super) const TICKET: Known = known("76517", "the id of a ticket whose customer may be called");
pub(super) const CAMPAIGN: Known = known("240", "the id of a campaign that isn't running");

/// What is known, asked for once.
pub(super) fn told(tour: &mut Visit<AppsApi>, what: &Known) -> Result<String, Halt> {
    if tour.sandbox().is_some() {
        return Ok(what.in_sandbox.to_owned());
    }
    if let Some(said) = tour.seen.told.get(what.question) {
        return Ok(said.clone());
    }
    let said = tour.ask(what.question)?;
    tour.seen.told.insert(what.question, said.clone());
    Ok(said)
}

/// The same for an id. In a body the vendor has numbers.
pub(super) fn told_id(tour: &mut Visit<AppsApi>, what: &Known) -> Result<Id, Halt> {
    let said = told(tour, what)?;
    Ok(said
        .parse::<u64>()
        .map_or_else(|_| Id::from(said), Id::from))
}
