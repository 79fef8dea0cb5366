//! The request in a snapshot, taken apart into what has a name.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::catalog::BodyKind;

/// A set of names.
pub(crate) type Names = BTreeSet<String>;

/// Headers of which the core takes care: `Accept` is on every request, `Content-Type` wherever
/// there is a body. A catalogue may list them or not.
pub(crate) const CORE_HEADERS: [&str; 2] = ["accept", "content-type"];

/// A request as it goes over the wire.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wire {
    pub(crate) method: String,
    /// The path, with that of the base URL.
    pub(crate) path: String,
    /// The names in the query.
    pub(crate) query: Names,
    /// The headers, by their names in small letters.
    pub(crate) headers: BTreeMap<String, String>,
    /// How the body is written.
    pub(crate) kind: BodyKind,
    /// What has a name in the body.
    pub(crate) body: Members,
}

/// The members of a body.
#[derive(Clone, Debug, Default)]
pub(crate) struct Members {
    /// Their names, with the path to them: `activities`, `activities[].type`.
    pub(crate) names: Names,
    /// Where an object is that could have members: the empty text for the body itself,
    /// `activities[]` for the objects in a list.
    pub(crate) objects: Names,
}

impl Wire {
    /// Reads the text of a snapshot; `None` if that isn't a request.
    pub(crate) fn read(snapshot: &str) -> Option<Self> {
        let request = content(snapshot);
        let (head, body) = request.split_once("\n\n").unwrap_or((request, ""));
        let mut head = head.lines();
        let (method, target) = head.next()?.split_once(' ')?;
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let headers = head
            .map(|line| {
                let (name, value) = line.split_once(':')?;
                Some((name.to_ascii_lowercase(), value.trim().to_owned()))
            })
            .collect::<Option<BTreeMap<_, _>>>()?;
        let kind = kind_of(headers.get("content-type"), body);
        Some(Wire {
            method: method.to_owned(),
            path: path.to_owned(),
            query: pairs(query),
            body: members(kind, body)?,
            headers,
            kind,
        })
    }

    /// The same request with all that has a name in the others.
    pub(crate) fn united(&self, others: &[Wire]) -> Self {
        let mut all = self.clone();
        for other in others {
            all.query.extend(other.query.iter().cloned());
            all.body.names.extend(other.body.names.iter().cloned());
            all.body.objects.extend(other.body.objects.iter().cloned());
            for (name, value) in &other.headers {
                all.headers
                    .entry(name.clone())
                    .or_insert_with(|| value.clone());
            }
        }
        all
    }

    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .get(&name.to_ascii_lowercase())
            .map(String::as_str)
    }

    /// Whether it has this header from the operation, not from the core or the credentials.
    pub(crate) fn has_own_header(&self, name: &str) -> bool {
        let of_the_core = CORE_HEADERS
            .iter()
            .any(|header| header.eq_ignore_ascii_case(name));
        !of_the_core && self.header(name).is_some() && !self.is_credential(name)
    }

    /// Whether the credentials put this header on. They stand in a snapshot as a placeholder:
    /// `Bearer $TOKEN`.
    pub(crate) fn is_credential(&self, header: &str) -> bool {
        let mut words = self.header(header).unwrap_or_default().split_whitespace();
        words.any(|word| word.strip_prefix('$').is_some_and(is_placeholder))
    }

    /// Whether its path is this template, filled in, behind the path of some base URL.
    pub(crate) fn is_path(&self, template: &str) -> bool {
        let wanted: Vec<&str> = template.split('/').skip(1).collect();
        let sent: Vec<&str> = self.path.split('/').skip(1).collect();
        let Some(base) = sent.len().checked_sub(wanted.len()) else {
            return false;
        };
        wanted
            .iter()
            .zip(sent.iter().skip(base))
            .all(|(wanted, sent)| fills(wanted, sent))
    }
}

/// The names of the parameters in a path.
pub(crate) fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    template
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
}

/// What a snapshot holds, without what the tool says about it.
pub(crate) fn content(snapshot: &str) -> &str {
    snapshot
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
        .map_or(snapshot, |(_, content)| content)
}

/// Whether it is like the name of an environment variable.
fn is_placeholder(name: &str) -> bool {
    let allowed = |sign: char| sign.is_ascii_uppercase() || sign.is_ascii_digit() || sign == '_';
    name.starts_with(|sign: char| sign.is_ascii_uppercase()) && name.chars().all(allowed)
}

/// Whether a segment is this one of a template, where something stands for each `{name}`.
fn fills(template: &str, segment: &str) -> bool {
    let Some((before, rest)) = template.split_once('{') else {
        return template == segment;
    };
    let after = rest.split_once('}').map_or("", |(_, after)| after);
    let Some(value) = segment.strip_prefix(before) else {
        return false;
    };
    // The value may end anywhere where the rest of the template goes on.
    let mut ends = value.char_indices().skip(1).map(|(at, _)| at);
    let mut goes_on = |at| value.get(at..).is_some_and(|tail| fills(after, tail));
    !value.is_empty() && (ends.any(&mut goes_on) || goes_on(value.len()))
}

fn kind_of(content_type: Option<&String>, body: &str) -> BodyKind {
    if body.trim().is_empty() {
        return BodyKind::None;
    }
    let content_type = content_type.map_or("", String::as_str);
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    match essence {
        "application/json" => BodyKind::Json,
        "application/x-www-form-urlencoded" => BodyKind::Form,
        "multipart/form-data" => BodyKind::Multipart,
        _ => BodyKind::Text,
    }
}

/// The members of a body; `None` if it isn't what its content type says.
fn members(kind: BodyKind, body: &str) -> Option<Members> {
    let mut members = Members::default();
    match kind {
        BodyKind::None | BodyKind::Text => {}
        BodyKind::Json => {
            members.add(&serde_json::from_str(body).ok()?, String::new());
            return Some(members);
        }
        BodyKind::Form => members.names = pairs(body.trim()),
        BodyKind::Multipart => members.names = parts(body),
    }
    // Of what has no objects inside it, the body itself is the only one.
    members.objects.insert(String::new());
    Some(members)
}

impl Members {
    fn add(&mut self, value: &Value, path: String) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    let path = match path.as_str() {
                        "" => name.clone(),
                        path => format!("{path}.{name}"),
                    };
                    self.names.insert(path.clone());
                    self.add(member, path);
                }
                self.objects.insert(path);
            }
            Value::Array(elements) => {
                for element in elements {
                    self.add(element, format!("{path}[]"));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

/// The names in a query or a form.
fn pairs(text: &str) -> Names {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let name = pair.split_once('=').map_or(pair, |(name, _)| name);
            let name = name.replace('+', " ");
            percent_decode_str(&name).decode_utf8_lossy().into_owned()
        })
        .collect()
}

/// The names of the parts of a multipart form.
fn parts(body: &str) -> Names {
    body.lines()
        .filter(|line| {
            let header = line.split(':').next().unwrap_or_default();
            header.eq_ignore_ascii_case("content-disposition")
        })
        .flat_map(|line| line.split(';'))
        .filter_map(|attribute| attribute.trim().strip_prefix("name="))
        .map(|name| name.trim_matches('"').to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SNAPSHOT: &str = r#"---
source: tests/src/lib.rs
---
POST /api/v1/cases/7/notes?limit=10&tag%5B%5D=vip&tag%5B%5D=late&with+space=1
accept: application/json
Authorization: Bearer $TOKEN
content-type: application/json
x-trace: 12:30

{
  "subject": "Billing",

  "contact": {
    "name": null
  },
  "activities": [
    { "type": "note" },
    { "kind": { "id": 1 } }
  ],
  "tags": ["vip"],
  "none": []
}
"#;

    fn names(names: &Names) -> Vec<&str> {
        names.iter().map(String::as_str).collect()
    }

    fn body(content_type: &str, body: &str) -> Wire {
        let request = format!("POST /x\ncontent-type: {content_type}\n\n{body}\n");
        Wire::read(&request).unwrap()
    }

    #[test]
    fn a_snapshot_is_taken_apart() {
        let wire = Wire::read(SNAPSHOT).unwrap();
        assert_eq!(wire.method, "POST");
        assert_eq!(wire.path, "/api/v1/cases/7/notes");
        assert_eq!(names(&wire.query), ["limit", "tag[]", "with space"]);
        let headers: Vec<&str> = wire.headers.keys().map(String::as_str).collect();
        assert_eq!(
            headers,
            ["accept", "authorization", "content-type", "x-trace"]
        );
        assert_eq!(wire.headers["x-trace"], "12:30");
        assert_eq!(wire.kind, BodyKind::Json);
        assert_eq!(
            names(&wire.body.names),
            [
                "activities",
                "activities[].kind",
                "activities[].kind.id",
                "activities[].type",
                "contact",
                "contact.name",
                "none",
                "subject",
                "tags",
            ]
        );
        assert_eq!(
            names(&wire.body.objects),
            ["", "activities[]", "activities[].kind", "contact"]
        );
    }

    #[test]
    fn requests_are_united_by_what_has_a_name() {
        let wire = |line: &str, header: &str, body: &str| {
            let request =
                format!("POST {line}\ncontent-type: application/json\n{header}: 1\n\n{{{body}}}\n");
            Wire::read(&request).unwrap()
        };
        let one = wire("/x?a=1", "x-one", r#""a": {"b": 1}"#);
        let other = wire("/x?c=1", "x-two", r#""a": {"c": {"d": 1}}"#);
        let both = one.united(&[other]);
        assert_eq!(names(&both.query), ["a", "c"]);
        assert_eq!(names(&both.body.names), ["a", "a.b", "a.c", "a.c.d"]);
        assert_eq!(names(&both.body.objects), ["", "a", "a.c"]);
        assert!(both.header("x-one").is_some() && both.header("x-two").is_some());
        assert_eq!(one.united(&[]).body.names, one.body.names);
    }

    #[test]
    fn what_has_no_body_has_no_members() {
        let wire = Wire::read("---\nsource: x\n---\nGET /me\naccept: application/json").unwrap();
        assert_eq!(wire.kind, BodyKind::None);
        assert!(wire.body.names.is_empty() && wire.query.is_empty());
    }

    #[test]
    fn a_list_as_the_body_has_no_object_at_its_root() {
        let wire = body("application/json", r#"[{"id": 1}]"#);
        assert_eq!(names(&wire.body.names), ["[].id"]);
        assert_eq!(names(&wire.body.objects), ["[]"]);
    }

    #[test]
    fn forms_have_names_too() {
        let form = body("application/x-www-form-urlencoded", "grant_type=x&a%2Eb=");
        assert_eq!(form.kind, BodyKind::Form);
        assert_eq!(names(&form.body.names), ["a.b", "grant_type"]);

        let parts = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"name=x\"\r\n\
                     Content-Type: text/csv\r\n\r\na;name=b\r\n--b--";
        let multipart = body("multipart/form-data; boundary=b", parts);
        assert_eq!(multipart.kind, BodyKind::Multipart);
        assert_eq!(names(&multipart.body.names), ["file"]);

        assert_eq!(body("text/plain", "a=b").kind, BodyKind::Text);
    }

    #[test]
    fn what_is_no_request_is_not_read() {
        assert!(Wire::read("").is_none());
        assert!(Wire::read("---\nsource: x\n---\nnonsense").is_none());
        assert!(Wire::read("GET /x\nno header").is_none());
        assert!(Wire::read("POST /x\ncontent-type: application/json\n\n{").is_none());
    }

    #[test]
    fn credentials_stand_there_as_placeholders() {
        let wire =
            Wire::read("GET /x\na: $TOKEN\nb: Bearer $T_2\nc: $5\nd: $\ne: cash\naccept: */*")
                .unwrap();
        assert!(wire.is_credential("a") && wire.is_credential("b"));
        for other in ["c", "d", "e", "f"] {
            assert!(!wire.is_credential(other), "{other}");
        }
        assert!(wire.has_own_header("C"));
        for other in ["a", "f", "accept"] {
            assert!(!wire.has_own_header(other), "{other}");
        }
    }

    #[test]
    fn a_path_is_the_template_filled_in() {
        let is_path = |path: &str, template: &str| {
            let wire = Wire {
                path: path.to_owned(),
                ..Wire::default()
            };
            wire.is_path(template)
        };
        assert!(is_path("/core/v1/cases/7", "/cases/{id}"));
        assert!(is_path("/v3/ext_7/stop", "/ext_{id}/stop"));
        assert!(is_path("/a/1:2.json", "/a/{from}:{to}.json"));
        assert!(is_path("/a/x-1-2", "/a/{name}-{number}"));
        assert!(is_path("/me/", "/me/"));
        assert!(!is_path("/core/v1/cases", "/cases/{id}"));
        assert!(!is_path("/core/v1/cases/", "/cases/{id}"));
        assert!(!is_path("/core/v1/case/7", "/cases/{id}"));
        assert!(!is_path("/v3/ext_", "/ext_{id}"));
        assert!(!is_path("/me", "/me/"));
        assert!(!is_path("/me", "/a/b/me"));
    }

    #[test]
    fn a_template_names_its_parameters() {
        let names: Vec<&str> = placeholders("/a/{one}/ext_{two}/x").collect();
        assert_eq!(names, ["one", "two"]);
        assert_eq!(placeholders("/me").count(), 0);
    }
}
