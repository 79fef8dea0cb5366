//! Reading what vendors write loosely.
//!
//! Lenient in, strict out: this is for replies only. [`reply!`](crate::reply) reads each of its optional
//! fields with [`optional`], so the type of a field says by itself how it is read.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::de::{self, DeserializeOwned, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::types::Id;

/// What can be read although it is written loosely.
///
/// A number may stand in a text and a text be a number; null, an empty text, the year 1900 where a date
/// should be, and what can't be the value at all are `None`. Implemented for texts, numbers, booleans,
/// dates, ids, any JSON, and everything that [`reply!`](crate::reply) and
/// [`open_enum!`](crate::open_enum) make.
pub trait Lenient: Sized {
    /// Reads the value, or that there is none.
    ///
    /// # Errors
    ///
    /// What the format itself reports, and what is wrong inside an object.
    fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error>;
}

/// An optional field: an `Option`, or a collection that may be empty.
pub trait Field: Sized {
    /// Reads the field.
    ///
    /// # Errors
    ///
    /// As [`Lenient::lenient`].
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// Reads an optional field, for `#[serde(deserialize_with)]`.
///
/// # Errors
///
/// As [`Lenient::lenient`].
pub fn optional<'de, D: Deserializer<'de>, T: Field>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

impl<T: Lenient> Field for Option<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::lenient(deserializer)
    }
}

/// A list that may be null, an empty text, or a single element without brackets. What is nothing in it is
/// passed over.
impl<T: Lenient> Field for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Elements(PhantomData))
    }
}

/// An object with keys of the vendor's making; null and an empty list are an empty one.
impl<T: Lenient> Field for BTreeMap<String, T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Members(PhantomData))
    }
}

/// A value that is read with [`Lenient`], where serde asks for one.
pub(super) struct Read<T>(pub(super) Option<T>);

impl<'de, T: Lenient> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::lenient(deserializer).map(Read)
    }
}

/// The scalars of JSON, and what each becomes.
trait Scalar: Sized {
    const EXPECTED: &'static str;

    fn text(text: &str) -> Option<Self>;

    fn owned(text: String) -> Option<Self> {
        Self::text(&text)
    }

    fn unsigned(number: u64) -> Option<Self> {
        Self::text(&number.to_string())
    }

    fn signed(number: i64) -> Option<Self> {
        Self::text(&number.to_string())
    }

    fn float(number: f64) -> Option<Self> {
        Self::text(&number.to_string())
    }

    fn boolean(value: bool) -> Option<Self> {
        Self::text(if value { "true" } else { "false" })
    }
}

struct Any<T>(PhantomData<T>);

impl<'de, T: Scalar> Visitor<'de> for Any<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(T::text(text))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(T::owned(text))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(T::boolean(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(T::signed(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(T::unsigned(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(T::float(value))
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

macro_rules! scalars {
    ($($type:ty),+ $(,)?) => {
        $(impl Lenient for $type {
            fn lenient<'de, D: Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Option<Self>, D::Error> {
                deserializer.deserialize_any(Any(PhantomData))
            }
        })+
    };
}

scalars!(
    String, bool, f64, i32, i64, u32, u64, Id, Date, DateTime, Timestamp
);

impl Scalar for String {
    const EXPECTED: &'static str = "a text";

    fn text(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn owned(text: String) -> Option<Self> {
        (!text.is_empty()).then_some(text)
    }
}

impl Scalar for bool {
    const EXPECTED: &'static str = "true or false";

    fn text(text: &str) -> Option<Self> {
        match text.trim() {
            "1" => Some(true),
            "0" => Some(false),
            text if text.eq_ignore_ascii_case("true") => Some(true),
            text if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    fn boolean(value: bool) -> Option<Self> {
        Some(value)
    }
}

impl Scalar for f64 {
    const EXPECTED: &'static str = "a number";

    fn text(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }

    fn float(number: f64) -> Option<Self> {
        Some(number)
    }
}

macro_rules! integers {
    ($($type:ty),+) => {
        $(impl Scalar for $type {
            const EXPECTED: &'static str = "a whole number";

            fn text(text: &str) -> Option<Self> {
                text.trim().parse().ok()
            }

            fn unsigned(number: u64) -> Option<Self> {
                number.try_into().ok()
            }

            fn signed(number: i64) -> Option<Self> {
                number.try_into().ok()
            }
        })+
    };
}

integers!(i32, i64, u32, u64);

impl Scalar for Id {
    const EXPECTED: &'static str = "an id: a number or a text";

    fn text(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Id::from(text))
    }

    fn unsigned(number: u64) -> Option<Self> {
        Some(Id::from(number))
    }

    fn signed(number: i64) -> Option<Self> {
        Some(Id::from(number))
    }
}

impl Scalar for Date {
    const EXPECTED: &'static str = "a date";

    fn text(text: &str) -> Option<Self> {
        DateTime::text(text).map(DateTime::date)
    }
}

/// In any of the ways to write one that jiff reads. A zone that stands behind it is left aside: whether it
/// is there differs even between two fields of one vendor, and a silent conversion would be worse.
impl Scalar for DateTime {
    const EXPECTED: &'static str = "a date and time";

    fn text(text: &str) -> Option<Self> {
        let text = text.trim();
        if is_never(text) {
            return None;
        }
        // jiff refuses a `Z` here, since a civil time with one is usually a mistake.
        text.strip_suffix(['Z', 'z']).unwrap_or(text).parse().ok()
    }
}

/// What has no offset is no instant.
impl Scalar for Timestamp {
    const EXPECTED: &'static str = "an instant";

    fn text(text: &str) -> Option<Self> {
        let text = text.trim();
        if is_never(text) {
            return None;
        }
        text.parse().ok()
    }
}

fn is_never(text: &str) -> bool {
    text.is_empty() || text.starts_with("1900-01-01")
}

impl Lenient for serde_json::Value {
    fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        let value = Self::deserialize(deserializer)?;
        Ok((!value.is_null()).then_some(value))
    }
}

impl<T: Lenient> Lenient for Vec<T> {
    fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Vec::read(deserializer).map(Some)
    }
}

/// Reads an object that may be null, or an empty text or list in its place.
///
/// # Errors
///
/// What is wrong inside the object.
#[doc(hidden)]
pub fn object<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_any(Object(PhantomData))
}

struct Object<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for Object<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(de::value::MapAccessDeserializer::new(map)).map(Some)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        match seq.next_element::<IgnoredAny>()? {
            None => Ok(None),
            Some(_) => Err(de::Error::invalid_type(de::Unexpected::Seq, &self)),
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        if text.trim().is_empty() {
            return Ok(None);
        }
        Err(E::invalid_type(de::Unexpected::Str(text), &self))
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
}

struct Elements<T>(PhantomData<T>);

impl<'de, T: Lenient> Elements<T> {
    fn single<D: Deserializer<'de>>(element: D) -> Result<Vec<T>, D::Error> {
        Ok(T::lenient(element)?.into_iter().collect())
    }
}

impl<'de, T: Lenient> Visitor<'de> for Elements<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::with_capacity(seq.size_hint().unwrap_or(0).min(1024));
        while let Some(Read(element)) = seq.next_element()? {
            all.extend(element);
        }
        Ok(all)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        Self::single(de::value::MapAccessDeserializer::new(map))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Self::single(de::value::StrDeserializer::new(text))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        Self::single(de::value::BoolDeserializer::new(value))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
        Self::single(de::value::I64Deserializer::new(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
        Self::single(de::value::U64Deserializer::new(number))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Self::Value, E> {
        Self::single(de::value::F64Deserializer::new(number))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Self::Value, D::Error> {
        inner.deserialize_any(self)
    }
}

struct Members<T>(PhantomData<T>);

impl<'de, T: Lenient> Visitor<'de> for Members<T> {
    type Value = BTreeMap<String, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut all = BTreeMap::new();
        while let Some((name, Read(value))) = map.next_entry::<String, Read<T>>()? {
            all.extend(value.map(|value| (name, value)));
        }
        Ok(all)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        match seq.next_element::<IgnoredAny>()? {
            None => Ok(BTreeMap::new()),
            Some(_) => Err(de::Error::invalid_type(de::Unexpected::Seq, &self)),
        }
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(BTreeMap::new())
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(BTreeMap::new())
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Self::Value, D::Error> {
        inner.deserialize_any(self)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn read<T: Field>(value: Value) -> T {
        T::read(value).unwrap()
    }

    #[test]
    fn numbers_are_read_from_texts() {
        assert_eq!(read::<Option<u32>>(json!("12")), Some(12));
        assert_eq!(read::<Option<f64>>(json!(1.5)), Some(1.5));
        assert_eq!(read::<Option<f64>>(json!(2)), Some(2.0));
        for nothing in [
            json!(""),
            json!(-1),
            json!(4_294_967_296_u64),
            json!({"a": [1]}),
        ] {
            assert_eq!(read::<Option<u32>>(nothing), None);
        }
    }

    #[test]
    fn texts_are_read_from_numbers() {
        assert_eq!(read::<Option<String>>(json!(12)).unwrap(), "12");
        assert_eq!(read::<Option<String>>(json!(true)).unwrap(), "true");
        assert_eq!(read::<Option<String>>(json!("")), None);
        assert_eq!(read::<Option<String>>(json!([1])), None);
    }

    #[test]
    fn booleans_are_read_from_texts_and_numbers() {
        assert_eq!(read::<Option<bool>>(json!("True")), Some(true));
        assert_eq!(read::<Option<bool>>(json!(0)), Some(false));
        assert_eq!(read::<Option<bool>>(json!("maybe")), None);
    }

    #[test]
    fn an_id_may_be_either_and_none() {
        assert_eq!(read::<Option<Id>>(json!("42")), Some(Id::from(42)));
        assert_eq!(read::<Option<Id>>(json!(42)), Some(Id::from("42")));
        assert_eq!(read::<Option<Id>>(json!("")), None);
        assert_eq!(read::<Option<Id>>(json!(null)), None);
    }

    #[test]
    fn the_ways_to_say_no_date_are_none() {
        for nothing in [
            json!(null),
            json!(""),
            json!("1900-01-01T00:00:00"),
            json!("1900-01-01 00:00:00"),
            json!("x"),
        ] {
            assert_eq!(read::<Option<DateTime>>(nothing), None);
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
            assert_eq!(read::<Option<DateTime>>(json!(text)), Some(noon), "{text}");
        }
    }

    #[test]
    fn a_list_may_be_null_or_one_element() {
        assert!(read::<Vec<u32>>(json!(null)).is_empty());
        assert!(read::<Vec<u32>>(json!("")).is_empty());
        assert_eq!(read::<Vec<u32>>(json!(1)), [1]);
        assert_eq!(read::<Vec<u32>>(json!(["1", 2, null])), [1, 2]);
    }

    #[test]
    fn an_object_may_be_an_empty_list() {
        type Counts = BTreeMap<String, u32>;
        assert_eq!(read::<Counts>(json!([])), Counts::new());
        assert_eq!(
            read::<Counts>(json!({"a": "1", "b": null})),
            Counts::from([("a".to_owned(), 1)])
        );
        assert!(Counts::read(json!([1])).is_err());
    }

    proptest! {
        #[test]
        fn no_text_breaks_a_date(text in ".*") {
            read::<Option<DateTime>>(json!(text));
            read::<Option<Timestamp>>(json!(text));
        }

        #[test]
        fn every_second_of_three_centuries_comes_back(second in -5_000_000_000_i64..5_000_000_000) {
            let at = Timestamp::from_second(second).unwrap();
            prop_assume!(at.to_string().get(..10) != Some("1900-01-01"));
            prop_assert_eq!(read::<Option<Timestamp>>(json!(at.to_string())), Some(at));
        }
    }
}
