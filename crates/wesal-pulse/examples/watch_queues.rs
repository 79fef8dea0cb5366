//! Prints what the queues are doing, every few seconds.
//!
//! ```sh
//! cargo run -p wesal-pulse --example watch_queues -- 3
//! ```
//!
//! The argument is how often to look; without it, until the program is stopped. Uses the real service
//! if `WESAL_PULSE_CLIENT_ID` and `WESAL_PULSE_CLIENT_SECRET` are set; else the sandbox.

use std::error::Error;
use std::io::Write;
use std::time::Duration;

use ccaas_sandbox::Sandbox;
use tokio::time::{MissedTickBehavior, interval};
use wesal_pulse::queues::GetQueueActivity;
use wesal_pulse::{Client, WesalPulse, ccaas_core::Environment};

const EVERY: Duration = Duration::from_secs(5);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let times: Option<u64> = match std::env::args().nth(1) {
        Some(times) => Some(times.parse()?),
        None => None,
    };
    let sandbox = Sandbox::start().await?;
    let client = Client::new(vendor(&sandbox)?)?;

    let mut out = std::io::stdout();
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut looked = 0;
    while times.is_none_or(|times| looked < times) {
        tick.tick().await;
        looked += 1;
        // A look that fails is no reason to stop watching.
        match client.send(GetQueueActivity::new()).deadline(EVERY).await {
            Ok(report) => {
                for queue in report.rows() {
                    writeln!(out, "{queue}")?;
                }
            }
            Err(error) => writeln!(out, "{error}")?,
        }
        writeln!(out)?;
    }
    Ok(())
}

fn vendor(sandbox: &Sandbox) -> Result<WesalPulse, Box<dyn Error>> {
    if std::env::var_os("WESAL_PULSE_CLIENT_ID").is_some() {
        return Ok(WesalPulse::from_env()?);
    }
    let access = sandbox.vendor("wesal-pulse").ok_or("no such vendor")?;
    let environment = Environment::from_pairs(access.env().to_vec());
    Ok(WesalPulse::from_environment(&environment)?)
}
