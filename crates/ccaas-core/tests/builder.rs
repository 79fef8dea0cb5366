//! Building a client: what is refused, what goes around the stack, and in which order.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test proves things by panicking, its helpers included"
)]

mod support;

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use ccaas_core::{
    Body, BoxError, BoxFuture, Client, Delivery, Error, ErrorKind, LayeredService, Method, Reply,
    Request, middleware,
};
use support::{
    AddBox, Depot, Flow, Health, PutBox, ReadBox, Server, Step, Upload, is_waiting, secs, settle,
    timed,
};
use tower::layer::layer_fn;
use tower::util::{MapErrLayer, MapRequestLayer, MapResultLayer};
use tower::{Service, ServiceExt};

/// Why a client of this vendor can't be built.
fn refusal(depot: Depot) -> String {
    let error = Client::new(depot).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    error.to_string()
}

#[test]
fn a_base_url_that_cannot_be_one_is_refused_with_the_settings_name() {
    let urls = [
        "",
        "   ",
        "depot.example",
        "/api",
        "ftp://depot.example",
        "file:///etc/passwd",
        "https://",
        "https://depot.example?key=1",
        "https://depot.example/#top",
        "https://keeper:hunter2@depot.example",
        "https://keeper@depot.example",
        "mailto:keeper@depot.example",
    ];
    for url in urls {
        let error = refusal(Depot::new().base_url(url));
        assert!(error.contains("base_url"), "{url}: {error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_base_url_keeps_its_path_whether_or_not_it_ends_in_a_slash() {
    for (base, expected) in [
        ("https://depot.example", "https://depot.example/health"),
        ("https://depot.example/", "https://depot.example/health"),
        (
            "https://depot.example/a/b",
            "https://depot.example/a/b/health",
        ),
        (
            " https://depot.example/a/b/ ",
            "https://depot.example/a/b/health",
        ),
        ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x/health"),
        ("http://[::1]:8080", "http://[::1]:8080/health"),
    ] {
        let server = Server::always(Step::ok());
        let client = Depot::new().base_url(base).client(&server);
        client.send(Health).await.unwrap();
        // Credentials know their origin in each of these forms.
        client.send(ReadBox::new(1)).await.unwrap();
        assert_eq!(server.seen()[0].uri.to_string(), expected);
    }
}

#[test]
fn an_empty_credential_is_refused_with_the_settings_name() {
    for key in ["", " ", "\t\n"] {
        let error = refusal(Depot::new().key(key));
        assert!(error.contains("key is empty"), "{error}");
    }
}

#[test]
fn a_credential_that_a_header_cannot_carry_is_refused_without_being_shown() {
    for key in ["hunter2\r\nx-admin: 1", "hunter2\n", "hunter2\0"] {
        let error = refusal(Depot::new().key(key));
        assert!(error.contains("x-key"), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_header_with_a_line_break_is_an_error_of_the_call_and_nothing_is_sent() {
    let server = Server::always(Step::ok());
    let client = Depot::new().client(&server);
    for (name, value) in [
        ("x-note", "a\r\nx-admin: 1"),
        ("x-note", "a\nb"),
        ("x note", "a"),
        ("", "a"),
        ("x-note\r\nx-admin", "a"),
    ] {
        let error = client
            .send(Health)
            .header(name, value)
            .header("x-fine", "1")
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Encode, "{name:?}");
        assert_eq!(error.operation(), "health");
        assert_eq!(error.delivery(), Delivery::NotSent);
        assert!(!error.to_string().contains('\n'));
        let prepared = client.send(Health).header(name, value).prepare();
        assert_eq!(prepared.unwrap_err().kind(), ErrorKind::Encode);
    }
    let error = Depot::new()
        .on(&server)
        .user_agent("tool\r\nx-admin: 1")
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert_eq!(server.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_program_names_itself_in_front_of_the_library() {
    let server = Server::always(Step::ok());
    let client = Depot::new()
        .on(&server)
        .user_agent("tool/2")
        .build()
        .unwrap();
    client.send(Health).await.unwrap();
    let agent = server.seen()[0].header("user-agent").unwrap().to_owned();
    assert!(agent.starts_with("tool/2 ccaas-rust/"), "{agent}");
}

#[tokio::test(start_paused = true)]
async fn a_route_replaces_method_and_path_and_nothing_else() {
    let server = Server::steps([Step::status(503), Step::ok()]);
    let client = Depot::new()
        .on(&server)
        .route("boxes.get", Method::POST, "/v2/box/{id}/read")
        .build()
        .unwrap();
    client.send(ReadBox::new("a b")).await.unwrap();
    let seen = server.seen();
    assert_eq!(seen[0].method, "POST");
    assert_eq!(seen[0].path(), "/api/v2/box/a%20b/read");
    assert_eq!(seen.len(), 2, "it is a read as before, and repeated");
}

#[test]
fn a_route_that_cannot_work_is_refused_when_the_client_is_built() {
    let routes = [
        ("boxs.get", "/boxes/{id}", "did you mean \"boxes.get\"?"),
        ("zzz", "/boxes/{id}", "no operation \"zzz\""),
        ("boxes.get", "/boxes", "leaves out the parameter {id}"),
        ("boxes.get", "/boxes/{id}/{part}", "{part}"),
        ("boxes.get", "/boxes/{Id}", "{id}"),
        ("boxes.get", "boxes/{id}", "slash"),
        ("boxes.get", "https://evil.example/{id}", "slash"),
        ("boxes.get", "//evil.example/{id}", "slash"),
        ("boxes.get", "/boxes/{id}?x=1", "query"),
        ("boxes.get", "/boxes/{id}#top", "query"),
    ];
    for (id, template, says) in routes {
        let server = Server::always(Step::ok());
        let error = Depot::new()
            .on(&server)
            .route(id, Method::GET, template)
            .build()
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{id} {template}");
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn with_get_a_flat_body_moves_into_the_query_and_any_other_is_refused() {
    let server = Server::always(Step::ok());
    let client = Depot::new()
        .on(&server)
        .route("boxes.add", Method::GET, "/boxes/add")
        .route("uploads.add", Method::GET, "/uploads")
        .build()
        .unwrap();
    let flat = serde_json::json!({"name": "a&b", "size": 3, "open": false, "none": null});
    client.send(AddBox(flat)).await.unwrap();
    let seen = &server.seen()[0];
    assert_eq!(seen.method, "GET");
    let mut pairs: Vec<&str> = seen.uri.query().unwrap().split('&').collect();
    pairs.sort_unstable();
    assert_eq!(pairs, ["name=a%26b", "open=false", "size=3"]);
    assert!(seen.body.is_empty());
    assert_eq!(seen.header("content-type"), None);

    let nested = serde_json::json!({"name": "a", "size": {"w": 1}});
    let error = client.send(AddBox(nested)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert!(error.to_string().contains("size"), "{error}");
    let error = client
        .send(AddBox(serde_json::json!([1])))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Encode);
    let error = client.send(Upload::replay("x")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert_eq!(server.count(), 1);
}

#[test]
fn a_client_is_built_and_dropped_without_a_runtime() {
    let client = Client::new(Depot::with_login()).unwrap();
    assert!(client.quotas().is_empty());
    assert!(client.export_token().is_none());
    client.send(ReadBox::new(1)).prepare().unwrap();
    // An unsent call is no more than a value.
    drop(client.send(ReadBox::new(1)));
    drop(client);
}

#[test]
fn a_client_serves_one_runtime_after_another() {
    let server = Server::always(Step::ok().after(std::time::Duration::from_millis(1)));
    let client = Depot::with_login().client(&server);
    for _ in 0..3 {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        // The login's answer has no token in it, so that each round has a login of its own.
        let error = runtime.block_on(client.send(ReadBox::new(1)).raw());
        assert_eq!(error.unwrap_err().kind(), ErrorKind::Auth);
    }
    assert_eq!(server.count(), 3);
}

type Log = Arc<Mutex<Vec<String>>>;

/// A layer that notes when a request goes in and when its result comes out.
fn noting(
    log: &Log,
    name: &'static str,
) -> impl tower::Layer<LayeredService, Service = Noting> + use<> {
    let log = log.clone();
    layer_fn(move |inner| Noting {
        inner,
        name,
        log: log.clone(),
    })
}

#[derive(Clone)]
struct Noting {
    inner: LayeredService,
    name: &'static str,
    log: Log,
}

impl Service<Request> for Noting {
    type Response = Reply;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Reply, BoxError>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let (name, log) = (self.name, self.log.clone());
        let facts = middleware::facts(&request).map(|facts| facts.id.clone());
        let attempt = middleware::attempt(&request);
        let has_key = request.headers().contains_key("x-key");
        assert!(!has_key, "no layer ever sees the credentials");
        log.lock()
            .unwrap()
            .push(format!("{name}> {} {attempt}", facts.unwrap_or_default()));
        let future = self.inner.call(request);
        Box::pin(async move {
            let result = future.await;
            let outcome = if result.is_ok() { "ok" } else { "failed" };
            log.lock().unwrap().push(format!("{name}< {outcome}"));
            result
        })
    }
}

#[tokio::test(start_paused = true)]
async fn layers_go_around_the_call_and_around_each_attempt_the_first_one_outermost() {
    let log = Log::default();
    let server = Server::steps([Step::status(503), Step::ok()]);
    let client = Depot::new()
        .on(&server)
        .attempt_layer(noting(&log, "attempt 1"))
        .call_layer(noting(&log, "call 1"))
        .call_layer(noting(&log, "call 2"))
        .attempt_layer(noting(&log, "attempt 2"))
        .build()
        .unwrap();
    client.send(ReadBox::new(1)).await.unwrap();
    assert_eq!(
        *log.lock().unwrap(),
        [
            "call 1> boxes.get 1",
            "call 2> boxes.get 1",
            "attempt 1> boxes.get 1",
            "attempt 2> boxes.get 1",
            "attempt 2< failed",
            "attempt 1< failed",
            "attempt 1> boxes.get 2",
            "attempt 2> boxes.get 2",
            "attempt 2< ok",
            "attempt 1< ok",
            "call 2< ok",
            "call 1< ok",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn an_error_of_ours_comes_through_layers_with_all_that_it_knows() {
    for around_call in [true, false] {
        let server = Server::always(Step::status(429).header("retry-after", "400"));
        let layer = || MapErrLayer::new(|error: BoxError| error);
        let builder = Depot::new().on(&server);
        let builder = if around_call {
            builder.call_layer(layer()).call_layer(layer())
        } else {
            builder.attempt_layer(layer()).attempt_layer(layer())
        };
        let client = builder.build().unwrap();
        let error = client.send(ReadBox::new(1)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RateLimited);
        assert_eq!(error.delivery(), Delivery::Answered);
        assert_eq!(error.retry_after(), Some(secs(400)));
        assert_eq!(error.attempts(), 1);
        assert_eq!(error.operation(), "boxes.get");
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_of_a_layers_own_is_kept_as_the_source() {
    let server = Server::always(Step::ok());
    let refuse = || {
        MapResultLayer::new(|_: Result<Reply, BoxError>| -> Result<Reply, BoxError> {
            Err(std::io::Error::other("the layer says no").into())
        })
    };
    for client in [
        Depot::new()
            .on(&server)
            .call_layer(refuse())
            .build()
            .unwrap(),
        Depot::new()
            .on(&server)
            .attempt_layer(refuse())
            .build()
            .unwrap(),
    ] {
        let error = client.send(AddBox::new()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport);
        let source = std::error::Error::source(&error).unwrap();
        assert_eq!(source.to_string(), "the layer says no");
        assert_ne!(error.delivery(), Delivery::NotSent, "the request was out");
    }
}

#[tokio::test(start_paused = true)]
async fn a_layer_may_answer_or_refuse_without_anything_being_sent() {
    let server = Server::always(Step::ok());
    let client = Depot::new()
        .on(&server)
        .attempt_layer(layer_fn(|_inner: LayeredService| {
            tower::service_fn(|_: Request| async {
                Err::<Reply, BoxError>(Error::new(ErrorKind::Config, "closed on Sundays").into())
            })
        }))
        .build()
        .unwrap();
    let error = client.send(ReadBox::new(1)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert_eq!(error.delivery(), Delivery::NotSent);
    assert_eq!(error.attempts(), 0);
    assert_eq!(server.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_layer_that_gives_a_request_a_body_of_its_own_is_an_error_that_says_so() {
    let server = Server::always(Step::ok());
    let strip = || MapRequestLayer::new(|request: Request| request.map(|_| Body::empty()));
    for client in [
        Depot::new()
            .on(&server)
            .call_layer(strip())
            .build()
            .unwrap(),
        Depot::new()
            .on(&server)
            .attempt_layer(strip())
            .build()
            .unwrap(),
    ] {
        let error = client.send(ReadBox::new(1)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains("replaced_by"), "{error}");
    }
    assert_eq!(server.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_layer_may_give_a_body_another_content_and_a_request_another_head() {
    let server = Server::steps([Step::status(503), Step::ok()]);
    let shout = MapRequestLayer::new(|request: Request| {
        let (head, body) = request.into_parts();
        let mut fresh = Request::new(body.replaced_by("LOUD".to_owned().into()));
        *fresh.method_mut() = head.method;
        *fresh.uri_mut() = head.uri;
        fresh
    });
    let client = Depot::new().on(&server).call_layer(shout).build().unwrap();
    client.send(PutBox(1)).await.unwrap();
    let sent: Vec<_> = server
        .seen()
        .iter()
        .map(|seen| seen.text().to_owned())
        .collect();
    assert_eq!(sent, ["LOUD", "LOUD"]);
}

/// Reserves a place when it is asked whether it is ready, as tower's own limits do.
#[derive(Debug)]
struct Reserving {
    inner: LayeredService,
    places: Arc<AtomicUsize>,
    held: Option<Place>,
}

#[derive(Debug)]
struct Place(Arc<AtomicUsize>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

impl Clone for Reserving {
    fn clone(&self) -> Self {
        Reserving {
            inner: self.inner.clone(),
            places: self.places.clone(),
            held: None,
        }
    }
}

impl Service<Request> for Reserving {
    type Response = Reply;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Reply, BoxError>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        if self.held.is_none() {
            let taken = self
                .places
                .fetch_update(SeqCst, SeqCst, |places| places.checked_sub(1));
            if taken.is_err() {
                // Asked again on each turn: enough for a test.
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            self.held = Some(Place(self.places.clone()));
        }
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let place = self.held.take().expect("driven to ready first");
        let future = self.inner.call(request);
        Box::pin(async move {
            let _place = place;
            future.await
        })
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_layer_reserves_is_given_back_whether_or_not_it_was_ever_ready() {
    for around_call in [true, false] {
        let places = Arc::new(AtomicUsize::new(1));
        let server = Server::always(Step::silent());
        let layer = {
            let places = places.clone();
            layer_fn(move |inner| Reserving {
                inner,
                places: places.clone(),
                held: None,
            })
        };
        let builder = Depot::new().on(&server);
        let client = if around_call {
            builder.call_layer(layer).build().unwrap()
        } else {
            builder.attempt_layer(layer).build().unwrap()
        };
        assert_eq!(places.load(SeqCst), 1, "building a client asks for none");

        let mut inside = client.send(ReadBox::new(1)).raw();
        assert!(is_waiting(&mut inside).await);
        assert_eq!(places.load(SeqCst), 0);
        let mut outside = client.send(ReadBox::new(2)).raw();
        assert!(is_waiting(&mut outside).await);
        // One that was never polled, and one that never got ready.
        drop(client.send(ReadBox::new(3)).raw());
        drop(outside);
        assert_eq!(places.load(SeqCst), 0);
        drop(inside);
        assert_eq!(places.load(SeqCst), 1, "around the call: {around_call}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_transport_is_driven_to_ready_and_its_own_errors_are_kept() {
    let server = Server::always(Step::ok());
    let transport = {
        let server = server.clone();
        tower::service_fn(move |request| {
            let server = server.clone();
            async move {
                settle().await;
                server.oneshot(request).await
            }
        })
    };
    let client = Client::builder(Depot::new())
        .transport(transport)
        .build()
        .unwrap();
    client.send(ReadBox::new(1)).await.unwrap();

    let broken = tower::service_fn(|_: Request| async {
        Err::<http::Response<Flow>, _>(std::io::Error::other("no such wire"))
    });
    let client = Client::builder(Depot::new())
        .transport(broken)
        .build()
        .unwrap();
    let error = client.send(AddBox::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(error.delivery(), Delivery::Unknown, "when in doubt");
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "no such wire");
}

#[tokio::test(start_paused = true)]
async fn a_calls_own_setting_comes_before_the_clients() {
    let server = Server::always(Step::silent());
    let client = Depot::new()
        .on(&server)
        .timeout(secs(50))
        .deadline(secs(20))
        .build()
        .unwrap();
    let (_, took) = timed(client.send(ReadBox::new(1))).await;
    assert_eq!(took, secs(20));
    let (_, took) = timed(client.send(ReadBox::new(1)).deadline(secs(7))).await;
    assert_eq!(took, secs(7));
}

#[test]
fn a_client_and_its_calls_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>(_: &T) {}
    fn sent<T: Send + 'static>(_: &T) {}
    let client = Client::new(Depot::new()).unwrap();
    shared(&client);
    sent(&client.send(ReadBox::new(1)));
    sent(&client.send(ReadBox::new(1)).raw());
    sent(&client.items(support::ListBoxes::new()));
}
