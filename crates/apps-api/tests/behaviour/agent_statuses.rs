//! Agents' statuses.

use apps_api::ErrorKind;
use apps_api::agent_statuses::{
    AgentJobStatus, ForceLogoutAgents, ForceLogoutAgentsByIds, StatusOutcome, UpdateAgentStatus,
};
use ccaas_core::types::Id;
use serde_json::json;

use super::script::{answer, script};
use crate::{decoded, refused};

const NOBODY: [u64; 0] = [];

#[tokio::test]
async fn what_names_nobody_is_refused() {
    let update = || UpdateAgentStatus::new("Available");
    refused(update(), "agent_ids: is empty").await;
    refused(
        update().agent_ids(NOBODY).team_ids(NOBODY),
        "agent_ids: is empty",
    )
    .await;
    refused(
        UpdateAgentStatus::new(" ").team_ids([1]),
        "status: is empty",
    )
    .await;
    let out = ForceLogoutAgents::new;
    refused(out(), "agent_ids: is empty").await;
    let nobody = out().agent_ids(NOBODY).team_ids(NOBODY);
    refused(nobody.ip_addrs([""; 0]), "agent_ids: is empty").await;
    let by_ids = ForceLogoutAgentsByIds::new;
    refused(by_ids(), "agent_ids: is empty").await;
    refused(by_ids().team_ids(NOBODY), "agent_ids: is empty").await;
}

#[test]
fn many_agents_are_answered_with_a_job() {
    for (status, body, id) in [
        (202, r#"{"job_id": 42, "status": "in_progress"}"#, Some(42)),
        (200, r#" {"id": "42"}"#, Some(42)),
        (200, r#"{"id": 41, "job_id": 42}"#, Some(42)),
        (202, "", None),
        (202, "{}", None),
    ] {
        for outcome in [
            decoded::<ForceLogoutAgents>(status, body),
            decoded::<ForceLogoutAgentsByIds>(status, body),
            decoded::<UpdateAgentStatus>(status, body),
        ] {
            assert!(matches!(outcome, StatusOutcome::Job(_)), "{body}");
            assert_eq!(outcome.job(), id.map(Id::from).as_ref(), "{body}");
            assert!(outcome.agents().is_empty());
        }
    }
    let few = decoded::<ForceLogoutAgents>(200, "\n[{\"agent_id\": 11, \"agent_number\": 7}]");
    assert!(matches!(few, StatusOutcome::Changed(_)));
    assert_eq!((few.agents().len(), few.job()), (1, None));
}

#[tokio::test(start_paused = true)]
async fn a_job_is_waited_for() {
    let (client, seen) = script([
        answer(202, json!({"job_id": 42, "status": "in_progress"})),
        answer(200, json!({"job_id": 42, "status": "in_progress"})),
        answer(
            200,
            json!({"status": "finished", "agents": [{"agent_id": 11}]}),
        ),
    ]);
    let out = ForceLogoutAgents::new().team_ids([1]);
    let done = client.poll(out).await.unwrap();
    assert_eq!(done.agents[0].agent_id, Some(Id::from(11)));
    let ask = "GET /agent_statuses/jobs/42";
    assert_eq!(seen.all(), ["POST /agent_statuses/force_logout", ask, ask]);
}

#[tokio::test(start_paused = true)]
async fn what_is_done_at_once_looks_the_same() {
    let (client, seen) = script([answer(200, json!([{"agent_id": 11}]))]);
    let out = ForceLogoutAgentsByIds::new().agent_ids([11]);
    let mut out = client.poll(out);
    let done = out.try_next().await.unwrap().unwrap();
    assert_eq!(done.status, Some(AgentJobStatus::Finished));
    assert_eq!(done.agents[0].agent_id, Some(Id::from(11)));
    assert!(out.job().is_none() && out.try_next().await.unwrap().is_none());
    assert_eq!(seen.all().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_job_that_nobody_names_or_that_fails_is_an_error() {
    let (client, seen) = script([answer(202, json!({}))]);
    let out = client.poll(UpdateAgentStatus::new("Available").agent_ids([11]));
    let error = out.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Job);
    assert!(
        error.to_string().contains("doesn't say which job"),
        "{error}"
    );
    assert_eq!(seen.all().len(), 1);

    let (client, _) = script([answer(200, json!({"job_id": 42, "status": "failed"}))]);
    let job = client.resume::<ForceLogoutAgents>(Id::from(42));
    assert_eq!(job.await.unwrap_err().kind(), ErrorKind::Job);
}

#[tokio::test(start_paused = true)]
async fn agents_are_logged_out_only_once_but_a_status_is_set_again() {
    let (client, seen) = script([answer(503, json!({}))]);
    let out = ForceLogoutAgents::new().agent_ids([11]);
    assert_eq!(client.send(out).await.unwrap_err().status().unwrap(), 503);
    assert_eq!(seen.all().len(), 1);

    let (client, seen) = script([answer(503, json!({})), answer(200, json!([]))]);
    let available = UpdateAgentStatus::new("Available").agent_ids([11]);
    let outcome = client.send(available).await.unwrap();
    assert_eq!(outcome, StatusOutcome::Changed(Vec::new()));
    assert_eq!(seen.all().len(), 2);
}
