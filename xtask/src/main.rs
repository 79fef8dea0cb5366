//! Chores of this workspace, as `cargo xtask <command>`.

mod coverage;
mod docs;
mod vendors;
mod workspace;

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::workspace::Workspace;

/// A chore that may not get to its end.
type Fallible<T> = Result<T, Box<dyn Error>>;

/// Chores of this workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Command {
    /// Holds the vendor crates against the catalogue: exit code 1 if there is a gap.
    Coverage {
        /// The vendors to look at; all of them without any.
        #[arg(value_name = "VENDOR")]
        vendors: Vec<String>,
        /// Prints one JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Writes the tables of operations into the docs of the vendor crates.
    Docs {
        /// Changes nothing, and ends with exit code 1 if a file would change.
        #[arg(long)]
        check: bool,
    },
}

/// What a chore has to say, and whether all is well.
struct Outcome {
    text: String,
    well: bool,
}

fn main() -> ExitCode {
    let workspace = Workspace::here();
    let outcome = match Command::parse() {
        Command::Coverage { vendors, json } => coverage::run(&workspace, &vendors, json),
        Command::Docs { check } => docs::run(&workspace, check),
    };
    match outcome.and_then(|outcome| print(&outcome).map(|()| outcome.well)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            // There is nowhere to say that this failed.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn print(outcome: &Outcome) -> Fallible<()> {
    match io::stdout().write_all(outcome.text.as_bytes()) {
        // A reader like `head` leaves when it has what it wants; the exit code still tells.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => Ok(result?),
    }
}
