//! Reading `name=value&name=value`, as queries and forms are written.

use percent_encoding::percent_decode_str;

use crate::reply::Refusal;

/// The decoded pairs, in their order.
pub(crate) fn parse(text: &str) -> Result<Vec<(String, String)>, Refusal> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(name)?, decode(value)?))
        })
        .collect()
}

fn decode(text: &str) -> Result<String, Refusal> {
    let spaced = text.replace('+', " ");
    percent(&spaced).ok_or_else(|| {
        Refusal::bad_request(format!("{text} is not a well-formed percent-encoding"))
    })
}

/// Undoes percent-encoding; `None` for a sign that is not followed by two hex digits, and for
/// bytes that are no UTF-8.
pub(crate) fn percent(text: &str) -> Option<String> {
    let whole = text.split('%').skip(1).all(|rest| {
        let mut digits = rest.bytes();
        [digits.next(), digits.next()]
            .iter()
            .all(|digit| digit.is_some_and(|digit| digit.is_ascii_hexdigit()))
    });
    if !whole {
        return None;
    }
    let decoded = percent_decode_str(text).decode_utf8().ok()?;
    Some(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_decoded() {
        let pairs = parse("a=1%2C2&b=x+y&c&&d==").unwrap();
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(pairs, [("a", "1,2"), ("b", "x y"), ("c", ""), ("d", "=")]);
        assert!(parse("").unwrap().is_empty());
    }

    #[test]
    fn broken_encodings_are_refused() {
        for text in ["a=%", "a=%2", "a=%zz", "%f=1", "a=%ff"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
