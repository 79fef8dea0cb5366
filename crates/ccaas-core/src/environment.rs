//! The settings of a vendor, from environment variables.

use std::fmt;

use crate::Error;

/// Reads the settings of a vendor out of the environment.
///
/// For a vendor's `from_env`: all names are public, and one that is missing is named.
///
/// ```
/// # fn main() -> Result<(), ccaas_core::Error> {
/// use ccaas_core::Environment;
///
/// let environment = Environment::from_pairs([("ACME_KEY", "k-1")]);
/// assert_eq!(environment.required("ACME_KEY")?, "k-1");
/// assert_eq!(environment.optional("ACME_BASE_URL"), None);
/// assert!(environment.required("ACME_USER").unwrap_err().to_string().contains("ACME_USER"));
/// # Ok(())
/// # }
/// ```
pub struct Environment(Box<Lookup>);

type Lookup = dyn Fn(&str) -> Option<String> + Send + Sync;

impl Environment {
    /// The environment of this process.
    pub fn process() -> Self {
        Environment(Box::new(|name| std::env::var(name).ok()))
    }

    /// An environment made by hand.
    pub fn from_pairs<N, T>(pairs: impl IntoIterator<Item = (N, T)>) -> Self
    where
        N: Into<String>,
        T: Into<String>,
    {
        let pairs: std::collections::HashMap<String, String> = pairs
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        Environment(Box::new(move |name| pairs.get(name).cloned()))
    }

    /// A variable that may be missing. One that is set to nothing counts as missing.
    pub fn optional(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|value| !value.trim().is_empty())
    }

    /// A variable that must be set.
    ///
    /// # Errors
    ///
    /// A configuration error that names the variable.
    pub fn required(&self, name: &str) -> Result<String, Error> {
        self.optional(name)
            .ok_or_else(|| Error::config(format!("the environment variable {name} is not set")))
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment")
    }
}

/// One environment variable that a vendor reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub about: &'static str,
    /// Whether a client can be made without it.
    pub required: bool,
}

impl Variable {
    /// A variable that must be set.
    pub const fn required(name: &'static str, about: &'static str) -> Self {
        Variable {
            name,
            about,
            required: true,
        }
    }

    /// A variable that may be left out.
    pub const fn optional(name: &'static str, about: &'static str) -> Self {
        Variable {
            name,
            about,
            required: false,
        }
    }
}
