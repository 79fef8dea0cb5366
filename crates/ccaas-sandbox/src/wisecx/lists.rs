//! What all lists share: choosing fields, sorting, paging, and the envelopes.

use std::{cmp::Ordering, collections::BTreeMap};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{filters::Condition, store::Row};
use crate::{
    call::Call,
    page,
    reply::Reply,
    strict::{Field, Fields, Kind},
};

/// The largest page, and the usual one.
const PAGE_SIZE: u64 = 100;

pub(super) const FILTERING: Field = Field::optional("filtering", Kind::Filled);
pub(super) const LIMIT: Field = Field::optional("limit", Kind::Between(1, PAGE_SIZE));
pub(super) const PAGE: Field = Field::optional("page", Kind::AtLeast(1));
const DIRECTION: Kind = Kind::OneOf(&["asc", "desc"]);

pub(super) const fn fields(names: &'static [&'static str]) -> Field {
    Field::optional("fields", Kind::ManyOf(names))
}

/// The parameters of a list with these fields.
pub(super) const fn plain(names: &'static [&'static str]) -> [Field; 5] {
    [
        fields(names),
        Field::optional("sort", DIRECTION),
        Field::optional("sort_field", Kind::OneOf(names)),
        LIMIT,
        PAGE,
    ]
}

/// The parameters of a list with these fields that can be filtered.
pub(super) const fn filtered(names: &'static [&'static str]) -> [Field; 6] {
    let [fields, sort, sort_field, limit, page] = plain(names);
    [fields, FILTERING, sort, sort_field, limit, page]
}

/// The parameters of a list of campaigns or of what belongs to them, which has its own words.
pub(super) const fn nitro(names: &'static [&'static str]) -> [Field; 5] {
    [
        PAGE,
        LIMIT,
        Field::optional("sort_by", Kind::OneOf(names)),
        Field::optional("sort_order", DIRECTION),
        FILTERING,
    ]
}

/// One page of a list.
#[derive(Debug)]
pub(super) struct Page {
    rows: Vec<Value>,
    number: u64,
    limit: u64,
    total: usize,
}

/// The page that the query asks for. Without `fields` the rows have the members `usual`; all of
/// them, if that is empty.
pub(super) fn page(
    call: &Call<'_>,
    rows: impl IntoIterator<Item = Row>,
    conditions: &[Condition],
    usual: &[&str],
) -> Page {
    page_by("id", call, rows, conditions, usual)
}

/// The same, where rows that the query does not sort are in the order of another member.
pub(super) fn page_by(
    key: &str,
    call: &Call<'_>,
    rows: impl IntoIterator<Item = Row>,
    conditions: &[Condition],
    usual: &[&str],
) -> Page {
    let query = &call.query;
    let given = |names: [&str; 2]| names.into_iter().map(|name| query.text(name)).max();
    let mut rows: Vec<Row> = rows
        .into_iter()
        .filter(|row| conditions.iter().all(|condition| condition.holds(row)))
        .collect();
    let key = match given(["sort_field", "sort_by"]).unwrap_or_default() {
        "" => key,
        asked => asked,
    };
    rows.sort_by(|one, other| compare(one.get(key), other.get(key)));
    if given(["sort", "sort_order"]) == Some("desc") {
        rows.reverse();
    }
    let limit = query.number("limit").unwrap_or(PAGE_SIZE);
    let number = query.number("page").unwrap_or(1);
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let shown = page::numbered(&rows, number, size)
        .iter()
        .map(|row| chosen(query, row, usual))
        .collect();
    Page {
        rows: shown,
        number,
        limit,
        total: rows.len(),
    }
}

/// What is shown unasked: every id, and of users whether they are bots, as the vendor's example
/// has it.
const ALWAYS: [&str; 2] = ["id", "is_bot"];

/// The members of a row that `fields` names, and those that always come.
pub(super) fn chosen(query: &Fields, row: &Row, usual: &[&str]) -> Value {
    let wanted = query.items("fields");
    let wanted = wanted.as_deref().unwrap_or(usual);
    let named = |name: &str| wanted.contains(&name) || ALWAYS.contains(&name);
    let members = row
        .iter()
        .filter(|(name, _)| wanted.is_empty() || named(name))
        .map(|(name, value)| (name.clone(), value.clone()));
    Value::Object(members.collect())
}

fn compare(one: Option<&Value>, other: Option<&Value>) -> Ordering {
    match (one, other) {
        (Some(Value::String(one)), Some(Value::String(other))) => {
            // Ids are numbers, even where they are written as texts.
            match (one.parse::<u64>(), other.parse::<u64>()) {
                (Ok(one), Ok(other)) => one.cmp(&other),
                _ => one.cmp(other),
            }
        }
        (Some(one), Some(other)) => match (one.as_f64(), other.as_f64()) {
            (Some(one), Some(other)) => one.total_cmp(&other),
            _ => one.to_string().cmp(&other.to_string()),
        },
        (one, other) => one.is_some().cmp(&other.is_some()),
    }
}

impl Page {
    /// Whether nothing was found, on whatever page.
    pub(super) fn is_of_nothing(&self) -> bool {
        self.total == 0
    }

    /// An array and nothing around it.
    pub(super) fn bare(self) -> Reply {
        Reply::ok(&Value::Array(self.rows))
    }

    /// An object with the array in it, and no word about further pages.
    pub(super) fn data(self) -> Reply {
        Reply::ok(&json!({"data": self.rows}))
    }

    /// With a link to the next page, or `end` on the last one. As the vendor's examples have it,
    /// `page` is one too high where more pages follow.
    pub(super) fn paging(self, call: &Call<'_>, link: &str, end: &Value) -> Reply {
        let last = self.number.saturating_mul(self.limit) >= self.total as u64;
        let following = self.number.saturating_add(1);
        let (next, number) = if last {
            (end.clone(), self.number)
        } else {
            (next_link(call, link, following).into(), following)
        };
        Reply::ok(&json!({
            "data": self.rows,
            "paging": {"next": next, "page": number, "limit": self.limit},
        }))
    }

    /// With totals.
    pub(super) fn pagination(self) -> Reply {
        Reply::ok(&json!({
            "data": self.rows,
            "pagination": {
                "page": self.number,
                "page_size": self.limit,
                "total_items": self.total,
                "total_pages": (self.total as u64).div_ceil(self.limit),
            },
        }))
    }
}

/// What the vendor leaves unescaped in its links, besides letters and digits.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b',').remove(b'_').remove(b'-');

fn next_link(call: &Call<'_>, link: &str, number: u64) -> String {
    let number = Value::from(number);
    let mut parameters: BTreeMap<&str, &Value> = call
        .query
        .all()
        .iter()
        .map(|(name, value)| (name.as_str(), value))
        .collect();
    parameters.insert("page", &number);
    let parameters: Vec<_> = parameters
        .into_iter()
        .map(|(name, value)| {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            format!("{name}={}", utf8_percent_encode(&text, ESCAPED))
        })
        .collect();
    format!("{}{link}?{}", call.base_url, parameters.join("&"))
}
