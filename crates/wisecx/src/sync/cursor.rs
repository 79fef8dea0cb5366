//! How far a run has come, and what it has given.

use std::collections::BTreeSet;

use ccaas_core::types::{Id, PageNumber};
use jiff::SignedDuration;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::lists::Comes;
use crate::Moment;

/// How far a run has come. It can be saved as JSON; what is in it is its own business.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Up to here all was given.
    since: Option<DateTime>,
    /// What was given already of what the next look back will see.
    given: BTreeSet<Given>,
    /// A run under way whose rows don't come with the oldest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    run: Option<Run>,
}

/// One state of one row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Given {
    at: DateTime,
    id: String,
}

/// A run whose rows come with the newest first, or in no order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Run {
    page: PageNumber,
    /// Up to there all is given when it ends.
    upto: Option<DateTime>,
    /// What it gave that a look back from there will see.
    given: BTreeSet<Given>,
    /// With the newest first: down to there all is given, and of that second these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    down_to: Option<DateTime>,
    /// What it gave of this page and of the one before: in no order, rows may move over while it reads.
    /// With the newest first, what it gave of the second that it is down to.
    here: BTreeSet<Given>,
    before: BTreeSet<Given>,
}

impl Cursor {
    /// Before everything: the first run gives all rows.
    pub fn beginning() -> Self {
        Cursor::default()
    }

    /// From this moment on, in the zone in which the vendor writes the rows' dates. What changed shortly
    /// before it comes too.
    pub fn since(moment: impl Into<Moment>) -> Self {
        Cursor {
            since: Some(moment.into().get()),
            ..Cursor::default()
        }
    }

    /// Up to where all was given.
    pub(super) fn at(&self) -> Option<DateTime> {
        self.since
    }

    /// From where on the next look has to ask.
    pub(super) fn from(&self, overlap: SignedDuration) -> Option<DateTime> {
        self.since.map(|since| since.saturating_sub(overlap))
    }

    /// The page that a run which was broken off goes on with.
    pub(super) fn page(&self) -> PageNumber {
        self.run.as_ref().map(|run| run.page).unwrap_or_default()
    }

    /// A page was read, whose newest row is of this date.
    pub(super) fn read(&mut self, comes: Comes, newest: Option<DateTime>) {
        match comes {
            Comes::OldestFirst => {}
            // What changes while it reads comes to the front, and with the next run.
            Comes::NewestFirst => {
                let run = self.run.get_or_insert_default();
                run.upto = run.upto.or(newest);
            }
            Comes::Unsorted => {
                let run = self.run.get_or_insert_default();
                run.upto = run.upto.max(newest);
            }
        }
    }

    /// All rows of a page were given, and this one follows.
    pub(super) fn page_given(&mut self, comes: Comes, next: PageNumber) {
        if let Some(run) = &mut self.run {
            run.page = next;
            if comes == Comes::Unsorted {
                run.before = std::mem::take(&mut run.here);
            }
        }
    }

    /// All rows of a look were given.
    pub(super) fn look_given(&mut self, overlap: SignedDuration) {
        if let Some(run) = self.run.take() {
            self.since = self.since.max(run.upto);
            self.given.extend(run.given);
            let oldest = self.from(overlap);
            drop_older(&mut self.given, oldest);
        }
    }

    /// Whether a row of an unsorted list was given before.
    pub(super) fn knows(&self, id: &Id, at: DateTime) -> bool {
        let given = Given::new(id, at);
        let run = self.run.as_ref();
        self.given.contains(&given)
            || run.is_some_and(|run| {
                let sets = [&run.given, &run.here, &run.before];
                sets.iter().any(|set| set.contains(&given))
            })
    }

    /// Whether a row is to be given out. If so, the cursor is behind it from now on.
    pub(super) fn give(
        &mut self,
        comes: Comes,
        overlap: SignedDuration,
        id: &Id,
        at: DateTime,
    ) -> bool {
        match comes {
            Comes::OldestFirst => self.give_oldest_first(overlap, Given::new(id, at)),
            _ if Some(at) < self.from(overlap) => false,
            Comes::NewestFirst => self.give_newest_first(overlap, Given::new(id, at)),
            Comes::Unsorted => {
                let known = self.knows(id, at);
                let given = Given::new(id, at);
                let run = self.run.get_or_insert_default();
                run.remember(overlap, &given);
                run.here.insert(given);
                !known
            }
        }
    }

    fn give_oldest_first(&mut self, overlap: SignedDuration, given: Given) -> bool {
        self.since = self.since.max(Some(given.at));
        let new = self.given.insert(given);
        let oldest = self.from(overlap);
        drop_older(&mut self.given, oldest);
        new
    }

    /// Of what lies between the first row of the run and the last one that was given, all was given.
    fn give_newest_first(&mut self, overlap: SignedDuration, given: Given) -> bool {
        let run = self.run.get_or_insert_default();
        let at = Some(given.at);
        if at > run.upto || (run.down_to.is_some() && at > run.down_to) {
            return false;
        }
        if at != run.down_to {
            run.down_to = at;
            run.here.clear();
        }
        run.remember(overlap, &given);
        let new = run.here.insert(given.clone());
        new && !self.given.contains(&given)
    }
}

impl Run {
    fn remember(&mut self, overlap: SignedDuration, given: &Given) {
        let oldest = self.upto.map(|upto| upto.saturating_sub(overlap));
        if Some(given.at) >= oldest {
            self.given.insert(given.clone());
            drop_older(&mut self.given, oldest);
        }
    }
}

impl Given {
    fn new(id: &Id, at: DateTime) -> Self {
        let id = id.to_string();
        Given { at, id }
    }
}

fn drop_older(given: &mut BTreeSet<Given>, oldest: Option<DateTime>) {
    while given.first().is_some_and(|first| Some(first.at) < oldest) {
        given.pop_first();
    }
}
