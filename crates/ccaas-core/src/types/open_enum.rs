//! Sets of values that a vendor may add to.

use std::fmt;

use serde::Deserializer;
use serde::de::{self, Visitor};

/// Defines a set of texts that the vendor may add to.
///
/// Each value gets a variant, and whatever else arrives is kept in `Other`. Reading is without
/// regard to case, because vendors write one value both ways; a known value is written as it stands
/// in the definition, an unknown one as it came. `pub enum Channel default Voice` gives it a default.
///
/// ```
/// ccaas_core::open_enum! {
///     /// How a contact reached the queue.
///     pub enum Channel {
///         /// By telephone.
///         Voice = "voice",
///         /// In a browser.
///         Chat = "chat",
///     }
/// }
///
/// assert_eq!(Channel::from("Voice"), Channel::Voice);
/// assert_eq!(Channel::from("telepathy").as_str(), "telepathy");
/// assert_eq!(serde_json::to_string(&Channel::Chat)?, "\"chat\"");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident $(default $default:ident)? {
            $( $(#[$variant_meta:meta])* $variant:ident = $text:literal, )+
        }
    ) => {
        $(#[$meta])*
        ///
        /// The vendor may add values: one that isn't known here arrives as `Other`.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        $vis enum $name {
            $( $(#[$variant_meta])* $variant, )+
            /// A value that isn't known here, as it came.
            Other(::std::string::String),
        }

        impl $name {
            /// The values that are known here, as they are written.
            $vis const KNOWN: &'static [&'static str] = &[$($text),+];

            /// The value as it is written.
            $vis fn as_str(&self) -> &str {
                match self {
                    $( $name::$variant => $text, )+
                    $name::Other(text) => text,
                }
            }

            fn known(text: &str) -> ::std::option::Option<Self> {
                $( if text.eq_ignore_ascii_case($text) { return Some($name::$variant); } )+
                None
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                $name::known(text).unwrap_or_else(|| $name::Other(text.to_owned()))
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                $name::known(&text).unwrap_or($name::Other(text))
            }
        }

        impl $crate::private::serde::Serialize for $name {
            fn serialize<S: $crate::private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::private::open_enum(deserializer, $name::known, $name::Other)
            }
        }

        $(
            impl ::std::default::Default for $name {
                fn default() -> Self {
                    $name::$default
                }
            }
        )?

        impl $crate::types::lenient::Lenient for $name {
            fn lenient<'de, D: $crate::private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<::std::option::Option<Self>, D::Error> {
                let value: ::std::option::Option<Self> =
                    $crate::private::serde::Deserialize::deserialize(deserializer)?;
                // A vendor writes an empty text for nothing.
                Ok(value.filter(|value| !value.as_str().is_empty()))
            }
        }

        impl $crate::Absent for $name {}

        impl $crate::Parameter for $name {
            fn write(&self, to: &mut $crate::Escaped<'_>) -> bool {
                $crate::Parameter::write(self.as_str(), to)
            }
        }

        $crate::__open_enum_schema!($name);
    };
}

/// The schema of an open enum: any text, with the known ones as examples.
#[cfg(feature = "registry")]
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum_schema {
    ($name:ident) => {
        impl $crate::private::schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(
                _: &mut $crate::private::schemars::SchemaGenerator,
            ) -> $crate::private::schemars::Schema {
                $crate::private::schemars::json_schema!({
                    "type": "string",
                    "examples": $name::KNOWN,
                })
            }
        }
    };
}

/// Without the registry nobody asks for schemas.
#[cfg(not(feature = "registry"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum_schema {
    ($name:ident) => {};
}

/// Reads a value without making a text of it, unless it isn't known.
#[doc(hidden)]
pub fn open_enum<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    known: fn(&str) -> Option<T>,
    other: fn(String) -> T,
) -> Result<T, D::Error> {
    struct Value<T> {
        known: fn(&str) -> Option<T>,
        other: fn(String) -> T,
    }

    impl<T> Visitor<'_> for Value<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            Ok((self.known)(text).unwrap_or_else(|| (self.other)(text.to_owned())))
        }

        fn visit_i64<E: de::Error>(self, number: i64) -> Result<T, E> {
            Ok((self.other)(number.to_string()))
        }

        fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
            Ok((self.other)(number.to_string()))
        }

        fn visit_bool<E: de::Error>(self, value: bool) -> Result<T, E> {
            Ok((self.other)(value.to_string()))
        }
    }

    deserializer.deserialize_any(Value { known, other })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    open_enum! {
        /// For these tests.
        enum Color {
            /// Red.
            Red = "Red",
            /// Dark blue.
            DarkBlue = "dark_blue",
        }
    }

    proptest! {
        #[test]
        fn an_unknown_value_comes_back_as_it_was(text in ".*") {
            let color: Color = serde_json::from_value(serde_json::json!(text)).unwrap();
            match &color {
                Color::Other(kept) => prop_assert_eq!(kept, &text),
                known => prop_assert!(known.as_str().eq_ignore_ascii_case(&text)),
            }
        }
    }

    #[test]
    fn a_known_value_is_read_in_any_case_and_written_in_one() {
        for text in ["red", "RED", "Red"] {
            assert_eq!(Color::from(text), Color::Red);
        }
        assert_eq!(serde_json::to_string(&Color::Red).unwrap(), "\"Red\"");
        assert_eq!(Color::KNOWN, ["Red", "dark_blue"]);
    }
}
