//! `ccaas call`.

mod support;

use support::{Process, Ran, ccaas, run};

const COMPANY: &str = "companyId=37e4be421508c0e91f59d752";
const FROM: &str = "startDate=2025-11-01T00:00:00";
const TO: &str = "endDate=2025-11-30T23:59:59";

fn call(args: &[&str]) -> Ran {
    let args: Vec<&str> = [&["call"], args].concat();
    run(ccaas(&args))
}

/// The first line, which must be the error.
fn error(ran: &Ran, code: i32) -> &str {
    assert_eq!(ran.code, Some(code), "{ran:?}");
    assert_eq!(ran.stdout, "", "{ran:?}");
    let line = ran.stderr.lines().next().unwrap_or_default();
    assert!(line.starts_with("error: "), "{ran:?}");
    line
}

#[test]
fn a_newcomer_can_call_the_sandbox() {
    let all = call(&["--sandbox", "wesal-voc", "surveys.list", COMPANY, FROM, TO]);
    assert_eq!(all.code, Some(0), "{all:?}");
    assert_eq!(all.json()["result"], "success");

    let some = call(&[
        "--sandbox",
        "wesal-voc",
        "surveys.list",
        COMPANY,
        FROM,
        TO,
        "queues=Sales,Support",
        "answers.AgentSatisfaction=1,2",
        "page=1",
    ]);
    let (all, some) = (all.json(), some.json());
    assert!(some["total"].as_u64() < all["total"].as_u64(), "{some}");
    assert!(some["total"].as_u64() > Some(0), "{some}");
}

#[test]
fn an_object_can_be_given_by_its_members() {
    let written = call(&[
        "--sandbox",
        "wesal-voc",
        "surveys.upsert",
        "surveyData.companyId=37e4be421508c0e91f59d752",
        "surveyData.interactionId=88888888-8888-4888-8888-888888888888",
        "surveyData.type=Voice",
        "surveyData.number=0500000000",
        "surveyData.queue=Sales",
        "surveyData.agent=Nour",
        "surveyData.answers:={\"AgentSatisfaction\":\"5\"}",
    ]);
    assert_eq!(written.code, Some(0), "{written:?}");
    assert_eq!(written.json()["data"]["agent"], "Nour");
    assert_eq!(
        written.json()["data"]["number"],
        "0500000000",
        "a text stays a text"
    );
}

#[test]
fn a_list_is_called_with_its_parameters_and_filters() {
    let two = call(&["--sandbox", "wisecx", "cases.list", "limit=2"]);
    assert_eq!(two.code, Some(0), "{two:?}");
    assert_eq!(two.json().as_array().unwrap().len(), 2);

    let one = call(&[
        "--sandbox",
        "wisecx",
        "cases.list",
        "fields=id,subject",
        "filtering:=[{\"field\": \"case.subject\", \"operator\": \"CONTAINS\", \"value\": \"refund\"}]",
    ]);
    assert_eq!(one.json()[0]["subject"], "Refund", "{one:?}");
    assert_eq!(one.json().as_array().unwrap().len(), 1);
}

#[test]
fn the_environment_says_where_a_vendor_is_and_who_calls() {
    let process = Process::start();
    let env = process.env_of("wisecx");
    for name in ["WISECX_BASE_URL", "WISECX_USER", "WISECX_API_KEY"] {
        assert!(env.iter().any(|(given, _)| given == name), "{name}");
    }
    let mut command = ccaas(&["call", "wisecx", "cases.list", "limit=2"]);
    command.envs(env);
    let two = run(command);
    assert_eq!(two.code, Some(0), "{two:?}");
    assert_eq!(two.json().as_array().unwrap().len(), 2);

    let mut half = ccaas(&["call", "wisecx", "cases.list"]);
    half.env("WISECX_USER", "me");
    let half = run(half);
    assert!(
        error(&half, 2).contains("WISECX_API_KEY is not set"),
        "{half:?}"
    );
}

#[test]
fn what_the_vendor_calls_can_not_be_called() {
    let webhook = call(&["--sandbox", "wisecx", "webhooks.survey"]);
    assert!(
        error(&webhook, 2).contains("a call that wisecx makes to you"),
        "{webhook:?}"
    );
}

#[test]
fn a_dry_run_shows_the_request_and_no_secret() {
    let dry = call(&[
        "--sandbox",
        "--dry-run",
        "wesal-voc",
        "auth.login",
        "company=ACME",
        "email=me@example.com",
        "password=hush",
    ]);
    assert_eq!(dry.code, Some(0), "{dry:?}");
    assert!(
        dry.stdout.starts_with("curl -X POST 'http://127.0.0.1:"),
        "{}",
        dry.stdout
    );
    assert!(dry.stdout.contains("ACME"), "{}", dry.stdout);
    assert!(!dry.stdout.contains("hush"), "{}", dry.stdout);
    assert!(
        dry.stdout.contains("$WESAL_VOC_CLIENT_ID"),
        "{}",
        dry.stdout
    );
}

#[test]
fn nothing_is_sent_in_a_dry_run() {
    // Nobody listens there.
    let mut command = ccaas(&["call", "--dry-run", "wesal-pulse", "me.get"]);
    command
        .env("WESAL_PULSE_BASE_URL", "http://127.0.0.1:1/v1")
        .env("WESAL_PULSE_CLIENT_ID", "id")
        .env("WESAL_PULSE_CLIENT_SECRET", "hush");
    let dry = run(command);
    assert_eq!(dry.code, Some(0), "{dry:?}");
    assert!(
        dry.stdout.contains("http://127.0.0.1:1/v1/me"),
        "{}",
        dry.stdout
    );
    assert!(!dry.stdout.contains("hush"), "{}", dry.stdout);
}

#[test]
fn what_is_unknown_is_named_with_what_is_meant() {
    let vendor = call(&["wesal-vox", "surveys.list"]);
    assert!(
        error(&vendor, 2).contains("did you mean \"wesal-voc\"?"),
        "{vendor:?}"
    );

    let operation = call(&["wesal-voc", "survey.list"]);
    assert!(
        error(&operation, 2).contains("did you mean \"surveys.list\"?"),
        "{operation:?}"
    );
    assert!(
        operation.stderr.contains("hint: `ccaas ops wesal-voc`"),
        "{operation:?}"
    );

    let parameter = call(&["--sandbox", "wesal-voc", "surveys.list", "compnyId=x"]);
    assert!(
        error(&parameter, 2).contains("did you mean \"companyId\"?"),
        "{parameter:?}"
    );
    assert!(parameter.stderr.contains("hint: "), "{parameter:?}");
}

#[test]
fn what_is_missing_or_wrong_is_named() {
    let missing = call(&["--sandbox", "wesal-voc", "surveys.list", COMPANY]);
    assert!(
        error(&missing, 2).contains("endDate and startDate are missing"),
        "{missing:?}"
    );

    let member = call(&[
        "--sandbox",
        "wesal-voc",
        "surveys.upsert",
        "surveyData.agent=Nour",
    ]);
    assert!(
        error(&member, 2).contains("surveyData.queue and surveyData.type are missing"),
        "{member:?}"
    );

    let date = call(&[
        "--sandbox",
        "wesal-voc",
        "surveys.list",
        COMPANY,
        FROM,
        "endDate=soon",
    ]);
    assert!(error(&date, 2).contains("endDate"), "{date:?}");

    let number = call(&[
        "--sandbox",
        "wesal-voc",
        "surveys.list",
        COMPANY,
        FROM,
        TO,
        "page=two",
    ]);
    assert!(
        error(&number, 2).contains("page: \"two\" is no integer"),
        "{number:?}"
    );
}

#[test]
fn a_missing_variable_is_named() {
    let unset = call(&["wesal-pulse", "me.get"]);
    assert!(
        error(&unset, 2).contains("WESAL_PULSE_CLIENT_ID is not set"),
        "{unset:?}"
    );
    assert!(unset.stderr.contains("hint: with --sandbox"), "{unset:?}");
}

#[test]
fn a_call_that_fails_ends_with_one() {
    let process = Process::start();
    let mut command = ccaas(&["call", "wesal-pulse", "me.get"]);
    command
        .envs(process.env_of("wesal-pulse"))
        .env("WESAL_PULSE_CLIENT_SECRET", "hush");
    let refused = run(command);
    let line = error(&refused, 1);
    assert!(
        line.contains("wesal-pulse me.get") && line.contains("401"),
        "{line}"
    );
    assert!(!refused.stderr.contains("hush"), "{refused:?}");
}

#[test]
fn the_help_of_an_operation_lists_its_parameters() {
    for args in [
        &["wesal-voc", "surveys.list", "--help"],
        &["--help", "wesal-voc", "surveys.list"],
    ] {
        let help = call(args);
        assert_eq!(help.code, Some(0), "{help:?}");
        let line = |name: &str| {
            let named = |line: &&str| line.split_whitespace().any(|word| word == name);
            help.stdout.lines().find(named).unwrap_or_default()
        };
        assert!(line("companyId").starts_with('*'), "{}", help.stdout);
        assert!(
            line("companyId").contains("The company's id"),
            "{}",
            help.stdout
        );
        assert!(line("queues").contains("list of text"), "{}", help.stdout);
        assert!(line("page").contains("integer"), "{}", help.stdout);
    }
    let none = call(&["wesal-pulse", "me.get", "-h"]);
    assert!(
        none.stdout.contains("It takes no parameters."),
        "{}",
        none.stdout
    );
}
