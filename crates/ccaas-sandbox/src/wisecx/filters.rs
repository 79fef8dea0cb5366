//! The parameter `filtering`.

use std::cmp::Ordering;

use serde_json::Value;

use super::store::Row;
use crate::{
    call::Call,
    reply::Refusal,
    strict::{self, Field, Kind, Table},
};

/// What a list can be filtered by.
#[derive(Debug)]
pub(super) struct Filters {
    /// What may stand in front of a field's name.
    pub(super) prefixes: &'static [&'static str],
    /// Fields, with the operators that they take.
    pub(super) fields: &'static [(&'static [&'static str], &'static [&'static str])],
}

pub(super) const LISTED: &[&str] = &["IN", "EQUAL"];
pub(super) const CHOSEN: &[&str] = &["IN", "NOT IN", "EQUAL", "NOT EQUAL"];
pub(super) const SEARCHED: &[&str] = &["IN", "NOT IN", "EQUAL", "NOT EQUAL", "CONTAINS"];
pub(super) const ORDERED: &[&str] = &[
    "IN",
    "NOT IN",
    "EQUAL",
    "NOT EQUAL",
    "GREATER",
    "LOWER",
    "GREATER EQUAL",
    "LOWER EQUAL",
];
pub(super) const DATED: &[&str] = &["EQUAL", "GREATER", "LOWER", "GREATER EQUAL", "LOWER EQUAL"];

const CONDITION: Table = &[
    Field::required("field", Kind::Filled),
    Field::required("operator", Kind::Filled),
    Field::required("value", Kind::Any),
];

/// One element of `filtering`. A row must meet all of them.
#[derive(Debug)]
pub(super) struct Condition {
    pub(super) field: &'static str,
    pub(super) operator: &'static str,
    values: Vec<String>,
}

/// Reads `filtering`, and refuses what this list can't be asked.
pub(super) fn read(call: &Call<'_>, filters: &Filters) -> Result<Vec<Condition>, Refusal> {
    let given = call.query.text("filtering");
    if given.is_empty() {
        return Ok(Vec::new());
    }
    let Value::Array(items) = parse(given).unwrap_or_default() else {
        return Err(Refusal::bad_request(
            "filtering must be a JSON array of objects",
        ));
    };
    (0..)
        .zip(items)
        .map(|(place, item): (usize, Value)| condition(place, item, filters))
        .collect()
}

/// The vendor writes its examples with single quotes, and clients send double ones.
fn parse(text: &str) -> Option<Value> {
    serde_json::from_str(text)
        .or_else(|_| match text.contains('"') {
            true => Ok(Value::Null),
            false => serde_json::from_str(&text.replace('\'', "\"")),
        })
        .ok()
}

fn condition(place: usize, item: Value, filters: &Filters) -> Result<Condition, Refusal> {
    let within = format!("filtering[{place}].");
    let given = strict::object(CONDITION, item, &within)?;
    let name = given.text("field");
    let bare = filters
        .prefixes
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))
        .unwrap_or(name);
    let known = filters.fields.iter().find_map(|(names, operators)| {
        let field = names.iter().find(|known| **known == bare)?;
        Some((*field, *operators))
    });
    let Some((field, operators)) = known else {
        return Err(Refusal::bad_request(format!(
            "{within}field: {name} can't be filtered by"
        )));
    };
    let operator = operators
        .iter()
        .find(|known| **known == given.text("operator"));
    let Some(operator) = operator else {
        return Err(Refusal::bad_request(format!(
            "{within}operator must be one of {} for {name}",
            operators.join(", ")
        )));
    };
    let values = match (given.get("value"), operator.ends_with("IN")) {
        (Some(Value::Array(values)), true) => values.iter().map(scalar).collect(),
        (Some(value), false) => scalar(value).map(|value| vec![value]),
        _ => None,
    };
    let Some(values) = values else {
        return Err(Refusal::bad_request(format!(
            "{within}value must be an array for IN and NOT IN, and a single value otherwise"
        )));
    };
    Ok(Condition {
        field,
        operator,
        values,
    })
}

impl Condition {
    pub(super) fn holds(&self, row: &Row) -> bool {
        let held: Vec<String> = match row.get(self.field) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(items)) => items.iter().filter_map(scalar).collect(),
            Some(value) => scalar(value).into_iter().collect(),
        };
        let any = |test: &dyn Fn(&str, &str) -> bool| {
            held.iter()
                .any(|held| self.values.iter().any(|wanted| test(held, wanted)))
        };
        let ordered = |wanted: &[Ordering]| {
            any(&|held, bound| !is_no_date(held) && wanted.contains(&compare(held, bound)))
        };
        match self.operator {
            "IN" | "EQUAL" => any(&|held, wanted| compare(held, wanted).is_eq()),
            "NOT IN" | "NOT EQUAL" => !any(&|held, wanted| compare(held, wanted).is_eq()),
            "CONTAINS" => any(&|held, part| held.to_lowercase().contains(&part.to_lowercase())),
            "GREATER" => ordered(&[Ordering::Greater]),
            "LOWER" => ordered(&[Ordering::Less]),
            "GREATER EQUAL" => ordered(&[Ordering::Greater, Ordering::Equal]),
            "LOWER EQUAL" => ordered(&[Ordering::Less, Ordering::Equal]),
            _ => false,
        }
    }
}

/// Both as numbers if they are, or else as texts. The vendor's dates sort as texts do.
fn compare(held: &str, wanted: &str) -> Ordering {
    match (held.parse::<f64>(), wanted.parse::<f64>()) {
        (Ok(held), Ok(wanted)) => held.total_cmp(&wanted),
        _ => date(held).cmp(&date(wanted)),
    }
}

/// The two spellings of a date as one.
fn date(text: &str) -> String {
    let is_date = text.as_bytes().get(10) == Some(&b'T');
    if is_date {
        text.trim_end_matches('Z').replacen('T', " ", 1)
    } else {
        text.to_owned()
    }
}

fn is_no_date(text: &str) -> bool {
    text.is_empty() || text.starts_with("1900-01-01")
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}
