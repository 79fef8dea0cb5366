//! One typed call through the whole stack, beside the same call by hand on a pooled reqwest client,
//! and beside reqwest-middleware with reqwest-retry and a governor limit.
//!
//! `cargo bench -p ccaas-bench --bench call`, or with `-- --quick` behind it for fewer rounds and
//! calls. All clients talk to one server on loopback, which is a process of its own. What is judged comes
//! last; docs/performance.md explains the numbers.

#![allow(clippy::print_stdout, reason = "a benchmark prints its result")]

#[path = "../shared/callgrind.rs"]
mod callgrind;
mod clients;
mod instructions;
mod layers;
mod load;
#[path = "../shared/median.rs"]
mod median;
#[path = "../shared/process.rs"]
mod process;
mod server;
mod shapes;

use std::process::ExitCode;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

use crate::clients::Kind;
use crate::load::Effort;
use crate::process::Server;
use crate::shapes::Verb;

/// Counts what is asked of the system's allocator.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["serve"] => server::serve()?,
        ["calls", kind, verb, calls, base] => instructions::make_calls(kind, verb, calls, base)?,
        words if words.contains(&"--bench") => compare(words.contains(&"--quick"))?,
        _ => println!("This is a benchmark: `cargo bench -p ccaas-bench --bench call`"),
    }
    Ok(ExitCode::SUCCESS)
}

fn compare(quick: bool) -> Result<()> {
    let effort = if quick { Effort::QUICK } else { Effort::FULL };

    let layers = layers::measure(&effort)?;
    println!("Over a leaf that answers from memory, a call:");
    println!(
        "  the layers alone  {:+.2} µs of CPU  {:+.1} allocations",
        layers.time, layers.allocations
    );

    let server = Server::start()?;
    let base = format!("http://{}/v1", server.address());
    let instructions = instructions::measure(&base, &effort)?;
    let allocations = load::allocations(&base, &effort)?;
    let sequential = load::rounds(&base, 1, &effort)?;
    let crowded = load::rounds(&base, 64, &effort)?;

    println!("\nA call on loopback, one connection; the CPU is user and system:");
    println!(
        "{:<20} {:<5} {:>13} {:>12} {:>9} {:>8} {:>8}",
        "client", "", "instructions", "allocations", "CPU µs", "p50 µs", "p99 µs"
    );
    for verb in Verb::ALL {
        for kind in Kind::ALL {
            let instructions = instructions.as_ref().map(|all| all.get(kind, verb));
            println!(
                "{:<20} {:<5} {:>13} {:>12.1} {}",
                kind.name(),
                verb.name(),
                instructions.map_or("-".to_owned(), |count| format!("{count:.0}")),
                allocations.get(kind, verb),
                sequential.row(kind, verb)
            );
        }
    }
    println!("\n64 calls at once:");
    for verb in Verb::ALL {
        for kind in Kind::ALL {
            println!(
                "{:<20} {:<5} {:>13} {:>12} {}",
                kind.name(),
                verb.name(),
                "",
                "",
                crowded.row(kind, verb)
            );
        }
    }

    println!("\nThe whole stack to by hand:");
    for verb in Verb::ALL {
        let ratio = instructions
            .as_ref()
            .map(|all| all.get(Kind::Stack, verb) / all.get(Kind::ByHand, verb));
        println!(
            "  {:<5} instructions {}, allocations {:+.1}, CPU {:.2} (by hand to itself {:.2})",
            verb.name(),
            ratio.map_or("-".to_owned(), |ratio| format!("{ratio:.3}")),
            allocations.get(Kind::Stack, verb) - allocations.get(Kind::ByHand, verb),
            crowded.ratio(Kind::Stack, verb),
            crowded.ratio(Kind::ByHandAgain, verb),
        );
    }

    // The worse of the two, for each.
    let worse = |of: &dyn Fn(Verb) -> f64| Verb::ALL.map(of).into_iter().fold(f64::MIN, f64::max);
    println!();
    match &instructions {
        Some(all) => println!(
            "instruction ratio: {:.2}",
            worse(&|verb| all.get(Kind::Stack, verb) / all.get(Kind::ByHand, verb))
        ),
        None => println!("instruction ratio: not measured (valgrind is missing)"),
    }
    println!(
        "allocations over by hand: {:.0}",
        worse(&|verb| allocations.get(Kind::Stack, verb) - allocations.get(Kind::ByHand, verb))
    );
    println!(
        "cpu ratio: {:.2}",
        worse(&|verb| crowded.ratio(Kind::Stack, verb))
    );
    Ok(())
}

/// A number for each client and verb.
struct Table([[f64; Verb::ALL.len()]; Kind::ALL.len()]);

impl Table {
    fn new(mut of: impl FnMut(Kind, Verb) -> Result<f64>) -> Result<Self> {
        let mut table = Table([[0.0; Verb::ALL.len()]; Kind::ALL.len()]);
        for (kind, row) in Kind::ALL.into_iter().zip(&mut table.0) {
            for (verb, cell) in Verb::ALL.into_iter().zip(row) {
                *cell = of(kind, verb)?;
            }
        }
        Ok(table)
    }

    #[allow(clippy::indexing_slicing, reason = "there is a cell for every variant")]
    fn get(&self, kind: Kind, verb: Verb) -> f64 {
        self.0[kind as usize][verb as usize]
    }
}

/// A runtime of one thread, so that all that a call costs is counted in one place.
fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?)
}
