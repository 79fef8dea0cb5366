//! Running the program.

#![allow(
    clippy::expect_used,
    dead_code,
    reason = "helpers of tests, which prove things by failing; no test file needs all of them"
)]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};

use serde_json::Value;

/// The program, with no variable of any vendor set, and with nobody at its terminal.
pub(crate) fn ccaas(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ccaas"));
    command.args(args).env_clear().stdin(Stdio::null());
    // What an operating system wants for itself.
    for name in ["PATH", "SystemRoot"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}

/// What a run of the program left.
#[derive(Debug)]
pub(crate) struct Ran {
    /// The exit code.
    pub(crate) code: Option<i32>,
    /// What it wrote to standard output.
    pub(crate) stdout: String,
    /// What it wrote to standard error.
    pub(crate) stderr: String,
}

/// Runs the program to its end.
pub(crate) fn run(mut command: Command) -> Ran {
    let output = command.output().expect("the program starts");
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("text"),
        stderr: String::from_utf8(output.stderr).expect("text"),
    }
}

impl Ran {
    /// The one JSON document of standard output.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).expect("JSON")
    }

    /// The lines of standard output, each of which is JSON.
    pub(crate) fn json_lines(&self) -> Vec<Value> {
        let parse = |line| serde_json::from_str(line).expect("a line of JSON");
        self.stdout.lines().map(parse).collect()
    }
}

/// `ccaas sandbox --json` as a process; it ends with the value.
pub(crate) struct Process {
    child: Child,
    /// The line that it printed.
    pub(crate) line: Value,
}

impl Process {
    /// Starts it, and waits for its line.
    pub(crate) fn start() -> Self {
        let mut child = ccaas(&["sandbox", "--json"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("it is piped");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        Process {
            line: serde_json::from_str(&line).expect("JSON"),
            child,
        }
    }

    /// Lets the program find a vendor of this sandbox.
    pub(crate) fn env_of(&self, vendor: &str) -> Vec<(String, String)> {
        let env = self
            .line
            .get(vendor)
            .and_then(|about| about["env"].as_object());
        env.expect("the vendor is there")
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().expect("text").to_owned()))
            .collect()
    }

    /// Its number.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for its end.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        self.child.wait().expect("it ends")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
