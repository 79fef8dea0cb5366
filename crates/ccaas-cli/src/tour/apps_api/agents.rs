//! Agents: made available, and logged out.

use ccaas::apps_api::AppsApi;
use ccaas::apps_api::agent_statuses::{
    AgentJobStatus, AgentStatusJob, ForceLogoutAgents, ForceLogoutAgentsByIds, GetAgentStatusJob,
    UpdateAgentStatus,
};

use super::super::step::{Halt, Step, expect, need};
use super::known::{AGENT, TEAM, told_id};
use super::{finish, poller};

/// A range that is kept for documents.
const NOWHERE: &str = "203.0.113.0/24";

pub(super) fn steps() -> Vec<Step<AppsApi>> {
    vec![
        Step::of::<UpdateAgentStatus>(async |tour| {
            let agent = told_id(tour, &AGENT)?;
            let change = UpdateAgentStatus::new("Available").agent_ids([agent.clone()]);
            let mut job = poller(tour, change);
            let done = whole(finish(tour, &mut job).await?)?;
            let [one] = done.agents.as_slice() else {
                return expect(false, "one agent");
            };
            expect(one.agent_id == Some(agent), "the agent")?;
            let now = one.current_status.as_deref();
            expect(now == Some("Available"), "the status")?;
            tour.note(format!(
                "was {}",
                one.previous_status.as_deref().unwrap_or_default()
            ));
            Ok(())
        }),
        Step::of::<ForceLogoutAgents>(async |tour| {
            let agent = told_id(tour, &AGENT)?;
            let out = ForceLogoutAgents::new()
                .agent_ids([agent])
                .ip_addrs([NOWHERE]);
            let mut job = poller(tour, out);
            let done = whole(finish(tour, &mut job).await?)?;
            expect(done.agents.len() == 1, "one agent")?;
            expect(job.job().is_none(), "no job for one agent")?;
            tour.note("one is out at once");
            Ok(())
        }),
        Step::of::<ForceLogoutAgentsByIds>(async |tour| {
            let team = told_id(tour, &TEAM)?;
            let mut job = poller(tour, ForceLogoutAgentsByIds::new().team_ids([team]));
            let done = whole(finish(tour, &mut job).await?)?;
            tour.note(format!("{} are out", done.agents.len()));
            tour.seen.logout = job.job().cloned();
            Ok(())
        }),
        Step::of::<GetAgentStatusJob>(async |tour| {
            let id = need(&tour.seen.logout, "agent_statuses.force_logout_by_ids")?;
            let job = tour.send(GetAgentStatusJob::new(id)).await?;
            expect(job.status == Some(AgentJobStatus::Finished), "the end")?;
            tour.note(format!("{} agents", job.agents.len()));
            Ok(())
        }),
    ]
}

fn whole(job: Option<AgentStatusJob>) -> Result<AgentStatusJob, Halt> {
    job.ok_or_else(|| Halt::Failed("nothing was told of the job".to_owned()))
}
