//! What a parameter of a path, a query or a form is written as.

use std::fmt::{self, Display, Write as _};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

use crate::types::Id;

/// All but the unreserved signs of RFC 3986: a value can never be taken for a part of the URL.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
/// In a name, also the brackets: `key[from]` has them, and vendors print them plain.
const RESERVED_IN_NAME: &AsciiSet = &RESERVED.remove(b'[').remove(b']');

/// What can stand in a path, a query or a form.
///
/// Implemented for texts, numbers, dates, ids, every [`open_enum!`](crate::open_enum), and for an
/// `Option` of them.
pub trait Parameter {
    /// Writes the value. False leaves the parameter out.
    fn write(&self, to: &mut Escaped<'_>) -> bool;
}

/// Takes a value and escapes what can't stand in a URL.
#[derive(Debug)]
pub struct Escaped<'a>(&'a mut String);

impl<'a> Escaped<'a> {
    pub(crate) fn new(target: &'a mut String) -> Self {
        Escaped(target)
    }

    /// Writes a text.
    pub fn text(&mut self, text: &str) {
        self.0.extend(percent_encode(text.as_bytes(), RESERVED));
    }

    /// Writes what can be displayed.
    pub fn display(&mut self, value: impl Display) {
        let _ = write!(self, "{value}");
    }

    pub(crate) fn name(&mut self, name: &str) {
        self.0
            .extend(percent_encode(name.as_bytes(), RESERVED_IN_NAME));
    }
}

impl fmt::Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.text(text);
        Ok(())
    }
}

impl<T: Parameter> Parameter for Option<T> {
    fn write(&self, to: &mut Escaped<'_>) -> bool {
        self.as_ref().is_some_and(|value| value.write(to))
    }
}

impl<T: Parameter + ?Sized> Parameter for &T {
    fn write(&self, to: &mut Escaped<'_>) -> bool {
        (**self).write(to)
    }
}

impl Parameter for str {
    fn write(&self, to: &mut Escaped<'_>) -> bool {
        to.text(self);
        true
    }
}

impl Parameter for String {
    fn write(&self, to: &mut Escaped<'_>) -> bool {
        self.as_str().write(to)
    }
}

impl Parameter for bool {
    fn write(&self, to: &mut Escaped<'_>) -> bool {
        if *self { "true" } else { "false" }.write(to)
    }
}

macro_rules! digits {
    ($($type:ty),+) => {
        $(impl Parameter for $type {
            fn write(&self, to: &mut Escaped<'_>) -> bool {
                // Digits and a minus need no escape, nor the formatter of the standard library.
                to.0.push_str(itoa::Buffer::new().format(*self));
                true
            }
        })+
    };
}

digits!(u8, u16, u32, u64, usize, i32, i64);

macro_rules! displayed {
    ($($type:ty),+) => {
        $(impl Parameter for $type {
            fn write(&self, to: &mut Escaped<'_>) -> bool {
                to.display(self);
                true
            }
        })+
    };
}

displayed!(
    f64,
    Id,
    jiff::Timestamp,
    jiff::civil::DateTime,
    jiff::civil::Date
);

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: impl Parameter) -> Option<String> {
        let mut text = String::new();
        value.write(&mut Escaped::new(&mut text)).then_some(text)
    }

    #[test]
    fn values_are_written_as_vendors_read_them() {
        assert_eq!(written("a b/c").unwrap(), "a%20b%2Fc");
        assert_eq!(written("é".to_owned()).unwrap(), "%C3%A9");
        assert_eq!(written(true).unwrap(), "true");
        assert_eq!(written(-42_i64).unwrap(), "-42");
        assert_eq!(written(u64::MAX).unwrap(), "18446744073709551615");
        assert_eq!(written(1.5).unwrap(), "1.5");
        assert_eq!(written(Id::from("x y")).unwrap(), "x%20y");
        assert_eq!(
            written(jiff::civil::date(2025, 11, 1).at(0, 0, 0, 0)).unwrap(),
            "2025-11-01T00%3A00%3A00"
        );
        assert_eq!(written(Some("")).unwrap(), "");
        assert_eq!(written(None::<&str>), None);
    }
}
