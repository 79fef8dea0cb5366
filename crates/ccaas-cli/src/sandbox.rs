//! `ccaas sandbox`: the sandbox as a process.

use std::process::ExitCode;

use ccaas_sandbox::{Access, Sandbox};
use serde_json::{Map, Value, json};

use crate::args::SandboxArgs;
use crate::failure::Failure;
use crate::out::Out;

pub(crate) async fn run(args: &SandboxArgs, out: &mut Out) -> Result<ExitCode, Failure> {
    // Before anything is printed: whoever reads it may stop this process at once.
    let stopped = stopped()?;
    let sandbox = Sandbox::builder()
        .port(args.port)
        .start()
        .await
        .map_err(|error| busy(args.port, &error))?;
    let vendors = sandbox.vendors();
    if args.json {
        out.line(line(&vendors))?;
    } else {
        out.line(exports(&vendors))?;
    }
    stopped.await;
    sandbox.shutdown().await;
    Ok(ExitCode::SUCCESS)
}

fn busy(port: u16, error: &std::io::Error) -> Failure {
    let failure = Failure::failed(format!("can't listen on 127.0.0.1:{port}: {error}"));
    if port == 0 {
        failure
    } else {
        failure.hint("without --port it takes a free one")
    }
}

/// Commands for a shell.
fn exports(vendors: &[Access]) -> String {
    let mut lines =
        vec!["# The sandbox runs until ctrl-c. Paste this into another shell:".to_owned()];
    for (name, value) in vendors.iter().flat_map(Access::env) {
        lines.push(format!("export {name}={}", quoted(value)));
    }
    lines.join("\n")
}

/// A word of a shell's, in quotes where it needs them.
fn quoted(word: &str) -> String {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || "-_./:=@,+%".contains(sign);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// One line of JSON, with a member for each vendor.
fn line(vendors: &[Access]) -> Value {
    let member = |vendor: &Access| {
        let env: Map<String, Value> = vendor
            .env()
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.as_str().into()))
            .collect();
        let about = json!({ "base_url": vendor.base_url(), "env": env });
        (vendor.vendor().to_owned(), about)
    };
    Value::Object(vendors.iter().map(member).collect())
}

/// Ready when somebody wants this process to stop. Listens from the moment that it is made.
#[cfg(unix)]
fn stopped() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stopped() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_where_a_shell_would_cut_it() {
        assert_eq!(quoted("http://127.0.0.1:80/v1"), "http://127.0.0.1:80/v1");
        assert_eq!(quoted("two words"), "'two words'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn every_vendor_is_printed() {
        let vendors = Sandbox::in_process().vendors();
        let json = line(&vendors);
        let text = exports(&vendors);
        for vendor in &vendors {
            assert_eq!(json[vendor.vendor()]["base_url"], vendor.base_url());
            for (name, value) in vendor.env() {
                assert_eq!(json[vendor.vendor()]["env"][name], value.as_str());
                assert!(text.contains(&format!("export {name}=")), "{text}");
            }
        }
    }
}
