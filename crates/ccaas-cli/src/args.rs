//! The command line.

use clap::{ArgAction, Args as ClapArgs, Parser, Subcommand};

const EXAMPLES: &str = "\
Examples:
  ccaas tour                              every operation of every vendor, against the sandbox
  ccaas sandbox --port 8080               the sandbox, until it is stopped
  ccaas ops wesal-voc                     what WesalVoC can do
  ccaas call wesal-voc surveys.list --help
  ccaas call --sandbox wesal-pulse me.get";

const TOUR_EXAMPLES: &str = "\
Examples:
  ccaas tour                              all vendors
  ccaas tour --vendor wesal-voc           one of them
  ccaas tour --json | jq 'select(.status != \"ok\")'";

const SANDBOX_EXAMPLES: &str = "\
Examples:
  ccaas sandbox                           on a free port; paste what it prints into a shell
  ccaas sandbox --port 8080 --json        for a script: one line of JSON, then it serves";

const OPS_EXAMPLES: &str = "\
Examples:
  ccaas ops                               all vendors
  ccaas ops wesal-pulse --json            one of them, for a program";

const CALL_EXAMPLES: &str = "\
Values:
  key=value     read by the parameter's type: a text, a number, true or false, a list as a,b or [..]
  key:=json     JSON, whatever the type
  a.b=value     a member of an object

Examples:
  ccaas call wesal-voc surveys.list --help
  ccaas call --sandbox wesal-voc surveys.list companyId=37e4be421508c0e91f59d752 \\
      startDate=2025-11-01T00:00:00 endDate=2025-11-30T23:59:59 queues=Sales,Support
  ccaas call --sandbox --dry-run wesal-voc auth.login company=ACME email=me@example.com password=..
  ccaas call wesal-pulse me.get | jq .user";

/// Calls the operations of contact-center platforms, and plays those platforms.
#[derive(Debug, Parser)]
#[command(name = "ccaas", version, after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Tour(TourArgs),
    Sandbox(SandboxArgs),
    Ops(OpsArgs),
    Call(CallArgs),
}

/// Calls every operation of every vendor, and shows what happened.
///
/// A vendor whose environment variables are set is visited itself; the others are played by a
/// sandbox that the tour starts. What changes data at a real vendor runs only with --yes, or after a
/// question if this is a terminal. The exit code is 1 if a step failed or an operation has none.
#[derive(Debug, ClapArgs)]
#[command(after_help = TOUR_EXAMPLES)]
pub(crate) struct TourArgs {
    /// Only this vendor; may be given several times.
    #[arg(long, value_name = "NAME")]
    pub(crate) vendor: Vec<String>,
    /// Also what changes data at a real vendor, without asking.
    #[arg(long)]
    pub(crate) yes: bool,
    /// One JSON object for each step, instead of the table.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Runs the sandbox, which plays the vendors on this machine, until it is stopped.
///
/// Base URLs and credentials are printed as commands for a shell. It listens on 127.0.0.1 only, keeps
/// everything in memory, and stops on ctrl-c or SIGTERM.
#[derive(Debug, ClapArgs)]
#[command(after_help = SANDBOX_EXAMPLES)]
pub(crate) struct SandboxArgs {
    /// The port; a free one if left out.
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(crate) port: u16,
    /// Print one line of JSON instead.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Lists the operations.
#[derive(Debug, ClapArgs)]
#[command(after_help = OPS_EXAMPLES)]
pub(crate) struct OpsArgs {
    /// Only this vendor's.
    #[arg(value_name = "VENDOR")]
    pub(crate) vendor: Option<String>,
    /// Print a JSON array instead.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Calls one operation and prints its reply.
///
/// The vendor's environment variables tell where it is and who calls. With --help after the
/// operation, its parameters are listed.
#[derive(Debug, ClapArgs)]
#[command(after_help = CALL_EXAMPLES, disable_help_flag = true)]
#[command(override_usage = "ccaas call [OPTIONS] <VENDOR> <OPERATION> [KEY=VALUE]...")]
pub(crate) struct CallArgs {
    /// The vendor: `ccaas ops` lists them.
    #[arg(value_name = "VENDOR", required_unless_present = "help")]
    pub(crate) vendor: Option<String>,
    /// The operation's id: `ccaas ops VENDOR` lists them.
    #[arg(value_name = "OPERATION", required_unless_present = "help")]
    pub(crate) operation: Option<String>,
    /// The parameters.
    #[arg(value_name = "KEY=VALUE")]
    pub(crate) parameters: Vec<String>,
    /// Print the request as a curl command, without secrets, instead of sending it.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Call a sandbox that is started for this one call; no environment variable is needed.
    #[arg(long)]
    pub(crate) sandbox: bool,
    /// Print help; after an operation, its parameters.
    #[arg(short, long, action = ArgAction::SetTrue)]
    pub(crate) help: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Args::command().debug_assert();
    }
}
