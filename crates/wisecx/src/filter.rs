//! Filters of lists.
//!
//! A list takes filters of its own fields, and each field only the comparisons that the vendor documents
//! for it; what can't be asked doesn't compile. [`Filter::custom`] is the one way around: it takes field,
//! operator and value as texts.
//!
//! ```
//! use wisecx::cases::{CaseField, CaseStatus, ListCases};
//! use wisecx::filter::Filter;
//! use jiff::civil::date;
//!
//! let unsolved = ListCases::new()
//!     .filter(CaseField::STATUS.one_of([CaseStatus::Opened, CaseStatus::Pending]))
//!     .filter(CaseField::CREATED_AT.at_least(date(2026, 11, 1)))
//!     .filter(Filter::custom("case.city", "EQUAL", "Montevideo"));
//! ```
//!
//! ```compile_fail
//! # use wisecx::cases::{CaseField, ListCases};
//! // The vendor compares contacts of cases for equality only.
//! ListCases::new().filter(CaseField::CONTACT_ID.at_least(7));
//! ```

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::marker::PhantomData;

use ccaas_core::{EncodeError, Encoder, open_enum};
use serde::{Deserialize, Serialize};

/// A field that a list can be filtered by.
///
/// `R` is what the list is of, `T` what the field is compared with, `C` the comparisons it can take.
pub struct Field<R, T, C> {
    name: &'static str,
    kind: PhantomData<Kind<R, T, C>>,
}

/// What tells one field from another, and is never made.
type Kind<R, T, C> = fn() -> (R, T, C);

impl<R, T, C> Field<R, T, C> {
    pub(crate) const fn new(name: &'static str) -> Self {
        Field {
            name,
            kind: PhantomData,
        }
    }

    /// The field's name, as the vendor has it.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    fn one(&self, operator: Operator, value: impl Display) -> Filter<R> {
        self.with(operator, Value::One(value.to_string()))
    }

    fn many(&self, operator: Operator, values: impl Iterator<Item = impl Display>) -> Filter<R> {
        let values = values.map(|value| value.to_string()).collect();
        self.with(operator, Value::Many(values))
    }

    fn with(&self, operator: Operator, value: Value) -> Filter<R> {
        Filter {
            field: Cow::Borrowed(self.name),
            operator,
            value,
            of: PhantomData,
        }
    }
}

impl<R, T: Display, C> Field<R, T, C> {
    /// Those where it is this: `EQUAL`.
    pub fn equals(&self, value: impl Into<T>) -> Filter<R> {
        self.one(Operator::Equal, value.into())
    }
}

impl<R, T: Display, C: Lists> Field<R, T, C> {
    /// Those where it is one of these: `IN`.
    pub fn one_of<V: Into<T>>(&self, values: impl IntoIterator<Item = V>) -> Filter<R> {
        self.many(Operator::In, values.into_iter().map(Into::into))
    }
}

impl<R, T: Display, C: Excludes> Field<R, T, C> {
    /// Those where it isn't this: `NOT EQUAL`.
    pub fn not_equals(&self, value: impl Into<T>) -> Filter<R> {
        self.one(Operator::NotEqual, value.into())
    }

    /// Those where it is none of these: `NOT IN`.
    pub fn none_of<V: Into<T>>(&self, values: impl IntoIterator<Item = V>) -> Filter<R> {
        self.many(Operator::NotIn, values.into_iter().map(Into::into))
    }
}

impl<R, T: Display, C: Compares> Field<R, T, C> {
    /// Those where it is greater, or later: `GREATER`.
    pub fn greater_than(&self, value: impl Into<T>) -> Filter<R> {
        self.one(Operator::Greater, value.into())
    }

    /// Those where it is lower, or earlier: `LOWER`.
    pub fn lower_than(&self, value: impl Into<T>) -> Filter<R> {
        self.one(Operator::Lower, value.into())
    }

    /// Those where it is this or greater: `GREATER EQUAL`.
    pub fn at_least(&self, value: impl Into<T>) -> Filter<R> {
        self.one(Operator::GreaterEqual, value.into())
    }

    /// Those where it is this or lower: `LOWER EQUAL`.
    pub fn at_most(&self, value: impl Into<T>) -> Filter<R> {
        self.one(Operator::LowerEqual, value.into())
    }
}

impl<R, T: Display, C: Searches> Field<R, T, C> {
    /// Those where it holds this text: `CONTAINS`.
    pub fn contains(&self, text: impl AsRef<str>) -> Filter<R> {
        self.one(Operator::Contains, text.as_ref())
    }
}

impl<R, T, C> Clone for Field<R, T, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R, T, C> Copy for Field<R, T, C> {}

impl<R, T, C> fmt::Debug for Field<R, T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Field({})", self.name)
    }
}

/// A field that takes lists.
pub trait Lists: sealed::Comparisons {}
/// A field that takes negations.
pub trait Excludes: sealed::Comparisons {}
/// A field with an order.
pub trait Compares: sealed::Comparisons {}
/// A field that can be searched.
pub trait Searches: sealed::Comparisons {}

mod sealed {
    pub trait Comparisons {}
}

macro_rules! comparisons {
    ($($(#[$meta:meta])* $name:ident: $($trait:ident),*;)+) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Copy, Debug)]
            pub enum $name {}
            impl sealed::Comparisons for $name {}
            $(impl $trait for $name {})*
        )+
    };
}

comparisons! {
    /// `EQUAL` and `IN`.
    Key: Lists;
    /// `EQUAL`, `NOT EQUAL`, `IN` and `NOT IN`.
    Choice: Lists, Excludes;
    /// As [`Choice`], and `CONTAINS`.
    Text: Lists, Excludes, Searches;
    /// As [`Choice`], and `GREATER`, `LOWER`, `GREATER EQUAL`, `LOWER EQUAL`.
    Ordered: Lists, Excludes, Compares;
    /// `EQUAL`, `GREATER`, `LOWER`, `GREATER EQUAL`, `LOWER EQUAL`.
    Range: Compares;
}

open_enum! {
    /// How a field is compared.
    pub enum Operator {
        /// Is in the list.
        In = "IN",
        /// Is not in the list.
        NotIn = "NOT IN",
        /// Equals.
        Equal = "EQUAL",
        /// Doesn't equal.
        NotEqual = "NOT EQUAL",
        /// Is greater.
        Greater = "GREATER",
        /// Is lower.
        Lower = "LOWER",
        /// Is greater or equal.
        GreaterEqual = "GREATER EQUAL",
        /// Is lower or equal.
        LowerEqual = "LOWER EQUAL",
        /// Holds.
        Contains = "CONTAINS",
    }
}

/// One condition on what a list is of. Several of them all have to hold.
#[derive(Serialize)]
#[cfg_attr(feature = "registry", derive(Deserialize))]
#[serde(bound = "")]
pub struct Filter<R> {
    field: Cow<'static, str>,
    operator: Operator,
    value: Value,
    #[serde(skip)]
    of: PhantomData<fn() -> R>,
}

/// What a field is compared with: a text or, for `IN` and `NOT IN`, a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "registry",
    derive(ccaas_core::registry::schemars::JsonSchema)
)]
#[cfg_attr(
    feature = "registry",
    schemars(crate = "ccaas_core::registry::schemars")
)]
#[serde(untagged)]
pub enum Value {
    /// One value.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::One(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::One(text)
    }
}

impl From<Vec<String>> for Value {
    fn from(values: Vec<String>) -> Self {
        Value::Many(values)
    }
}

impl<const N: usize> From<[&str; N]> for Value {
    fn from(values: [&str; N]) -> Self {
        Value::Many(values.map(str::to_owned).into())
    }
}

impl<R> Filter<R> {
    /// A condition that the vendor's document lacks: on a custom field, or with an operator of another
    /// time. The field's name is the whole one, prefix included.
    pub fn custom(
        field: impl Into<Cow<'static, str>>,
        operator: impl Into<Operator>,
        value: impl Into<Value>,
    ) -> Self {
        Filter {
            field: field.into(),
            operator: operator.into(),
            value: value.into(),
            of: PhantomData,
        }
    }
}

impl<R> Clone for Filter<R> {
    fn clone(&self) -> Self {
        Filter {
            field: self.field.clone(),
            operator: self.operator.clone(),
            value: self.value.clone(),
            of: PhantomData,
        }
    }
}

impl<R> PartialEq for Filter<R> {
    fn eq(&self, other: &Self) -> bool {
        (&self.field, &self.operator, &self.value) == (&other.field, &other.operator, &other.value)
    }
}

impl<R> fmt::Debug for Filter<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {:?}", self.field, self.operator, self.value)
    }
}

#[cfg(feature = "registry")]
impl<R> ccaas_core::registry::schemars::JsonSchema for Filter<R> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Filter".into()
    }

    fn json_schema(
        generator: &mut ccaas_core::registry::schemars::SchemaGenerator,
    ) -> ccaas_core::registry::schemars::Schema {
        ccaas_core::registry::schemars::json_schema!({
            "type": "object",
            "required": ["field", "operator", "value"],
            "properties": {
                "field": { "type": "string" },
                "operator": generator.subschema_for::<Operator>(),
                "value": generator.subschema_for::<Value>(),
            },
        })
    }
}

/// Writes filters into the query, as one JSON list.
pub(crate) fn encode<R>(request: &mut Encoder, filters: &[Filter<R>]) -> Result<(), EncodeError> {
    if filters.is_empty() {
        return Ok(());
    }
    for filter in filters {
        if filter.field.trim().is_empty() {
            return Err(EncodeError::new("filtering", "a filter names no field"));
        }
        if matches!(&filter.value, Value::Many(values) if values.is_empty()) {
            return Err(EncodeError::new(
                "filtering",
                format!("the list of values for {} is empty", filter.field),
            ));
        }
    }
    request.query_json("filtering", &filters)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::Moment;

    enum Thing {}
    const NAME: Field<Thing, String, Text> = Field::new("thing.name");
    const AT: Field<Thing, Moment, Range> = Field::new("thing.at");

    #[test]
    fn each_comparison_has_its_operator() {
        let wire = |filter: Filter<Thing>| serde_json::to_value(filter).unwrap();
        let noon = jiff::civil::date(2026, 1, 31).at(12, 0, 0, 0);
        let expect = |field: &str, operator: &str, value: serde_json::Value| json!({"field": field, "operator": operator, "value": value});
        for (filter, expected) in [
            (NAME.equals("a"), expect("thing.name", "EQUAL", json!("a"))),
            (
                NAME.not_equals("a"),
                expect("thing.name", "NOT EQUAL", json!("a")),
            ),
            (
                NAME.one_of(["a", "b"]),
                expect("thing.name", "IN", json!(["a", "b"])),
            ),
            (
                NAME.none_of(["a"]),
                expect("thing.name", "NOT IN", json!(["a"])),
            ),
            (
                NAME.contains("a"),
                expect("thing.name", "CONTAINS", json!("a")),
            ),
            (
                AT.greater_than(noon),
                expect("thing.at", "GREATER", json!("2026-01-31 12:00:00")),
            ),
            (
                AT.lower_than(noon),
                expect("thing.at", "LOWER", json!("2026-01-31 12:00:00")),
            ),
            (
                AT.at_least(noon),
                expect("thing.at", "GREATER EQUAL", json!("2026-01-31 12:00:00")),
            ),
            (
                AT.at_most(noon),
                expect("thing.at", "LOWER EQUAL", json!("2026-01-31 12:00:00")),
            ),
            (
                Filter::custom("thing.x", "LIKE", ["a"]),
                expect("thing.x", "LIKE", json!(["a"])),
            ),
        ] {
            assert_eq!(wire(filter), expected);
        }
    }

    proptest! {
        #[test]
        fn any_value_is_one_json_text(value in ".*", others in proptest::collection::vec(".*", 1..4)) {
            let wire = serde_json::to_value([
                NAME.equals(value.clone()),
                NAME.one_of(others.clone()),
            ]).unwrap();
            prop_assert_eq!(&wire[0]["value"], &json!(value));
            prop_assert_eq!(&wire[1]["value"], &json!(others));
        }
    }
}
