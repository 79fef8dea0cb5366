//! Reading what vendors write loosely. Each is a function for `#[serde(deserialize_with)]`.
//!
//! Lenient in, strict out: these are for replies only.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, DeserializeOwned, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A text, a number or a boolean as a text; null and anything nested as `None`.
///
/// # Errors
///
/// Only what the format itself reports.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    deserializer.deserialize_any(Scalar)
}

/// A text that may be empty for "nothing": then, and for null, `None`.
///
/// # Errors
///
/// Only what the format itself reports.
pub fn non_empty<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: From<String>,
{
    let text = text(deserializer)?;
    Ok(text.filter(|text| !text.trim().is_empty()).map(T::from))
}

/// A number that may be written as a text; `None` for null, an empty text, and what is no number.
///
/// # Errors
///
/// Only what the format itself reports.
pub fn number<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr,
{
    let text = text(deserializer)?;
    Ok(text.and_then(|text| text.trim().parse().ok()))
}

/// A boolean that may be written `"True"`, `"1"` or `1`; `None` for what is neither.
///
/// # Errors
///
/// Only what the format itself reports.
pub fn boolean<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    let Some(text) = text(deserializer)? else {
        return Ok(None);
    };
    Ok(match text.trim().to_ascii_lowercase().as_str() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    })
}

/// A civil date and time, in any of the ways to write one that jiff reads; `None` for null, an
/// empty text, the year 1900 (which vendors write for "never") and what is no date.
///
/// A zone that stands behind it is left aside: whether it is there differs even between two fields
/// of one vendor, and a silent conversion would be worse.
///
/// # Errors
///
/// Only what the format itself reports.
pub fn civil<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<jiff::civil::DateTime>, D::Error> {
    Ok(text(deserializer)?.and_then(|text| parse_civil(&text)))
}

/// An instant; `None` for null, an empty text, the year 1900 and what has no offset.
///
/// # Errors
///
/// Only what the format itself reports.
pub fn timestamp<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<jiff::Timestamp>, D::Error> {
    let text = text(deserializer)?;
    Ok(text
        .filter(|text| !is_never(text))
        .and_then(|text| text.trim().parse().ok()))
}

/// A list that may be null, or a single element without brackets.
///
/// # Errors
///
/// An element can't be read.
pub fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany<T> {
        Many(Vec<T>),
        One(T),
    }
    Ok(match Option::deserialize(deserializer)? {
        None => Vec::new(),
        Some(OneOrMany::Many(many)) => many,
        Some(OneOrMany::One(one)) => vec![one],
    })
}

fn is_never(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || text.starts_with("1900-01-01")
}

fn parse_civil(text: &str) -> Option<jiff::civil::DateTime> {
    if is_never(text) {
        return None;
    }
    let text = text.trim();
    // jiff refuses a `Z` here, since a civil time with one is usually a mistake.
    text.strip_suffix(['Z', 'z']).unwrap_or(text).parse().ok()
}

struct Scalar;

impl<'de> Visitor<'de> for Scalar {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number, a boolean or null")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.to_owned()))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Some(text))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Self::Value, D::Error> {
        inner.deserialize_any(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_read_from_texts() {
        assert_eq!(number::<_, u32>(json!("12")).unwrap(), Some(12));
        assert_eq!(number::<_, f64>(json!(1.5)).unwrap(), Some(1.5));
        assert_eq!(number::<_, u32>(json!("")).unwrap(), None);
        assert_eq!(number::<_, u32>(json!({"a": [1]})).unwrap(), None);
    }

    #[test]
    fn booleans_are_read_from_texts_and_numbers() {
        assert_eq!(boolean(json!("True")).unwrap(), Some(true));
        assert_eq!(boolean(json!(0)).unwrap(), Some(false));
        assert_eq!(boolean(json!("maybe")).unwrap(), None);
    }

    #[test]
    fn the_ways_to_say_no_date_are_none() {
        for nothing in [
            json!(null),
            json!(""),
            json!("1900-01-01T00:00:00"),
            json!("x"),
        ] {
            assert_eq!(civil(nothing).unwrap(), None);
        }
    }

    #[test]
    fn a_zone_behind_a_civil_date_changes_nothing() {
        let noon = date(2021, 11, 4).at(12, 30, 0, 0);
        for text in [
            "2021-11-04T12:30:00Z",
            "2021-11-04 12:30:00",
            "2021-11-04T12:30:00",
        ] {
            assert_eq!(civil(json!(text)).unwrap(), Some(noon), "{text}");
        }
    }

    #[test]
    fn a_list_may_be_null_or_one_element() {
        assert_eq!(list::<_, u8>(json!(null)).unwrap(), Vec::<u8>::new());
        assert_eq!(list::<_, u8>(json!(1)).unwrap(), [1]);
        assert_eq!(list::<_, u8>(json!([1, 2])).unwrap(), [1, 2]);
    }

    proptest! {
        #[test]
        fn no_text_breaks_a_date(text in ".*") {
            civil(json!(text)).unwrap();
            timestamp(json!(text)).unwrap();
        }

        #[test]
        fn every_second_of_three_centuries_comes_back(second in -5_000_000_000_i64..5_000_000_000) {
            let at = jiff::Timestamp::from_second(second).unwrap();
            prop_assume!(at.to_string().get(..10) != Some("1900-01-01"));
            prop_assert_eq!(timestamp(json!(at.to_string())).unwrap(), Some(at));
        }
    }
}
