//! Credentials: who logs in, how often, and what a refusal means.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

use ccaas_core::quota::Quota;
use ccaas_core::{Delivery, ErrorKind, Retry};
use secrecy::{ExposeSecret, SecretString};
use support::{
    AddBox, Depot, KEY, PutBox, ReadBox, Seen, Server, SignOut, Step, is_waiting, millis, secs,
    settle, timed,
};
use tokio::time::sleep;

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
