//! Phone numbers, as loosely as the vendor's own examples write them.

/// The digits of a number; `None` if it is none.
///
/// Blanks, hyphens, dots and brackets may stand between the digits. A blank in front is what
/// becomes of a plus sign in a query that nobody percent-encoded, so it is refused.
pub(super) fn digits(number: &str) -> Option<String> {
    let rest = number.strip_prefix('+').unwrap_or(number);
    if rest.starts_with(' ')
        || !rest
            .chars()
            .all(|sign| sign.is_ascii_digit() || " -.()".contains(sign))
    {
        return None;
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    // The shortest one in the examples has six digits; fifteen are the most that E.164 allows.
    (6..=15).contains(&digits.len()).then_some(digits)
}

/// Whether a number calls for help.
pub(super) fn is_emergency(number: &str) -> bool {
    ["112", "911", "999"].contains(&number.trim_start_matches('+'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_may_be_written_loosely() {
        for (number, known) in [
            ("+1 859-657-9625", Some("18596579625")),
            ("+82-10-6861-2345", Some("821068612345")),
            ("+1-(358)-213-1634", Some("13582131634")),
            ("123-456-7890", Some("1234567890")),
            ("123123", Some("123123")),
            (" 1-7187309219", None),
            ("12345", None),
            ("1234567890123456", None),
            ("sssssss", None),
            ("1+234567", None),
            ("", None),
            ("+", None),
        ] {
            assert_eq!(digits(number).as_deref(), known, "{number}");
        }
        assert!(is_emergency("911") && !is_emergency("9111"));
    }
}
