//! The number of a page, where the first one is 1.

use std::fmt::{self, Display};

use serde::{Deserialize, Serialize};

use crate::{Escaped, Parameter};

/// The number of a page, where the first one is 1.
///
/// ```
/// use ccaas_core::types::PageNumber;
///
/// assert_eq!(PageNumber::default().get(), 1);
/// assert_eq!(PageNumber::default().next().get(), 2);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "registry", derive(schemars::JsonSchema))]
pub struct PageNumber(u32);

impl PageNumber {
    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The page after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        PageNumber(self.0.saturating_add(1))
    }
}

impl Default for PageNumber {
    fn default() -> Self {
        PageNumber(1)
    }
}

impl From<u32> for PageNumber {
    fn from(number: u32) -> Self {
        PageNumber(number)
    }
}

impl Display for PageNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Parameter for PageNumber {
    fn write(&self, to: &mut Escaped<'_>) -> bool {
        self.0.write(to)
    }
}
