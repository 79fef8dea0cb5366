//! Ids of things made while the sandbox runs: the same ones in every run.

use std::sync::atomic::{AtomicU64, Ordering};

/// Numbers from 1 upwards, dressed up as the vendors' ids.
#[derive(Debug, Default)]
pub(crate) struct Ids(AtomicU64);

impl Ids {
    pub(crate) fn number(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed).saturating_add(1)
    }

    /// 24 hex digits, as MongoDB makes them.
    pub(crate) fn object_id(&self) -> String {
        object_id(self.number())
    }

    /// A UUID of version 4, as far as its shape goes.
    pub(crate) fn uuid(&self) -> String {
        uuid(self.number())
    }
}

pub(crate) fn object_id(number: u64) -> String {
    format!("{:08x}{:016x}", 0x6955_b900_u32, mix(number))
}

pub(crate) fn uuid(number: u64) -> String {
    let (high, low) = (mix(number), mix(!number));
    format!(
        "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        low >> 52,
        low & 0xffff_ffff_ffff,
    )
}

/// Spreads a number over 64 bits (splitmix64): what looks random here must not change from run
/// to run, or nobody could repeat a failing test.
pub(crate) fn mix(number: u64) -> u64 {
    let mut bits = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_their_shapes() {
        let ids = Ids::default();
        let (first, second) = (ids.object_id(), ids.object_id());
        assert_eq!(first.len(), 24);
        assert_ne!(first, second);
        let lengths: Vec<_> = ids.uuid().split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
    }
}
