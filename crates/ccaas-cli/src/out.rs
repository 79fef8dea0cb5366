//! Standard output, whose reader may leave early.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

/// Writes lines to standard output.
///
/// In `ccaas ops | head -1`, `head` goes away when it has what it wants. That is no error: what is
/// written after it goes nowhere, and the command ends as it would have ended anyway.
pub(crate) struct Out<W = io::Stdout> {
    to: W,
    left: bool,
}

impl Out {
    /// The standard output of this process.
    pub(crate) fn stdout() -> Self {
        Out::new(io::stdout())
    }

    /// Whether a person is likely to look at it.
    pub(crate) fn is_terminal(&self) -> bool {
        self.to.is_terminal()
    }
}

impl<W: Write> Out<W> {
    fn new(to: W) -> Self {
        Out { to, left: false }
    }

    /// Writes one line, or a text of several, and sees to it that it gets there at once.
    pub(crate) fn line(&mut self, text: impl Display) -> io::Result<()> {
        self.attempt(|to| {
            writeln!(to, "{text}")?;
            to.flush()
        })
    }

    /// Writes bytes as they are.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.attempt(|to| {
            to.write_all(bytes)?;
            to.flush()
        })
    }

    fn attempt(&mut self, write: impl FnOnce(&mut W) -> io::Result<()>) -> io::Result<()> {
        if self.left {
            return Ok(());
        }
        match write(&mut self.to) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.left = true;
                Ok(())
            }
            result => result,
        }
    }
}

/// Writes a line to standard error. There is nowhere to say that this failed.
pub(crate) fn say(text: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Broken(io::ErrorKind);

    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_who_leaves_is_no_error() {
        let mut out = Out::new(Broken(io::ErrorKind::BrokenPipe));
        assert!(out.line("one").is_ok());
        assert!(out.bytes(b"two").is_ok());
    }

    #[test]
    fn a_full_disk_is_one() {
        let mut out = Out::new(Broken(io::ErrorKind::StorageFull));
        assert!(out.line("one").is_err());
    }
}
