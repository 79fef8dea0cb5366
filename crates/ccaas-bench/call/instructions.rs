//! User-space instructions a call, counted by valgrind's callgrind.
//!
//! This program runs itself under callgrind to make calls and nothing else, once few and once
//! many. The difference is what the calls in between took: starting up, connecting and the first
//! login are in both. The server runs outside.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::clients::{Client, Kind};
use crate::load::Effort;
use crate::shapes::Verb;
use crate::{Result, Table, callgrind};

/// Counts for each client; `None` where there is no valgrind.
pub(crate) fn measure(base: &str, effort: &Effort) -> Result<Option<Table>> {
    if !callgrind::is_there() {
        return Ok(None);
    }

    let (few, many) = effort.instructions;
    let jobs: Vec<(Kind, Verb, u64)> = Kind::ALL
        .into_iter()
        .flat_map(|kind| Verb::ALL.map(|verb| (kind, verb)))
        .flat_map(|(kind, verb)| [few, many].map(|calls| (kind, verb, calls)))
        .collect();
    // Other work on the machine doesn't change a count, so several run side by side.
    let next = AtomicUsize::new(0);
    let counts = Mutex::new(vec![0_u64; jobs.len()]);
    let work = || -> Result<()> {
        loop {
            let index = next.fetch_add(1, Relaxed);
            let Some((kind, verb, calls)) = jobs.get(index) else {
                return Ok(());
            };
            let calls = calls.to_string();
            let count = callgrind::count(&["calls", kind.name(), verb.name(), &calls, base])?;
            if let Ok(mut counts) = counts.lock()
                && let Some(place) = counts.get_mut(index)
            {
                *place = count;
            }
        }
    };
    let workers = std::thread::available_parallelism()?.get();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            worker.join().map_err(|_| "a worker panicked")??;
        }
        Result::Ok(())
    })?;

    let counts = counts.into_inner().map_err(|_| "a worker panicked")?;
    let mut pairs = counts.chunks_exact(2);
    let table = Table::new(|_, _| match pairs.next() {
        Some(&[least, most]) => Ok(most.saturating_sub(least) as f64 / (many - few) as f64),
        _ => Err("a count is missing".into()),
    });
    table.map(Some)
}

/// What runs under callgrind.
pub(crate) fn make_calls(kind: &str, verb: &str, calls: &str, base: &str) -> Result<()> {
    let kind = Kind::ALL
        .into_iter()
        .find(|known| known.name() == kind)
        .ok_or("no such client")?;
    let verb = Verb::ALL
        .into_iter()
        .find(|known| known.name() == verb)
        .ok_or("no such method")?;
    let client = Client::new(kind, base)?;
    let calls: u64 = calls.parse()?;
    crate::runtime()?.block_on(async {
        for call in 0..calls {
            client.call(verb, 400_000 + call).await?;
        }
        Ok(())
    })
}
