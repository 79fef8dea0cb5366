//! Dates and custom fields, as the vendor writes them.

use std::fmt;

use ccaas_core::types::Pairs;
use ccaas_core::types::lenient::{self, Lenient};
use ccaas_core::{Absent, reply};
use jiff::civil::{Date, DateTime};
use serde::ser::{Serialize, SerializeSeq, Serializer};
use serde::{Deserialize, Deserializer};

/// A date and time that goes to the vendor: `2026-01-31 13:05:00`, without a zone.
///
/// It is UTC where an operation says so; nothing is converted.
///
/// ```
/// use jiff::civil::date;
/// use wisecx::Moment;
///
/// let noon = Moment::from(date(2026, 1, 31).at(12, 0, 0, 0));
/// assert_eq!(noon.to_string(), "2026-01-31 12:00:00");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(DateTime);

impl Moment {
    /// As a civil date and time.
    pub const fn get(self) -> DateTime {
        self.0
    }
}

impl From<DateTime> for Moment {
    fn from(at: DateTime) -> Self {
        Moment(at)
    }
}

/// Its first second.
impl From<Date> for Moment {
    fn from(day: Date) -> Self {
        Moment(day.at(0, 0, 0, 0))
    }
}

/// The same instant in UTC.
impl From<jiff::Timestamp> for Moment {
    fn from(at: jiff::Timestamp) -> Self {
        Moment(jiff::tz::Offset::UTC.to_datetime(at))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (day, time) = (self.0.date(), self.0.time());
        let (hour, minute, second) = (time.hour(), time.minute(), time.second());
        write!(f, "{day} {hour:02}:{minute:02}:{second:02}")
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// In any of the ways to write one that jiff reads.
impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.trim()
            .parse()
            .map(Moment)
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "registry")]
impl ccaas_core::registry::schemars::JsonSchema for Moment {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(
        _: &mut ccaas_core::registry::schemars::SchemaGenerator,
    ) -> ccaas_core::registry::schemars::Schema {
        ccaas_core::registry::schemars::json_schema!({ "type": "string", "examples": ["2026-01-31 13:05:00"] })
    }
}

/// The fields that an account has made for itself, by name.
///
/// The vendor writes them as a list of `{field, value}`, with all values as texts.
///
/// ```
/// use wisecx::CustomFields;
///
/// let mut fields = CustomFields::from([("plan", "gold")]);
/// fields.insert("since", "2019");
/// assert_eq!(fields.get("plan"), Some("gold"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "registry",
    derive(Deserialize, ccaas_core::registry::schemars::JsonSchema)
)]
#[cfg_attr(
    feature = "registry",
    serde(transparent),
    schemars(crate = "ccaas_core::registry::schemars")
)]
pub struct CustomFields(Pairs);

impl CustomFields {
    /// Without any.
    pub const fn new() -> Self {
        CustomFields(Pairs::new())
    }

    /// The value of a field.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }

    /// Sets a field.
    pub fn insert(&mut self, field: impl Into<String>, value: impl Into<String>) {
        self.0.insert(field, value);
    }

    /// All fields, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(field, value)| (field, value.as_str()))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<F: Into<String>, T: Into<String>> FromIterator<(F, T)> for CustomFields {
    fn from_iter<I: IntoIterator<Item = (F, T)>>(fields: I) -> Self {
        CustomFields(fields.into_iter().collect())
    }
}

impl<F: Into<String>, T: Into<String>, const N: usize> From<[(F, T); N]> for CustomFields {
    fn from(fields: [(F, T); N]) -> Self {
        fields.into_iter().collect()
    }
}

impl Serialize for CustomFields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct One<'a> {
            field: &'a str,
            value: &'a str,
        }
        let mut list = serializer.serialize_seq(Some(self.len()))?;
        for (field, value) in self.iter() {
            list.serialize_element(&One { field, value })?;
        }
        list.end()
    }
}

reply! {
    /// A custom field as it arrives.
    pub struct CustomField {
        optional {
            /// Its name.
            field: Option<String>,
            /// Its value.
            value: Option<String>,
        }
    }
}

/// A field without a value is one with an empty text.
impl Lenient for CustomFields {
    fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        let list: Vec<CustomField> = lenient::optional(deserializer)?;
        let fields = list
            .into_iter()
            .filter_map(|one| Some((one.field?, one.value.unwrap_or_default())));
        Ok(Some(fields.collect()))
    }
}

impl lenient::Field for CustomFields {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::lenient(deserializer)?.unwrap_or_default())
    }
}

impl Absent for CustomFields {}

reply! {
    /// What the vendor says about a call that gives nothing else.
    pub struct Confirmation {
        optional {
            /// In its own words.
            message: Option<String>,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn custom_fields_are_a_list_with_texts() {
        let fields = CustomFields::from([("a", "1"), ("b", "")]);
        let list = json!([{"field": "a", "value": "1"}, {"field": "b", "value": ""}]);
        assert_eq!(serde_json::to_value(&fields).unwrap(), list);
        let loose = json!([{"field": "a", "value": 1}, {"field": "b", "value": null}, null]);
        assert_eq!(CustomFields::lenient(loose).unwrap(), Some(fields));
        assert_eq!(
            CustomFields::lenient(json!(null)).unwrap(),
            Some(CustomFields::new())
        );
    }

    proptest! {
        #[test]
        fn a_moment_comes_back(second in -62_000_000_000_i64..250_000_000_000) {
            let at = Moment::from(jiff::Timestamp::from_second(second).unwrap());
            let text = serde_json::to_string(&at).unwrap();
            prop_assert_eq!(serde_json::from_str::<Moment>(&text).unwrap(), at);
            prop_assert_eq!(Option::<DateTime>::is_some(
                &DateTime::lenient(json!(at.to_string())).unwrap()
            ), at.get().date() != jiff::civil::date(1900, 1, 1));
        }
    }
}
