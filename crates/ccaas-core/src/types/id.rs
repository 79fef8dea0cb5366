//! Ids that come as a number here and as a text there.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An id, as the vendor sent it: a number or a text.
///
/// `42` and `"42"` are the same id, since vendors write one and the same both ways. It goes out the
/// way it came in.
///
/// ```
/// use ccaas_core::types::Id;
///
/// let number: Id = serde_json::from_str("42")?;
/// let text: Id = serde_json::from_str("\"42\"")?;
/// assert_eq!(number, text);
/// assert_eq!(serde_json::to_string(&text)?, "\"42\"");
/// assert_eq!(number.to_string(), "42");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct Id(Repr);

#[derive(Clone)]
enum Repr {
    Number(i64),
    Text(Box<str>),
}

impl Id {
    /// The id as a number, if it is one.
    pub fn as_number(&self) -> Option<i64> {
        match &self.0 {
            Repr::Number(number) => Some(*number),
            // Only the one way to write a number is that number: "007" is a text of its own.
            Repr::Text(text) => text
                .parse()
                .ok()
                .filter(|number: &i64| number.to_string() == **text),
        }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Number(number) => number.fmt(f),
            Repr::Text(text) => text.fmt(f),
        }
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Number(number) => number.fmt(f),
            Repr::Text(text) => fmt::Debug::fmt(text, f),
        }
    }
}

impl PartialEq for Id {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Repr::Text(one), Repr::Text(two)) => one == two,
            _ => self.as_number() == other.as_number(),
        }
    }
}

impl Eq for Id {}

impl Hash for Id {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self.as_number() {
            Some(number) => number.hash(state),
            None => self.to_string().hash(state),
        }
    }
}

impl From<u64> for Id {
    fn from(number: u64) -> Self {
        match i64::try_from(number) {
            Ok(number) => Id::from(number),
            Err(_) => Id::from(number.to_string()),
        }
    }
}

impl From<i64> for Id {
    fn from(number: i64) -> Self {
        Id(Repr::Number(number))
    }
}

impl From<u32> for Id {
    fn from(number: u32) -> Self {
        Id(Repr::Number(number.into()))
    }
}

impl From<i32> for Id {
    fn from(number: i32) -> Self {
        Id(Repr::Number(number.into()))
    }
}

impl From<&str> for Id {
    fn from(text: &str) -> Self {
        Id(Repr::Text(text.into()))
    }
}

impl From<String> for Id {
    fn from(text: String) -> Self {
        Id(Repr::Text(text.into()))
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Repr::Number(number) => serializer.serialize_i64(*number),
            Repr::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl Visitor<'_> for Either {
            type Value = Id;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id: a number or a text")
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Id, E> {
                Ok(Id::from(number))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Id, E> {
                Ok(Id::from(number))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Id, E> {
                Ok(Id::from(text))
            }

            fn visit_string<E: de::Error>(self, text: String) -> Result<Id, E> {
                Ok(Id::from(text))
            }
        }

        deserializer.deserialize_any(Either)
    }
}

#[cfg(feature = "registry")]
impl schemars::JsonSchema for Id {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Id".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": ["integer", "string"] })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_number_and_its_text_are_one_id(number in any::<i64>()) {
            let (one, two) = (Id::from(number), Id::from(number.to_string()));
            prop_assert_eq!(&one, &two);
            let set: HashSet<Id> = [one, two].into();
            prop_assert_eq!(set.len(), 1);
        }

        #[test]
        fn an_id_goes_out_the_way_it_came_in(text in ".*", number in any::<i64>()) {
            for json in [serde_json::json!(text), serde_json::json!(number)] {
                let id: Id = serde_json::from_value(json.clone()).unwrap();
                prop_assert_eq!(serde_json::to_value(&id).unwrap(), json);
            }
        }

        #[test]
        fn different_texts_are_different_ids(one in ".*", two in ".*") {
            prop_assert_eq!(Id::from(one.as_str()) == Id::from(two.as_str()), one == two);
        }
    }

    #[test]
    fn leading_zeros_matter() {
        assert_ne!(Id::from("007"), Id::from(7));
        assert_ne!(Id::from("+7"), Id::from(7));
    }

    #[test]
    fn a_number_beyond_64_bits_of_sign_is_kept() {
        let id: Id = serde_json::from_str(&u64::MAX.to_string()).unwrap();
        assert_eq!(id.to_string(), u64::MAX.to_string());
    }
}
