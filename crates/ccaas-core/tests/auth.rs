//! Credentials: who logs in, how often, and what a refusal means.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

use ccaas_core::auth::{Applied, Authorize, Credentials, Grant, Login, Part};
use ccaas_core::quota::Quota;
use ccaas_core::{
    AuthClass, BaseUrl, BoxFuture, Client, Delivery, Error, ErrorKind, Facts, Method, Reply,
    Request, Retry, Spec, Untyped, Vendor, Verdict,
};
use http::HeaderName;
use secrecy::{ExposeSecret, SecretString};
use support::{
    AddBox, Depot, Health, KEY, PutBox, ReadBox, Seen, Server, SignOut, Step, is_waiting, millis,
    secs, settle, timed,
};
use tokio::time::sleep;
use tower::util::MapRequestLayer;

/// Which token a request carries.
fn token(seen: &Seen) -> Option<&str> {
    seen.header("authorization")?.strip_prefix("Bearer ")
}

/// What another process would have exported.
fn saved(json: &str) -> SecretString {
    json.to_owned().into()
}

/// Gives out the tokens t1, t2, … and takes the last one of them.
fn depot(expires_in: u64, login_takes: u64) -> (Server, Arc<AtomicUsize>) {
    let given = Arc::new(AtomicUsize::new(0));
    let known = given.clone();
    let server = Server::new(move |seen| {
        if seen.path() == "/api/login" {
            let number = known.fetch_add(1, SeqCst) + 1;
            return Step::token(&format!("t{number}"), expires_in).after(secs(login_takes));
        }
        if token(seen) == Some(&format!("t{}", known.load(SeqCst))) {
            Step::ok()
        } else {
            Step::status(401)
        }
    });
    (server, given)
}

#[tokio::test(start_paused = true)]
async fn a_thousand_callers_without_a_token_make_one_login() {
    let (server, logins) = depot(3_600, 2);
    let client = Depot::with_login().client(&server);
    let callers: Vec<_> = (0..1_000)
        .map(|id| tokio::spawn(client.send(ReadBox::new(id)).raw()))
        .collect();
    for caller in callers {
        caller.await.unwrap().unwrap();
    }
    assert_eq!(logins.load(SeqCst), 1);
    assert_eq!(server.count(), 1_001);
}

#[tokio::test(start_paused = true)]
async fn a_thousand_callers_with_a_token_that_ran_out_make_one_login() {
    let (server, logins) = depot(3_600, 2);
    let client = Depot::with_login().client(&server);
    client.send(ReadBox::new(0)).await.unwrap();
    sleep(secs(3_600)).await;
    let callers: Vec<_> = (0..1_000)
        .map(|id| tokio::spawn(client.send(ReadBox::new(id)).raw()))
        .collect();
    for caller in callers {
        caller.await.unwrap().unwrap();
    }
    assert_eq!(logins.load(SeqCst), 2);
    assert_eq!(
        server.count(),
        1 + 1 + 1 + 1_000,
        "nobody came with the old"
    );
}

#[tokio::test(start_paused = true)]
async fn a_thousand_callers_whose_token_is_refused_make_one_login() {
    let (server, logins) = depot(3_600, 2);
    let client = Depot::with_login()
        .on(&server)
        .token(saved(r#"{"access":"old"}"#))
        .build()
        .unwrap();
    let callers: Vec<_> = (0..1_000)
        .map(|id| tokio::spawn(client.send(ReadBox::new(id)).raw()))
        .collect();
    for caller in callers {
        caller.await.unwrap().unwrap();
    }
    assert_eq!(logins.load(SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_caller_in_a_hurry_who_began_the_login_does_not_break_it_for_the_others() {
    let (server, logins) = depot(3_600, 10);
    let client = Depot::with_login().client(&server);
    let hurried = tokio::spawn(client.send(ReadBox::new(1)).deadline(secs(3)).raw());
    settle().await;
    let others: Vec<_> = (0..10)
        .map(|id| tokio::spawn(client.send(ReadBox::new(id)).raw()))
        .collect();
    let error = hurried.await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    let (_, took) = timed(async {
        for other in others {
            other.await.unwrap().unwrap();
        }
    })
    .await;
    assert_eq!(took, secs(7), "the login went on as if nothing had been");
    assert_eq!(logins.load(SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn callers_who_are_dropped_do_not_break_the_login_of_one_who_stays() {
    let (server, logins) = depot(3_600, 10);
    let client = Depot::with_login().client(&server);
    let dropped: Vec<_> = (0..10)
        .map(|id| tokio::spawn(client.send(ReadBox::new(id)).raw()))
        .collect();
    settle().await;
    let stays = tokio::spawn(client.send(ReadBox::new("stays")).raw());
    settle().await;
    sleep(secs(4)).await;
    for task in &dropped {
        task.abort();
    }
    settle().await;
    // Who comes now joins the login that is under way, and begins none.
    let comes = tokio::spawn(client.send(ReadBox::new("comes")).raw());
    let (result, took) = timed(stays).await;
    result.unwrap().unwrap();
    comes.await.unwrap().unwrap();
    assert_eq!(took, secs(6));
    assert_eq!(logins.load(SeqCst), 1);
    assert_eq!(server.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn when_all_who_waited_are_gone_the_next_caller_logs_in_anew() {
    let (server, logins) = depot(3_600, 10);
    let client = Depot::with_login().client(&server);
    let mut one = client.send(ReadBox::new(1)).raw();
    let mut two = client.send(ReadBox::new(2)).raw();
    assert!(is_waiting(&mut one).await);
    assert!(is_waiting(&mut two).await);
    assert_eq!(server.inside(), 1);
    drop(one);
    assert_eq!(server.inside(), 1, "the other one still wants it");
    drop(two);
    assert_eq!(server.inside(), 0, "nobody does, and it is let go");

    client.send(ReadBox::new(3)).await.unwrap();
    assert_eq!(logins.load(SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_login_that_was_dropped_gives_its_quota_back() {
    let (server, _) = depot(3_600, 10);
    let client = Depot::with_login()
        .quota(Quota::window("logins", 1, secs(60)).for_operations(&["session.begin"]))
        .client(&server);
    let mut first = client.send(ReadBox::new(1)).raw();
    assert!(is_waiting(&mut first).await);
    drop(first);
    let mut second = client.send(ReadBox::new(2)).raw();
    assert!(is_waiting(&mut second).await);
    assert_eq!(client.quotas()[0].waiting, 1);
    drop(second);
    assert_eq!(client.quotas()[0].waiting, 0);
}

#[tokio::test(start_paused = true)]
async fn a_refused_login_is_an_answer_and_not_the_end() {
    let open = Arc::new(AtomicBool::new(false));
    let is_open = open.clone();
    let server = Server::new(move |seen| match seen.path() {
        "/api/login" if !is_open.load(SeqCst) => Step::status(401).header("x-request-id", "r-1"),
        "/api/login" => Step::token("t", 3_600),
        _ => Step::ok(),
    });
    let client = Depot::with_login().client(&server);
    let error = client.send(ReadBox::new(1)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!(error.delivery(), Delivery::NotSent);
    assert_eq!(error.attempts(), 0);
    assert_eq!(error.request_id(), Some("r-1"));
    assert_eq!(error.api().unwrap().code.as_deref(), Some("E1"));
    assert_eq!(error.operation(), "boxes.get");
    assert!(!error.is_retryable());
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("session.begin"), "{source}");
    assert_eq!(
        server.count_of("/api/login"),
        1,
        "it is not tried again by itself"
    );

    open.store(true, SeqCst);
    client.send(ReadBox::new(1)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_login_that_failed_for_the_moment_is_repeated_with_the_call() {
    let server = Server::steps([
        Step::status(503),
        Step::not_sent(),
        Step::token("t", 60),
        Step::ok(),
    ]);
    let client = Depot::with_login().client(&server);
    // The call itself never left, so this holds for one that counts each time as well.
    client.send(AddBox::new()).await.unwrap();
    assert_eq!(server.count(), 4);
}

#[tokio::test(start_paused = true)]
async fn one_caller_renews_a_token_early_while_the_others_use_the_old_one() {
    let logins = Arc::new(AtomicUsize::new(0));
    let known = logins.clone();
    let server = Server::new(move |seen| match seen.path() {
        "/api/login" => {
            let number = known.fetch_add(1, SeqCst) + 1;
            let takes = if number == 1 { 0 } else { 10 };
            Step::token(&format!("t{number}"), 1_000).after(secs(takes))
        }
        _ => Step::ok(),
    });
    let client = Depot::with_login().client(&server);
    client.send(ReadBox::new("first")).await.unwrap();
    sleep(secs(899)).await;
    let (_, took) = timed(client.send(ReadBox::new("before"))).await;
    assert_eq!((took, logins.load(SeqCst)), (secs(0), 1));

    // A tenth of its life is left: 900 s have passed.
    sleep(secs(1)).await;
    let renewing = tokio::spawn(client.send(ReadBox::new("renewing")).raw());
    settle().await;
    let (_, took) = timed(async {
        for _ in 0..20 {
            client.send(ReadBox::new("others")).await.unwrap();
        }
    })
    .await;
    assert_eq!(took, secs(0));
    renewing.await.unwrap().unwrap();
    assert_eq!(logins.load(SeqCst), 2);
    let seen = server.seen();
    let of = |path: &str| {
        seen.iter()
            .find(|seen| seen.path().ends_with(path))
            .unwrap()
    };
    assert_eq!(token(of("others")), Some("t1"));
    assert_eq!(token(of("renewing")), Some("t2"));
}

#[tokio::test(start_paused = true)]
async fn an_early_renewal_that_fails_keeps_the_old_token_in_use() {
    let logins = Arc::new(AtomicUsize::new(0));
    let known = logins.clone();
    let server = Server::new(move |seen| match seen.path() {
        "/api/login" if known.fetch_add(1, SeqCst) == 0 => Step::token("t1", 1_000),
        "/api/login" => Step::status(500),
        _ => Step::ok(),
    });
    let client = Depot::with_login().client(&server);
    client.send(ReadBox::new(1)).await.unwrap();
    sleep(secs(950)).await;
    for _ in 0..10 {
        // Not even the caller who tried to renew it notices.
        let call = client.send(ReadBox::new(1)).retry(Retry::never());
        call.await.unwrap();
    }
    assert_eq!(
        logins.load(SeqCst),
        2,
        "and there is a pause before the next"
    );
    sleep(secs(30)).await;
    client.send(ReadBox::new(1)).await.unwrap();
    assert_eq!(logins.load(SeqCst), 3);

    // When it has run out at last, there is nothing to go on with.
    sleep(secs(20)).await;
    let call = client.send(ReadBox::new(1)).retry(Retry::never());
    assert_eq!(call.await.unwrap_err().kind(), ErrorKind::Auth);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_counts_only_against_the_token_that_was_refused() {
    let server = Server::new(|seen| match (seen.path(), token(seen)) {
        ("/api/login", _) => Step::token("new", 3_600),
        // Its refusal arrives when the other caller has renewed the token long since.
        ("/api/boxes/slow", Some("old")) => Step::status(401).after(secs(20)),
        (_, Some("old")) => Step::status(401),
        _ => Step::ok(),
    });
    let client = Depot::with_login()
        .on(&server)
        .token(saved(r#"{"access":"old"}"#))
        .build()
        .unwrap();
    let slow = tokio::spawn(client.send(ReadBox::new("slow")).raw());
    settle().await;
    client.send(ReadBox::new("quick")).await.unwrap();
    slow.await.unwrap().unwrap();
    assert_eq!(server.count_of("/api/login"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_fresh_token_that_is_refused_is_a_lack_of_permission_and_no_reason_to_log_in() {
    let server = Server::new(|seen| match seen.path() {
        "/api/login" => Step::token("t", 36_000),
        "/api/boxes/forbidden" => Step::status(401),
        _ => Step::ok(),
    });
    let client = Depot::with_login().client(&server);
    let (_, took) = timed(async {
        for _ in 0..100 {
            let error = client.send(ReadBox::new("forbidden")).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Auth);
            assert_eq!(error.status().unwrap(), 401);
            sleep(millis(500)).await;
        }
    })
    .await;
    assert_eq!(took, secs(50));
    assert_eq!(server.count_of("/api/login"), 1);
    client.send(ReadBox::new("allowed")).await.unwrap();
    assert_eq!(server.count_of("/api/login"), 1);
}

#[tokio::test(start_paused = true)]
async fn an_operation_that_is_forbidden_for_ever_causes_at_most_one_login_a_minute() {
    let server = Server::new(|seen| match seen.path() {
        "/api/login" => Step::token("t", 36_000),
        "/api/boxes/forbidden" => Step::status(401),
        _ => Step::ok(),
    });
    let client = Depot::with_login().client(&server);
    for _ in 0..600 {
        client.send(ReadBox::new("forbidden")).await.unwrap_err();
        sleep(secs(1)).await;
    }
    let logins = server.count_of("/api/login");
    assert!((9..=11).contains(&logins), "{logins} in ten minutes");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_was_put_back_and_is_refused_leads_to_one_login() {
    let (server, logins) = depot(3_600, 0);
    let client = Depot::with_login()
        .on(&server)
        .token(saved(r#"{"access":"old"}"#))
        .build()
        .unwrap();
    client.send(ReadBox::new(1)).await.unwrap();
    client.send(ReadBox::new(2)).await.unwrap();
    assert_eq!(logins.load(SeqCst), 1);
    let tokens: Vec<_> = server
        .seen()
        .iter()
        .map(|seen| token(seen).map(str::to_owned))
        .collect();
    let expected = [Some("old"), None, Some("t1"), Some("t1")];
    assert_eq!(tokens, expected.map(|token| token.map(str::to_owned)));
}

#[tokio::test(start_paused = true)]
async fn a_logout_drops_the_token() {
    let server = Server::new(|seen| match seen.path() {
        "/api/login" => Step::json(
            200,
            r#"{"access_token":"t","expires_in":3600,"refresh_token":"r"}"#,
        ),
        _ => Step::ok(),
    });
    let client = Depot::with_login().client(&server);
    client.send(ReadBox::new(1)).await.unwrap();
    assert!(client.export_token().is_some());
    client.send(SignOut).await.unwrap();
    assert!(client.export_token().is_none());

    client.send(ReadBox::new(1)).await.unwrap();
    let logins: Vec<_> = server
        .seen()
        .into_iter()
        .filter(|seen| seen.path() == "/api/login")
        .collect();
    assert_eq!(logins.len(), 2);
    assert!(
        logins[1].text().contains("grant_type=password"),
        "the refresh token belongs to the session that was ended"
    );
}

#[tokio::test(start_paused = true)]
async fn a_logout_that_failed_keeps_the_token() {
    let server = Server::new(|seen| match seen.path() {
        "/api/login" => Step::token("t", 3_600),
        "/api/logout" => Step::status(500),
        _ => Step::ok(),
    });
    let client = Depot::with_login().client(&server);
    client.send(SignOut).await.unwrap_err();
    assert!(client.export_token().is_some());
    client.send(ReadBox::new(1)).await.unwrap();
    assert_eq!(server.count_of("/api/login"), 1);
}

#[tokio::test(start_paused = true)]
async fn an_exported_token_works_in_another_client_for_as_long_as_it_did_in_the_first() {
    let (server, logins) = depot(1_000, 0);
    let first = Depot::with_login().client(&server);
    assert!(first.export_token().is_none());
    first.send(ReadBox::new(1)).await.unwrap();
    sleep(secs(500)).await;
    let exported = first.export_token().unwrap();
    assert!(exported.expose_secret().contains("t1"));

    let second = Depot::with_login()
        .on(&server)
        .token(exported)
        .build()
        .unwrap();
    second.send(ReadBox::new(1)).await.unwrap();
    assert_eq!(logins.load(SeqCst), 1);
    // Its expiry is an instant of the wall clock, which runs on while the test's clock stands.
    sleep(secs(502)).await;
    second.send(ReadBox::new(1)).await.unwrap();
    assert_eq!(logins.load(SeqCst), 2, "it went out of use when it ran out");
    assert_eq!(server.count(), 5, "and was not tried once more");
}

#[tokio::test(start_paused = true)]
async fn a_token_without_an_end_comes_back_without_an_end() {
    let server = Server::new(|seen| match seen.path() {
        "/api/login" => Step::json(200, r#"{"access_token":"t"}"#),
        _ => Step::ok(),
    });
    let first = Depot::with_login().client(&server);
    first.send(ReadBox::new(1)).await.unwrap();
    let exported = first.export_token().unwrap();
    let second = Depot::with_login()
        .on(&server)
        .token(exported)
        .build()
        .unwrap();
    sleep(secs(10_000_000)).await;
    second.send(ReadBox::new(1)).await.unwrap();
    assert_eq!(server.count_of("/api/login"), 1);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_exported_token_is_refused_without_being_shown() {
    let server = Server::always(Step::ok());
    let error = Depot::with_login()
        .on(&server)
        .token(saved("hunter2"))
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    let error = Depot::new()
        .on(&server)
        .token(saved(r#"{"access":"t"}"#))
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains("no token"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn credentials_go_to_no_origin_but_the_vendors() {
    let elsewhere = [
        "https://evil.example/api/boxes/1",
        "http://depot.example/api/boxes/1",
        "https://depot.example:8443/api/boxes/1",
        "https://depot.example.evil.example/api/boxes/1",
        "https://keeper@depot.example/api/boxes/1",
    ];
    for target in elsewhere {
        for depot in [Depot::new(), Depot::with_login()] {
            let server = Server::always(Step::token("t", 3_600));
            let client = depot
                .on(&server)
                .attempt_layer(MapRequestLayer::new(move |mut request: Request| {
                    *request.uri_mut() = target.parse().unwrap();
                    request
                }))
                .build()
                .unwrap();
            let error = client.send(ReadBox::new(1)).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config, "{target}");
            assert_eq!(error.delivery(), Delivery::NotSent);
            assert_eq!(server.count(), 0, "{target}");
        }
    }
    // The same host in other letters is the same host.
    let server = Server::always(Step::ok());
    let client = Depot::new()
        .on(&server)
        .attempt_layer(MapRequestLayer::new(|mut request: Request| {
            *request.uri_mut() = "https://DEPOT.example/api/boxes/2".parse().unwrap();
            request
        }))
        .build()
        .unwrap();
    client.send(ReadBox::new(1)).await.unwrap();
    assert_eq!(server.seen()[0].header("x-key"), Some(KEY));
}

#[tokio::test(start_paused = true)]
async fn an_operation_that_wants_no_credentials_gets_none() {
    let server = Server::always(Step::ok());
    Depot::with_login()
        .client(&server)
        .send(Health)
        .await
        .unwrap();
    let seen = server.seen();
    assert_eq!(seen.len(), 1, "and no login is made for it");
    assert_eq!(seen[0].header("authorization"), None);
    assert_eq!(seen[0].header("x-key"), None);
}

#[tokio::test(start_paused = true)]
async fn a_header_of_the_callers_does_not_replace_the_credentials() {
    let server = Server::always(Step::ok());
    Depot::new()
        .client(&server)
        .send(ReadBox::new(1))
        .header("x-key", "another")
        .await
        .unwrap();
    let values: Vec<_> = server.seen()[0]
        .headers
        .get_all("x-key")
        .iter()
        .cloned()
        .collect();
    assert_eq!(values, [KEY]);
}

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

#[tokio::test(start_paused = true)]
async fn a_login_asks_the_quotas() {
    let (server, _) = depot(5, 0);
    let client = Depot::with_login()
        .quota(Quota::window("logins", 1, secs(40)).for_operations(&["session.begin"]))
        .client(&server);
    client.send(ReadBox::new(1)).await.unwrap();
    sleep(secs(10)).await;
    let (result, took) = timed(client.send(ReadBox::new(1))).await;
    result.unwrap();
    assert_eq!(took, secs(30));
}

#[tokio::test(start_paused = true)]
async fn a_login_carries_the_key_and_has_a_deadline_of_its_own() {
    let server = Server::new(|seen| match seen.path() {
        "/api/login" => Step::silent(),
        _ => Step::ok(),
    });
    let client = Depot::with_login()
        .on(&server)
        .timeout(secs(8))
        .build()
        .unwrap();
    let call = client.send(PutBox(1)).retry(Retry::never());
    let (result, took) = timed(call).await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Auth);
    assert_eq!(took, secs(8));
    assert_eq!(server.seen()[0].header("x-key"), Some(KEY));
}

/// A vendor that leaves its credentials to the test.
struct Odd {
    base_url: BaseUrl,
    authorizer: Arc<dyn Authorize>,
}

impl Odd {
    fn new(authorizer: impl Authorize) -> Self {
        Odd {
            base_url: BaseUrl::new("https://odd.example"),
            authorizer: Arc::new(authorizer),
        }
    }
}

impl Vendor for Odd {
    const NAME: &'static str = "odd";
    const OPERATIONS: &'static [Spec] =
        &[Spec::new("things.sign", Method::POST, "/things").auth(AuthClass::Signed)];

    fn validate(&self) -> Result<(), Error> {
        Ok(())
    }

    fn origin(&self, _: &Facts) -> &BaseUrl {
        &self.base_url
    }

    fn credentials(&self) -> Result<Arc<dyn Authorize>, Error> {
        Ok(self.authorizer.clone())
    }

    fn check(&self, _: &Facts, reply: &Reply) -> Verdict {
        Verdict::by_status(reply, ccaas_core::ApiError::unknown)
    }
}

#[test]
fn a_class_that_the_vendor_does_not_know_is_refused_when_the_client_is_built() {
    let name = HeaderName::from_static("x-key");
    let key = Part::header(name, &"k".into(), "$KEY").unwrap();
    let credentials = Credentials::new().class(AuthClass::Key, [key]);
    let error = Client::new(Odd::new(credentials)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    let text = error.to_string();
    assert!(
        text.contains("things.sign") && text.contains("Signed"),
        "{text}"
    );
}

/// Takes every refusal for worth one more try.
struct Hopeful;

impl Authorize for Hopeful {
    fn knows(&self, _: AuthClass) -> bool {
        true
    }

    fn apply(&self, _: &Facts, _: &mut Request) -> Result<Applied, Error> {
        Ok(Applied::Done(Grant::NONE))
    }

    fn renew(&self, _: &Facts, _: Login) -> BoxFuture<'static, Result<(), Error>> {
        Box::pin(async { Ok(()) })
    }

    fn refused(&self, _: &Facts, _: Grant) -> bool {
        true
    }

    fn placeholders(&self, _: AuthClass) -> Vec<(HeaderName, String)> {
        Vec::new()
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_is_repeated_only_once_for_its_credentials_whatever_they_promise() {
    let server = Server::always(Step::status(401));
    let client = Client::builder(Odd::new(Hopeful))
        .transport(server.clone())
        .build()
        .unwrap();
    let call = client.send(Untyped::<Odd>::new("things.get", Method::GET, "/things"));
    let error = call.await.unwrap_err();
    assert_eq!(error.attempts(), 2);
    assert_eq!(server.count(), 2);
}

/// Never has a token, whatever is done about it.
struct Forgetful;

impl Authorize for Forgetful {
    fn knows(&self, _: AuthClass) -> bool {
        true
    }

    fn apply(&self, _: &Facts, _: &mut Request) -> Result<Applied, Error> {
        Ok(Applied::NeedsLogin)
    }

    fn renew(&self, _: &Facts, _: Login) -> BoxFuture<'static, Result<(), Error>> {
        Box::pin(async { Ok(()) })
    }

    fn refused(&self, _: &Facts, _: Grant) -> bool {
        false
    }

    fn placeholders(&self, _: AuthClass) -> Vec<(HeaderName, String)> {
        Vec::new()
    }
}

#[tokio::test(start_paused = true)]
async fn a_caller_does_not_go_back_for_a_token_for_ever() {
    let server = Server::always(Step::ok());
    let client = Client::builder(Odd::new(Forgetful))
        .transport(server.clone())
        .build()
        .unwrap();
    let call = client.send(Untyped::<Odd>::new("things.get", Method::GET, "/things"));
    let error = call.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert_eq!(server.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn what_is_signed_is_what_arrives_on_every_attempt() {
    let name = HeaderName::from_static("x-signature");
    let part = Part::signature(
        name,
        |body| format!("signed {}", String::from_utf8_lossy(body)),
        "$SIGNATURE",
    );
    let credentials = Credentials::new().class(AuthClass::Signed, [part]);
    let server = Server::steps([Step::status(429), Step::ok()]);
    let client = Client::builder(Odd::new(credentials))
        .transport(server.clone())
        .build()
        .unwrap();
    let call = Untyped::<Odd>::of("things.sign").unwrap().param("a", 1);
    client.send(call).await.unwrap();
    assert_eq!(server.count(), 2);
    for seen in server.seen() {
        assert_eq!(seen.text(), r#"{"a":1}"#);
        assert_eq!(seen.header("x-signature"), Some(r#"signed {"a":1}"#));
    }
}
