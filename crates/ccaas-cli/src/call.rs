//! `ccaas call`: one operation, from its parameters on the command line.

use std::process::ExitCode;

use ccaas::{Environment, Reply, Spec, did_you_mean};
use ccaas_sandbox::Sandbox;
use clap::CommandFactory;
use serde_json::Value;

use crate::args::{Args, CallArgs};
use crate::failure::Failure;
use crate::out::Out;
use crate::parameters::{self, Schema};
use crate::tour::access;
use crate::vendors::{self, Entrance};

pub(crate) async fn run(args: &CallArgs, out: &mut Out) -> Result<ExitCode, Failure> {
    let (Some(vendor), Some(operation)) = (&args.vendor, &args.operation) else {
        out.line(usage())?;
        return Ok(ExitCode::SUCCESS);
    };
    let vendor = vendors::named(vendor)?;
    let spec = operation_of(vendor, operation)?;
    let Some(root) = (vendor.schema)(spec.id) else {
        return Err(Failure::usage(format!(
            "{} is a call that {} makes to you",
            spec.id, vendor.name
        )));
    };
    let schema = Schema::new(&root);
    if args.help {
        out.line(parameters::help(vendor.name, spec, schema).trim_end())?;
        return Ok(ExitCode::SUCCESS);
    }
    let hint = |failure: Failure| {
        failure.hint(format!(
            "`ccaas call {} {} --help` lists its parameters",
            vendor.name, spec.id
        ))
    };
    let given = parameters::read(schema, &args.parameters)
        .map_err(|reason| hint(Failure::usage(format!("{}: {reason}", spec.id))))?;

    // Kept to the end: when it goes, it stops serving.
    let sandbox = match args.sandbox {
        true => Some(Sandbox::start().await?),
        false => None,
    };
    let environment = match &sandbox {
        Some(sandbox) => {
            Environment::from_pairs(access(sandbox, vendor.name)?.env().iter().cloned())
        }
        None => Environment::process(),
    };
    // Looked at first, so that a missing variable isn't taken for a wrong parameter.
    (vendor.base_url)(&environment).map_err(|error| {
        Failure::from(error).hint("with --sandbox no environment variable is needed")
    })?;
    if args.dry_run {
        let prepared = (vendor.prepare)(&environment, spec.id, given);
        if let Some(prepared) = prepared.map_err(|error| hint(error.into()))? {
            out.line(prepared)?;
        }
    } else if let Some(reply) = (vendor.send)(&environment, spec.id, given).await? {
        print(&reply, out)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The help of the command itself.
fn usage() -> String {
    let mut command = Args::command();
    command.build();
    match command.find_subcommand_mut("call") {
        Some(call) => call.render_long_help().to_string(),
        None => String::new(),
    }
}

fn operation_of(vendor: &Entrance, id: &str) -> Result<&'static Spec, Failure> {
    let ids = vendor.operations.iter().map(|spec| spec.id);
    vendor
        .operations
        .iter()
        .find(|spec| spec.id == id)
        .ok_or_else(|| {
            Failure::usage(format!(
                "{} has no operation \"{id}\"{}",
                vendor.name,
                did_you_mean(id, ids)
            ))
            .hint(format!("`ccaas ops {}` lists them", vendor.name))
        })
}

/// For a person with line breaks; for a program exactly as it came.
fn print(reply: &Reply, out: &mut Out) -> Result<(), Failure> {
    if out.is_terminal()
        && let Ok(json) = reply.json::<Value>()
    {
        return Ok(out.line(format_args!("{json:#}"))?);
    }
    out.bytes(&reply.body)?;
    if !reply.body.is_empty() && !reply.body.ends_with(b"\n") {
        out.bytes(b"\n")?;
    }
    Ok(())
}
