//! A gibibyte over loopback into a file: `client.download(url).to_file(path)`, beside curl.
//!
//! `cargo bench -p ccaas-bench --bench download`, or with `-- --quick` behind it for fewer rounds.
//! The files lie in the system's directory for them (`TMPDIR` chooses another) and need 1 GiB there. What is
//! judged comes last; docs/performance.md explains the numbers.

#![allow(clippy::print_stdout, reason = "a benchmark prints its result")]

mod client;
mod content;
#[path = "../shared/median.rs"]
mod median;
#[path = "../shared/memory.rs"]
mod memory;
#[path = "../shared/process.rs"]
mod process;
mod run;
mod server;

use std::path::Path;
use std::process::ExitCode;

use crate::median::median;
use crate::process::Server;
use crate::run::{Run, With};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

const SMALL: u64 = 1 << 20;
const LARGE: u64 = 1 << 30;
/// How often a download is cut off on its way.
const CUTS: u64 = 10;

fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["serve"] => server::serve()?,
        ["fetch", url, path] => client::fetch(url, Path::new(path))?,
        words if words.contains(&"--bench") => compare(words.contains(&"--quick"))?,
        _ => println!("This is a benchmark: `cargo bench -p ccaas-bench --bench download`"),
    }
    Ok(ExitCode::SUCCESS)
}

fn compare(quick: bool) -> Result<()> {
    let rounds = if quick { 3 } else { 9 };
    let server = Server::start()?;
    let whole = |bytes: u64| format!("http://{}/whole/{bytes}", server.address());
    let place = run::Place::new()?;

    // What arrives must be right before it is worth to know how fast.
    With::Download.run(&whole(LARGE), &place)?;
    content::check(place.file(), LARGE)?;

    let mut with = With::ALL.to_vec();
    with.retain(|with| with.is_there());
    let mut runs: Vec<(With, Vec<Run>)> = with.into_iter().map(|with| (with, Vec::new())).collect();
    for round in 0..=rounds {
        // Nobody is always the first.
        runs.rotate_left(1);
        for (with, runs) in &mut runs {
            // Twice, and the first time for nothing: the memory that the file passes through is then what
            // this one itself has left, and not what another one has, or what a virtual machine has to
            // ask its host for.
            with.run(&whole(LARGE), &place)?;
            let run = with.run(&whole(LARGE), &place)?;
            // The first round fills what is kept.
            if round > 0 {
                runs.push(run);
            }
        }
    }
    runs.sort_by_key(|(with, _)| *with);

    println!("1 GiB into a file, each in a process of its own, medians of {rounds} rounds:");
    println!(
        "{:<12} {:>8} {:>8} {:>8} {:>10} {:>10}",
        "", "wall s", "CPU s", "GB/s", "least wall", "least CPU"
    );
    for (with, runs) in &runs {
        let wall = median(runs.iter().map(|run| run.wall).collect());
        println!(
            "{:<12} {wall:>8.3} {:>8} {:>8.2} {:>10.3} {:>10}",
            with.name(),
            or_dash(cpu(runs)),
            LARGE as f64 / 1e9 / wall,
            runs.iter().map(|run| run.wall).fold(f64::MAX, f64::min),
            or_dash(runs.iter().filter_map(|run| run.cpu).reduce(f64::min))
        );
    }

    let small: Vec<Run> = (0..rounds)
        .map(|_| With::Download.run(&whole(SMALL), &place))
        .collect::<Result<_>>()?;
    let peaks = |runs: &[Run]| -> Option<Vec<f64>> { runs.iter().map(|run| run.peak).collect() };
    let (small, large) = (peaks(&small), peaks(of(&runs, With::Download)));
    let curl = match With::Curl.is_there() {
        true => run::peak_of_curl(&whole(LARGE), &place)?,
        false => None,
    };
    println!("\nPeak memory, in MB:");
    for (name, peaks) in [("1 MiB", &small), ("1 GiB", &large)] {
        println!(
            "  a download of {name}  {} (at most {})",
            or_dash(peaks.clone().map(median)),
            or_dash(peaks.iter().flatten().copied().reduce(f64::max))
        );
    }
    println!("  curl, 1 GiB          {}", or_dash(curl));

    let cut = format!("http://{}/cut/{CUTS}/{LARGE}", server.address());
    let mut cuts = Vec::new();
    for _ in 0..rounds.min(5) {
        let run = With::Download.run(&cut, &place)?;
        content::check(place.file(), LARGE)?;
        if run.attempts != Some(CUTS + 1) {
            return Err(format!("not as often as it was cut: {:?} requests", run.attempts).into());
        }
        cuts.push(run.wall);
    }
    println!(
        "\n1 GiB, cut off {CUTS} times on the way: whole and right every time, in {} requests",
        CUTS + 1
    );
    let listed: Vec<String> = cuts.iter().map(|wall| format!("{wall:.2}")).collect();
    println!("  {} s", listed.join(", "));

    println!();
    match of(&runs, With::Curl) {
        [] => println!("download wall ratio: not measured (curl is missing)"),
        curl => {
            let ratio = |of: &dyn Fn(&Run) -> f64, with| {
                let pairs = self::of(&runs, with).iter().zip(curl);
                median(pairs.map(|(one, curl)| of(one) / of(curl)).collect())
            };
            println!(
                "curl to itself: {:.2}",
                ratio(&|run| run.wall, With::CurlAgain)
            );
            if With::CurlAndSync.is_there() {
                println!(
                    "curl and sync wall ratio: {:.2}",
                    ratio(&|run| run.wall, With::CurlAndSync)
                );
            }
            if cpu(curl).is_some() {
                println!(
                    "download cpu ratio: {:.2}",
                    ratio(&|run| run.cpu.unwrap_or(f64::NAN), With::Download)
                );
            }
            println!(
                "download wall ratio: {:.2}",
                ratio(&|run| run.wall, With::Download)
            );
        }
    }
    match (small, large) {
        (Some(small), Some(large)) => {
            let most = large.iter().copied().fold(0.0, f64::max);
            println!("download peak MB: {most:.1}");
            println!("download growth MB: {:.1}", median(large) - median(small));
        }
        _ => println!("download peak MB: not measured (there is no /proc)"),
    }
    println!("download cut ten times, s: {:.2}", median(cuts));
    Ok(())
}

fn of(runs: &[(With, Vec<Run>)], with: With) -> &[Run] {
    let found = runs.iter().find(|(known, _)| *known == with);
    found.map_or(&[], |(_, runs)| runs)
}

fn cpu(runs: &[Run]) -> Option<f64> {
    let all: Option<Vec<f64>> = runs.iter().map(|run| run.cpu).collect();
    all.map(median)
}

fn or_dash(number: Option<f64>) -> String {
    number.map_or("-".to_owned(), |number| format!("{number:.2}"))
}
