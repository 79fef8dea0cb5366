//! Names that nothing has had yet.

use std::hash::{BuildHasher, Hasher, RandomState};

/// A UUID of chance. The standard library's hasher is the nearest source of it.
pub(super) fn uuid() -> String {
    let chance = || RandomState::new().build_hasher().finish();
    let bits = (u128::from(chance()) << 64) | u128::from(chance());
    let bits = (bits & !(0xf000 << 64) & !(0xc << 60)) | (0x4000 << 64) | (0x8 << 60);
    let hex = format!("{bits:032x}");
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    [
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32),
    ]
    .join("-")
}

/// A few letters and digits of chance, to tell one tour's things from another's.
pub(super) fn mark() -> String {
    uuid().chars().take(8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_one_of_chance() {
        let one = uuid();
        assert_eq!(one.len(), 36, "{one}");
        assert_eq!(one.as_bytes()[14], b'4', "{one}");
        assert!(b"89ab".contains(&one.as_bytes()[19]), "{one}");
        assert_ne!(one, uuid());
    }

    #[test]
    fn a_mark_is_short_and_no_other() {
        let one = mark();
        assert_eq!(one.len(), 8, "{one}");
        assert_ne!(one, mark());
    }
}
