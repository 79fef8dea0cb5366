//! What each operation puts on the wire.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by failing"
)]

use std::sync::LazyLock;

use ccaas_tests::{fixture, snapshot_requests, wire};
use jiff::Timestamp;
use wesal_pulse::agents::GetAgentPerformance;
use wesal_pulse::dashboard::{DateRange, GetDashboardSummary};
use wesal_pulse::me::GetMe;
use wesal_pulse::oauth::CreateToken;
use wesal_pulse::queues::{GetQueueActivity, GetQueuePerformance, GetQueueRouting};
use wesal_pulse::report::{Direction, MediaType};
use wesal_pulse::{Client, WesalPulse};

const CRATE: &str = env!("CARGO_MANIFEST_DIR");
const MEDIA: [MediaType; 2] = [MediaType::Voice, MediaType::Chat];
const DIRECTIONS: [Direction; 2] = [Direction::Inbound, Direction::Outbound];

/// One for all tests: making one reads the platform's certificates.
static CLIENT: LazyLock<Client> =
    LazyLock::new(|| Client::new(WesalPulse::new("test-client-id", "test-client-secret")).unwrap());

fn start() -> Timestamp {
    "2025-11-01T00:00:00Z".parse().unwrap()
}

fn end() -> Timestamp {
    "2025-11-12T23:59:59Z".parse().unwrap()
}

#[test]
fn create_token() {
    snapshot_requests(CRATE, &CLIENT, CreateToken::new(), CreateToken::new());
}

#[test]
fn get_me() {
    snapshot_requests(CRATE, &CLIENT, GetMe::new(), GetMe::new());
}

#[test]
fn get_dashboard_summary() {
    snapshot_requests(
        CRATE,
        &CLIENT,
        GetDashboardSummary::new(),
        GetDashboardSummary::custom(start(), end()),
    );
}

#[test]
fn get_queue_activity() {
    let full = GetQueueActivity::new().media_types(MEDIA);
    snapshot_requests(CRATE, &CLIENT, GetQueueActivity::new(), full);
}

#[test]
fn get_queue_performance() {
    let small = GetQueuePerformance::new(start(), end());
    let full = small
        .clone()
        .media_types(MEDIA)
        .directions(DIRECTIONS)
        .debug(true);
    snapshot_requests(CRATE, &CLIENT, small, full);
}

#[test]
fn get_queue_routing() {
    let small = GetQueueRouting::new(start(), end());
    let full = small.clone().media_types(MEDIA).directions(DIRECTIONS);
    snapshot_requests(CRATE, &CLIENT, small, full);
}

#[test]
fn get_agent_performance() {
    let small = GetAgentPerformance::new(start(), end());
    let full = small
        .clone()
        .media_types(MEDIA)
        .directions(DIRECTIONS)
        .debug(false);
    snapshot_requests(CRATE, &CLIENT, small, full);
}

/// The query of a wire request, decoded.
fn query(request: &str) -> serde_json::Value {
    let target = request.split_whitespace().nth(1).unwrap();
    let pairs = target
        .split_once('?')
        .map_or("", |(_, query)| query)
        .split('&');
    pairs
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap();
            (
                name.to_owned(),
                serde_json::Value::from(value.replace("%3A", ":")),
            )
        })
        .collect::<serde_json::Map<_, _>>()
        .into()
}

#[test]
fn the_examples_are_sent_as_they_stand() {
    let performance = || GetQueuePerformance::new(start(), end());
    let agents = || GetAgentPerformance::new(start(), end());
    let routing = || GetQueueRouting::new(start(), end());
    let summary = GetDashboardSummary::new;
    let cases = [
        (
            "dashboard.summary.get.request.default",
            wire(&CLIENT, summary()),
        ),
        (
            "dashboard.summary.get.request",
            wire(&CLIENT, summary().date_range(DateRange::Today)),
        ),
        (
            "dashboard.summary.get.request.week",
            wire(&CLIENT, summary().date_range(DateRange::ThisWeek)),
        ),
        (
            "dashboard.summary.get.request.custom",
            wire(&CLIENT, GetDashboardSummary::custom(start(), end())),
        ),
        (
            "queues.activity.get.request",
            wire(&CLIENT, GetQueueActivity::new().media_types(MEDIA)),
        ),
        (
            "queues.performance.get.request.minimal",
            wire(&CLIENT, performance()),
        ),
        (
            "queues.performance.get.request",
            wire(
                &CLIENT,
                performance()
                    .media_types(MEDIA)
                    .directions(DIRECTIONS)
                    .debug(true),
            ),
        ),
        (
            "queues.routing.get.request",
            wire(&CLIENT, routing().media_types(MEDIA).directions(DIRECTIONS)),
        ),
        (
            "agents.performance.get.request",
            wire(
                &CLIENT,
                agents()
                    .media_types(MEDIA)
                    .directions(DIRECTIONS)
                    .debug(false),
            ),
        ),
        ("me.get.request", wire(&CLIENT, GetMe::new())),
    ];
    for (name, sent) in cases {
        let example = fixture(CRATE, &format!("{name}.http.json"));
        assert_eq!(query(&sent), example["query"], "{name}");
        let line = format!(
            "{} /api/v1{}",
            example["method"].as_str().unwrap(),
            example["path"].as_str().unwrap()
        );
        assert!(sent.starts_with(&line), "{name}: {sent}");
    }
}
