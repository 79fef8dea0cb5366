//! Custom data, entry by entry.

use ccaas_core::types::Pairs;
use ccaas_core::{EncodeError, open_enum, parameters};
use serde::Serialize;

/// Custom data: entries by key, in the order in which they are given.
///
/// Three keys are reserved for the flags that the agent sees in the customer's profile. They have
/// setters of their own here, and hold true or false.
///
/// ```
/// use apps_api::custom_data::{CustomData, CustomEntry};
///
/// let data = CustomData::new()
///     .verified_customer(true)
///     .entry("plan", CustomEntry::new("Gold").label("Plan"))
///     .entry("orders", 7);
/// assert_eq!(
///     serde_json::to_string(&data)?,
///     concat!(
///         r#"{"reserved_verified_customer":{"value":true},"#,
///         r#""plan":{"value":"Gold","label":"Plan"},"orders":{"value":7}}"#,
///     )
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, Serialize)]
#[serde(transparent)]
#[cfg_attr(
    feature = "registry",
    derive(serde::Deserialize, ccaas_core::registry::schemars::JsonSchema),
    schemars(crate = "ccaas_core::registry::schemars")
)]
pub struct CustomData(Pairs<CustomEntry>);

impl CustomData {
    /// The key that says whether the customer was verified.
    pub const VERIFIED_CUSTOMER: &'static str = "reserved_verified_customer";
    /// The key that says whether the customer means harm.
    pub const BAD_ACTOR: &'static str = "reserved_bad_actor";
    /// The key that says whether the customer has been here before.
    pub const REPEAT_CUSTOMER: &'static str = "reserved_repeat_customer";

    const RESERVED: [&'static str; 3] = [
        CustomData::VERIFIED_CUSTOMER,
        CustomData::BAD_ACTOR,
        CustomData::REPEAT_CUSTOMER,
    ];

    /// Without any entry.
    pub const fn new() -> Self {
        CustomData(Pairs::new())
    }

    /// Adds an entry, or replaces the one with this key.
    #[must_use]
    pub fn entry(mut self, key: impl Into<String>, entry: impl Into<CustomEntry>) -> Self {
        self.0.insert(key, entry);
        self
    }

    /// Says whether the customer was verified. A label needs an
    /// [`entry`](CustomData::entry) of this [key](CustomData::VERIFIED_CUSTOMER).
    #[must_use]
    pub fn verified_customer(self, is: bool) -> Self {
        self.entry(CustomData::VERIFIED_CUSTOMER, is)
    }

    /// Says whether the customer means harm. A label needs an
    /// [`entry`](CustomData::entry) of this [key](CustomData::BAD_ACTOR).
    #[must_use]
    pub fn bad_actor(self, is: bool) -> Self {
        self.entry(CustomData::BAD_ACTOR, is)
    }

    /// Says whether the customer has been here before. A label needs an
    /// [`entry`](CustomData::entry) of this [key](CustomData::REPEAT_CUSTOMER).
    #[must_use]
    pub fn repeat_customer(self, is: bool) -> Self {
        self.entry(CustomData::REPEAT_CUSTOMER, is)
    }

    /// The entry with this key.
    pub fn get(&self, key: &str) -> Option<&CustomEntry> {
        self.0.get(key)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn check(&self) -> Result<(), EncodeError> {
        for (key, entry) in self.0.iter() {
            let wrong =
                |reason: &'static str| Err(EncodeError::new(format!("data.{key}.value"), reason));
            match &entry.value {
                CustomValue::Boolean(_) => {}
                _ if CustomData::RESERVED.contains(&key) => return wrong("is true or false"),
                CustomValue::Float(number) if !number.is_finite() => {
                    return wrong("is no number that JSON has");
                }
                CustomValue::Text(_) | CustomValue::Integer(_) | CustomValue::Float(_) => {}
            }
        }
        Ok(())
    }
}

impl<K: Into<String>, T: Into<CustomEntry>> FromIterator<(K, T)> for CustomData {
    fn from_iter<I: IntoIterator<Item = (K, T)>>(entries: I) -> Self {
        CustomData(entries.into_iter().collect())
    }
}

impl<K: Into<String>, T: Into<CustomEntry>, const N: usize> From<[(K, T); N]> for CustomData {
    fn from(entries: [(K, T); N]) -> Self {
        entries.into_iter().collect()
    }
}

parameters! {
    /// An entry of custom data. A value alone is an entry too.
    pub struct CustomEntry {
        required {
            /// The value.
            value: CustomValue as into,
        }
        optional {
            /// What the agent sees it called.
            label: Option<String> as (into String),
            /// What the value is, where its JSON doesn't say it. The vendor's app kits have it, its
            /// document of this API doesn't.
            kind: Option<CustomType> as (into CustomType) => "type",
            /// Whether the agent doesn't see it. Known from the app kits too.
            invisible_to_agent: Option<bool> as (bool),
        }
    }
}

impl<T: Into<CustomValue>> From<T> for CustomEntry {
    fn from(value: T) -> Self {
        CustomEntry::new(value)
    }
}

open_enum! {
    /// What a value of custom data is.
    pub enum CustomType {
        /// A text.
        Text = "string",
        /// A number.
        Number = "number",
        /// A date.
        Date = "date",
        /// The address of a page.
        Url = "url",
        /// True or false.
        Boolean = "boolean",
    }
}

/// A value of custom data.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[cfg_attr(
    feature = "registry",
    derive(serde::Deserialize, ccaas_core::registry::schemars::JsonSchema),
    schemars(crate = "ccaas_core::registry::schemars")
)]
pub enum CustomValue {
    /// A text.
    Text(String),
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
}

impl From<&str> for CustomValue {
    fn from(text: &str) -> Self {
        CustomValue::Text(text.to_owned())
    }
}

impl From<String> for CustomValue {
    fn from(text: String) -> Self {
        CustomValue::Text(text)
    }
}

impl From<bool> for CustomValue {
    fn from(value: bool) -> Self {
        CustomValue::Boolean(value)
    }
}

impl From<i32> for CustomValue {
    fn from(number: i32) -> Self {
        CustomValue::Integer(number.into())
    }
}

impl From<u32> for CustomValue {
    fn from(number: u32) -> Self {
        CustomValue::Integer(number.into())
    }
}

impl From<i64> for CustomValue {
    fn from(number: i64) -> Self {
        CustomValue::Integer(number)
    }
}

impl From<f64> for CustomValue {
    fn from(number: f64) -> Self {
        CustomValue::Float(number)
    }
}
