//! The program `ccaas`: see its README.

mod args;
mod call;
mod failure;
mod ops;
mod out;
mod parameters;
mod sandbox;
mod tour;
mod vendors;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Command};
use crate::failure::Failure;
use crate::out::Out;

fn main() -> ExitCode {
    let args = Args::parse();
    run(args.command).unwrap_or_else(|failure| failure.report())
}

fn run(command: Command) -> Result<ExitCode, Failure> {
    let mut out = Out::stdout();
    // One thread does: the program waits for the network nearly all of its time.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match command {
            Command::Tour(args) => tour::run(&args, &mut out).await,
            Command::Sandbox(args) => sandbox::run(&args, &mut out).await,
            Command::Ops(args) => ops::run(&args, &mut out),
            Command::Call(args) => call::run(&args, &mut out).await,
        }
    })
}
