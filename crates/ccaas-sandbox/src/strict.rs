//! Checks of what a client sends, against small tables of fields.
//!
//! A stand-in that shrugs at a misspelt field teaches its users nothing, so everything that no
//! table names is refused, and every message names the field that it is about.

use jiff::{Timestamp, civil, tz::Offset};
use serde_json::{Map, Value};

use crate::reply::Refusal;

/// The fields of one body, query or form.
pub(crate) type Table = &'static [Field];

/// One field: its name, what it holds, and whether it may be left out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    name: &'static str,
    kind: Kind,
    required: bool,
    missing: Option<&'static str>,
    invalid: Option<&'static str>,
}

impl Field {
    pub(crate) const fn required(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            required: true,
            missing: None,
            invalid: None,
        }
    }

    pub(crate) const fn optional(name: &'static str, kind: Kind) -> Self {
        Self {
            required: false,
            ..Self::required(name, kind)
        }
    }

    /// The vendor's own message for a request without this field.
    pub(crate) const fn missing(self, message: &'static str) -> Self {
        Self {
            missing: Some(message),
            ..self
        }
    }

    /// The vendor's own message for a value that this field can't have.
    pub(crate) const fn invalid(self, message: &'static str) -> Self {
        Self {
            invalid: Some(message),
            ..self
        }
    }
}

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// Any JSON value; the handler looks at it itself.
    Any,
    /// An object, whatever is in it.
    Map,
    /// A text, which may be empty.
    Text,
    /// A text with something in it.
    Filled,
    /// A UUID in its usual spelling.
    Uuid,
    /// A text that has one to this many characters between the blanks at its ends.
    UpTo(usize),
    /// A date and time of ISO 8601.
    Time,
    /// A date and time as `2026-01-31 23:59:59`.
    Stamp,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// Texts of this list, separated by commas.
    ManyOf(&'static [&'static str]),
    /// A whole number, this one or more.
    AtLeast(u64),
    /// A whole number from the first to the second.
    Between(u64, u64),
    /// A whole number, which may be negative.
    Whole,
    /// Any number.
    Number,
    /// Whole numbers from zero in an array.
    Numbers,
    /// True or false.
    Bool,
    /// A text or a number.
    Scalar,
    /// An array of texts.
    Texts,
    /// A text, or an array of texts.
    TextOrTexts,
    /// An object of arrays of texts.
    MapOfTexts,
    /// An object of texts and numbers.
    MapOfScalars,
    /// An object of texts.
    Dictionary,
    /// An object with a table of its own.
    Object(Table),
    /// An array of objects, each held against the table.
    List(Table),
}

impl Kind {
    fn describe(self) -> String {
        match self {
            Self::Any => "a value".to_owned(),
            Self::Map => "an object".to_owned(),
            Self::Text => "a text".to_owned(),
            Self::Filled => "a text that is not empty".to_owned(),
            Self::Uuid => "a UUID".to_owned(),
            Self::UpTo(most) => format!("a text of 1 to {most} characters"),
            Self::Stamp => "a date and time as YYYY-MM-DD HH:MM:SS".to_owned(),
            Self::Time => "an ISO 8601 date".to_owned(),
            Self::OneOf(values) => format!("one of {}", values.join(", ")),
            Self::ManyOf(values) => format!("a comma-separated list of {}", values.join(", ")),
            Self::AtLeast(least) => format!("a whole number from {least}"),
            Self::Between(least, most) => format!("a whole number from {least} to {most}"),
            Self::Whole => "a whole number".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Numbers => "an array of whole numbers".to_owned(),
            Self::Bool => "true or false".to_owned(),
            Self::Scalar => "a text or a number".to_owned(),
            Self::Texts => "an array of texts".to_owned(),
            Self::TextOrTexts => "a text or an array of texts".to_owned(),
            Self::MapOfTexts => "an object of arrays of texts".to_owned(),
            Self::MapOfScalars => "an object of texts and numbers".to_owned(),
            Self::Dictionary => "an object of texts".to_owned(),
            Self::Object(_) => "an object".to_owned(),
            Self::List(_) => "an array of objects".to_owned(),
        }
    }

    fn holds(self, value: &Value) -> bool {
        let text = value.as_str();
        match self {
            Self::Any => true,
            Self::Map => value.is_object(),
            Self::Text => text.is_some(),
            Self::Filled => text.is_some_and(|text| !text.is_empty()),
            Self::Uuid => text.is_some_and(is_uuid),
            Self::UpTo(most) => {
                text.is_some_and(|text| (1..=most).contains(&text.trim().chars().count()))
            }
            Self::Time => text.is_some_and(|text| instant(text, Offset::UTC).is_some()),
            Self::Stamp => text.is_some_and(|text| stamp(text).is_some()),
            Self::OneOf(values) => text.is_some_and(|text| values.contains(&text)),
            Self::ManyOf(values) => {
                text.is_some_and(|text| text.split(',').all(|item| values.contains(&item)))
            }
            Self::AtLeast(least) => value.as_u64().is_some_and(|number| number >= least),
            Self::Between(least, most) => value
                .as_u64()
                .is_some_and(|number| (least..=most).contains(&number)),
            Self::Whole => value.is_i64() || value.is_u64(),
            Self::Number => value.is_number(),
            Self::Numbers => value
                .as_array()
                .is_some_and(|items| items.iter().all(Value::is_u64)),
            Self::Bool => value.is_boolean(),
            Self::Scalar => value.is_string() || value.is_number(),
            Self::Texts => is_texts(value),
            Self::TextOrTexts => text.is_some() || is_texts(value),
            Self::MapOfTexts => value
                .as_object()
                .is_some_and(|map| map.values().all(is_texts)),
            Self::MapOfScalars => value.as_object().is_some_and(|map| {
                map.values()
                    .all(|value| value.is_string() || value.is_number())
            }),
            Self::Dictionary => value
                .as_object()
                .is_some_and(|map| map.values().all(Value::is_string)),
            // Those that are one have been looked into before.
            Self::Object(_) | Self::List(_) => false,
        }
    }

    /// The JSON value that a parameter's text stands for.
    fn read(self, text: String) -> Value {
        match self {
            Self::AtLeast(_) | Self::Between(..) => {
                text.parse::<u64>().map_or(Value::String(text), Value::from)
            }
            Self::Bool => text
                .parse::<bool>()
                .map_or(Value::String(text), Value::from),
            _ => Value::String(text),
        }
    }
}

fn is_texts(value: &Value) -> bool {
    value
        .as_array()
        .is_some_and(|items| items.iter().all(Value::is_string))
}

fn is_uuid(text: &str) -> bool {
    let mut lengths = [8, 4, 4, 4, 12].into_iter();
    let parts_fit = text.split('-').all(|part| {
        lengths.next() == Some(part.len()) && part.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    parts_fit && lengths.next().is_none()
}

/// Reads a date and time of ISO 8601, or a date alone, which is its first instant. One without
/// an offset is a time in `zone`.
fn instant(text: &str, zone: Offset) -> Option<Timestamp> {
    // jiff takes more than ISO 8601 allows: a blank between date and time, a zone in brackets.
    // A blank is also what becomes of the plus sign of an offset that nobody percent-encoded.
    if text.contains([' ', '[']) {
        return None;
    }
    text.parse().ok().or_else(|| {
        let civil: civil::DateTime = text.parse().ok()?;
        zone.to_timestamp(civil).ok()
    })
}

/// Reads a date and time as `2026-01-31 23:59:59`, with nothing left out.
pub(crate) fn stamp(text: &str) -> Option<civil::DateTime> {
    let spelt = text.len() == 19 && text.as_bytes().get(10) == Some(&b' ');
    text.parse().ok().filter(|_| spelt)
}

/// Fields that have passed their table.
///
/// The getters answer with nothing where a field was left out. Where it was given, the table
/// has already made sure of its type.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The text, or an empty one.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.get(name).and_then(Value::as_u64)
    }

    /// The instant; a time without an offset is one in `zone`.
    pub(crate) fn time(&self, name: &str, zone: Offset) -> Option<Timestamp> {
        instant(self.get(name)?.as_str()?, zone)
    }

    /// The members of an array of texts; a single text counts as an array of one.
    pub(crate) fn texts(&self, name: &str) -> Vec<&str> {
        self.get(name).map(texts).unwrap_or_default()
    }

    /// The items of a comma-separated list, or `None` if it was left out.
    pub(crate) fn items(&self, name: &str) -> Option<Vec<&str>> {
        Some(self.get(name)?.as_str()?.split(',').collect())
    }

    pub(crate) fn map(&self, name: &str) -> Option<&Map<String, Value>> {
        self.get(name).and_then(Value::as_object)
    }

    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        self.get(name).and_then(Value::as_bool)
    }

    pub(crate) fn numbers(&self, name: &str) -> Vec<u64> {
        let items = self.get(name).and_then(Value::as_array);
        items
            .into_iter()
            .flatten()
            .filter_map(Value::as_u64)
            .collect()
    }

    /// An object, or `None` if it was left out.
    pub(crate) fn member(&self, name: &str) -> Option<Self> {
        self.map(name).cloned().map(Self)
    }

    /// The members of an array of objects.
    pub(crate) fn list(&self, name: &str) -> Vec<Self> {
        let items = self.get(name).and_then(Value::as_array);
        items
            .into_iter()
            .flatten()
            .filter_map(|item| item.as_object().cloned().map(Self))
            .collect()
    }

    /// All that was given.
    pub(crate) fn all(&self) -> &Map<String, Value> {
        &self.0
    }
}

impl From<&Map<String, Value>> for Fields {
    fn from(map: &Map<String, Value>) -> Self {
        Self(map.clone())
    }
}

/// The texts of an array, or a text itself.
pub(crate) fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Holds an object against its table. `within` is the path of the object, for the messages: an
/// empty one for a whole body, `customer.` for a member.
pub(crate) fn object(table: Table, value: Value, within: &str) -> Result<Fields, Refusal> {
    let Value::Object(map) = value else {
        let name = match within.trim_end_matches('.') {
            "" => "body",
            path => path,
        };
        return Err(Refusal::bad_request(format!("{name} must be an object")));
    };
    members(table, &map, within)?;
    Ok(Fields(map))
}

/// Holds an array of objects against their table. It is found again as [`ROWS`].
pub(crate) fn rows(table: Table, value: Value) -> Result<Fields, Refusal> {
    check(&Field::required(ROWS, Kind::List(table)), &value, "")?;
    Ok(Fields(Map::from_iter([(ROWS.to_owned(), value)])))
}

/// The name of a body that is an array.
pub(crate) const ROWS: &str = "body";

fn members(table: Table, map: &Map<String, Value>, within: &str) -> Result<(), Refusal> {
    // What is missing comes first: it may have been misspelt, and then its right name helps.
    for field in table {
        match map.get(field.name) {
            Some(value) => check(field, value, within)?,
            None if field.required => return Err(missing(field, within)),
            None => {}
        }
    }
    match map
        .keys()
        .find(|name| table.iter().all(|field| field.name != name.as_str()))
    {
        Some(unknown) => Err(Refusal::bad_request(format!(
            "{within}{unknown} is not a known field"
        ))),
        None => Ok(()),
    }
}

fn check(field: &Field, value: &Value, within: &str) -> Result<(), Refusal> {
    let name = field.name;
    match (field.kind, value) {
        (Kind::Object(table), Value::Object(map)) => {
            members(table, map, &format!("{within}{name}."))
        }
        (Kind::List(table), Value::Array(items)) => {
            for (place, item) in items.iter().enumerate() {
                let Value::Object(map) = item else {
                    return Err(Refusal::bad_request(format!(
                        "{within}{name}[{place}] must be an object"
                    )));
                };
                members(table, map, &format!("{within}{name}[{place}]."))?;
            }
            Ok(())
        }
        (kind, value) if kind.holds(value) => Ok(()),
        _ => Err(invalid(field, within)),
    }
}

/// Holds a query or a form against its table.
pub(crate) fn pairs(table: Table, pairs: Vec<(String, String)>) -> Result<Fields, Refusal> {
    let mut map = Map::new();
    for (name, text) in pairs {
        let Some(field) = table.iter().find(|field| field.name == name) else {
            return Err(Refusal::bad_request(format!(
                "{name} is not a known parameter"
            )));
        };
        // A name that ends so is given once for each member of a list.
        if name.ends_with("[]") {
            match map.entry(name).or_insert_with(|| Value::Array(Vec::new())) {
                Value::Array(items) => items.push(Value::String(text)),
                _ => return Err(invalid(field, "")),
            }
            continue;
        }
        if map.insert(name, field.kind.read(text)).is_some() {
            return Err(Refusal::bad_request(format!(
                "{} is given more than once",
                field.name
            )));
        }
    }
    object(table, Value::Object(map), "")
}

fn missing(field: &Field, within: &str) -> Refusal {
    Refusal::bad_request(field.missing.map_or_else(
        || format!("{within}{} is required", field.name),
        str::to_owned,
    ))
}

fn invalid(field: &Field, within: &str) -> Refusal {
    Refusal::bad_request(field.invalid.map_or_else(
        || format!("{within}{} must be {}", field.name, field.kind.describe()),
        str::to_owned,
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TABLE: Table = &[
        Field::required("name", Kind::Filled),
        Field::optional("page", Kind::AtLeast(1)),
        Field::optional("media", Kind::ManyOf(&["voice", "chat"])),
        Field::optional("kind", Kind::OneOf(&["a", "b"])).invalid("Invalid kind"),
    ];

    fn body(value: Value) -> Result<Fields, String> {
        object(TABLE, value, "").map_err(|refusal| refusal.message)
    }

    fn query(list: &[(&str, &str)]) -> Result<Fields, String> {
        let list = list
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        pairs(TABLE, list).map_err(|refusal| refusal.message)
    }

    #[test]
    fn a_refusal_names_the_field() {
        let message = |value| body(value).unwrap_err();
        assert_eq!(message(json!([])), "body must be an object");
        assert_eq!(message(json!({})), "name is required");
        assert_eq!(message(json!({"nmae": "x"})), "name is required");
        assert_eq!(
            message(json!({"name": ""})),
            "name must be a text that is not empty"
        );
        assert_eq!(
            message(json!({"name": null})),
            "name must be a text that is not empty"
        );
        assert_eq!(
            message(json!({"name": "x", "Page": 1})),
            "Page is not a known field"
        );
        assert_eq!(
            message(json!({"name": "x", "page": 0})),
            "page must be a whole number from 1"
        );
        assert_eq!(
            message(json!({"name": "x", "page": "1"})),
            "page must be a whole number from 1"
        );
        assert_eq!(message(json!({"name": "x", "kind": "c"})), "Invalid kind");
    }

    #[test]
    fn a_member_is_named_with_its_path() {
        let refusal = object(TABLE, json!({}), "person.").unwrap_err();
        assert_eq!(refusal.message, "person.name is required");
        let refusal = object(TABLE, json!("x"), "person.").unwrap_err();
        assert_eq!(refusal.message, "person must be an object");
    }

    #[test]
    fn parameters_are_read_from_text() {
        let fields = query(&[("name", "x"), ("page", "3"), ("media", "chat,voice")]).unwrap();
        assert_eq!(fields.number("page"), Some(3));
        assert_eq!(fields.items("media"), Some(vec!["chat", "voice"]));
        assert_eq!(fields.items("kind"), None);
        assert_eq!(fields.text("kind"), "");
    }

    #[test]
    fn parameters_are_held_to_the_table() {
        let message = |list| query(list).unwrap_err();
        assert_eq!(
            message(&[("name", "x"), ("page", "three")]),
            "page must be a whole number from 1"
        );
        assert_eq!(
            message(&[("name", "x"), ("name", "y")]),
            "name is given more than once"
        );
        assert_eq!(
            message(&[("name", "x"), ("pag", "1")]),
            "pag is not a known parameter"
        );
        assert_eq!(
            message(&[("name", "x"), ("media", "voice,")]),
            "media must be a comma-separated list of voice, chat"
        );
    }

    #[test]
    fn lists_in_a_query_have_brackets() {
        const LISTS: Table = &[
            Field::optional("id[]", Kind::Texts),
            Field::optional("wait[from]", Kind::AtLeast(1)),
            Field::optional("all", Kind::Bool),
        ];
        let read = |query| pairs(LISTS, crate::pairs::parse(query).unwrap());
        let fields = read("id[]=1&wait%5Bfrom%5D=5&id%5B%5D=2&all=true").unwrap();
        assert_eq!(fields.texts("id[]"), ["1", "2"]);
        assert_eq!(fields.number("wait[from]"), Some(5));
        assert_eq!(fields.flag("all"), Some(true));
        assert!(read("id=1").is_err());
        assert!(read("all=yes").is_err());
        assert!(read("wait[from]=5&wait[from]=6").is_err());
    }

    #[test]
    fn dates_are_iso_8601() {
        let same = "2025-11-01T00:00:00Z".parse().ok();
        for text in [
            "2025-11-01T00:00:00",
            "2025-11-01T00:00:00Z",
            "2025-11-01T00:00:00.000Z",
            "2025-11-01T03:00:00+03:00",
            "2025-11-01",
        ] {
            assert_eq!(instant(text, Offset::UTC), same, "{text}");
        }
        assert_eq!(instant("2025-11-01T03:00:00", Offset::constant(3)), same);
        for text in [
            "",
            "yesterday",
            "01.11.2025",
            "2025-13-01T00:00:00",
            "2025-11-01 00:00:00",
            "2025-11-01T03:00:00 03:00",
            "2025-11-01T00:00:00Z[UTC]",
            "1762000000",
        ] {
            assert_eq!(instant(text, Offset::UTC), None, "{text}");
        }
    }

    #[test]
    fn members_have_tables_of_their_own() {
        const INNER: Table = &[Field::required("id", Kind::AtLeast(1))];
        const OUTER: Table = &[
            Field::optional("one", Kind::Object(INNER)),
            Field::optional("many", Kind::List(INNER)),
        ];
        let message = |value| object(OUTER, value, "").unwrap_err().message;
        assert_eq!(message(json!({"one": {}})), "one.id is required");
        assert_eq!(message(json!({"one": 1})), "one must be an object");
        assert_eq!(
            message(json!({"many": [{"id": 1}, {"id": 0}]})),
            "many[1].id must be a whole number from 1"
        );
        assert_eq!(message(json!({"many": [7]})), "many[0] must be an object");
        assert_eq!(
            message(json!({"many": {}})),
            "many must be an array of objects"
        );
        let refusal = rows(INNER, json!([{"id": 1, "ids": 2}])).unwrap_err();
        assert_eq!(refusal.message, "body[0].ids is not a known field");
        let body = rows(INNER, json!([{"id": 1}])).unwrap();
        assert_eq!(body.list(ROWS)[0].number("id"), Some(1));
    }

    #[test]
    fn bounds_hold_on_both_sides() {
        assert!(Kind::Between(1, 100).holds(&json!(100)));
        assert!(!Kind::Between(1, 100).holds(&json!(101)));
        assert!(!Kind::Between(1, 100).holds(&json!(0)));
        assert!(Kind::UpTo(3).holds(&json!(" äöü ")));
        assert!(!Kind::UpTo(3).holds(&json!("four")));
        assert!(!Kind::UpTo(3).holds(&json!("  ")));
        assert!(Kind::Stamp.holds(&json!("2026-01-31 23:59:59")));
        for text in ["2026-01-31", "2026-01-31T23:59:59", "2026-02-30 00:00:00"] {
            assert!(!Kind::Stamp.holds(&json!(text)), "{text}");
        }
    }

    #[test]
    fn uuids_have_five_parts() {
        assert!(is_uuid("a08013f9-5458-4f14-a4c8-fc41b451dbe4"));
        assert!(!is_uuid("a08013f9-5458-4f14-a4c8"));
        assert!(!is_uuid("a08013f9-5458-4f14-a4c8-fc41b451dbe4-00"));
        assert!(!is_uuid("g08013f9-5458-4f14-a4c8-fc41b451dbe4"));
        assert!(!is_uuid(""));
    }
}
