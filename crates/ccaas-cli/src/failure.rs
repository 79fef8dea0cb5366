//! How a command ends that can't do what it was asked to.

use std::error::Error as _;
use std::process::ExitCode;
use std::{fmt, io};

use ccaas::ErrorKind;

use crate::out::say;

/// The exit code of a command that was asked for something impossible.
const USAGE: u8 = 2;
/// The exit code of a command that tried, and failed.
const FAILED: u8 = 1;

/// One line about what went wrong, and hints at what to do about it.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    hints: Vec<String>,
    code: u8,
}

impl Failure {
    /// The command line, or the environment, asks for what can't be.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Failure {
            message: message.into(),
            hints: Vec::new(),
            code: USAGE,
        }
    }

    /// It was tried, and failed.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Failure {
            code: FAILED,
            ..Failure::usage(message)
        }
    }

    /// Adds what the user can do about it.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Writes it to standard error, and gives the exit code.
    pub(crate) fn report(&self) -> ExitCode {
        say(self);
        ExitCode::from(self.code)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        for hint in &self.hints {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::failed(error.to_string())
    }
}

impl From<ccaas::Error> for Failure {
    fn from(error: ccaas::Error) -> Self {
        let message = in_full(&error);
        match error.kind() {
            // Nothing was sent: what the user gave is wrong.
            ErrorKind::Config | ErrorKind::Encode => Failure::usage(message),
            _ => Failure::failed(message),
        }
    }
}

/// An error with its reasons, on one line.
///
/// A message that its error repeats is left out, as the one that a parameter is refused with.
pub(crate) fn in_full(error: &ccaas::Error) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(reason) = source {
        let text = reason.to_string();
        if !line.contains(&text) {
            line.push_str(": ");
            line.push_str(&text);
        }
        source = reason.source();
    }
    line
}

#[cfg(test)]
mod tests {
    use ccaas::Error;

    use super::*;

    #[test]
    fn hints_stand_on_lines_of_their_own() {
        let failure = Failure::usage("no").hint("try").hint("or not");
        assert_eq!(failure.to_string(), "error: no\nhint: try\nhint: or not");
    }

    #[test]
    fn what_was_never_sent_is_a_usage_error() {
        let code = |kind| Failure::from(Error::new(kind, "x")).code;
        assert_eq!(code(ErrorKind::Config), USAGE);
        assert_eq!(code(ErrorKind::Encode), USAGE);
        assert_eq!(code(ErrorKind::Api), FAILED);
    }

    #[test]
    fn a_reason_is_told_once() {
        let error = Error::new(ErrorKind::Transport, "the connection failed")
            .with_source(io::Error::other("no route to host"));
        assert_eq!(in_full(&error), "the connection failed: no route to host");
        let error =
            Error::new(ErrorKind::Encode, "page: is 0").with_source(io::Error::other("is 0"));
        assert_eq!(in_full(&error), "page: is 0");
    }
}
