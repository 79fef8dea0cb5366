//! Cutting lists into pages.

/// The rows of page `number`, counted from 1. Past the end it is empty, as a client that reads
/// on until nothing comes expects.
pub(crate) fn numbered<T>(rows: &[T], number: u64, size: usize) -> &[T] {
    number
        .checked_sub(1)
        .and_then(|before| usize::try_from(before).ok())
        .and_then(|before| rows.chunks(size.max(1)).nth(before))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn pages_start_at_one_and_end_empty() {
        let rows = [1, 2, 3, 4, 5];
        assert_eq!(numbered(&rows, 1, 2), [1, 2]);
        assert_eq!(numbered(&rows, 3, 2), [5]);
        assert!(numbered(&rows, 4, 2).is_empty());
        assert!(numbered(&rows, 0, 2).is_empty());
        assert!(numbered(&rows, u64::MAX, 2).is_empty());
    }
}
