//! The fields of a body, as the catalogue lists them.

use super::catalog::Body;
use super::snapshot::Members;

/// Stands in the catalogue for a name that the user makes up.
const ANY: &str = "*";

/// The fields of a body.
///
/// A nested field's name is the path to it, in segments: `activities[].type`. The objects on the way
/// need not be listed themselves. A field of type object without any field below it is free-form: what
/// is inside is the user's, and so it is with `*`, in the place of a name.
#[derive(Debug)]
pub(crate) struct Fields<'a> {
    fields: Vec<Field<'a>>,
    /// Nothing is said about the body, so anything may be in it.
    open: bool,
}

#[derive(Debug)]
struct Field<'a> {
    name: &'a str,
    path: Vec<&'a str>,
    required: bool,
    free_form: bool,
}

impl<'a> Fields<'a> {
    pub(crate) fn of(body: &'a Body) -> Self {
        let mut fields: Vec<Field<'a>> = body
            .fields
            .iter()
            .map(|field| Field {
                name: &field.name,
                path: segments(&field.name),
                required: field.required,
                free_form: field.kind.contains("object"),
            })
            .collect();
        let paths: Vec<Vec<&str>> = fields.iter().map(|field| field.path.clone()).collect();
        for field in &mut fields {
            field.free_form &= !paths.iter().any(|path| leads_to(&field.path, path));
        }
        Fields {
            open: fields.is_empty() && body.is_nameless(),
            fields,
        }
    }

    /// What of it isn't among these members.
    pub(crate) fn missing(&self, members: &Members) -> impl Iterator<Item = &'a str> {
        self.absent(members).map(|field| field.name)
    }

    /// What of it isn't among these members but has to be: because it is required, and the object
    /// that it belongs to is there.
    pub(crate) fn missing_required(&self, members: &Members) -> impl Iterator<Item = &'a str> {
        self.absent(members)
            .filter(|field| field.required)
            .filter(|field| {
                let Some((_, parent)) = field.path.split_last() else {
                    return false;
                };
                let mut objects = members.objects.iter();
                objects.any(|object| same(parent, &segments(object)))
            })
            .map(|field| field.name)
    }

    /// Which of these members nobody lists.
    pub(crate) fn unknown<'m>(&self, members: &'m Members) -> impl Iterator<Item = &'m str> {
        members
            .names
            .iter()
            .map(String::as_str)
            .filter(|name| !self.knows(name))
    }

    /// The names at the root.
    pub(crate) fn roots(&self) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter_map(|field| field.path.first())
            .map(|root| root.trim_end_matches("[]"))
            .filter(|root| !root.is_empty() && *root != ANY)
    }

    fn absent(&self, members: &Members) -> impl Iterator<Item = &Field<'a>> {
        let sent: Vec<Vec<&str>> = members.names.iter().map(|name| segments(name)).collect();
        self.fields
            .iter()
            .filter(move |field| !sent.iter().any(|name| same(&field.path, name)))
    }

    fn knows(&self, name: &str) -> bool {
        let name = segments(name);
        self.open
            || self.fields.iter().any(|field| {
                same(&field.path, &name)
                    || leads_to(&name, &field.path)
                    || (field.free_form && leads_to(&field.path, &name))
            })
    }
}

fn segments(name: &str) -> Vec<&str> {
    if name.is_empty() {
        Vec::new()
    } else {
        name.split('.').collect()
    }
}

/// Whether both are the same path.
fn same(one: &[&str], other: &[&str]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| meets(one, other))
}

/// Whether `outer` is the name of something that `inner` is inside of: `activities` of
/// `activities[].type`.
fn leads_to(outer: &[&str], inner: &[&str]) -> bool {
    let Some((last, before)) = outer.split_last() else {
        return false;
    };
    let Some(step) = inner.get(before.len()) else {
        return false;
    };
    inner.len() > outer.len()
        && before
            .iter()
            .zip(inner)
            .all(|(one, other)| meets(one, other))
        && meets(last, step.trim_end_matches("[]"))
}

fn meets(one: &str, other: &str) -> bool {
    one == other || one == ANY || other == ANY
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::snapshot::Wire;
    use super::*;

    fn catalogue() -> Body {
        serde_json::from_value(json!({"kind": "json", "fields": [
            {"name": "subject", "type": "string", "required": true},
            {"name": "tags", "type": "array<string>"},
            {"name": "answers", "type": "object", "required": true},
            {"name": "rows", "type": "array<object>"},
            {"name": "contact", "type": "object"},
            {"name": "contact.email", "type": "string", "required": true},
            {"name": "activities[].type", "type": "string", "required": true},
            {"name": "activities[].by.id", "type": "integer", "required": true},
            {"name": "data.*.label", "type": "string"},
        ]}))
        .unwrap()
    }

    fn sent(body: &Value) -> Members {
        let request = format!("POST /x\ncontent-type: application/json\n\n{body}");
        Wire::read(&request).unwrap().body
    }

    fn full() -> Value {
        json!({
            "subject": "Billing",
            "tags": ["vip"],
            "answers": {"q1": {"deep": "5"}},
            "rows": [{"any": 1}],
            "contact": {"email": "me@example.com"},
            "activities": [{"type": "note", "by": {"id": 1}}],
            "data": {"made up": {"label": "x"}},
        })
    }

    #[test]
    fn what_is_listed_is_neither_missing_nor_unknown() {
        let body = catalogue();
        let (fields, sent) = (Fields::of(&body), sent(&full()));
        assert_eq!(fields.missing(&sent).count(), 0);
        assert_eq!(fields.unknown(&sent).count(), 0);
        assert_eq!(fields.missing_required(&sent).count(), 0);
    }

    #[test]
    fn what_is_left_out_is_missing() {
        let body = catalogue();
        let mut value = full();
        value["activities"] = json!([{"type": "note"}]);
        value.as_object_mut().unwrap().remove("tags");
        let sent = sent(&value);
        let missing: Vec<&str> = Fields::of(&body).missing(&sent).collect();
        assert_eq!(missing, ["tags", "activities[].by.id"]);
    }

    #[test]
    fn what_nobody_lists_is_unknown() {
        let body = catalogue();
        let mut value = full();
        value["subject"] = json!({"text": "Billing"});
        value["subjekt"] = json!("Billing");
        value["contact"]["phone"] = json!("1");
        value["activities"] = json!([{"type": "note"}, {"typ": "note"}]);
        value["data"] = json!({"made up": {"lable": "x"}});
        let sent = sent(&value);
        let unknown: Vec<&str> = Fields::of(&body).unknown(&sent).collect();
        assert_eq!(
            unknown,
            [
                "activities[].typ",
                "contact.phone",
                "data.made up.lable",
                "subject.text",
                "subjekt",
            ]
        );
    }

    #[test]
    fn a_required_field_is_missed_only_where_its_object_is() {
        let body = catalogue();
        let missing = |value: Value| -> Vec<String> {
            let sent = sent(&value);
            let fields = Fields::of(&body);
            let missing = fields.missing_required(&sent);
            missing.map(str::to_owned).collect()
        };
        assert!(missing(json!({"subject": "", "answers": {}})).is_empty());
        assert!(missing(json!({"subject": "", "answers": {}, "activities": []})).is_empty());
        assert_eq!(
            missing(json!({"answers": {}, "contact": {}, "activities": [{"by": {}}]})),
            [
                "subject",
                "contact.email",
                "activities[].type",
                "activities[].by.id"
            ]
        );
        let nothing = Wire::read("POST /x").unwrap().body;
        let required: Vec<&str> = Fields::of(&body).missing_required(&nothing).collect();
        assert_eq!(required, ["subject", "answers"]);
    }

    #[test]
    fn a_body_that_nobody_describes_may_hold_anything() {
        let body = serde_json::from_value(json!({"kind": "json", "fields": []})).unwrap();
        assert_eq!(Fields::of(&body).unknown(&sent(&full())).count(), 0);
        let none = Body::default();
        assert_eq!(
            Fields::of(&none).unknown(&sent(&json!({"a": 1}))).count(),
            1
        );
    }

    #[test]
    fn roots_are_named_as_parameters_are() {
        let body = catalogue();
        let mut roots: Vec<&str> = Fields::of(&body).roots().collect();
        roots.dedup();
        assert_eq!(
            roots,
            [
                "subject",
                "tags",
                "answers",
                "rows",
                "contact",
                "activities",
                "data"
            ]
        );
    }
}
