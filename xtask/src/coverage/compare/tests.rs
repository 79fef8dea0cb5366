//! Each kind of gap, made on purpose.

use ccaas::{Effect, Method};
use serde_json::json;

use super::*;

const SPEC: Spec = Spec::new("cases.update", Method::PUT, "/cases/{id}");
const PARAMETERS: [&str; 5] = ["id", "tag", "X_Trace_Id", "subject", "contact"];
const FULLEST: &str = "PUT /v1/cases/7?tag%5B%5D=vip
accept: application/json
authorization: Bearer $TOKEN
content-type: application/json
x-trace-id: 1

{\"subject\": \"Billing\", \"contact\": {\"email\": \"me@example.com\"}}";
const SMALLEST: &str = "PUT /v1/cases/7
accept: application/json
authorization: Bearer $TOKEN
content-type: application/json

{\"subject\": \"Billing\"}";

fn catalog() -> Catalog {
    serde_json::from_value(json!({
        "vendor": "acme",
        "operations": [{
            "id": "cases.update",
            "method": "PUT",
            "path": "/cases/{id}",
            "direction": "outbound",
            "path_params": [{"name": "id", "type": "integer", "required": true}],
            "query": [{"name": "tag[]", "type": "string"}],
            "headers": [
                {"name": "Authorization", "type": "string", "required": true},
                {"name": "X-Trace-Id", "type": "string"},
            ],
            "body": {"kind": "json", "fields": [
                {"name": "subject", "type": "string", "required": true},
                {"name": "contact.email", "type": "string", "required": true},
            ]},
            "responses": [{"status": 200, "fixture": "acme/cases.update.200.json"}],
            "source": "seed",
        }],
    }))
    .unwrap()
}

/// Everything as it should be, but for what a test changes.
struct Case {
    catalog: Catalog,
    spec: Option<Spec>,
    parameters: Option<Vec<String>>,
    smallest: Option<String>,
    fullest: Option<String>,
    variants: Vec<(&'static str, String)>,
    reply: Option<&'static str>,
    event: Option<&'static str>,
    route: Option<(&'static str, &'static str)>,
    toured: bool,
}

impl Case {
    fn good() -> Self {
        Case {
            catalog: catalog(),
            spec: Some(SPEC),
            parameters: Some(PARAMETERS.map(str::to_owned).to_vec()),
            smallest: Some(SMALLEST.to_owned()),
            fullest: Some(FULLEST.to_owned()),
            variants: Vec::new(),
            event: None,
            reply: Some("---\nsource: x\n---\nCase { id: 7 }"),
            route: Some(("PUT", "/cases/{id}")),
            toured: true,
        }
    }

    fn gaps(&self) -> Vec<(Kind, String)> {
        let reply = self.reply.map(str::to_owned);
        let replies = reply.map(|text| ("cases.update.200".to_owned(), text));
        let event = self.event.map(str::to_owned);
        let events = event.map(|text| ("cases.update.inbound".to_owned(), text));
        let variants = self.variants.iter().map(|(name, text)| (*name, &**text));
        let evidence = Evidence {
            spec: self.spec.as_ref(),
            parameters: self.parameters.as_deref(),
            smallest: self.smallest.as_deref(),
            fullest: self.fullest.as_deref(),
            variants: variants.collect(),
            replies: &replies.into_iter().collect(),
            events: &events.into_iter().collect(),
            route: self.route,
            toured: self.toured,
        };
        let operation = &self.catalog.operations[0];
        let gaps = compare(&self.catalog, operation, &evidence);
        assert!(gaps.iter().all(|gap| gap.operation == "cases.update"));
        gaps.into_iter()
            .map(|gap| (gap.kind, gap.subject))
            .collect()
    }
}

/// The gaps that a change makes.
fn gaps(change: impl FnOnce(&mut Case)) -> Vec<(Kind, String)> {
    let mut case = Case::good();
    change(&mut case);
    case.gaps()
}

fn one(kind: Kind, subject: &str) -> Vec<(Kind, String)> {
    vec![(kind, subject.to_owned())]
}

/// The gaps of a fullest request where one text stands in the place of another.
fn sent(from: &str, to: &str) -> Vec<(Kind, String)> {
    assert!(FULLEST.contains(from), "{from}");
    gaps(|case| case.fullest = Some(FULLEST.replace(from, to)))
}

#[test]
fn what_is_whole_has_no_gap() {
    assert_eq!(Case::good().gaps(), []);
}

#[test]
fn a_missing_operation_is_a_gap() {
    let nothing = gaps(|case| {
        (case.spec, case.parameters, case.toured) = (None, None, false);
        (case.smallest, case.fullest, case.reply) = (None, None, None);
    });
    assert_eq!(nothing, one(Kind::Spec, ""));
    assert_eq!(gaps(|case| case.parameters = None), one(Kind::Registry, ""));
    assert_eq!(gaps(|case| case.route = None), one(Kind::Sandbox, ""));
    assert_eq!(gaps(|case| case.toured = false), one(Kind::Tour, ""));
}

#[test]
fn facts_that_differ_are_gaps() {
    let spec = |spec: Spec| gaps(|case| case.spec = Some(spec));
    assert_eq!(spec(SPEC.deprecated()), one(Kind::Spec, "deprecated"));
    assert_eq!(
        spec(SPEC.source(Source::Inferred)),
        one(Kind::Spec, "source")
    );
    assert_eq!(spec(SPEC.effect(Effect::Once)), []);
    let other = Spec::inbound("cases.update", Method::POST, "/case/{id}");
    let subjects: Vec<String> = spec(other)
        .into_iter()
        .map(|(_, subject)| subject)
        .collect();
    assert_eq!(subjects, ["method", "path", "direction"]);
}

#[test]
fn parameters_of_the_registry_that_differ_are_gaps() {
    let parameters = |names: &[&str]| {
        gaps(|case| case.parameters = Some(names.iter().map(|&name| name.to_owned()).collect()))
    };
    assert_eq!(
        parameters(&["id", "tag[]", "x_trace_id", "subject", "contact"]),
        []
    );
    assert_eq!(
        parameters(&["tag", "subject", "contact", "contacts"]),
        [
            (Kind::Registry, "id".to_owned()),
            (Kind::Registry, "X-Trace-Id".to_owned()),
            (Kind::Registry, "contacts".to_owned())
        ]
    );
}

#[test]
fn a_body_without_a_name_may_have_one_in_the_registry() {
    let nameless = |parameters: &[&str]| {
        gaps(|case| {
            case.catalog.operations[0].body.fields.clear();
            case.parameters = Some(parameters.iter().map(|&name| name.to_owned()).collect());
        })
    };
    assert_eq!(nameless(&["id", "tag", "x_trace_id", "rows"]), []);
    assert_eq!(
        nameless(&["id", "tag", "x_trace_id", "rows", "more"]).len(),
        2
    );
}

#[test]
fn a_missing_snapshot_is_a_gap() {
    assert_eq!(
        gaps(|case| case.smallest = None),
        one(Kind::Snapshot, "smallest")
    );
    assert_eq!(
        gaps(|case| case.smallest = Some("nonsense".to_owned())),
        one(Kind::Snapshot, "smallest")
    );
    assert_eq!(
        gaps(|case| case.fullest = None),
        one(Kind::Snapshot, "fullest")
    );
}

#[test]
fn another_request_line_is_a_gap() {
    assert_eq!(sent("PUT", "POST"), one(Kind::Wire, "method"));
    assert_eq!(sent("/cases/7", "/cases"), one(Kind::Wire, "path"));
}

#[test]
fn what_is_not_on_the_wire_is_a_gap() {
    assert_eq!(sent("?tag%5B%5D=vip", ""), one(Kind::Wire, "query tag[]"));
    assert_eq!(
        sent("\"email\": \"me@example.com\"", ""),
        one(Kind::Wire, "body contact.email")
    );
    // A header that isn't there can't be told from one of the credentials.
    assert!(sent("x-trace-id: 1\n", "").contains(&(Kind::Wire, "header X-Trace-Id".to_owned())));
    assert_eq!(
        gaps(|case| case.catalog.operations[0].path_params.clear()),
        one(Kind::Wire, "path id")
    );
}

#[test]
fn what_nobody_documents_is_a_gap() {
    assert_eq!(sent("?tag", "?page=1&tag"), one(Kind::Wire, "query page"));
    assert_eq!(
        sent("\"subject\"", "\"note\": {}, \"subject\""),
        one(Kind::Wire, "body note")
    );
    assert_eq!(
        sent("x-trace-id", "x-new: 1\nx-trace-id"),
        one(Kind::Wire, "header x-new")
    );
}

#[test]
fn what_one_request_lacks_another_may_have() {
    let parted = |change: &dyn Fn(&str) -> String| {
        gaps(|case| {
            case.fullest = Some(FULLEST.replace("?tag%5B%5D=vip", "").replace(
                "\"contact\": {\"email\": \"me@example.com\"}",
                "\"contact\": {}",
            ));
            case.variants = vec![("other", change(FULLEST))];
        })
    };
    assert_eq!(parted(&str::to_owned), []);
    assert_eq!(
        parted(&|other| other.replace("?tag%5B%5D=vip", "")),
        one(Kind::Wire, "query tag[]")
    );
    // A variant is no place for what nobody documents, nor for another request.
    assert_eq!(
        parted(&|other| other.replace("\"subject\"", "\"note\": {}, \"subject\"")),
        one(Kind::Wire, "body note")
    );
    assert_eq!(
        parted(&|other| other.replace("PUT /v1/cases/7", "POST /v1/users/7")),
        [
            (Kind::Wire, "method".to_owned()),
            (Kind::Wire, "path".to_owned())
        ]
    );
    let nonsense = parted(&|_| "nonsense".to_owned());
    assert!(nonsense.contains(&(Kind::Snapshot, "fullest.other".to_owned())));
}

#[test]
fn another_kind_of_body_is_a_gap() {
    assert!(
        sent("application/json\nx", "text/plain\nx").contains(&(Kind::Wire, "body".to_owned()))
    );
}

#[test]
fn credentials_that_the_catalogue_tells_in_words_are_no_gap() {
    let words = sent("authorization", "x-api-key: $ACME_KEY\nauthorization");
    assert_eq!(words, []);
    let listed = gaps(|case| {
        let headers = &mut case.catalog.operations[0].headers;
        headers.retain(|header| header.name != "Authorization");
    });
    assert_eq!(listed, []);
}

#[test]
fn credentials_that_only_other_operations_list_are_a_gap() {
    let listed = |common: bool| {
        gaps(|case| {
            let mut other = catalog().operations.remove(0);
            "cases.other".clone_into(&mut other.id);
            let headers = &mut case.catalog.operations[0].headers;
            headers.retain(|header| header.name != "Authorization");
            if common {
                case.catalog.common_headers = other.headers.clone();
            }
            case.catalog.operations.push(other);
        })
    };
    assert_eq!(listed(false), one(Kind::Wire, "header authorization"));
    assert_eq!(listed(true), []);
}

#[test]
fn what_is_required_is_in_the_smallest_request_too() {
    let smallest = |from: &str, to: &str| {
        assert!(SMALLEST.contains(from), "{from}");
        gaps(|case| case.smallest = Some(SMALLEST.replace(from, to)))
    };
    assert_eq!(
        smallest("\"subject\": \"Billing\"", "\"contact\": {}"),
        [
            (Kind::Wire, "body subject".to_owned()),
            (Kind::Wire, "body contact.email".to_owned())
        ]
    );
    assert_eq!(
        smallest("authorization: Bearer $TOKEN\n", ""),
        one(Kind::Wire, "header Authorization")
    );
    assert_eq!(
        gaps(|case| case.catalog.operations[0].query[0].required = true),
        one(Kind::Wire, "query tag[]")
    );
}

#[test]
fn what_both_requests_lack_is_told_once() {
    let both = gaps(|case| {
        let other = |text: &str| text.replace("\"subject\": \"Billing\"", "\"contact\": {}");
        case.smallest = Some(other(SMALLEST));
        case.fullest = Some(FULLEST.replace("\"subject\": \"Billing\",", ""));
    });
    let told = both.iter().filter(|(_, subject)| subject == "body subject");
    assert_eq!(told.count(), 1);
}

#[test]
fn a_reply_that_no_test_reads_is_a_gap() {
    assert_eq!(
        gaps(|case| case.reply = None),
        one(Kind::Reply, "cases.update.200")
    );
    assert_eq!(
        gaps(|case| case.reply = Some("---\nsource: x\n---\ncan't be decoded: no id")),
        one(Kind::Reply, "cases.update.200")
    );
}

#[test]
fn a_route_elsewhere_is_a_gap() {
    assert_eq!(
        gaps(|case| case.route = Some(("POST", "/case/{id}"))),
        [
            (Kind::Sandbox, "the sandbox's method".to_owned()),
            (Kind::Sandbox, "the sandbox's path".to_owned())
        ]
    );
}

/// A call that the vendor makes, with one example of it in the catalogue.
fn call() -> Case {
    let mut case = Case::good();
    let operation = &mut case.catalog.operations[0];
    operation.direction = Direction::Inbound;
    operation.inbound_fixtures = vec!["acme/cases.update.inbound.json".to_owned()];
    case.spec = Some(Spec::inbound("cases.update", Method::PUT, "/cases/{id}"));
    (case.parameters, case.smallest, case.fullest) = (None, None, None);
    (case.reply, case.route, case.toured) = (None, None, false);
    case.event = Some("---\nsource: x\n---\nUpdated(\n    7,\n)");
    case
}

#[test]
fn of_a_call_that_the_vendor_makes_no_request_and_no_step_is_wanted() {
    let mut case = call();
    assert_eq!(case.gaps(), []);
    case.spec = None;
    assert_eq!(case.gaps(), one(Kind::Spec, ""));
}

#[test]
fn a_call_of_the_vendors_that_no_test_understands_is_a_gap() {
    for event in [
        None,
        Some("---\nsource: x\n---\ncan't be read: no JSON"),
        Some("---\nsource: x\n---\nUnknown(\n    UnknownEvent {\n"),
    ] {
        let mut case = call();
        case.event = event;
        assert_eq!(case.gaps(), one(Kind::Event, "cases.update.inbound"));
    }
}

#[test]
fn an_example_of_a_call_is_not_looked_for_in_what_a_client_sends() {
    let mut case = Case::good();
    case.catalog.operations[0].inbound_fixtures = vec!["acme/other.json".to_owned()];
    assert_eq!(case.gaps(), []);
}
