//! A hundred thousand contacts in pages of a hundred: `client.items(ListContacts::new())` with and without
//! a page fetched ahead, beside a loop by hand.
//!
//! `cargo bench -p ccaas-bench --bench pages`, or with `-- --quick` behind it for fewer contacts and rounds.
//! What is judged comes last; docs/performance.md explains the numbers.

#![allow(clippy::print_stdout, reason = "a benchmark prints its result")]

#[path = "../shared/contacts.rs"]
mod contacts;
#[path = "../shared/median.rs"]
mod median;
#[path = "../shared/memory.rs"]
mod memory;
#[path = "../shared/process.rs"]
mod process;
mod readers;
mod server;

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::median::median;
use crate::process::Server;
use crate::readers::Reader;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// How many contacts a page holds.
const PAGE: u64 = 100;
/// What the server takes for a page, and the caller for its rows.
const WORK: Duration = Duration::from_millis(2);

fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["serve"] => server::serve()?,
        ["read", reader, contacts, address] => read_alone(reader, contacts.parse()?, address)?,
        words if words.contains(&"--bench") => compare(words.contains(&"--quick"))?,
        _ => println!("This is a benchmark: `cargo bench -p ccaas-bench --bench pages`"),
    }
    Ok(ExitCode::SUCCESS)
}

fn compare(quick: bool) -> Result<()> {
    let (contacts, rounds) = if quick { (10_000, 3) } else { (100_000, 5) };
    let server = Server::start()?;
    let runtime = runtime()?;

    let mut times: Vec<(Reader, Vec<f64>)> = Reader::ALL.map(|reader| (reader, Vec::new())).into();
    for _ in 0..rounds {
        for (reader, times) in &mut times {
            let client = reader.client(server.address(), contacts)?;
            let began = Instant::now();
            let read = runtime.block_on(client.read())?;
            times.push(began.elapsed().as_secs_f64());
            check(read, contacts)?;
        }
        // Nobody is always the first.
        times.rotate_left(1);
    }
    times.sort_by_key(|(reader, _)| *reader);

    println!(
        "{contacts} contacts in pages of {PAGE}; a page takes the server {WORK:?}, and its rows the \
         caller as long:"
    );
    println!("{:<26} {:>8} {:>10}", "", "wall s", "ms a page");
    for (reader, times) in &times {
        let wall = median(times.clone());
        println!(
            "{:<26} {wall:>8.3} {:>10.2}",
            reader.name(),
            wall * 1e3 / (contacts / PAGE) as f64
        );
    }

    println!("\nPeak memory of a process that reads them, in MB:");
    println!("{:<26} {:>8} {:>8}", "", "10,000", "100,000");
    let mut growth = None;
    for reader in Reader::ALL {
        let few = memory(reader, 10_000, server.address())?;
        let many = memory(reader, 100_000, server.address())?;
        let shown =
            |peak: Option<f64>| peak.map_or("-".to_owned(), |megabytes| format!("{megabytes:.2}"));
        println!("{:<26} {:>8} {:>8}", reader.name(), shown(few), shown(many));
        if reader == Reader::Ahead {
            growth = few.zip(many).map(|(few, many)| many - few);
        }
    }

    let of = |reader| {
        let found = times.iter().find(|(known, _)| *known == reader);
        found.map_or(&[][..], |(_, times)| times)
    };
    let ratio = |reader| {
        let pairs = of(reader).iter().zip(of(Reader::ByHand));
        median(pairs.map(|(one, hand)| one / hand).collect())
    };
    println!();
    match growth {
        Some(growth) => println!("pages growth MB: {growth:.1}"),
        None => println!("pages growth MB: not measured (there is no /proc)"),
    }
    println!("pages one by one ratio: {:.2}", ratio(Reader::OneByOne));
    println!("pages ahead ratio: {:.2}", ratio(Reader::Ahead));
    Ok(())
}

/// The peak of a process that only reads, where the system tells.
fn memory(reader: Reader, contacts: u64, address: &str) -> Result<Option<f64>> {
    let output = Command::new(std::env::current_exe()?)
        .args(["read", reader.name(), &contacts.to_string(), address])
        .output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{} failed: {said}", reader.name()).into());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().parse().ok())
}

/// What runs in that process.
fn read_alone(reader: &str, contacts: u64, address: &str) -> Result<()> {
    let reader = Reader::ALL
        .into_iter()
        .find(|known| known.name() == reader)
        .ok_or("no such reader")?;
    let client = reader.client(address, contacts)?;
    check(runtime()?.block_on(client.read())?, contacts)?;
    if let Some(peak) = memory::peak("self") {
        println!("{peak}");
    }
    Ok(())
}

fn check(read: u64, contacts: u64) -> Result<()> {
    if read != contacts {
        return Err(format!("{read} contacts were read, and there are {contacts}").into());
    }
    Ok(())
}

/// A runtime of one thread, so that nobody gains by a second one.
fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?)
}
