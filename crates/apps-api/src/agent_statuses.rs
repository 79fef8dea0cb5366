//! Agents' statuses: changed for many at once, and agents logged out.

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, Effect, EncodeError, Encoder, Method, Operation, Polled, Reply, Source, Spec,
    Standing, Started, open_enum, parameters, reply,
};
use serde::de::DeserializeOwned;

use crate::people::or_nothing;
use crate::{AppsApi, filled};

parameters! {
    /// Changes the status of agents, and of all agents of teams.
    ///
    /// `POST /agent_statuses`. Documented by Apps API, "Change the status of agents". It goes from and to
    /// `Available` and the statuses that the account has made for itself. One of the vendor's own, `In-Call`
    /// for example, is refused.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::agent_statuses::{StatusOutcome, UpdateAgentStatus};
    ///
    /// let back = UpdateAgentStatus::new("Available").agent_ids([11, 12]);
    /// if let StatusOutcome::Changed(agents) = client.send(back).await? {
    ///     for agent in agents {
    ///         println!("{:?}: {:?}", agent.name, agent.current_status);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The status is empty, or there is neither an agent nor a team.
    pub struct UpdateAgentStatus {
        required {
            /// The status: `Available`, or the name of one that the account has made.
            status: String as into,
        }
        optional {
            /// The agents.
            agent_ids: Vec<Id> as (each Id),
            /// The teams.
            team_ids: Vec<Id> as (each Id),
        }
    }
}

impl Operation for UpdateAgentStatus {
    type Vendor = AppsApi;
    type Output = StatusOutcome;
    const SPEC: Spec = Spec::new("agent_statuses.update", Method::POST, "/agent_statuses")
        .effect(Effect::Idempotent)
        .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        filled("status", &self.status)?;
        if self.agent_ids.is_empty() && self.team_ids.is_empty() {
            return Err(EncodeError::new(
                "agent_ids",
                "is empty, and so is team_ids",
            ));
        }
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<StatusOutcome, DecodeError> {
        StatusOutcome::decode(&reply)
    }
}

parameters! {
    /// Logs agents out: single ones, whole teams, or those behind certain addresses.
    ///
    /// `POST /agent_statuses/force_logout`. Documented by Apps API, "Force agents to log out". An idle agent
    /// is out at once, a busy one when the call or chat is over. It is never repeated once it may have
    /// arrived: agents may have logged in again.
    ///
    /// Few agents are answered as they are then. Many become a job: [`poll`](ccaas_core::Client::poll) waits
    /// for it, and gives the same for few.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::agent_statuses::ForceLogoutAgents;
    ///
    /// let office = ForceLogoutAgents::new().team_ids([1]).ip_addrs(["203.0.113.0/24"]);
    /// let agents = client.poll(office).await?.agents;
    /// println!("{} agents are out", agents.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Nobody is named.
    pub struct ForceLogoutAgents {
        optional {
            /// The agents.
            agent_ids: Option<Vec<Id>> as (each Id),
            /// The teams.
            team_ids: Option<Vec<Id>> as (each Id),
            /// The addresses: blocks as in `203.0.113.0/24`, single ones of IPv4 and IPv6, or ranges, whose
            /// form the vendor doesn't show.
            ip_addrs: Option<Vec<String>> as (each String),
        }
    }
}

impl Operation for ForceLogoutAgents {
    type Vendor = AppsApi;
    type Output = StatusOutcome;
    const SPEC: Spec = Spec::new(
        "agent_statuses.force_logout",
        Method::POST,
        "/agent_statuses/force_logout",
    )
    .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        if is_none(&self.agent_ids) && is_none(&self.team_ids) && is_none(&self.ip_addrs) {
            return Err(EncodeError::new(
                "agent_ids",
                "is empty, and so are team_ids and ip_addrs",
            ));
        }
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<StatusOutcome, DecodeError> {
        StatusOutcome::decode(&reply)
    }
}

parameters! {
    /// Logs agents out by agent and team.
    ///
    /// `POST /agent_statuses/force_logout`. Documented by Apps API, "Force agents to log out by agent and
    /// team", which prints the body alone: method and path are inferred, and
    /// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces them. Prefer
    /// [`ForceLogoutAgents`], which is the same at a path that is known.
    ///
    /// # Errors
    ///
    /// Nobody is named.
    pub struct ForceLogoutAgentsByIds {
        optional {
            /// The agents.
            agent_ids: Option<Vec<Id>> as (each Id),
            /// The teams.
            team_ids: Option<Vec<Id>> as (each Id),
        }
    }
}

impl Operation for ForceLogoutAgentsByIds {
    type Vendor = AppsApi;
    type Output = StatusOutcome;
    const SPEC: Spec = Spec::new(
        "agent_statuses.force_logout_by_ids",
        Method::POST,
        "/agent_statuses/force_logout",
    )
    .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        if is_none(&self.agent_ids) && is_none(&self.team_ids) {
            return Err(EncodeError::new(
                "agent_ids",
                "is empty, and so is team_ids",
            ));
        }
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<StatusOutcome, DecodeError> {
        StatusOutcome::decode(&reply)
    }
}

parameters! {
    /// Reads how far a job is that logs agents out.
    ///
    /// `GET /agent_statuses/jobs/{id}`. Documented by Apps API, "Status of a force logout job", of which only
    /// the parameter is printed: method and path are inferred, and
    /// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces them. The answer is a guess.
    ///
    /// To wait for a job, give what starts it to [`poll`](ccaas_core::Client::poll), or the job's id to
    /// [`resume`](ccaas_core::Client::resume): see [`ForceLogoutAgents`].
    pub struct GetAgentStatusJob {
        path {
            /// The job's id.
            id: Id as into,
        }
    }
}

impl Operation for GetAgentStatusJob {
    type Vendor = AppsApi;
    type Output = AgentStatusJob;
    const SPEC: Spec = Spec::new(
        "agent_statuses.jobs.get",
        Method::GET,
        "/agent_statuses/jobs/{id}",
    )
    .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        or_nothing(reply)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<AgentStatusJob, DecodeError> {
        Self::payload(&reply)
    }
}

/// What changes agents may be done at once, or become a job: waited for, both look the same.
macro_rules! polled {
    ($($name:ident),+) => {
        $(impl Polled for $name {
            type Status = GetAgentStatusJob;
            type State = AgentStatusJob;
            type Job = Id;

            fn started(&self, outcome: StatusOutcome) -> Started<Id, AgentStatusJob> {
                match outcome {
                    StatusOutcome::Changed(agents) => {
                        Started::Done(AgentStatusJob::finished(agents))
                    }
                    StatusOutcome::Job(job) => match job.job() {
                        Some(id) => Started::Job(id.clone()),
                        None => Started::Nameless,
                    },
                }
            }

            fn ask(job: &Id) -> GetAgentStatusJob {
                GetAgentStatusJob::new(job.clone())
            }

            fn standing(answer: AgentStatusJob) -> Standing<AgentStatusJob> {
                match answer.status {
                    Some(AgentJobStatus::Finished) => Standing::Done(answer),
                    Some(AgentJobStatus::Failed) => {
                        Standing::Failed("the vendor gives no reason".to_owned())
                    }
                    _ => Standing::Running(answer),
                }
            }
        })+
    };
}

polled!(UpdateAgentStatus, ForceLogoutAgents, ForceLogoutAgentsByIds);

/// Whether nobody is named. An empty list names nobody, and must not go out alone.
fn is_none<T>(list: &Option<Vec<T>>) -> bool {
    list.as_ref().is_none_or(Vec::is_empty)
}

/// What came of a change. The vendor documents the first form only.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum StatusOutcome {
    /// It is done: the agents, as they are now.
    Changed(Vec<AgentStatusChange>),
    /// It goes on as a job.
    Job(AgentStatusJob),
}

impl StatusOutcome {
    /// The agents that are known to have changed so far.
    pub fn agents(&self) -> &[AgentStatusChange] {
        match self {
            StatusOutcome::Changed(agents) => agents,
            StatusOutcome::Job(job) => &job.agents,
        }
    }

    /// The id of the job that goes on, if there is one.
    pub fn job(&self) -> Option<&Id> {
        match self {
            StatusOutcome::Changed(_) => None,
            StatusOutcome::Job(job) => job.job(),
        }
    }

    /// A list is what was done; anything else, nothing included, is a job.
    fn decode(reply: &Reply) -> Result<Self, DecodeError> {
        if reply.body.trim_ascii_start().starts_with(b"[") {
            return reply.json().map(StatusOutcome::Changed);
        }
        or_nothing(reply).map(StatusOutcome::Job)
    }
}

reply! {
    /// An agent whose status was changed.
    pub struct AgentStatusChange {
        optional {
            /// The agent's id.
            agent_id: Option<Id>,
            /// The name.
            name: Option<String>,
            /// The e-mail address.
            email: Option<String>,
            /// The number that your own systems know the agent by.
            agent_number: Option<Id>,
            /// The status before.
            previous_status: Option<String>,
            /// The status now.
            current_status: Option<String>,
        }
    }
}

open_enum! {
    /// Where a job stands. The vendor documents none of these words.
    pub enum AgentJobStatus {
        /// It goes on.
        InProgress = "in_progress",
        /// It is done.
        Finished = "finished",
        /// It has failed.
        Failed = "failed",
    }
}

reply! {
    /// A job that changes agents. The vendor doesn't document its form.
    pub struct AgentStatusJob {
        optional {
            /// The id, by one name.
            job_id: Option<Id>,
            /// The id, by another.
            id: Option<Id>,
            /// Where it stands.
            status: Option<AgentJobStatus>,
            /// The agents that have changed.
            agents: Vec<AgentStatusChange>,
        }
    }
}

impl AgentStatusJob {
    /// What was done without a job.
    fn finished(agents: Vec<AgentStatusChange>) -> Self {
        AgentStatusJob {
            job_id: None,
            id: None,
            status: Some(AgentJobStatus::Finished),
            agents,
        }
    }

    /// The id, whichever name it has.
    pub fn job(&self) -> Option<&Id> {
        self.job_id.as_ref().or(self.id.as_ref())
    }
}
