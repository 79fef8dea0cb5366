//! An operation's parameters: read from `key=value`, and listed for its help.
//!
//! Both go by the JSON Schema that the operation gives of itself, so nothing about any operation is
//! written here.

use std::fmt::Write as _;

use ccaas::{Spec, did_you_mean};
use serde_json::{Map, Value};

use crate::vendors::Parameters;

/// How deep the help goes into objects inside objects.
const DEPTH: usize = 3;

/// A place in a JSON Schema.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schema<'a> {
    root: &'a Value,
    here: &'a Value,
}

/// What a value is read as.
#[derive(Clone, Copy, Debug)]
enum Kind<'a> {
    Text,
    Integer,
    Number,
    Boolean,
    List(Option<Schema<'a>>),
    Object,
    /// The schema doesn't say.
    Any,
}

impl<'a> Schema<'a> {
    /// A whole schema.
    pub(crate) fn new(root: &'a Value) -> Self {
        Schema { root, here: root }
    }

    fn at(self, here: &'a Value) -> Self {
        Schema { here, ..self }
    }

    /// Where the type stands: behind references, and beside a `null` that may come in its place.
    fn resolved(self) -> Self {
        // References can form a ring.
        let mut here = self.here;
        for _ in 0..8 {
            let reference = here.get("$ref").and_then(Value::as_str);
            let choice = ["anyOf", "oneOf", "allOf"]
                .iter()
                .find_map(|name| here.get(name)?.as_array());
            let next = match (reference, choice) {
                (Some(reference), _) => {
                    let path = reference.trim_start_matches('#');
                    self.root.pointer(path)
                }
                (None, Some(choice)) => {
                    let mut real = choice.iter().filter(|one| !is_null(one));
                    // Of several real ones none is the type.
                    real.next().filter(|_| real.next().is_none())
                }
                (None, None) => None,
            };
            match next {
                Some(next) => here = next,
                None => break,
            }
        }
        self.at(here)
    }

    fn kind(self) -> Kind<'a> {
        let schema = self.resolved();
        let name = match schema.here.get("type") {
            Some(Value::Array(names)) => names
                .iter()
                .filter_map(Value::as_str)
                .find(|name| *name != "null"),
            Some(name) => name.as_str(),
            None => None,
        };
        match name {
            Some("string") => Kind::Text,
            Some("integer") => Kind::Integer,
            Some("number") => Kind::Number,
            Some("boolean") => Kind::Boolean,
            Some("array") => Kind::List(schema.here.get("items").map(|items| schema.at(items))),
            Some("object") => Kind::Object,
            _ => Kind::Any,
        }
    }

    /// The members that it names, in their order.
    fn members(self) -> impl Iterator<Item = (&'a str, Schema<'a>)> {
        let schema = self.resolved();
        let members = schema.here.get("properties").and_then(Value::as_object);
        members
            .into_iter()
            .flatten()
            .map(move |(name, member)| (name.as_str(), schema.at(member)))
    }

    /// A member: one that it names, or one of a map.
    fn member(self, name: &str) -> Option<Schema<'a>> {
        let schema = self.resolved();
        let named = self.members().find(|(known, _)| *known == name);
        named.map(|(_, member)| member).or_else(|| {
            let others = schema.here.get("additionalProperties")?;
            others.is_object().then(|| schema.at(others))
        })
    }

    fn requires(self, name: &str) -> bool {
        let required = self.resolved().here.get("required");
        required
            .and_then(Value::as_array)
            .is_some_and(|names| names.iter().any(|one| one == name))
    }

    /// Its own words, or those of its type: the first paragraph, on one line.
    fn description(self) -> String {
        let said = |schema: Schema<'a>| schema.here.get("description").and_then(Value::as_str);
        let text = said(self)
            .or_else(|| said(self.resolved()))
            .unwrap_or_default();
        let paragraph = text.split("\n\n").next().unwrap_or_default();
        paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The type in words.
    fn type_name(self) -> String {
        match self.kind() {
            Kind::Text => match self.resolved().here.get("format").and_then(Value::as_str) {
                Some("password") => "secret text".to_owned(),
                Some("date") => "text like 2025-11-30".to_owned(),
                Some("date-time") => "text like 2025-11-30T23:59:59Z".to_owned(),
                Some("partial-date-time") => "text like 2025-11-30T23:59:59".to_owned(),
                Some(format) => format!("text ({format})"),
                None => "text".to_owned(),
            },
            Kind::Integer => "integer".to_owned(),
            Kind::Number => "number".to_owned(),
            Kind::Boolean => "true or false".to_owned(),
            Kind::List(Some(item)) => format!("list of {}", item.type_name()),
            Kind::List(None) => "list".to_owned(),
            Kind::Object => "object".to_owned(),
            Kind::Any => "JSON".to_owned(),
        }
    }

    /// The values that are known, where the vendor may have more.
    fn known_values(self) -> Vec<&'a str> {
        let schema = match self.kind() {
            Kind::List(Some(item)) => item.resolved(),
            _ => self.resolved(),
        };
        ["enum", "examples"]
            .iter()
            .filter_map(|name| schema.here.get(name)?.as_array())
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|name| name == "null")
}

/// Reads `key=value` and `key:=json` arguments.
pub(crate) fn read(schema: Schema<'_>, given: &[String]) -> Result<Parameters, String> {
    let mut parameters = Map::new();
    for argument in given {
        let (key, text) = argument
            .split_once('=')
            .ok_or_else(|| format!("\"{argument}\" is no key=value"))?;
        match key.strip_suffix(':') {
            Some(key) => {
                let value = serde_json::from_str(text)
                    .map_err(|error| format!("{key}: not JSON: {error}"))?;
                place(&mut parameters, schema, key, "", |_| Ok(value))?;
            }
            None => place(&mut parameters, schema, key, "", |schema| {
                value(schema, text)
            })?,
        }
    }
    let mut missing = Vec::new();
    look_for_missing(schema, &parameters, "", &mut missing);
    if missing.is_empty() {
        Ok(parameters)
    } else {
        Err(format!("{} missing", listed(&missing)))
    }
}

/// Names what is required and not there, in objects that are there as well.
fn look_for_missing(
    schema: Schema<'_>,
    object: &Map<String, Value>,
    above: &str,
    missing: &mut Vec<String>,
) {
    for (name, member) in schema.members() {
        match object.get(name) {
            None if schema.requires(name) => missing.push(format!("{above}{name}")),
            Some(Value::Object(inner)) => {
                look_for_missing(member, inner, &format!("{above}{name}."), missing);
            }
            _ => {}
        }
    }
}

fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("{one} is"),
        [all @ .., last] => format!("{} and {last} are", all.join(", ")),
    }
}

/// Puts a value where its key says. `above` is the way to this object, with a dot at its end.
fn place(
    object: &mut Map<String, Value>,
    schema: Schema<'_>,
    key: &str,
    above: &str,
    value: impl FnOnce(Schema<'_>) -> Result<Value, String>,
) -> Result<(), String> {
    // A parameter can have dots in its own name.
    let whole = schema.members().any(|(name, _)| name == key);
    let (name, rest) = match key.split_once('.') {
        Some((name, rest)) if !whole => (name, Some(rest)),
        _ => (key, None),
    };
    let way = format!("{above}{name}");
    let Some(member) = schema.member(name) else {
        let known = schema.members().map(|(name, _)| name);
        return Err(format!(
            "there is no parameter \"{way}\"{}",
            did_you_mean(name, known)
        ));
    };
    if let Some(rest) = rest {
        let inner = object
            .entry(name)
            .or_insert_with(|| Value::Object(Map::new()));
        let Value::Object(inner) = inner else {
            return Err(format!("{way} is given whole and in parts"));
        };
        return place(inner, member, rest, &format!("{way}."), value);
    }
    let value = value(member).map_err(|reason| format!("{way}: {reason}"))?;
    match (object.get_mut(name), value) {
        (None, value) => {
            object.insert(name.to_owned(), value);
        }
        // A list may be given piece by piece.
        (Some(Value::Array(list)), Value::Array(more)) => list.extend(more),
        (Some(_), _) => return Err(format!("{way} is given twice")),
    }
    Ok(())
}

/// Reads a value by its type.
fn value(schema: Schema<'_>, text: &str) -> Result<Value, String> {
    let json = |what: &str| {
        serde_json::from_str::<Value>(text).map_err(|_| format!("\"{text}\" is no {what}"))
    };
    let checked = |value: Value, holds: bool, what: &str| {
        holds
            .then_some(value)
            .ok_or_else(|| format!("\"{text}\" is no {what}"))
    };
    match schema.kind() {
        Kind::Text => Ok(text.into()),
        Kind::Integer => {
            let value = json("integer")?;
            let holds = value.is_i64() || value.is_u64();
            checked(value, holds, "integer")
        }
        Kind::Number => {
            let value = json("number")?;
            let holds = value.is_number();
            checked(value, holds, "number")
        }
        Kind::Boolean => {
            let value = json("true or false")?;
            let holds = value.is_boolean();
            checked(value, holds, "true or false")
        }
        Kind::Object => {
            let value = json("JSON object")?;
            let holds = value.is_object();
            checked(value, holds, "JSON object")
        }
        Kind::List(_) if text.starts_with('[') => {
            let value = json("JSON list")?;
            let holds = value.is_array();
            checked(value, holds, "JSON list")
        }
        Kind::List(_) if text.is_empty() => Ok(Value::Array(Vec::new())),
        Kind::List(item) => text
            .split(',')
            .map(|part| match item {
                Some(item) => value(item, part),
                None => Ok(part.into()),
            })
            .collect(),
        Kind::Any => Ok(serde_json::from_str(text).unwrap_or_else(|_| text.into())),
    }
}

/// The help of an operation.
pub(crate) fn help(vendor: &str, spec: &Spec, schema: Schema<'_>) -> String {
    let mut text = String::new();
    let about = schema.description();
    if !about.is_empty() {
        let _ = writeln!(text, "{about}\n");
    }
    let _ = writeln!(
        text,
        "{vendor} {}: {} {}\n",
        spec.id, spec.method, spec.path
    );
    let mut rows = Vec::new();
    rows_of(schema, "", DEPTH, &mut rows);
    let usage = if rows.is_empty() { "" } else { " KEY=VALUE..." };
    let _ = writeln!(text, "Usage: ccaas call {vendor} {}{usage}", spec.id);
    if rows.is_empty() {
        let _ = writeln!(text, "\nIt takes no parameters.");
        return text;
    }
    let width =
        |column: fn(&Line) -> &str| rows.iter().map(|row| column(row).len()).max().unwrap_or(0);
    let (names, types) = (width(|row| &row.name), width(|row| &row.type_name));
    let _ = writeln!(text, "\nParameters (* required):");
    for Line {
        name,
        type_name,
        required,
        about,
    } in &rows
    {
        let star = if *required { '*' } else { ' ' };
        let line = format!("{star} {name:names$}  {type_name:types$}  {about}");
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// A line of the help.
struct Line {
    name: String,
    type_name: String,
    required: bool,
    about: String,
}

fn rows_of(schema: Schema<'_>, above: &str, depth: usize, rows: &mut Vec<Line>) {
    // What is required comes first, as in a call.
    for wanted in [true, false] {
        for (name, member) in schema.members() {
            if schema.requires(name) != wanted {
                continue;
            }
            let name = format!("{above}{name}");
            let mut about = member.description();
            let known = member.known_values();
            if !known.is_empty() {
                let _ = write!(about, " [{}]", known.join(", "));
            }
            rows.push(Line {
                name: name.clone(),
                type_name: member.type_name(),
                required: wanted,
                about: about.trim_start().to_owned(),
            });
            if depth > 0 {
                rows_of(member, &format!("{name}."), depth - 1, rows);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn schema() -> Value {
        json!({
            "description": "Lists\ncases.\n\nMore of it.",
            "properties": {
                "group": {"type": "integer"},
                "share": {"type": ["number", "null"]},
                "open": {"anyOf": [{"type": "boolean"}, {"type": "null"}]},
                "subject": {"type": "string", "description": "What it is about."},
                "tags": {"type": "array", "items": {"type": "string", "examples": ["vip"]}},
                "ids": {"type": "array", "items": {"type": "integer"}},
                "owner": {"$ref": "#/$defs/Owner"},
                "answers": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
                "sort.by": {"type": "string"},
                "extra": true,
            },
            "required": ["group"],
            "$defs": {"Owner": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
                "required": ["name"],
                "additionalProperties": false,
            }},
        })
    }

    fn read_all(given: &[&str]) -> Result<Value, String> {
        let schema = schema();
        let given: Vec<String> = given.iter().map(|one| (*one).to_owned()).collect();
        read(Schema::new(&schema), &given).map(Value::Object)
    }

    fn reads(given: &[&str], expected: Value) {
        let mut all = vec!["group=1"];
        all.extend(given);
        let mut value = read_all(&all).unwrap();
        value.as_object_mut().unwrap().remove("group");
        assert_eq!(value, expected);
    }

    fn refuses(given: &[&str], reason: &str) {
        let mut all = vec!["group=1"];
        all.extend(given);
        let refused = read_all(&all).unwrap_err();
        assert!(refused.contains(reason), "{refused}");
    }

    #[test]
    fn a_value_is_read_by_its_type() {
        reads(&["subject=42"], json!({"subject": "42"}));
        reads(&["subject=a=b"], json!({"subject": "a=b"}));
        reads(&["subject="], json!({"subject": ""}));
        reads(&["share=0.5"], json!({"share": 0.5}));
        reads(&["open=true"], json!({"open": true}));
        reads(&["extra=5"], json!({"extra": 5}));
        reads(&["extra=five"], json!({"extra": "five"}));
    }

    #[test]
    fn a_list_is_given_with_commas_or_as_json_or_piece_by_piece() {
        reads(&["tags=a,b"], json!({"tags": ["a", "b"]}));
        reads(&["tags=[\"a,b\"]"], json!({"tags": ["a,b"]}));
        reads(&["tags=a", "tags=b"], json!({"tags": ["a", "b"]}));
        reads(&["tags="], json!({"tags": []}));
        reads(&["ids=1,2"], json!({"ids": [1, 2]}));
        refuses(&["ids=1,x"], "ids: \"x\" is no integer");
    }

    #[test]
    fn a_dot_goes_into_an_object() {
        reads(
            &["owner.name=Nour", "owner.age=30"],
            json!({"owner": {"name": "Nour", "age": 30}}),
        );
        reads(
            &["owner={\"name\":\"Nour\"}"],
            json!({"owner": {"name": "Nour"}}),
        );
        reads(&["answers.Q1=4,5"], json!({"answers": {"Q1": ["4", "5"]}}));
        reads(&["sort.by=age"], json!({"sort.by": "age"}));
        refuses(
            &["owner.nmae=Nour"],
            "\"owner.nmae\"; did you mean \"name\"?",
        );
        refuses(&["open.x=1"], "no parameter \"open.x\"");
        refuses(&["group.x=1"], "group is given whole and in parts");
    }

    #[test]
    fn json_is_taken_as_it_is() {
        reads(&["subject:=null"], json!({"subject": null}));
        reads(&["tags:=[1]"], json!({"tags": [1]}));
        reads(
            &["owner.name:=1", "owner.age:=\"x\""],
            json!({"owner": {"name": 1, "age": "x"}}),
        );
        refuses(&["tags:=[1"], "tags: not JSON");
    }

    #[test]
    fn what_can_not_be_is_named() {
        refuses(&["subjet=x"], "\"subjet\"; did you mean \"subject\"?");
        refuses(&["subject"], "\"subject\" is no key=value");
        refuses(&["share=half"], "share: \"half\" is no number");
        refuses(&["open=1"], "open: \"1\" is no true or false");
        refuses(&["owner=x"], "owner: \"x\" is no JSON object");
        refuses(&["subject=a", "subject=b"], "subject is given twice");
        assert_eq!(read_all(&[]).unwrap_err(), "group is missing");
        refuses(&["owner.age=30"], "owner.name is missing");
    }

    #[test]
    fn the_help_lists_what_is_required_first() {
        let schema = schema();
        let spec = Spec::new("cases.list", ccaas::Method::GET, "/cases");
        let help = help("acme", &spec, Schema::new(&schema));
        assert!(
            help.starts_with("Lists cases.\n\nacme cases.list: GET /cases"),
            "{help}"
        );
        let line = |name: &str| {
            let start = |line: &&str| line.get(2..).is_some_and(|line| line.starts_with(name));
            help.lines()
                .find(start)
                .unwrap_or_else(|| panic!("no {name} in {help}"))
        };
        assert!(line("group").starts_with('*'));
        assert!(line("owner.name").contains("text"), "{help}");
        assert!(line("subject").ends_with("What it is about."));
        assert!(line("tags").contains("list of text") && line("tags").ends_with("[vip]"));
        assert!(help.find("* group") < help.find("  subject"), "{help}");
    }
}
