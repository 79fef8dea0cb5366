//! No secret, no query and no body leaves through a trace, an error or a `Debug`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by panicking, its helpers included"
)]

mod support;

use std::collections::BTreeMap;
use std::fmt;
use std::io::Write;
use std::sync::{Arc, Mutex};

use ccaas_core::auth::Token;
use ccaas_core::types::Secret;
use ccaas_core::{Body, Call, Client, Error, Operation, Retry};
use support::{
    AddBox, Depot, Flow, KEY, ListBoxes, PASSWORD, ReadBox, Server, SignIn, Step, Upload, secs,
};
use tracing::field::{Field, Visit};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::Layer;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

/// What stands in requests and replies, and must stand nowhere else.
const BODY: &str = "body-cafe";
const QUERY: &str = "query-babe";
const TOKEN: &str = "token-dead";
const REFRESH: &str = "refresh-feed";
const ANSWER: &str = "answer-ace5";

fn assert_hidden(what: &str, text: &str) {
    for secret in [KEY, PASSWORD, BODY, QUERY, TOKEN, REFRESH, ANSWER] {
        assert!(!text.contains(secret), "{secret} is in {what}: {text}");
    }
}

/// All that tracing writes at any level, while the guard lives.
fn capture() -> (Arc<Mutex<Vec<u8>>>, DefaultGuard) {
    #[derive(Clone)]
    struct Into(Arc<Mutex<Vec<u8>>>);
    impl Write for Into {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let written = Arc::new(Mutex::new(Vec::new()));
    let into = Into(written.clone());
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(move || into.clone())
        .finish();
    (written, tracing::subscriber::set_default(subscriber))
}

fn text(written: &Mutex<Vec<u8>>) -> String {
    String::from_utf8(written.lock().unwrap().clone()).unwrap()
}

/// An error, its `Debug`, and those of all that caused it.
fn all_of(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text.push_str(&format!(" {error} {error:?}"));
        source = error.source();
    }
    text
}

fn answer(status: u16) -> Step {
    // The vendor's own message is shown on purpose; whatever else it says is not.
    let body =
        format!(r#"{{"id":"{ANSWER}","error":{{"code":"E1","message":"no","more":"{ANSWER}"}}}}"#);
    Step::json(status, body).header("set-cookie", ANSWER)
}

fn depot() -> Server {
    Server::new(|seen| match seen.path() {
        "/api/login" => Step::json(
            200,
            format!(r#"{{"access_token":"{TOKEN}","expires_in":60,"refresh_token":"{REFRESH}"}}"#),
        ),
        "/api/boxes/late" => Step::silent(),
        "/api/boxes/broken" => Step::broken(),
        "/api/boxes/cut" => Step::answer(200, Flow::cut(ANSWER)),
        "/api/boxes/page" => Step::answer(502, Flow::whole(format!("<html>{ANSWER}"))),
        "/api/boxes/large" => Step::answer(200, Flow::endless(ANSWER)),
        "/api/boxes/moved" => {
            answer(302).header("location", &format!("https://x.example/{ANSWER}?t={QUERY}"))
        }
        "/api/boxes/text" => Step::answer(200, Flow::whole(ANSWER)),
        "/api/boxes/400" => answer(400),
        "/api/boxes/401" => answer(401),
        "/api/boxes/429" => answer(429).header("retry-after", "1000"),
        "/api/boxes/503" => answer(503),
        _ => answer(200),
    })
}

/// A read whose query is a secret.
fn read(client: &Client<Depot>, id: &str) -> Call<ccaas_core::Untyped<Depot>> {
    let read = ccaas_core::Untyped::of("boxes.get").unwrap();
    client.send(read.param("id", id).query("secret", QUERY))
}

#[tokio::test(start_paused = true)]
async fn no_trace_and_no_error_shows_a_secret_a_query_or_a_body() {
    let (written, _guard) = capture();
    let server = depot();
    let mut errors = String::new();
    for depot in [Depot::with_login(), Depot::new()] {
        let client = depot.on(&server).max_reply(1_000_000).build().unwrap();
        client
            .send(AddBox(serde_json::json!({"name": BODY})))
            .header("x-note", BODY)
            .await
            .unwrap();
        for id in [
            "late", "broken", "cut", "page", "large", "moved", "text", "400", "401", "503", "429",
        ] {
            let typed = read(&client, id).decode_as::<Vec<u8>>();
            errors.push_str(&all_of(&typed.await.unwrap_err()));
        }
        // The token is renewed by its refresh token as well.
        tokio::time::sleep(secs(2_000)).await;
        read(&client, "fine").await.unwrap();
    }
    assert_hidden("an error", &errors);
    let traces = text(&written);
    // It was seen at all: the calls, the logins, the attempts.
    for shown in [
        "boxes.get",
        "session.begin",
        "attempt",
        "/boxes/{id}",
        "rate_limited",
    ] {
        assert!(traces.contains(shown), "{shown} is in no trace: {traces}");
    }
    assert_hidden("a trace", &traces);
    assert!(
        !traces.contains("/boxes/late"),
        "the template stands for the path"
    );
}

#[tokio::test]
async fn nothing_is_traced_by_what_is_below_when_it_goes_over_a_socket() {
    let (written, _guard) = capture();
    let server = httpmock::MockServer::start_async().await;
    server
        .mock_async(|when, then| {
            when.path("/boxes/fine");
            then.status(200).body(format!(r#"{{"id":"{ANSWER}"}}"#));
        })
        .await;
    let client = Client::new(Depot::new().base_url(server.base_url())).unwrap();
    read(&client, "fine").await.unwrap();
    let error = read(&client, "none").retry(Retry::never()).await;
    assert_hidden("an error", &all_of(&error.unwrap_err()));
    let traces = text(&written);
    assert!(traces.contains("boxes.get"), "{traces}");
    // The server's own traces are its own affair, and come from other threads.
    assert_hidden("a trace", &traces);
}

#[tokio::test(start_paused = true)]
async fn no_debug_shows_a_secret() {
    let server = depot();
    let client = Depot::with_login().client(&server);
    let secret_body = AddBox(serde_json::json!({"name": BODY}));
    client.send(secret_body.clone()).await.unwrap();
    let reply = client.send(ReadBox::new(1)).raw().await.unwrap();
    let token = Token::new(TOKEN).refresh(REFRESH).expires_in(secs(9));
    let shown = [
        format!("{client:?}"),
        format!("{:?}", client.vendor()),
        format!("{:?}", Depot::new().on(&server)),
        format!("{:?}", client.send(secret_body.clone())),
        format!("{:?}", client.send(secret_body.clone()).raw()),
        format!(
            "{:?}",
            client.send(secret_body).prepare().unwrap().request().body()
        ),
        format!("{:?}", client.items(ListBoxes::new())),
        format!("{:?}", client.pages(ListBoxes::new())),
        format!("{:?}", client.export_token().unwrap()),
        format!("{reply:?}"),
        format!("{token:?} {token:#?}"),
        format!("{:?}", Secret::from(PASSWORD)),
        format!("{:?}", Body::from(BODY.to_owned())),
        format!("{:?}", client.vendor().clone_key_for_debug()),
    ];
    for shown in shown {
        assert_hidden("a Debug", &shown);
    }
}

impl Depot {
    /// The credentials as the stack holds them.
    fn clone_key_for_debug(&self) -> impl fmt::Debug + use<> {
        use ccaas_core::auth::Part;
        let name = http::HeaderName::from_static("x-key");
        Part::header(name, &self.key, "$DEPOT_KEY").unwrap()
    }
}

#[tokio::test(start_paused = true)]
async fn a_prepared_request_has_placeholders_for_what_is_secret() {
    let server = depot();
    let key_only = Depot::new().client(&server);
    let prepared = key_only.send(ReadBox::new("a b")).prepare().unwrap();
    assert!(
        prepared
            .to_string()
            .starts_with("curl -X GET 'https://depot.example/api/boxes/a%20b'"),
        "{prepared}"
    );
    assert!(prepared.to_string().contains("-H \"x-key: $DEPOT_KEY\""));
    assert_hidden("a prepared request", &format!("{prepared} {prepared:?}"));

    let client = Depot::with_login().client(&server);
    client.send(ReadBox::new(1)).await.unwrap();
    let prepared = client.send(ReadBox::new(1)).prepare().unwrap();
    let shown = format!("{prepared} {prepared:?} {}", prepared.to_http());
    assert!(shown.contains("Bearer $TOKEN"), "{shown}");
    assert_hidden("a prepared request", &shown);

    // Secret parameters as well, in a form and in JSON.
    let grant = ccaas_core::auth::oauth2::Grant::Password {
        username: "keeper".to_owned(),
        password: PASSWORD.into(),
    };
    let prepared = client.send(SignIn(grant)).prepare().unwrap();
    let body = prepared.request().body().as_bytes().unwrap().to_vec();
    let shown = format!("{prepared} {prepared:?} {} {body:?}", prepared.to_http());
    assert!(shown.contains("keeper"), "{shown}");
    assert!(shown.contains("secret"), "{shown}");
    assert_hidden("a prepared login", &shown);
    assert_hidden("a prepared login's body", &String::from_utf8(body).unwrap());
    let logins = server.count_of("/api/login");
    assert_eq!(logins, 1, "and preparing sends nothing");
}

#[tokio::test(start_paused = true)]
async fn a_prepared_command_is_one_that_a_shell_takes_literally() {
    let client = Depot::new().client(&depot());
    let nasty = "'\"`id`$(id)$HOME\\";
    let prepared = client
        .send(AddBox(serde_json::json!({"name": nasty})))
        .header("x-note", nasty)
        .prepare()
        .unwrap()
        .to_string();
    // The shell itself is asked what its words are.
    let script = format!("curl() {{ printf '%s\\n' \"$@\"; }}\nDEPOT_KEY=filled\n{prepared}");
    let output = std::process::Command::new("sh")
        .args(["-c", &script])
        .output()
        .unwrap();
    assert!(output.status.success(), "{prepared}");
    let words = String::from_utf8(output.stdout).unwrap();
    let words: Vec<&str> = words.lines().collect();
    assert!(words.contains(&&*format!("x-note: {nasty}")), "{words:?}");
    assert!(words.contains(&"x-key: filled"), "{words:?}");
    let body = serde_json::json!({"name": nasty}).to_string();
    assert!(words.contains(&&*body), "{words:?}");
}

#[tokio::test(start_paused = true)]
async fn preparing_leaves_a_one_shot_body_alone() {
    let server = depot();
    let client = Depot::new().client(&server);
    let upload = Upload::once("precious");
    let prepared = client.send(upload.clone()).prepare().unwrap();
    assert!(
        prepared.to_string().contains("--data-binary @-"),
        "{prepared}"
    );
    drop(prepared);
    client.send(upload).await.unwrap();
    assert_eq!(server.seen()[0].text(), "precious");
}

/// The fields of the spans and events of one target.
#[derive(Clone, Default)]
struct Fields(Arc<Mutex<Vec<Named>>>);

/// The name of a span, or that it was an event, and the fields.
type Named = (String, BTreeMap<String, String>);

struct Values<'a>(&'a mut BTreeMap<String, String>);

impl Visit for Values<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }
}

impl<S: tracing::Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Fields {
    fn on_new_span(
        &self,
        attributes: &tracing::span::Attributes<'_>,
        id: &tracing::span::Id,
        context: Context<'_, S>,
    ) {
        if attributes.metadata().target() == "ccaas" {
            let mut all = self.0.lock().unwrap();
            let mut values = BTreeMap::new();
            attributes.record(&mut Values(&mut values));
            context.span(id).unwrap().extensions_mut().insert(all.len());
            all.push((attributes.metadata().name().to_owned(), values));
        }
    }

    fn on_record(
        &self,
        id: &tracing::span::Id,
        record: &tracing::span::Record<'_>,
        context: Context<'_, S>,
    ) {
        let span = context.span(id).unwrap();
        let index = span.extensions().get::<usize>().copied();
        if let Some(index) = index {
            record.record(&mut Values(&mut self.0.lock().unwrap()[index].1));
        }
    }

    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "ccaas" {
            let mut values = BTreeMap::new();
            event.record(&mut Values(&mut values));
            self.0.lock().unwrap().push(("event".to_owned(), values));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn spans_and_events_have_the_names_of_opentelemetry() {
    let fields = Fields::default();
    let subscriber = tracing_subscriber::registry().with(fields.clone());
    let _guard = tracing::subscriber::set_default(subscriber);
    let server = Server::steps([Step::status(503), Step::status(404)]);
    let client = Depot::new()
        .base_url("https://depot.example:8443/api")
        .client(&server);
    client.send(ReadBox::new("private")).await.unwrap_err();

    let all = fields.0.lock().unwrap().clone();
    let names: Vec<&str> = all.iter().map(|(name, _)| &**name).collect();
    assert_eq!(
        names,
        ["request", "event", "event"],
        "a span, and an event an attempt"
    );
    let span: Vec<(&str, &str)> = all[0]
        .1
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    assert_eq!(
        span,
        [
            ("ccaas.operation", "\"boxes.get\""),
            ("ccaas.vendor", "\"depot\""),
            ("error.type", "\"api\""),
            ("http.request.method", "\"GET\""),
            ("http.request.resend_count", "1"),
            ("http.response.status_code", "404"),
            ("otel.kind", "\"client\""),
            ("otel.name", "GET /boxes/{id}"),
            ("server.address", "\"depot.example\""),
            ("server.port", "8443"),
            ("url.template", "\"/boxes/{id}\""),
        ]
    );
    let attempt = |index: usize| {
        let get = |name: &str| all[index].1.get(name).cloned().unwrap_or_default();
        (
            get("http.request.resend_count"),
            get("http.response.status_code"),
        )
    };
    assert_eq!(attempt(1), ("0".to_owned(), "503".to_owned()));
    assert_eq!(attempt(2), ("1".to_owned(), "404".to_owned()));
}

/// What an operation is, is told by its id alone.
#[test]
fn an_operations_id_is_what_a_call_shows() {
    let client = Client::new(Depot::new()).unwrap();
    let shown = format!("{:?}", client.send(ReadBox::new(BODY)));
    assert!(shown.contains(ReadBox::SPEC.id), "{shown}");
}
