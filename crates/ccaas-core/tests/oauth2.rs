//! The grants of OAuth 2, and the refresh tokens that come with them.

mod support;

use ccaas_core::Retry;
use support::{Depot, ReadBox, Server, Step, secs};
use tokio::time::sleep;

/// A token endpoint that answers a refresh as `refreshed` says, and any other grant with t1 and r1.
fn token_endpoint(refreshed: Step) -> Server {
    Server::new(move |seen| match seen.path() {
        "/api/login" if seen.text().contains("grant_type=refresh_token") => refreshed.clone(),
        "/api/login" => Step::json(
            200,
            r#"{"access_token":"t1","expires_in":100,"refresh_token":"r1"}"#,
        ),
        _ => Step::ok(),
    })
}

fn grants(server: &Server) -> Vec<String> {
    let seen = server.seen();
    let logins = seen.iter().filter(|seen| seen.path() == "/api/login");
    logins
        .map(|seen| {
            let form: Vec<&str> = seen.text().split('&').collect();
            form.iter()
                .filter_map(|pair| pair.split_once('='))
                .filter(|(name, _)| matches!(*name, "grant_type" | "refresh_token"))
                .map(|(_, value)| value)
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_refresh_token_is_used_and_replaced_by_the_one_that_comes_with_the_answer() {
    let server = token_endpoint(Step::json(
        200,
        r#"{"access_token":"t2","expires_in":100,"refresh_token":"r2"}"#,
    ));
    let client = Depot::with_login().client(&server);
    for _ in 0..3 {
        client.send(ReadBox::new(1)).await.unwrap();
        sleep(secs(100)).await;
    }
    assert_eq!(
        grants(&server),
        ["password", "refresh_token r1", "refresh_token r2"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_refresh_token_is_kept_when_no_new_one_comes() {
    let server = token_endpoint(Step::json(200, r#"{"access_token":"t2","expires_in":100}"#));
    let client = Depot::with_login().client(&server);
    for _ in 0..3 {
        client.send(ReadBox::new(1)).await.unwrap();
        sleep(secs(100)).await;
    }
    assert_eq!(
        grants(&server),
        ["password", "refresh_token r1", "refresh_token r1"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_refresh_token_that_is_refused_falls_back_to_the_first_grant() {
    for status in [400, 401, 403] {
        let server = token_endpoint(Step::status(status));
        let client = Depot::with_login().client(&server);
        client.send(ReadBox::new(1)).await.unwrap();
        sleep(secs(100)).await;
        client.send(ReadBox::new(1)).await.unwrap();
        assert_eq!(
            grants(&server),
            ["password", "refresh_token r1", "password"]
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_refresh_token_that_could_not_be_tried_is_tried_again() {
    let server = token_endpoint(Step::status(503));
    let client = Depot::with_login().client(&server);
    client.send(ReadBox::new(1)).await.unwrap();
    sleep(secs(100)).await;
    let call = client.send(ReadBox::new(1)).retry(Retry::attempts(2));
    call.await.unwrap_err();
    assert_eq!(
        grants(&server),
        ["password", "refresh_token r1", "refresh_token r1"],
        "an outage is no reason to use the password"
    );
}

#[tokio::test(start_paused = true)]
async fn a_refresh_token_is_exported_and_put_back_as_well() {
    let server = token_endpoint(Step::json(200, r#"{"access_token":"t2","expires_in":100}"#));
    let first = Depot::with_login().client(&server);
    first.send(ReadBox::new(1)).await.unwrap();
    let exported = first.export_token().unwrap();
    let second = Depot::with_login()
        .on(&server)
        .token(exported)
        .build()
        .unwrap();
    sleep(secs(101)).await;
    second.send(ReadBox::new(1)).await.unwrap();
    assert_eq!(grants(&server), ["password", "refresh_token r1"]);
}
