//! Agents' statuses.

use apps_api::agent_statuses::{
    ForceLogoutAgents, ForceLogoutAgentsByIds, GetAgentStatusJob, UpdateAgentStatus,
};

use crate::{same_body, snapshots};

#[test]
fn update_agent_status() {
    let status = || UpdateAgentStatus::new("Available").agent_ids([11, 12]);
    snapshots(status(), status().team_ids([1]));
}

#[test]
fn force_logout_agents() {
    snapshots(
        ForceLogoutAgents::new().team_ids([1]),
        ForceLogoutAgents::new()
            .agent_ids([11, 12])
            .team_ids([1])
            .ip_addrs(["34.211.11.0/24", "2001:db8::1"]),
    );
}

#[test]
fn force_logout_agents_by_ids() {
    snapshots(
        ForceLogoutAgentsByIds::new().agent_ids([11]),
        ForceLogoutAgentsByIds::new()
            .agent_ids(["11", "12"])
            .team_ids([1]),
    );
}

#[test]
fn get_agent_status_job() {
    snapshots(GetAgentStatusJob::new(42), GetAgentStatusJob::new("42"));
}

#[test]
fn the_vendors_own_examples_are_sent_as_printed() {
    same_body(
        UpdateAgentStatus::new("Available").agent_ids([11, 12]),
        "agent_statuses.update.request.json",
    );
    same_body(
        ForceLogoutAgents::new()
            .agent_ids([11, 12])
            .team_ids([1])
            .ip_addrs(["34.211.11.0/24"]),
        "agent_statuses.force_logout.request.json",
    );
    same_body(
        ForceLogoutAgentsByIds::new()
            .agent_ids([11, 12])
            .team_ids([1]),
        "agent_statuses.force_logout_by_ids.request.json",
    );
}
