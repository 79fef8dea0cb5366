//! A page of a thousand rows: decoded into this workspace's types, which read loosely, beside strict types
//! by hand.
//!
//! `cargo bench -p ccaas-bench --bench decode`, or with `-- --quick` behind it for fewer pages. What is
//! judged comes last; docs/performance.md explains the numbers.

#![allow(clippy::print_stdout, reason = "a benchmark prints its result")]

#[path = "../shared/callgrind.rs"]
mod callgrind;
mod cases;
#[path = "../shared/contacts.rs"]
mod contacts;
mod decoders;
mod measure;
#[path = "../shared/median.rs"]
mod median;

use std::process::ExitCode;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

use crate::decoders::{How, What};
use crate::measure::Effort;

/// Counts what is asked of the system's allocator.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["decode", what, how, pages] => measure::decode(what, how, pages.parse()?)?,
        words if words.contains(&"--bench") => compare(words.contains(&"--quick"))?,
        _ => println!("This is a benchmark: `cargo bench -p ccaas-bench --bench decode`"),
    }
    Ok(ExitCode::SUCCESS)
}

fn compare(quick: bool) -> Result<()> {
    let effort = if quick { Effort::QUICK } else { Effort::FULL };
    let mut summary = Vec::new();
    for what in What::ALL {
        let body = what.page();
        let all = measure::all(what, &body, &effort)?;
        println!(
            "A page of {} {}, {} bytes of JSON:",
            decoders::ROWS,
            what.name(),
            body.len()
        );
        println!(
            "{:<24} {:>13} {:>12} {:>9}",
            "", "instructions", "allocations", "CPU µs"
        );
        for how in How::ALL {
            let found = all.get(how)?;
            println!(
                "{:<24} {:>13} {:>12} {:>9.0}",
                how.name(),
                found
                    .instructions
                    .map_or("-".to_owned(), |count| format!("{count:.0}")),
                found.allocations,
                median::median(found.cpu.clone())
            );
        }
        println!();
        summary.push((what, all));
    }

    for (what, all) in &summary {
        let name = what.name();
        let (ours, dates) = (all.get(How::Ours)?, all.get(How::ByHand)?);
        println!(
            "decode {name} by hand to itself: {:.2}",
            all.cpu_ratio(How::ByHandAgain)?
        );
        println!(
            "decode {name} allocations ratio: {:.2}",
            ours.allocations as f64 / dates.allocations as f64
        );
        match ours.instructions.zip(dates.instructions) {
            Some((ours, dates)) => {
                println!("decode {name} instruction ratio: {:.2}", ours / dates);
            }
            None => println!("decode {name} instruction ratio: not measured (valgrind is missing)"),
        }
        println!("decode {name} cpu ratio: {:.2}", all.cpu_ratio(How::Ours)?);
    }
    Ok(())
}
