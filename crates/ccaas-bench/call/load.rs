//! Allocations, CPU and latency, of calls against the server.

use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use stats_alloc::Region;
use tokio::task::JoinSet;

use crate::clients::{Client, Kind};
use crate::median::median;
use crate::shapes::Verb;
use crate::{ALLOCATOR, Result, Table};

/// How much is done for a result.
pub(crate) struct Effort {
    pub(crate) rounds: usize,
    /// Of each client, in each round.
    pub(crate) calls: u64,
    /// The two runs whose difference is taken.
    pub(crate) instructions: (u64, u64),
}

impl Effort {
    pub(crate) const FULL: Effort = Effort {
        rounds: 11,
        calls: 3_200,
        instructions: (1_000, 3_000),
    };
    pub(crate) const QUICK: Effort = Effort {
        rounds: 5,
        calls: 1_280,
        instructions: (200, 600),
    };
}

/// Visits to the allocator a call: new pieces, and pieces that grew.
pub(crate) fn allocations(base: &str, effort: &Effort) -> Result<Table> {
    let runtime = crate::runtime()?;
    Table::new(|kind, verb| {
        let client = Client::new(kind, base)?;
        runtime.block_on(async {
            for id in 0..100 {
                client.call(verb, 400_000 + id).await?;
            }
            let region = Region::new(ALLOCATOR);
            for id in 0..effort.calls {
                client.call(verb, 400_000 + id).await?;
            }
            let stats = region.change();
            Ok((stats.allocations + stats.reallocations) as f64 / effort.calls as f64)
        })
    })
}

/// What the rounds of all clients gave.
pub(crate) struct Rounds(Vec<Cell>);

struct Cell {
    kind: Kind,
    verb: Verb,
    client: Client,
    /// Of a call, in µs, for each round.
    cpu: Vec<f64>,
    latencies: Vec<Duration>,
}

/// Measures all clients in turns, so that whatever else the machine does hits all of them.
pub(crate) fn rounds(base: &str, at_once: u64, effort: &Effort) -> Result<Rounds> {
    let runtime = crate::runtime()?;
    let mut cells = Vec::new();
    for verb in Verb::ALL {
        for kind in Kind::ALL {
            cells.push(Cell {
                kind,
                verb,
                client: Client::new(kind, base)?,
                cpu: Vec::new(),
                latencies: Vec::new(),
            });
        }
    }
    runtime.block_on(async {
        for round in 0..=effort.rounds {
            // Nobody is always the first.
            cells.rotate_left(1);
            for cell in &mut cells {
                let began = ProcessTime::now();
                let latencies = run(&cell.client, cell.verb, at_once, effort.calls).await?;
                let cpu = began.elapsed();
                // The first round connects, and fills what is kept.
                if round > 0 {
                    cell.cpu
                        .push(cpu.as_secs_f64() * 1e6 / latencies.len() as f64);
                    cell.latencies.extend(latencies);
                }
            }
        }
        for cell in &mut cells {
            cell.latencies.sort_unstable();
        }
        Ok(Rounds(cells))
    })
}

async fn run(client: &Client, verb: Verb, at_once: u64, calls: u64) -> Result<Vec<Duration>> {
    let mut callers = JoinSet::new();
    for _ in 0..at_once {
        let client = client.clone();
        callers.spawn(async move {
            let calls = calls / at_once;
            let mut latencies = Vec::with_capacity(usize::try_from(calls)?);
            for id in 0..calls {
                let began = Instant::now();
                client.call(verb, 400_000 + id).await?;
                latencies.push(began.elapsed());
            }
            Result::Ok(latencies)
        });
    }
    let mut all = Vec::new();
    while let Some(latencies) = callers.join_next().await {
        all.extend(latencies??);
    }
    Ok(all)
}

impl Rounds {
    fn cell(&self, kind: Kind, verb: Verb) -> Option<&Cell> {
        self.0
            .iter()
            .find(|cell| cell.kind == kind && cell.verb as u8 == verb as u8)
    }

    /// CPU, p50 and p99 of a call, in µs.
    pub(crate) fn row(&self, kind: Kind, verb: Verb) -> String {
        let Some(cell) = self.cell(kind, verb) else {
            return String::new();
        };
        let quantile = |hundredths: usize| {
            let place = cell.latencies.len() * hundredths / 100;
            cell.latencies
                .get(place)
                .map_or(f64::NAN, |latency| latency.as_secs_f64() * 1e6)
        };
        format!(
            "{:>9.1} {:>8.0} {:>8.0}",
            median(cell.cpu.clone()),
            quantile(50),
            quantile(99)
        )
    }

    /// A client's CPU to that of the call by hand: the median over the rounds.
    pub(crate) fn ratio(&self, kind: Kind, verb: Verb) -> f64 {
        let cpu = |kind| self.cell(kind, verb).map_or(&[][..], |cell| &cell.cpu);
        let ratios = cpu(kind).iter().zip(cpu(Kind::ByHand));
        median(ratios.map(|(one, hand)| one / hand).collect())
    }
}
