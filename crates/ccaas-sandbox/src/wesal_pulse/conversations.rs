//! The conversations that the reports are counted from.

use std::{sync::LazyLock, time::Duration};

use jiff::{SignedDuration, Timestamp};

use crate::{clock, ids};

/// One conversation of a customer with the contact center.
#[derive(Debug)]
pub(super) struct Conversation {
    pub(super) begin: Timestamp,
    pub(super) queue: &'static Queue,
    /// Who answered; `None` if the customer gave up waiting.
    pub(super) agent: Option<&'static Agent>,
    pub(super) media: &'static str,
    pub(super) direction: &'static str,
    pub(super) wait: Duration,
    pub(super) handle: Duration,
    pub(super) bullseye: bool,
}

impl Conversation {
    pub(super) fn waits_at(&self, now: Timestamp) -> bool {
        clock::since(now, self.begin) < self.wait
    }

    pub(super) fn is_handled_at(&self, now: Timestamp) -> bool {
        let passed = clock::since(now, self.begin);
        self.agent.is_some() && passed >= self.wait && passed < self.wait + self.handle
    }
}

#[derive(Debug)]
pub(super) struct Queue {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) members: [&'static Agent; 2],
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Agent {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
}

const NOURAH: Agent = Agent {
    id: "00000000-0000-4000-8000-0000000000bb",
    name: "Nourah",
};
const AHMED: Agent = Agent {
    id: "00000000-0000-4000-8000-0000000000bc",
    name: "Ahmed",
};
const LAYLA: Agent = Agent {
    id: "00000000-0000-4000-8000-0000000000bd",
    name: "Layla",
};
const SARA: Agent = Agent {
    id: "00000000-0000-4000-8000-0000000000be",
    name: "Sara",
};

pub(super) const AGENTS: [&Agent; 4] = [&NOURAH, &AHMED, &LAYLA, &SARA];

pub(super) const QUEUES: [&Queue; 2] = [
    &Queue {
        id: "00000000-0000-4000-8000-0000000000aa",
        name: "Sales",
        members: [&NOURAH, &AHMED],
    },
    &Queue {
        id: "00000000-0000-4000-8000-0000000000ab",
        name: "Support",
        members: [&LAYLA, &SARA],
    },
];

/// The media that the contact center really uses.
pub(super) const MEDIA: [&str; 3] = ["voice", "chat", "email"];

/// All conversations there will ever be, in the order of their beginnings.
pub(super) static ALL: LazyLock<Vec<Conversation>> =
    LazyLock::new(|| (0..COUNT).map(conversation).collect());

/// 2025-11-01T00:00:00Z.
const FIRST: Timestamp = Timestamp::constant(1_761_955_200, 0);
const APART: SignedDuration = SignedDuration::from_mins(10);
/// One every ten minutes for 92 days.
const COUNT: i32 = 92 * 24 * 6;

fn conversation(number: i32) -> Conversation {
    // Every fact has its own eight bits, so that no two of them go together.
    let bits = ids::mix(number.unsigned_abs().into()).to_le_bytes();
    let [queue, media, direction, fate, wait, handle, member, routing] = bits.map(u64::from);
    let queue = pick(&QUEUES, queue);
    Conversation {
        begin: FIRST + APART * number,
        agent: (!fate.is_multiple_of(8)).then(|| pick(&queue.members, member)),
        queue,
        media: match media % 8 {
            0..4 => "voice",
            4..7 => "chat",
            _ => "email",
        },
        direction: if direction.is_multiple_of(4) {
            "outbound"
        } else {
            "inbound"
        },
        wait: Duration::from_millis(500 * wait),
        handle: Duration::from_millis(60_000 + 2_500 * handle),
        bullseye: routing.is_multiple_of(8),
    }
}

/// One of two, by the lowest bit.
fn pick<T: Copy>([even, odd]: &[T; 2], by: u64) -> T {
    if by.is_multiple_of(2) { *even } else { *odd }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_fill_three_months() {
        let ends = (ALL.first().unwrap(), ALL.last().unwrap());
        assert_eq!(ends.0.begin.to_string(), "2025-11-01T00:00:00Z");
        assert_eq!(ends.1.begin.to_string(), "2026-01-31T23:50:00Z");
    }

    #[test]
    fn no_kind_is_left_out() {
        for media in MEDIA {
            assert!(ALL.iter().any(|one| one.media == media), "{media}");
        }
        for agent in AGENTS {
            assert!(ALL.iter().any(|one| one.agent == Some(agent)), "{agent:?}");
        }
        assert!(ALL.iter().any(|one| one.agent.is_none()));
        assert!(ALL.iter().any(|one| one.bullseye));
    }
}
