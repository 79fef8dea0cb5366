//! CPU, allocations and instructions of a page.

use bytes::Bytes;
use cpu_time::ProcessTime;
use stats_alloc::Region;

use crate::decoders::{How, What, decode as decode_page};
use crate::median::median;
use crate::{ALLOCATOR, Result, callgrind};

/// How much is done for a result.
pub(crate) struct Effort {
    rounds: usize,
    /// Of each type, in each round.
    pages: u32,
    /// The two runs whose difference is taken.
    instructions: (u64, u64),
}

impl Effort {
    pub(crate) const FULL: Effort = Effort {
        rounds: 101,
        pages: 10,
        instructions: (4, 12),
    };
    pub(crate) const QUICK: Effort = Effort {
        rounds: 21,
        pages: 10,
        instructions: (2, 6),
    };
}

/// What a page takes.
pub(crate) struct Found {
    /// In µs, for each round.
    pub(crate) cpu: Vec<f64>,
    /// Visits to the allocator: new pieces, and pieces that grew.
    pub(crate) allocations: usize,
    /// `None` where there is no valgrind.
    pub(crate) instructions: Option<f64>,
}

/// What a page takes, for each type that it is decoded into.
pub(crate) struct All(Vec<(How, Found)>);

impl All {
    pub(crate) fn get(&self, how: How) -> Result<&Found> {
        let found = self.0.iter().find(|(known, _)| *known == how);
        Ok(&found.ok_or("a type is missing")?.1)
    }

    /// The CPU to that of the types by hand: the median over the rounds.
    pub(crate) fn cpu_ratio(&self, how: How) -> Result<f64> {
        let (one, hand) = (&self.get(how)?.cpu, &self.get(How::ByHand)?.cpu);
        let pairs = one.iter().zip(hand);
        Ok(median(pairs.map(|(one, hand)| one / hand).collect()))
    }
}

pub(crate) fn all(what: What, body: &Bytes, effort: &Effort) -> Result<All> {
    let valgrind = callgrind::is_there();
    let mut all = Vec::new();
    for how in How::ALL {
        let region = Region::new(ALLOCATOR);
        decode_page(what, how, body)?;
        let stats = region.change();
        all.push((
            how,
            Found {
                cpu: Vec::new(),
                allocations: stats.allocations + stats.reallocations,
                instructions: match valgrind {
                    true => Some(instructions(what, how, effort)?),
                    false => None,
                },
            },
        ));
    }
    // Taking turns, so that whatever else the machine does hits all of them.
    for round in 0..=effort.rounds {
        // Nobody is always the first.
        all.rotate_left(1);
        for (how, found) in &mut all {
            let began = ProcessTime::now();
            for _ in 0..effort.pages {
                decode_page(what, *how, body)?;
            }
            let cpu = began.elapsed().as_secs_f64() * 1e6 / f64::from(effort.pages);
            // The first round fills what is kept.
            if round > 0 {
                found.cpu.push(cpu);
            }
        }
    }
    Ok(All(all))
}

/// Instructions of a page: the difference of many and few, so that starting up and making the page cancel.
fn instructions(what: What, how: How, effort: &Effort) -> Result<f64> {
    let (few, many) = effort.instructions;
    let count = |pages: u64| {
        let pages = pages.to_string();
        callgrind::count(&["decode", what.name(), how.name(), &pages])
    };
    Ok(count(many)?.saturating_sub(count(few)?) as f64 / (many - few) as f64)
}

/// What runs under callgrind.
pub(crate) fn decode(what: &str, how: &str, pages: u64) -> Result<()> {
    let what = What::ALL
        .into_iter()
        .find(|known| known.name() == what)
        .ok_or("no such rows")?;
    let how = How::ALL
        .into_iter()
        .find(|known| known.name() == how)
        .ok_or("no such types")?;
    let body = what.page();
    for _ in 0..pages {
        decode_page(what, how, &body)?;
    }
    Ok(())
}
