//! Secrets that are parameters: passwords, one-time codes, keys that go in a body.

use std::cell::Cell;
use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::types::lenient::Lenient;

/// What stands in the place of a secret where a request is shown.
pub(crate) const HIDDEN: &str = "<secret>";

thread_local! {
    static HIDING: Cell<bool> = const { Cell::new(false) };
}

/// A secret parameter of an operation.
///
/// It is serialised as it is, because that is what the vendor must get, but not while a request is
/// [prepared](crate::Call::prepare) to be looked at: then `<secret>` stands in its place. `Debug`
/// never shows it, and its memory is wiped when it is dropped.
///
/// ```
/// use ccaas_core::types::Secret;
///
/// let password = Secret::from("hunter2");
/// assert_eq!(format!("{password:?}"), "Secret");
/// ```
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// The secret itself. Keep it out of logs.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// What goes into a request: the secret, or its placeholder while a request is prepared.
    pub fn shown(&self) -> &str {
        // What isn't there needs no hiding, and seeing that it is empty may be the point.
        if HIDING.get() && !self.is_empty() {
            HIDDEN
        } else {
            self.expose()
        }
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }
}

/// Whether a request is made only to be looked at.
pub(crate) fn is_hiding() -> bool {
    HIDING.get()
}

/// Runs `show` with every [`Secret`] serialised as a placeholder.
pub(crate) fn hiding<T>(show: impl FnOnce() -> T) -> T {
    struct Restore(bool);
    impl Drop for Restore {
        fn drop(&mut self) {
            HIDING.set(self.0);
        }
    }
    let _restore = Restore(HIDING.replace(true));
    show()
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Secret(text.into())
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Secret(text.into())
    }
}

impl From<SecretString> for Secret {
    fn from(text: SecretString) -> Self {
        Secret(text)
    }
}

/// In a time that doesn't tell how much of them is the same.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        crate::webhook::same(self.expose().as_bytes(), other.expose().as_bytes())
    }
}

impl Eq for Secret {}

impl Lenient for Secret {
    fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(String::lenient(deserializer)?.map(Secret::from))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.shown())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Secret::from)
    }
}

#[cfg(feature = "registry")]
impl schemars::JsonSchema for Secret {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "password" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_sent_as_it_is_and_shown_as_a_placeholder() {
        let secret = Secret::from("hunter2");
        let sent = || serde_json::to_string(&secret).unwrap();
        assert_eq!(sent(), "\"hunter2\"");
        assert_eq!(hiding(sent), "\"<secret>\"");
        assert_eq!(sent(), "\"hunter2\"", "hiding ends with its scope");
    }

    #[test]
    fn hiding_ends_even_when_what_it_ran_panicked() {
        let _ = std::panic::catch_unwind(|| hiding(|| panic!("on purpose")));
        assert_eq!(serde_json::to_string(&Secret::from("x")).unwrap(), "\"x\"");
    }
}
