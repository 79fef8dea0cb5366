//! The catalogue: what a vendor's documents describe, one file a vendor.

use std::fmt;

use serde::Deserialize;

/// A vendor's catalogue.
#[derive(Debug, Deserialize)]
pub(crate) struct Catalog {
    /// The vendor.
    pub(crate) vendor: String,
    /// What the vendor's own document describes.
    pub(crate) operations: Vec<Operation>,
    /// What only other public material describes: a crate may leave it out.
    #[serde(default)]
    pub(crate) extra_operations: Vec<Operation>,
    /// Headers that any operation may have.
    #[serde(default)]
    pub(crate) common_headers: Vec<Parameter>,
}

/// One operation.
#[derive(Debug, Deserialize)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) direction: Direction,
    #[serde(default)]
    pub(crate) path_params: Vec<Parameter>,
    #[serde(default)]
    pub(crate) query: Vec<Parameter>,
    #[serde(default)]
    pub(crate) headers: Vec<Parameter>,
    #[serde(default)]
    pub(crate) body: Body,
    #[serde(default)]
    pub(crate) responses: Vec<Response>,
    /// Examples of the call, of one that the vendor makes.
    #[serde(default)]
    pub(crate) inbound_fixtures: Vec<String>,
    #[serde(default)]
    pub(crate) deprecated: bool,
    /// `seed`, `public: …` or `inferred`.
    pub(crate) source: String,
}

impl Operation {
    /// The names of the answers that count as a success and that there is an example of, as the
    /// tests of replies name their snapshots.
    ///
    /// A redirect may be the answer, so it counts; a failure that is listed as an answer doesn't.
    pub(crate) fn examples(&self) -> impl Iterator<Item = &str> {
        self.responses
            .iter()
            .filter(|response| (200..400).contains(&response.status))
            .filter_map(|response| response.fixture.as_deref())
            .map(snapshot_of)
    }

    /// The names of the examples of a call that the vendor makes, as the tests of events name their
    /// snapshots.
    pub(crate) fn calls(&self) -> impl Iterator<Item = &str> {
        self.inbound_fixtures
            .iter()
            .map(|fixture| snapshot_of(fixture))
    }

    /// Where its method and path are known from, in the words of the crates.
    pub(crate) fn known_from(&self) -> &str {
        match self.source.split(':').next().unwrap_or_default() {
            "seed" => "documented",
            other => other,
        }
    }
}

/// The name of the snapshot that a test makes of a fixture.
fn snapshot_of(fixture: &str) -> &str {
    let name = fixture.rsplit_once('/').map_or(fixture, |(_, name)| name);
    name.strip_suffix(".json").unwrap_or(name)
}

/// Who calls whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Direction {
    Outbound,
    Inbound,
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Direction::Outbound => "outbound",
            Direction::Inbound => "inbound",
        })
    }
}

impl From<ccaas::Direction> for Direction {
    fn from(direction: ccaas::Direction) -> Self {
        match direction {
            ccaas::Direction::Outbound => Direction::Outbound,
            ccaas::Direction::Inbound => Direction::Inbound,
        }
    }
}

/// A parameter, or a field of a body.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Parameter {
    /// A nested field's name is the path to it: `customer.email`, `activities[].type`.
    pub(crate) name: String,
    /// Several types are parted by `|`.
    #[serde(rename = "type", default)]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) required: bool,
}

/// What a request carries.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Body {
    pub(crate) kind: BodyKind,
    #[serde(default)]
    pub(crate) fields: Vec<Parameter>,
}

impl Body {
    /// Whether it is made of one value that has no name: a list, a text, JSON of any shape.
    pub(crate) fn is_nameless(&self) -> bool {
        match self.kind {
            BodyKind::None => false,
            BodyKind::Text => true,
            BodyKind::Json | BodyKind::Form | BodyKind::Multipart => {
                self.fields.is_empty()
                    || self.fields.iter().any(|field| field.name.starts_with('['))
            }
        }
    }
}

/// How a body is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum BodyKind {
    #[default]
    None,
    Json,
    Form,
    Multipart,
    Text,
}

impl fmt::Display for BodyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BodyKind::None => "none",
            BodyKind::Json => "JSON",
            BodyKind::Form => "a form",
            BodyKind::Multipart => "a multipart form",
            BodyKind::Text => "a text",
        })
    }
}

/// An answer.
#[derive(Debug, Deserialize)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// An example of it: `wesal-voc/auth.login.200.json`.
    #[serde(default)]
    pub(crate) fixture: Option<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn operation(more: serde_json::Value) -> Operation {
        let mut all = json!({
            "id": "cases.list", "method": "GET", "path": "/cases", "direction": "outbound",
            "source": "seed",
        });
        let members = more.as_object().cloned().unwrap_or_default();
        all.as_object_mut().unwrap().extend(members);
        serde_json::from_value(all).unwrap()
    }

    #[test]
    fn only_a_success_with_a_fixture_is_an_example() {
        let operation = operation(json!({"responses": [
            {"status": 200, "fixture": "acme/cases.list.200.json"},
            {"status": 200, "fixture": "acme/cases.list.200.whole.http.json"},
            {"status": 303, "fixture": "acme/cases.list.303.json"},
            {"status": 404, "fixture": "acme/cases.list.404.json"},
            {"status": 204, "fixture": null},
            {"status": 202},
        ]}));
        let examples: Vec<&str> = operation.examples().collect();
        assert_eq!(
            examples,
            [
                "cases.list.200",
                "cases.list.200.whole.http",
                "cases.list.303"
            ]
        );
    }

    #[test]
    fn a_source_is_told_in_the_words_of_the_crates() {
        let known_from = |source: &str| {
            let operation = operation(json!({ "source": source }));
            operation.known_from().to_owned()
        };
        assert_eq!(known_from("seed"), "documented");
        assert_eq!(known_from("public: https://example.com/x"), "public");
        assert_eq!(known_from("inferred"), "inferred");
    }

    #[test]
    fn a_list_and_a_text_have_no_name() {
        let body = |kind: &str, fields: &[&str]| -> Body {
            let fields: Vec<_> = fields.iter().map(|name| json!({ "name": name })).collect();
            serde_json::from_value(json!({ "kind": kind, "fields": fields })).unwrap()
        };
        assert!(body("json", &["[].id"]).is_nameless());
        assert!(body("json", &[]).is_nameless());
        assert!(body("text", &[]).is_nameless());
        assert!(!body("json", &["id"]).is_nameless());
        assert!(!body("none", &[]).is_nameless());
    }

    #[test]
    fn a_kind_of_body_that_nobody_knows_is_refused() {
        assert!(serde_json::from_value::<Body>(json!({"kind": "telex"})).is_err());
    }
}
