//! `ccaas tour`.

mod support;

use serde_json::Value;

use support::{Process, ccaas, run};

/// The rows of a vendor's operation.
fn rows<'a>(all: &'a [Value], vendor: &str, operation: &str) -> Vec<&'a Value> {
    let fits = |row: &&Value| row["vendor"] == vendor && row["operation"] == operation;
    all.iter().filter(fits).collect()
}

fn notes(rows: &[&Value]) -> String {
    rows.iter().map(|row| row["notes"].to_string()).collect()
}

#[test]
fn every_operation_of_every_vendor_is_called_and_works() {
    let tour = run(ccaas(&["tour", "--json"]));
    assert_eq!(tour.code, Some(0), "{tour:?}");
    let all = tour.json_lines();
    for operation in run(ccaas(&["ops", "--json"])).json().as_array().unwrap() {
        if operation["direction"] == "inbound" {
            continue;
        }
        let (vendor, id) = (
            operation["vendor"].as_str().unwrap(),
            operation["id"].as_str().unwrap(),
        );
        let rows = rows(&all, vendor, id);
        assert!(!rows.is_empty(), "{vendor} {id} is not in the tour");
        for row in rows {
            assert_eq!(row["status"], "ok", "{row}");
            assert_eq!(row["method"], operation["method"], "{row}");
            assert_eq!(row["path"], operation["path"], "{row}");
            assert!(row["http_status"].as_u64().unwrap() < 300, "{row}");
            assert!(row["attempts"].as_u64().unwrap() > 0, "{row}");
            assert!(row["ms"].is_u64() && row["notes"].is_array(), "{row}");
        }
    }
}

#[test]
fn interesting_things_happen_and_are_told() {
    let tour = run(ccaas(&["tour", "--json"]));
    let all = tour.json_lines();
    let told = |vendor, operation, what: &str| {
        let notes = notes(&rows(&all, vendor, operation));
        assert!(
            notes.contains(what),
            "{operation}: no \"{what}\" in {notes}"
        );
    };
    told(
        "wesal-voc",
        "surveys.list",
        "logged in by itself, by auth.login",
    );
    told("wesal-voc", "surveys.list", "survived a 503");
    told("wesal-voc", "surveys.list", "on 5 pages");
    told(
        "wesal-voc",
        "surveys.list",
        "the token was refused (401), logged in again",
    );
    told("wesal-voc", "surveys.upsert", "created");
    told("wesal-voc", "surveys.upsert", "updated");
    told(
        "wesal-voc",
        "surveys.upsert",
        "for the quota \\\"interaction\\\"",
    );
    told(
        "wesal-pulse",
        "queues.activity.get",
        "survived a lost connection",
    );
    told("wesal-pulse", "queues.routing.get", "survived a 429");
    told(
        "wesal-pulse",
        "agents.performance.get",
        "survived a proxy's page (502)",
    );
    told(
        "wisecx",
        "users.list",
        "the token was refused (403), logged in again",
    );
    told("wisecx", "cases.tags.list", "on 3 pages");
    told("wisecx", "cases.create", "survived a 429");
    told("wisecx", "cases.list", "in the other of the two forms");
    told("wisecx", "orders.update", "survived a reply that broke off");
    told("wisecx", "analytics.export.start", "completed");
    told("wisecx", "analytics.export.status", "fetched in 2 requests");
    told(
        "apps-api",
        "wait_times.list",
        "for the quota \\\"second\\\"",
    );
    told("apps-api", "chats.resume", "was dismissed, and goes on");
    told("apps-api", "calls.create_outbound", "one echoed");
    told("apps-api", "bulk_users.proceed", "1 done, 1 failed");
    told(
        "apps-api",
        "agent_statuses.force_logout_by_ids",
        "25 are out",
    );
}

#[test]
fn the_table_says_where_it_was_and_how_it_went() {
    let tour = run(ccaas(&["tour", "--vendor", "wesal-pulse"]));
    assert_eq!(tour.code, Some(0), "{tour:?}");
    assert!(
        tour.stderr
            .contains("wesal-pulse: the sandbox, at http://127.0.0.1:"),
        "{tour:?}"
    );
    assert!(
        tour.stdout.contains("GET /queues/activity"),
        "{}",
        tour.stdout
    );
    assert!(!tour.stdout.contains("wesal-voc"), "{}", tour.stdout);
    assert!(tour.stdout.ends_with("7 steps: 7 ok\n"), "{}", tour.stdout);
    assert!(
        !tour.stdout.contains('\u{1b}'),
        "colours belong on terminals"
    );
}

#[test]
fn an_unknown_vendor_is_named_with_one_that_is_meant() {
    let tour = run(ccaas(&["tour", "--vendor", "wesalvoc"]));
    assert_eq!(tour.code, Some(2), "{tour:?}");
    let line = tour.stderr.lines().next().unwrap();
    assert!(line.starts_with("error: "), "{line}");
    assert!(line.contains("did you mean \"wesal-voc\"?"), "{line}");
    assert!(tour.stderr.contains("hint: the vendors are "), "{tour:?}");
}

#[test]
fn a_half_set_environment_names_what_is_missing() {
    let mut half = ccaas(&["tour"]);
    half.env("WESAL_PULSE_CLIENT_ID", "some-id");
    let tour = run(half);
    assert_eq!(tour.code, Some(2), "{tour:?}");
    assert!(
        tour.stderr.contains("WESAL_PULSE_CLIENT_SECRET is not set"),
        "{tour:?}"
    );
    assert_eq!(tour.stdout, "", "nothing was done");

    // Whoever is not visited may be set up by halves.
    let mut other = ccaas(&["tour", "--vendor", "wesal-voc", "--json"]);
    other.env("WESAL_PULSE_CLIENT_ID", "some-id");
    assert_eq!(run(other).code, Some(0));
}

/// The steps of WesalVoC that change data.
const CHANGES: [&str; 4] = [
    "surveys.upsert",
    "auth.logout",
    "auth.password_reset.request",
    "auth.password_reset.verify",
];

#[test]
fn at_a_vendor_itself_nothing_changes_without_leave() {
    let process = Process::start();
    let mut command = ccaas(&["tour", "--vendor", "wesal-voc", "--json"]);
    command.envs(process.env_of("wesal-voc"));
    let tour = run(command);
    assert_eq!(tour.code, Some(0), "skipped is not failed: {tour:?}");
    assert!(
        tour.stderr
            .contains("wesal-voc: the vendor itself, at http://127.0.0.1:"),
        "{tour:?}"
    );
    for row in tour.json_lines() {
        let changes = CHANGES.iter().any(|id| row["operation"] == *id);
        assert_eq!(
            row["status"],
            if changes { "skipped" } else { "ok" },
            "{row}"
        );
        if changes {
            assert_eq!(row["error"], "changes data; --yes runs it");
            assert_eq!(
                (&row["attempts"], &row["http_status"]),
                (&0.into(), &Value::Null)
            );
        }
    }
}

#[test]
fn at_a_vendor_itself_a_tour_reads_what_is_there_and_writes_to_nobody() {
    let process = Process::start();
    let tour = |yes: &[&str]| {
        let args = [&["tour", "--vendor", "wisecx", "--json"], yes].concat();
        let mut command = ccaas(&args);
        command.envs(process.env_of("wisecx"));
        run(command)
    };
    let careful = tour(&[]);
    assert_eq!(careful.code, Some(0), "{careful:?}");
    for row in careful.json_lines() {
        let reads = row["method"] == "GET";
        let status = row["status"].as_str().unwrap();
        assert!(status == "skipped" || (reads && status == "ok"), "{row}");
    }
    let read = careful.json_lines().into_iter();
    assert!(read.filter(|row| row["status"] == "ok").count() > 15);

    // Twice: what the first one has left is not in the way of the second.
    for _ in 0..2 {
        let whole = tour(&["--yes"]);
        assert_eq!(whole.code, Some(0), "{whole:?}");
        for row in whole.json_lines() {
            // Nobody is there to name what no list has.
            let unlisted = ["assistants.", "meli.", "analytics."];
            let unlisted = unlisted
                .iter()
                .any(|group| row["operation"].as_str().unwrap().starts_with(group));
            let wanted = if unlisted { "skipped" } else { "ok" };
            assert_eq!(row["status"], wanted, "{row}");
        }
    }
}

#[test]
fn at_a_vendor_itself_everything_runs_with_leave() {
    let process = Process::start();
    let mut command = ccaas(&["tour", "--vendor", "wesal-voc", "--json", "--yes"]);
    command
        .envs(process.env_of("wesal-voc"))
        .env("WESAL_VOC_PASSWORD", "sandbox-password");
    let tour = run(command);
    assert_eq!(tour.code, Some(0), "{tour:?}");
    let all = tour.json_lines();
    for id in [
        "surveys.upsert",
        "auth.logout",
        "auth.password_reset.request",
    ] {
        for row in rows(&all, "wesal-voc", id) {
            assert_eq!(row["status"], "ok", "{row}");
        }
    }
    // The vendor's own window, with nothing to shorten it.
    let upserts = rows(&all, "wesal-voc", "surveys.upsert");
    assert!(
        upserts.iter().any(|row| row["ms"].as_u64() > Some(9_000)),
        "{upserts:?}"
    );
    // Nobody is there to read the mail with the code.
    let verify = rows(&all, "wesal-voc", "auth.password_reset.verify");
    assert_eq!(verify[0]["status"], "skipped", "{verify:?}");
    assert!(
        verify[0]["error"].as_str().unwrap().contains("the code"),
        "{verify:?}"
    );
}

#[test]
fn a_step_that_fails_makes_the_tour_fail() {
    let process = Process::start();
    let mut command = ccaas(&["tour", "--vendor", "wesal-pulse", "--json"]);
    command
        .envs(process.env_of("wesal-pulse"))
        .env("WESAL_PULSE_CLIENT_SECRET", "wrong");
    let tour = run(command);
    assert_eq!(tour.code, Some(1), "{tour:?}");
    for row in tour.json_lines() {
        assert_eq!(row["status"], "failed", "{row}");
        assert!(!row["error"].as_str().unwrap().is_empty(), "{row}");
    }
    assert!(!tour.stdout.contains("wrong"), "{tour:?}");
}
