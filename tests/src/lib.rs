//! What the tests of the vendor crates share: snapshots of wire requests and of decoded fixtures.

#![allow(
    clippy::panic,
    clippy::expect_used,
    reason = "helpers of tests, which prove things by failing"
)]

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};

use ccaas_core::webhook::Event;
use ccaas_core::{Client, Facts, Operation, Reply, Spec, Vendor, Verdict};
use serde_json::Value;

/// Keeps a snapshot of the wire request of an operation's smallest and fullest value.
///
/// `crate_dir` is the `CARGO_MANIFEST_DIR` of the vendor crate.
pub fn snapshot_requests<O: Operation>(
    crate_dir: &str,
    client: &Client<O::Vendor>,
    smallest: O,
    fullest: O,
) {
    assert!(
        O::Vendor::OPERATIONS.contains(&O::SPEC),
        "{} is missing in operations!",
        O::SPEC.id
    );
    for (name, operation) in [("smallest", smallest), ("fullest", fullest)] {
        snapshot_request(crate_dir, client, name, operation);
    }
}

/// Keeps a snapshot of one more wire request, where no single one can have all of an operation's
/// parameters: together with the fullest one, they have them.
pub fn snapshot_variant<O: Operation>(
    crate_dir: &str,
    client: &Client<O::Vendor>,
    variant: &str,
    operation: O,
) {
    snapshot_request(crate_dir, client, &format!("fullest.{variant}"), operation);
}

fn snapshot_request<O: Operation>(
    crate_dir: &str,
    client: &Client<O::Vendor>,
    name: &str,
    operation: O,
) {
    let wire = wire(client, operation);
    settings(crate_dir, "requests").bind(|| {
        insta::assert_snapshot!(format!("{}.{name}", O::SPEC.id), wire);
    });
}

/// The request of an operation, as HTTP writes it.
pub fn wire<O: Operation>(client: &Client<O::Vendor>, operation: O) -> String {
    let prepared = client.send(operation).prepare().expect("it can be sent");
    prepared.to_http()
}

/// The JSON body that an operation sends.
pub fn json_body<O: Operation>(client: &Client<O::Vendor>, operation: O) -> Value {
    let prepared = client.send(operation).prepare().expect("it can be sent");
    let body = prepared.request().body().as_bytes().expect("a whole body");
    serde_json::from_slice(body).expect("a JSON body")
}

/// A fixture of a vendor crate, as JSON.
pub fn fixture(crate_dir: &str, name: &str) -> Value {
    let path = Path::new(crate_dir).join("tests/fixtures").join(name);
    let text = fs::read_to_string(&path).expect("the fixture is there");
    serde_json::from_str(&text).expect("the fixture is JSON")
}

fn settings(crate_dir: &str, folder: &str) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(
        PathBuf::from(crate_dir)
            .join("tests/snapshots")
            .join(folder),
    );
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// Keeps a snapshot of what each call of the vendor among a crate's fixtures is read as: those that are
/// called `<id>.inbound….json`.
pub fn snapshot_events<E: Event + Debug>(crate_dir: &str) {
    let (head, ()) = http::Request::post("/")
        .body(())
        .expect("a request")
        .into_parts();
    let mut seen = 0;
    for name in fixtures(crate_dir).filter(|name| name.contains(INBOUND)) {
        let body = fixture(crate_dir, &format!("{name}.json")).to_string();
        let shown = match E::read(&head, body.into()) {
            Ok(event) => format!("{event:#?}"),
            Err(rejection) => format!("can't be read: {rejection}"),
        };
        settings(crate_dir, "webhooks").bind(|| insta::assert_snapshot!(name, shown));
        seen += 1;
    }
    assert!(seen > 0, "there are no fixtures");
}

/// The names of a crate's fixtures, without `.json`.
fn fixtures(crate_dir: &str) -> impl Iterator<Item = String> {
    let folder = Path::new(crate_dir).join("tests/fixtures");
    let entries = fs::read_dir(folder).expect("the folder of fixtures");
    entries.map(|entry| {
        let name = entry.expect("a fixture").file_name();
        let name = name.to_string_lossy();
        let stem = name.strip_suffix(".json").expect("a fixture is JSON");
        stem.to_owned()
    })
}

/// Stands in the name of a fixture that the vendor sends.
const INBOUND: &str = ".inbound";

type Decode = fn(Reply) -> String;
type Judge = fn(&Reply) -> Option<Verdict>;

/// Keeps a snapshot of every reply among a vendor's fixtures: of the decoded value, or of what the
/// vendor's check makes of a failure.
#[derive(Debug)]
pub struct Replies<V> {
    crate_dir: &'static str,
    vendor: V,
    operations: BTreeMap<&'static str, (Spec, Judge, Decode)>,
}

impl<V: Vendor> Replies<V> {
    /// For the fixtures of a vendor crate, by its `CARGO_MANIFEST_DIR`.
    pub fn new(crate_dir: &'static str, vendor: V) -> Self {
        Replies {
            crate_dir,
            vendor,
            operations: BTreeMap::new(),
        }
    }

    /// Says which operation decodes the fixtures with its id.
    #[must_use]
    pub fn of<O>(mut self) -> Self
    where
        O: Operation<Vendor = V, Output: Debug>,
    {
        let decode: Decode = |reply| match O::decode(reply) {
            Ok(value) => format!("{value:#?}"),
            Err(error) => format!("can't be decoded: {error}"),
        };
        self.operations
            .insert(O::SPEC.id, (O::SPEC, O::judge, decode));
        self
    }

    /// Looks at every fixture. One that belongs to no operation fails the test.
    pub fn check_all(&self) {
        let mut seen = 0;
        for stem in fixtures(self.crate_dir) {
            if stem.contains(INBOUND) || (stem.contains(".request") && !self.is_reply(&stem)) {
                continue;
            }
            let shown = self.show(&stem, &fixture(self.crate_dir, &format!("{stem}.json")));
            settings(self.crate_dir, "replies").bind(|| insta::assert_snapshot!(stem, shown));
            seen += 1;
        }
        assert!(seen > 0, "there are no fixtures");
    }

    /// An operation's id may itself end in `request`.
    fn is_reply(&self, stem: &str) -> bool {
        self.split(stem).is_some()
    }

    /// The operation's id and the status that a fixture's name begins with.
    fn split<'a>(&self, stem: &'a str) -> Option<(&'a str, u16)> {
        let ids = self.operations.keys().copied().chain(["common"]);
        ids.filter_map(|id| {
            let rest = stem.strip_prefix(id)?.strip_prefix('.')?;
            let status = rest.split('.').next()?.parse().ok()?;
            Some((stem.get(..id.len())?, status))
        })
        .next()
    }

    fn show(&self, stem: &str, fixture: &Value) -> String {
        let Some((id, status)) = self.split(stem) else {
            panic!("the fixture {stem} belongs to no operation");
        };
        let status = http::StatusCode::from_u16(status).expect("a status");
        let reply = if stem.ends_with(".http") {
            whole_reply(fixture)
        } else {
            Reply::new(status, fixture.to_string())
        };
        assert_eq!(reply.status, status, "{stem}: its name and content differ");
        let known = self.operations.get(id);
        let spec = known.map_or(
            Spec::new("common", ccaas_core::Method::GET, "/"),
            |(spec, ..)| *spec,
        );
        let judged = known.and_then(|(_, judge, _)| judge(&reply));
        if judged.is_none() && reply.is_html() {
            return "a web page, not the vendor's".to_owned();
        }
        let verdict = judged.unwrap_or_else(|| self.vendor.check(&Facts::of(&spec), &reply));
        match (verdict, known) {
            (Verdict::Done, Some((_, _, decode))) => decode(reply),
            (verdict, _) => format!("{verdict:#?}"),
        }
    }
}

fn whole_reply(fixture: &Value) -> Reply {
    let status = fixture
        .get("status")
        .and_then(Value::as_u64)
        .expect("a status");
    let status = u16::try_from(status).expect("a status");
    let body = fixture.get("body").and_then(Value::as_str).expect("a body");
    let mut reply = Reply::new(
        http::StatusCode::from_u16(status).expect("a status"),
        body.to_owned(),
    );
    let headers = fixture.get("headers").and_then(Value::as_object);
    for (name, value) in headers.into_iter().flatten() {
        reply.headers.insert(
            http::HeaderName::try_from(name).expect("a header's name"),
            value
                .as_str()
                .and_then(|value| value.parse().ok())
                .expect("a header's value"),
        );
    }
    reply
}

/// A client sends the operations of its own vendor:
///
/// ```
/// # async fn example(client: ccaas::wesal_pulse::Client) {
/// let me = client.send(ccaas::wesal_pulse::me::GetMe::new()).await;
/// # }
/// ```
///
/// and those of another vendor don't compile:
///
/// ```compile_fail
/// # async fn example(client: ccaas::wesal_voc::Client) {
/// let me = client.send(ccaas::wesal_pulse::me::GetMe::new()).await;
/// # }
/// ```
#[cfg(doctest)]
mod vendors_apart {}

/// The examples of the documents at the top.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../../README.md")]
    struct Readme;

    #[doc = include_str!("../../CONTRIBUTING.md")]
    struct Contributing;

    #[doc = include_str!("../../docs/guide.md")]
    struct Guide;
}
