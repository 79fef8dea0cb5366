//! `ccaas tour`: every operation of every vendor, one after the other.
//!
//! A vendor's own file lists its [`Step`]s; [`step`] takes them, [`watch`] sees what really happens
//! on the way, and [`report`] shows it.

pub(crate) mod apps_api;
mod chance;
mod report;
mod step;
mod watch;
pub(crate) mod wesal_pulse;
pub(crate) mod wesal_voc;
pub(crate) mod wisecx;

use std::io::{self, BufRead, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Duration;

use ccaas::Environment;
use ccaas_sandbox::{Access, Sandbox};
use indicatif::{ProgressBar, ProgressStyle};

pub(crate) use self::report::Row;
pub(crate) use self::step::{Errand, Step, Visit};
use crate::args::TourArgs;
use crate::failure::Failure;
use crate::out::{Out, say};
use crate::vendors::{self, Entrance};
use report::Report;

/// How often the progress bar moves by itself.
const TICK: Duration = Duration::from_millis(120);

/// Where a vendor is visited.
enum Place {
    /// It is played by the sandbox.
    Sandbox,
    /// At its own base URL.
    Vendor { base_url: String },
}

/// Takes the tour.
pub(crate) async fn run(args: &TourArgs, out: &mut Out) -> Result<ExitCode, Failure> {
    // All settings are looked at before anything is sent: a missing variable shows at once.
    let stops = vendors::chosen(&args.vendor)?
        .into_iter()
        .map(|vendor| Ok((vendor, place(vendor, &Environment::process())?)))
        .collect::<Result<Vec<_>, Failure>>()?;
    let sandbox = if stops
        .iter()
        .any(|(_, place)| matches!(place, Place::Sandbox))
    {
        Some(Sandbox::start().await?)
    } else {
        None
    };
    let mut errands = Vec::new();
    for (vendor, place) in &stops {
        errands.push((*vendor, errand(vendor, place, sandbox.as_ref(), args.yes)?));
    }

    let bar = bar(errands.iter().map(|(vendor, _)| (vendor.steps)()).sum());
    let mut report = Report::new(args.json, out);
    for (vendor, mut errand) in errands {
        errand.bar = bar.clone();
        let mut rows = |row: Row| {
            bar.inc(1);
            bar.suspend(|| report.row(row))
        };
        (vendor.tour)(errand, &mut rows).await?;
    }
    bar.finish_and_clear();
    let worked = report.end()?;
    if let Some(sandbox) = sandbox {
        sandbox.shutdown().await;
    }
    Ok(if worked {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The vendor itself, where any of its variables is set; they must all be there then.
fn place(vendor: &Entrance, environment: &Environment) -> Result<Place, Failure> {
    let mut set = vendor
        .variables
        .iter()
        .filter(|variable| environment.optional(variable.name).is_some());
    let Some(first) = set.next() else {
        return Ok(Place::Sandbox);
    };
    match (vendor.base_url)(environment) {
        Ok(base_url) => Ok(Place::Vendor { base_url }),
        Err(error) => Err(Failure::from(error).hint(format!(
            "{} is set, so the tour would visit {} itself; without any of its variables it \
             visits the sandbox",
            first.name, vendor.name
        ))),
    }
}

fn errand(
    vendor: &Entrance,
    place: &Place,
    sandbox: Option<&Sandbox>,
    yes: bool,
) -> Result<Errand, Failure> {
    let (environment, sandbox, may_change) = match (place, sandbox) {
        (Place::Vendor { base_url }, _) => {
            say(format!("{}: the vendor itself, at {base_url}", vendor.name));
            let may_change = yes || asked(vendor, base_url)?;
            (Environment::process(), None, may_change)
        }
        (Place::Sandbox, Some(sandbox)) => {
            let access = access(sandbox, vendor.name)?;
            say(format!(
                "{}: the sandbox, at {}",
                vendor.name,
                access.base_url()
            ));
            let environment = Environment::from_pairs(access.env().iter().cloned());
            (environment, Some(sandbox.clone()), true)
        }
        (Place::Sandbox, None) => return Err(Failure::failed("no sandbox was started")),
    };
    Ok(Errand {
        environment,
        sandbox,
        may_change,
        bar: ProgressBar::hidden(),
    })
}

/// How to reach a vendor in the sandbox.
pub(crate) fn access(sandbox: &Sandbox, vendor: &str) -> Result<Access, Failure> {
    sandbox
        .vendor(vendor)
        .ok_or_else(|| Failure::failed(format!("the sandbox doesn't play {vendor}")))
}

/// Asks whether data may be changed, where there is somebody to ask.
fn asked(vendor: &Entrance, base_url: &str) -> io::Result<bool> {
    let mut changes = (vendor.changes)();
    let steps = changes.len();
    // An operation with several steps is named once.
    changes.dedup();
    if changes.is_empty() || !io::stdin().is_terminal() {
        return Ok(false);
    }
    let answer = ask(&format!(
        "{steps} steps change data at {base_url} ({}). Run them, too? [y/N] ",
        changes.join(", ")
    ))?;
    Ok(matches!(answer.to_ascii_lowercase().as_str(), "y" | "yes"))
}

/// Reads a line from the terminal.
fn ask(question: &str) -> io::Result<String> {
    let mut stderr = io::stderr().lock();
    write!(stderr, "{question}")?;
    stderr.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(answer.trim().to_owned())
}

/// On standard error, and nowhere if that is no terminal.
fn bar(steps: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(steps).unwrap_or_default());
    let style =
        ProgressStyle::with_template("{spinner} {prefix} {wide_msg} [{bar:24}] {pos}/{len}");
    if let Ok(style) = style {
        bar.set_style(style.progress_chars("=> "));
    }
    if !bar.is_hidden() {
        bar.enable_steady_tick(TICK);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voc() -> &'static Entrance {
        vendors::named("wesal-voc").unwrap()
    }

    #[test]
    fn without_any_variable_it_is_the_sandbox() {
        let empty = Environment::from_pairs([("PATH", "/bin")]);
        assert!(matches!(place(voc(), &empty), Ok(Place::Sandbox)));
    }

    #[test]
    fn one_variable_is_enough_to_mean_the_vendor() {
        let half = Environment::from_pairs([("WESAL_VOC_COMPANY", "ACME")]);
        let failure = place(voc(), &half).map(|_| ()).unwrap_err().to_string();
        assert!(failure.contains("WESAL_VOC_CLIENT_ID"), "{failure}");
        let whole = Environment::from_pairs([
            ("WESAL_VOC_CLIENT_ID", "id"),
            ("WESAL_VOC_TOKEN", "token"),
            ("WESAL_VOC_BASE_URL", "http://localhost/voc"),
        ]);
        assert!(matches!(
            place(voc(), &whole),
            Ok(Place::Vendor { base_url }) if base_url == "http://localhost/voc"
        ));
    }
}
