//! The client of WesalVoC against the sandbox.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by failing"
)]

mod support;

use std::time::Duration;

use ccaas::wesal_voc::auth::{
    Login, Logout, RequestPasswordReset, ResetMethod, VerifyPasswordReset,
};
use ccaas::wesal_voc::surveys::{ListSurveys, Sender, SurveyData, UpsertSurvey};
use ccaas::wesal_voc::{Client, WesalVoc};
use ccaas::{Delivery, ErrorKind, Method, Retry};
use ccaas_sandbox::{Fault, Sandbox, wesal_voc};
use jiff::civil::date;
use support::{answered, environment};
use tokio::time::Instant;

fn vendor(sandbox: &Sandbox) -> WesalVoc {
    WesalVoc::from_environment(&environment(sandbox, "wesal-voc")).unwrap()
}

/// In process, so that one paused clock moves client and sandbox together.
fn in_process() -> (Sandbox, Client) {
    let sandbox = Sandbox::in_process();
    let client = Client::builder(vendor(&sandbox))
        .transport(sandbox.router())
        .build()
        .unwrap();
    (sandbox, client)
}

fn everything() -> ListSurveys {
    ListSurveys::new(
        wesal_voc::COMPANY_ID,
        date(2020, 1, 1).at(0, 0, 0, 0),
        date(2030, 1, 1).at(0, 0, 0, 0),
    )
}

fn survey(interaction: &str) -> SurveyData {
    SurveyData::new(
        wesal_voc::COMPANY_ID,
        interaction,
        "Voice",
        "0500000000",
        "Sales",
        "Nour",
    )
    .answer("AgentSatisfaction", "5")
}

const ONE: &str = "11111111-1111-4111-8111-111111111111";
const TWO: &str = "22222222-2222-4222-8222-222222222222";

#[tokio::test]
async fn over_a_socket_a_survey_is_written_found_and_updated() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::new(vendor(&sandbox)).unwrap();

    let written = client.send(UpsertSurvey::new(survey(ONE))).await.unwrap();
    assert!(written.created);
    assert_eq!(written.survey.interaction_id.as_deref(), Some(ONE));

    let found = client.items(everything().agents(["Nour"]));
    let found = support::collect(found).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].id, written.survey.id);

    assert_eq!(answered(&sandbox, "auth.login"), [200], "one login for all");
    sandbox.shutdown().await;
}

#[tokio::test]
async fn the_list_is_read_to_its_end_page_by_page() {
    let (sandbox, client) = in_process();
    let all = support::collect(client.items(everything())).await.unwrap();
    assert!(all.len() > wesal_voc::PAGE_SIZE, "more than one page");
    let pages = answered(&sandbox, "surveys.list").len();
    assert_eq!(pages, all.len().div_ceil(wesal_voc::PAGE_SIZE));

    let mut ids: Vec<_> = all.iter().map(|survey| survey.id.clone()).collect();
    ids.dedup();
    assert_eq!(ids.len(), all.len(), "no survey twice");
}

#[tokio::test]
async fn a_list_goes_on_in_another_process_where_it_stopped() {
    let (_sandbox, client) = in_process();
    let all = support::collect(client.items(everything())).await.unwrap();

    let mut first = client.items(everything());
    let mut read = Vec::new();
    for _ in 0..wesal_voc::PAGE_SIZE + 2 {
        read.push(first.try_next().await.unwrap().unwrap());
    }
    let cursor = serde_json::to_string(&first.cursor().unwrap()).unwrap();
    drop(first);

    let second = client
        .items(everything())
        .resume(serde_json::from_str(&cursor).unwrap());
    read.extend(support::collect(second).await.unwrap());
    assert_eq!(read, all);
}

#[tokio::test]
async fn filters_reach_the_vendor() {
    let (_sandbox, client) = in_process();
    let all = support::collect(client.items(everything())).await.unwrap();
    let queue = all[0].queue.clone().unwrap();
    let expected = all
        .iter()
        .filter(|survey| survey.queue.as_ref() == Some(&queue))
        .count();
    let found = support::collect(client.items(everything().queues([queue])))
        .await
        .unwrap();
    assert_eq!(found.len(), expected);
    assert!(found.len() < all.len());

    let high = everything().answer("AgentSatisfaction", ["5"]);
    for survey in support::collect(client.items(high)).await.unwrap() {
        assert_eq!(survey.answers["AgentSatisfaction"].as_number(), Some(5.0));
    }
}

#[tokio::test(start_paused = true)]
async fn a_second_write_of_an_interaction_waits_for_its_window_and_no_other_does() {
    let (sandbox, client) = in_process();
    let start = Instant::now();
    client.send(UpsertSurvey::new(survey(ONE))).await.unwrap();
    client.send(UpsertSurvey::new(survey(TWO))).await.unwrap();
    assert_eq!(
        start.elapsed(),
        Duration::ZERO,
        "two interactions don't wait for each other"
    );

    let again = client.send(UpsertSurvey::new(survey(ONE))).await.unwrap();
    assert!(!again.created);
    assert!(start.elapsed() >= Duration::from_secs(10));
    assert_eq!(
        answered(&sandbox, "surveys.upsert"),
        [201, 201, 200],
        "no 429 was needed"
    );
}

#[tokio::test(start_paused = true)]
async fn a_write_whose_answer_is_lost_is_repeated_after_the_window() {
    let (sandbox, client) = in_process();
    // The vendor stores it, and the answer is lost: the client can't know.
    sandbox.inject(Fault::reset().after_work().on("surveys.upsert"));
    let start = Instant::now();
    let written = client.send(UpsertSurvey::new(survey(ONE))).await.unwrap();
    assert!(!written.created, "the first attempt had created it");
    assert!(
        start.elapsed() >= Duration::from_secs(10),
        "no blind repeat within the window"
    );
    assert_eq!(
        support::collect(client.items(everything().agents(["Nour"])))
            .await
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test(start_paused = true)]
async fn a_429_holds_its_own_interaction_and_nobody_else() {
    let (sandbox, client) = in_process();
    // Another process has just written the same interaction.
    let other = Client::builder(vendor(&sandbox))
        .transport(sandbox.router())
        .build()
        .unwrap();
    other.send(UpsertSurvey::new(survey(ONE))).await.unwrap();

    let start = Instant::now();
    let held = client.send(UpsertSurvey::new(survey(ONE)));
    let free = client.send(UpsertSurvey::new(survey(TWO)));
    let (held, free) = tokio::join!(async { (held.await, start.elapsed()) }, async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        (free.await, start.elapsed())
    });
    assert!(!held.0.unwrap().created);
    assert!(held.1 >= Duration::from_secs(10));
    assert!(free.0.unwrap().created);
    assert_eq!(free.1, Duration::from_secs(1));
    assert!(answered(&sandbox, "surveys.upsert").contains(&429));
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_passes_the_deadline_fails_at_once_and_says_how_long() {
    let (_sandbox, client) = in_process();
    client.send(UpsertSurvey::new(survey(ONE))).await.unwrap();
    let start = Instant::now();
    let error = client
        .send(UpsertSurvey::new(survey(ONE)))
        .deadline(Duration::from_secs(3))
        .await
        .unwrap_err();
    assert_eq!(start.elapsed(), Duration::ZERO);
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.delivery(), Delivery::NotSent);
    assert!(error.retry_after().unwrap() >= Duration::from_secs(10));
}

#[tokio::test]
async fn a_data_action_is_understood() {
    let (_sandbox, client) = in_process();
    let survey = UpsertSurvey::new(survey(ONE)).sender(Sender::DataAction);
    assert!(client.send(survey).await.unwrap().created);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_ran_out_is_renewed_before_its_end() {
    let (sandbox, client) = in_process();
    client.send(everything()).await.unwrap();
    tokio::time::advance(Duration::from_secs(3600 - 60)).await;
    client.send(everything()).await.unwrap();
    assert_eq!(answered(&sandbox, "auth.login"), [200, 200]);
    assert_eq!(
        answered(&sandbox, "surveys.list"),
        [200, 200],
        "nobody saw a 401"
    );
}

#[tokio::test(start_paused = true)]
async fn a_token_that_the_vendor_dropped_is_renewed_once_for_all() {
    let (sandbox, client) = in_process();
    client.send(everything()).await.unwrap();
    tokio::time::advance(Duration::from_secs(120)).await;
    sandbox.expire_tokens();
    let calls = (0..50).map(|_| {
        let call = client.send(everything());
        async move { call.await }
    });
    for result in futures_util::future::join_all(calls).await {
        result.unwrap();
    }
    assert_eq!(answered(&sandbox, "auth.login").len(), 2);
}

#[tokio::test]
async fn a_token_is_put_back_in_another_process() {
    let (sandbox, client) = in_process();
    client.send(everything()).await.unwrap();
    let token = client.export_token().unwrap();
    let other = Client::builder(vendor(&sandbox))
        .transport(sandbox.router())
        .token(token)
        .build()
        .unwrap();
    other.send(everything()).await.unwrap();
    assert_eq!(answered(&sandbox, "auth.login"), [200], "no second login");
}

#[tokio::test]
async fn after_a_logout_the_next_call_logs_in_again() {
    let (sandbox, client) = in_process();
    client.send(everything()).await.unwrap();
    client.send(Logout::new()).await.unwrap();
    client.send(everything()).await.unwrap();
    assert_eq!(answered(&sandbox, "auth.login"), [200, 200]);
    assert_eq!(answered(&sandbox, "surveys.list"), [200, 200]);
}

#[tokio::test]
async fn a_logout_of_a_dead_token_is_done() {
    let (sandbox, client) = in_process();
    client.send(everything()).await.unwrap();
    sandbox.expire_tokens();
    client.send(Logout::new()).await.unwrap();
    assert_eq!(answered(&sandbox, "auth.logout"), [401]);
}

#[tokio::test]
async fn a_wrong_password_is_an_auth_error_and_nothing_is_sent() {
    let sandbox = Sandbox::in_process();
    let access = sandbox.vendor("wesal-voc").unwrap();
    let wrong = WesalVoc::new(
        wesal_voc::CLIENT_ID,
        wesal_voc::COMPANY,
        wesal_voc::EMAIL,
        "wrong-password",
    )
    .base_url(access.base_url());
    let client = Client::builder(wrong)
        .transport(sandbox.router())
        .build()
        .unwrap();
    let error = client.send(everything()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert_eq!(error.delivery(), Delivery::NotSent);
    assert_eq!(error.operation(), "surveys.list");
    assert!(!format!("{error} {error:?}").contains("wrong-password"));
    assert!(answered(&sandbox, "surveys.list").is_empty());
}

#[tokio::test]
async fn a_password_is_reset_with_the_code_that_the_user_got() {
    let (sandbox, client) = in_process();
    client
        .send(RequestPasswordReset::by_email(
            wesal_voc::COMPANY_ID,
            wesal_voc::EMAIL,
        ))
        .await
        .unwrap();
    let code = sandbox.outbox()[0].code().to_owned();
    let verify = |code: &str| {
        VerifyPasswordReset::new(
            wesal_voc::COMPANY_ID,
            ResetMethod::Email,
            wesal_voc::EMAIL,
            code,
            "new-password",
        )
    };
    let wrong = client.send(verify("0")).await.unwrap_err();
    assert_eq!(wrong.kind(), ErrorKind::Api);
    assert_eq!(wrong.status().unwrap(), 404);
    assert!(
        wrong.to_string().contains("Incorrect verify code"),
        "{wrong}"
    );
    assert!(
        !wrong.to_string().contains("route"),
        "it is no wrong path: {wrong}"
    );

    client.send(verify(&code)).await.unwrap();
    let login = Login::new(wesal_voc::COMPANY, wesal_voc::EMAIL, "new-password");
    client.send(login).await.unwrap();
}

#[tokio::test]
async fn a_path_that_is_wrong_is_hinted_at_and_replaced() {
    let sandbox = Sandbox::in_process();
    let build = |template: &str| {
        Client::builder(vendor(&sandbox))
            .transport(sandbox.router())
            .route("surveys.list", Method::POST, template)
            .build()
            .unwrap()
    };
    build("/surveys").send(everything()).await.unwrap();
    sandbox.inject(
        Fault::status(404)
            .body("not here")
            .content_type("text/plain")
            .on("surveys.list"),
    );
    let error = build("/surveys").send(everything()).await.unwrap_err();
    assert!(error.to_string().contains("route"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn faults_of_a_read_are_survived() {
    let (sandbox, client) = in_process();
    client.send(everything()).await.unwrap();
    for fault in [
        Fault::status(503),
        Fault::status(500),
        Fault::html(),
        Fault::cut(),
        Fault::reset(),
    ] {
        sandbox.inject(fault.on("surveys.list"));
        client.send(everything()).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_no_answer_is_a_clear_error() {
    let (sandbox, client) = in_process();
    client.send(everything()).await.unwrap();
    for (fault, kind) in [
        (Fault::html(), ErrorKind::Gateway),
        (Fault::garbage(), ErrorKind::Decode),
        (Fault::empty(), ErrorKind::Decode),
        (Fault::cut(), ErrorKind::Transport),
        (Fault::status(500), ErrorKind::Api),
    ] {
        sandbox.inject(fault.on("surveys.list"));
        let error = client
            .send(everything())
            .retry(Retry::never())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert_eq!(error.attempts(), 1);
    }
}
