//! `ccaas ops`, and what all commands have in common.

mod support;

use std::io::pipe;

use support::{ccaas, run};

#[test]
fn the_json_has_every_operation_with_its_members() {
    let ops = run(ccaas(&["ops", "--json"]));
    assert_eq!(ops.code, Some(0), "{ops:?}");
    let ops = ops.json();
    let ops = ops.as_array().unwrap();
    for (vendor, operations) in [
        ("wesal-voc", ccaas::wesal_voc::OPERATIONS),
        ("wesal-pulse", ccaas::wesal_pulse::OPERATIONS),
        ("wisecx", ccaas::wisecx::OPERATIONS),
        ("apps-api", ccaas::apps_api::OPERATIONS),
    ] {
        let listed = ops.iter().filter(|one| one["vendor"] == vendor).count();
        assert_eq!(listed, operations.len(), "{vendor}");
    }
    for operation in ops {
        for name in ["vendor", "id", "method", "path"] {
            assert!(operation[name].is_string(), "{name} of {operation}");
        }
        assert!(
            ["outbound", "inbound"]
                .iter()
                .any(|one| operation["direction"] == *one)
        );
        assert!(operation["deprecated"].is_boolean() && operation["documented"].is_boolean());
    }
    let find = |id| ops.iter().find(|one| one["id"] == id).unwrap();
    assert_eq!(find("auth.login")["documented"], true);
    assert_eq!(find("surveys.list")["documented"], false);
    assert_eq!(find("surveys.list")["path"], "/surveys");
    assert_eq!(find("cases.list")["direction"], "outbound");
    assert_eq!(find("webhooks.activity_new")["direction"], "inbound");
}

#[test]
fn one_vendor_can_be_asked_for() {
    let ops = run(ccaas(&["ops", "wesal-pulse"]));
    assert_eq!(
        ops.stdout.lines().count(),
        ccaas::wesal_pulse::OPERATIONS.len()
    );
    assert!(
        ops.stdout
            .lines()
            .all(|line| line.starts_with("wesal-pulse ")),
        "{}",
        ops.stdout
    );
    assert!(ops.stdout.contains("inferred path"), "{}", ops.stdout);
}

#[test]
fn what_a_vendor_calls_is_told_from_what_can_be_called() {
    let ops = run(ccaas(&["ops", "wisecx"]));
    let (webhooks, others): (Vec<&str>, Vec<&str>) = ops
        .stdout
        .lines()
        .partition(|line| line.contains(" webhooks."));
    assert_eq!((others.len(), webhooks.len()), (63, 6), "{}", ops.stdout);
    assert!(
        webhooks.iter().all(|line| line.ends_with("inbound")),
        "{webhooks:?}"
    );
    assert!(
        !others.iter().any(|line| line.contains("inbound")),
        "{others:?}"
    );
}

#[test]
fn an_unknown_vendor_is_a_usage_error() {
    let ops = run(ccaas(&["ops", "wesal-puls"]));
    assert_eq!(ops.code, Some(2), "{ops:?}");
    assert!(
        ops.stderr.contains("did you mean \"wesal-pulse\"?"),
        "{ops:?}"
    );
    assert_eq!(ops.stdout, "");
}

#[test]
fn a_reader_who_left_is_no_trouble() {
    for args in [
        &["ops"][..],
        &["ops", "--json"],
        &["--help"],
        &["tour", "--vendor", "wesal-pulse", "--json"],
        &["call", "--sandbox", "wesal-pulse", "me.get"],
    ] {
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        let output = ccaas(args).stdout(writer).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(!stderr.contains("panicked"), "{args:?}: {stderr}");
        assert_eq!(output.status.code(), Some(0), "{args:?}: {stderr}");
    }
}

#[test]
fn version_and_help_are_there() {
    let version = run(ccaas(&["--version"]));
    assert_eq!(
        version.stdout.trim(),
        concat!("ccaas ", env!("CARGO_PKG_VERSION"))
    );
    for command in ["tour", "sandbox", "ops", "call"] {
        let help = run(ccaas(&[command, "--help"]));
        assert_eq!(help.code, Some(0), "{help:?}");
        assert!(help.stdout.contains("Examples:"), "{}", help.stdout);
    }
}

#[test]
fn no_command_is_a_usage_error() {
    assert_eq!(run(ccaas(&[])).code, Some(2));
    assert_eq!(run(ccaas(&["torr"])).code, Some(2));
}
