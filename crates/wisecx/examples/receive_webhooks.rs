//! Receives webhooks with axum: checks the secret, answers at once, and works afterwards.
//!
//! ```sh
//! export WISECX_WEBHOOK_SECRET=something-long-and-random
//! cargo run -p wisecx --example receive_webhooks --features axum
//! ```
//!
//! Uses the real service if `WISECX_USER` and `WISECX_API_KEY` are set: it listens on
//! `127.0.0.1:8080` until ctrl-c, behind a proxy of yours with https, and the URL to register in the
//! product is that proxy's, with `/hooks/wisecx?token=` and the secret. Else the sandbox calls it, and it
//! ends by itself.

use std::collections::{HashSet, VecDeque};
use std::error::Error;
use std::future::IntoFuture;
use std::io::Write;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use ccaas_sandbox::Sandbox;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use wisecx::cases::{
    CaseStatus, ContactRef, CreateCase, GetActivity, NewActivity, SourceChannel, UpdateCase,
};
use wisecx::ccaas_core::Environment;
use wisecx::webhook::{Received, SharedSecret, WebhookEvent, Webhooks};
use wisecx::{Client, WiseCx};

/// How many events may wait to be worked on.
const WAITING: usize = 1_000;
/// How many events are remembered, to know one that comes twice.
const REMEMBERED: usize = 10_000;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (client, sandbox) = connect().await?;
    let secret = match std::env::var("WISECX_WEBHOOK_SECRET") {
        Ok(secret) => secret,
        Err(_) if sandbox.is_some() => "for-the-sandbox-only".to_owned(),
        Err(_) => return Err("WISECX_WEBHOOK_SECRET is missing".into()),
    };
    let port = if sandbox.is_some() { 0 } else { 8080 };
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let url = format!(
        "http://{}/hooks/wisecx?token={secret}",
        listener.local_addr()?
    );

    let (events, waiting) = mpsc::channel(WAITING);
    let worker = tokio::spawn(work(client.clone(), waiting));
    let (stop, stopped) = oneshot::channel::<()>();
    let server = axum::serve(listener, router(secret, events)?)
        .with_graceful_shutdown(async { drop(stopped.await) });
    let server = tokio::spawn(server.into_future());

    match &sandbox {
        Some(sandbox) => {
            sandbox.webhook("wisecx", url);
            change_a_case(&client).await?;
            sandbox.webhooks_sent().await;
            for event in sandbox.events("wisecx") {
                let (name, delivery) = (event.name(), event.delivery());
                writeln!(std::io::stdout(), "sent: {name}, {delivery:?}")?;
            }
        }
        None => tokio::signal::ctrl_c().await?,
    }
    // No more calls; and when those that wait are done, the worker ends too.
    drop(stop);
    server.await??;
    worker.await?;
    Ok(())
}

/// The route that WiseCX calls. Whoever doesn't know the secret gets 401.
fn router(secret: String, events: mpsc::Sender<WebhookEvent>) -> Result<Router, wisecx::Error> {
    let webhooks = Webhooks::verified(SharedSecret::in_query("token", secret)?);
    // It only puts the event aside: how long WiseCX waits for an answer, nobody knows.
    let hook = async move |Received(event): Received<WebhookEvent>| match events.try_send(event) {
        Ok(()) => StatusCode::OK,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    };
    Ok(Router::new()
        .route("/hooks/wisecx", post(hook))
        .with_state(webhooks))
}

/// Works on the events, one after the other.
async fn work(client: Client, mut events: mpsc::Receiver<WebhookEvent>) {
    let mut seen = Seen::default();
    while let Some(event) = events.recv().await {
        // Some events have no key: they may rightly come again.
        let key = event.key();
        if key.as_ref().is_some_and(|key| seen.has(key)) {
            continue;
        }
        let mut out = std::io::stdout();
        let told = match handle(&client, event).await {
            Ok(told) => {
                seen.add(key);
                told
            }
            // A service would put it where it is tried again.
            Err(error) => format!("failed: {error}"),
        };
        if writeln!(out, "{told}").is_err() {
            return;
        }
    }
}

/// An event holds ids only, and nothing proves who sent it: what has happened, the API tells.
async fn handle(client: &Client, event: WebhookEvent) -> Result<String, wisecx::Error> {
    Ok(match event {
        // What this program writes into a case comes here too. One that answers on each event must pass
        // over its own, or it talks to itself for ever.
        WebhookEvent::ActivityNew(new) | WebhookEvent::NitroNewCase(new) => {
            let case = new.case_id;
            let Some(id) = new.activity_id else {
                return Ok(format!("case {case}: something"));
            };
            let activity = client.send(GetActivity::new(case.clone(), id)).await?;
            let kind = activity
                .kind
                .map(|kind| kind.to_string())
                .unwrap_or_default();
            let content = activity.content.unwrap_or_default();
            format!("case {case}: {kind} {content:?}")
        }
        other => format!("{other:?}"),
    })
}

/// The keys of the last events.
#[derive(Default)]
struct Seen {
    keys: HashSet<String>,
    order: VecDeque<String>,
}

impl Seen {
    fn has(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    fn add(&mut self, key: Option<String>) {
        let Some(key) = key else { return };
        self.order.push_back(key.clone());
        self.keys.insert(key);
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.keys.remove(&oldest);
        }
    }
}

/// Something for the sandbox to tell.
async fn change_a_case(client: &Client) -> Result<(), wisecx::Error> {
    let message = NewActivity::contact_message(ContactRef::by_email("me@example.com"))
        .content("Where is my parcel?");
    let opened = client
        .send(CreateCase::new(
            159,
            SourceChannel::Web,
            "Parcel",
            [message],
        ))
        .await?;
    let note = NewActivity::note(5846, "It arrives tomorrow.");
    let solved = UpdateCase::new(opened.case_id)
        .status(CaseStatus::Solved)
        .activities([note]);
    client.send(solved).await?;
    Ok(())
}

/// The client, and the sandbox if that is what it talks to.
async fn connect() -> Result<(Client, Option<Sandbox>), Box<dyn Error>> {
    if std::env::var_os("WISECX_USER").is_some() {
        return Ok((Client::new(WiseCx::from_env()?)?, None));
    }
    let sandbox = Sandbox::start().await?;
    let access = sandbox.vendor("wisecx").ok_or("no such vendor")?;
    let environment = Environment::from_pairs(access.env().to_vec());
    let client = Client::new(WiseCx::from_environment(&environment)?)?;
    Ok((client, Some(sandbox)))
}
