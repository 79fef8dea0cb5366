//! A map that keeps the order in which it was filled.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::Absent;
use crate::types::lenient::{Lenient, Read, object};

/// Names and values in the order in which they were given, for vendors to whom the order means something.
///
/// A search is linear: it is for tens of entries, not for thousands. A name that is given again keeps its
/// place and gets the new value.
///
/// ```
/// use ccaas_core::types::Pairs;
///
/// let variables: Pairs = [("{2}", "Tuesday"), ("{1}", "Nour")].into();
/// assert_eq!(variables.get("{1}").map(String::as_str), Some("Nour"));
/// assert_eq!(serde_json::to_string(&variables)?, r#"{"{2}":"Tuesday","{1}":"Nour"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Pairs<V = String>(Vec<(String, V)>);

impl<V> Pairs<V> {
    /// Without any.
    pub const fn new() -> Self {
        Pairs(Vec::new())
    }

    /// Adds a pair, or replaces the value of the one with this name.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<V>) {
        let (name, value) = (name.into(), value.into());
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
    }

    /// The value with this name.
    pub fn get(&self, name: &str) -> Option<&V> {
        let (_, value) = self.0.iter().find(|(known, _)| known == name)?;
        Some(value)
    }

    /// All pairs, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
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

impl<V> Default for Pairs<V> {
    fn default() -> Self {
        Pairs::new()
    }
}

impl<V: fmt::Debug> fmt::Debug for Pairs<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<V, K: Into<String>, T: Into<V>> FromIterator<(K, T)> for Pairs<V> {
    fn from_iter<I: IntoIterator<Item = (K, T)>>(pairs: I) -> Self {
        let mut all = Pairs::new();
        for (name, value) in pairs {
            all.insert(name, value);
        }
        all
    }
}

impl<V, K: Into<String>, T: Into<V>, const N: usize> From<[(K, T); N]> for Pairs<V> {
    fn from(pairs: [(K, T); N]) -> Self {
        pairs.into_iter().collect()
    }
}

impl<V> IntoIterator for Pairs<V> {
    type Item = (String, V);
    type IntoIter = std::vec::IntoIter<(String, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<V: Serialize> Serialize for Pairs<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (name, value) in self.iter() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Pairs<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder::keeping(|value: V| value))
    }
}

/// A value that is nothing leaves its name there, with what is nothing for its type.
impl<V: Lenient + Default> Lenient for Pairs<V> {
    fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        struct Loose<V>(Pairs<V>);

        impl<'de, V: Lenient + Default> Deserialize<'de> for Loose<V> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = |Read(value): Read<V>| value.unwrap_or_default();
                deserializer
                    .deserialize_map(InOrder::keeping(value))
                    .map(Loose)
            }
        }

        Ok(object::<_, Loose<V>>(deserializer)?.map(|Loose(pairs)| pairs))
    }
}

/// Reads an object in order, and keeps of each value what the function makes of it.
struct InOrder<T, F> {
    keep: F,
    read: PhantomData<fn(T)>,
}

impl<T, V, F: Fn(T) -> V> InOrder<T, F> {
    fn keeping(keep: F) -> Self {
        let read = PhantomData;
        InOrder { keep, read }
    }
}

impl<'de, V, T: Deserialize<'de>, F: Fn(T) -> V> Visitor<'de> for InOrder<T, F> {
    type Value = Pairs<V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut all = Pairs::new();
        while let Some((name, value)) = map.next_entry::<String, T>()? {
            all.insert(name, (self.keep)(value));
        }
        Ok(all)
    }
}

impl<V> Absent for Pairs<V> {}

#[cfg(feature = "registry")]
impl<V: schemars::JsonSchema> schemars::JsonSchema for Pairs<V> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Pairs_of_{}", V::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "additionalProperties": generator.subschema_for::<V>(),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_given_again_keeps_its_place() {
        let pairs: Pairs = [("b", "1"), ("a", "2"), ("b", "3")].into();
        let all: Vec<_> = pairs.iter().collect();
        assert_eq!(all, [("b", &"3".to_owned()), ("a", &"2".to_owned())]);
    }

    #[test]
    fn a_loose_value_is_kept_under_its_name() {
        let loose = serde_json::json!({"a": 1, "b": null, "c": "x"});
        let pairs: Option<Pairs> = Lenient::lenient(loose).unwrap();
        assert_eq!(pairs, Some([("a", "1"), ("b", ""), ("c", "x")].into()));
        assert_eq!(
            <Pairs as Lenient>::lenient(serde_json::json!([])).unwrap(),
            None
        );
    }

    proptest! {
        #[test]
        fn the_order_survives_json(names in proptest::collection::hash_set("[a-z{}0-9]{0,6}", 0..8)) {
            let pairs: Pairs<u64> = names.into_iter().zip(0_u64..).collect();
            let json = serde_json::to_string(&pairs).unwrap();
            prop_assert_eq!(serde_json::from_str::<Pairs<u64>>(&json).unwrap(), pairs);
        }
    }
}
