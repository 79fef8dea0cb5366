//! Forms with files in them, as RFC 7578 has them.

use bytes::Bytes;
use http::{HeaderMap, header::CONTENT_TYPE};

use crate::{call::expect_type, reply::Refusal};

pub(crate) const TYPE: &str = "multipart/form-data";

/// A form has far fewer; it keeps a hostile one from making work.
const MOST_PARTS: usize = 100;

/// One part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) name: String,
    /// A part with a file name is a file.
    pub(crate) filename: Option<String>,
    pub(crate) content_type: String,
    pub(crate) bytes: Bytes,
}

/// Names and values, in their order.
pub(crate) type Pairs = Vec<(String, String)>;

/// The pairs and the files of a form.
pub(crate) fn form(headers: &HeaderMap, raw: &Bytes) -> Result<(Pairs, Vec<Part>), Refusal> {
    let mut pairs = Vec::new();
    let mut files = Vec::new();
    for part in parts(headers, raw)? {
        if part.filename.is_some() {
            files.push(part);
        } else {
            let text = std::str::from_utf8(&part.bytes)
                .map_err(|_| Refusal::bad_request(format!("{} is not UTF-8", part.name)))?;
            pairs.push((part.name, text.to_owned()));
        }
    }
    Ok((pairs, files))
}

/// All parts of a form, in their order.
pub(crate) fn parts(headers: &HeaderMap, raw: &Bytes) -> Result<Vec<Part>, Refusal> {
    expect_type(headers, TYPE)?;
    let broken = || Refusal::bad_request("the multipart body is not well-formed");
    let header = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let boundary = parameter(header, "boundary").filter(|boundary| !boundary.is_empty());
    let boundary = boundary.ok_or_else(|| Refusal::bad_request("Content-Type has no boundary"))?;

    // Every boundary but the first follows a line break, which belongs to it.
    let opening = format!("--{boundary}");
    let delimiter = format!("\r\n{opening}");
    let mut rest = match raw.strip_prefix(opening.as_bytes()) {
        Some(rest) => rest,
        None => cut(raw, delimiter.as_bytes()).ok_or_else(broken)?.1,
    };
    let mut parts = Vec::new();
    loop {
        if rest.starts_with(b"--") {
            return Ok(parts);
        }
        let (_, after) = cut(rest, b"\r\n").ok_or_else(broken)?;
        let (part, next) = cut(after, delimiter.as_bytes()).ok_or_else(broken)?;
        parts.push(read(part, raw).ok_or_else(broken)?);
        if parts.len() > MOST_PARTS {
            return Err(Refusal::bad_request(
                "the multipart body has too many parts",
            ));
        }
        rest = next;
    }
}

/// One part; `whole` is the body that it lies in.
fn read(part: &[u8], whole: &Bytes) -> Option<Part> {
    let (head, content) = match part.strip_prefix(b"\r\n") {
        Some(content) => (&[][..], content),
        None => cut(part, b"\r\n\r\n")?,
    };
    let head = std::str::from_utf8(head).ok()?;
    let header = |wanted: &str| {
        head.split("\r\n")
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.trim())
    };
    let disposition = header("Content-Disposition")?;
    let kind = disposition.split(';').next()?.trim();
    if !kind.eq_ignore_ascii_case("form-data") {
        return None;
    }
    Some(Part {
        name: parameter(disposition, "name")?,
        filename: parameter(disposition, "filename"),
        content_type: header("Content-Type").unwrap_or_default().to_owned(),
        bytes: whole.slice_ref(content),
    })
}

/// What is before and what is behind the first `mark`.
fn cut<'a>(text: &'a [u8], mark: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let place = text.windows(mark.len()).position(|window| window == mark)?;
    let (before, rest) = text.split_at_checked(place)?;
    Some((before, rest.get(mark.len()..)?))
}

/// A parameter of a header such as `form-data; name="file"; filename="a;b.json"`.
fn parameter(header: &str, wanted: &str) -> Option<String> {
    let mut rest = header.split_once(';')?.1;
    loop {
        let (name, after) = rest.split_once('=')?;
        let (value, next) = value(after)?;
        // What stands in front of an equals sign may begin with parameters that have none.
        let name = name.rsplit(';').next().unwrap_or_default().trim();
        if name.eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = next;
    }
}

/// A value, in quotes or not, and what follows.
fn value(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.trim_start().strip_prefix('"') else {
        let (value, rest) = text.split_once(';').unwrap_or((text, ""));
        return Some((value.trim().to_owned(), rest));
    };
    let mut value = String::new();
    let mut letters = quoted.chars();
    loop {
        match letters.next()? {
            '"' => return Some((value, letters.as_str())),
            '\\' => value.push(letters.next()?),
            letter => value.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read(boundary: &str, body: &str) -> Result<Vec<Part>, String> {
        let given = HeaderValue::from_str(&format!("Multipart/Form-Data; boundary={boundary}"));
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, given.unwrap())]);
        parts(&headers, &Bytes::from(body.to_owned())).map_err(|refusal| refusal.message)
    }

    #[test]
    fn parts_are_read() {
        let body = "--x\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\n7\r\n--x\r\n\
                    content-type: application/json\r\n\
                    content-disposition: form-data; filename=\"a;\\\"b.json\"; name=file\r\n\r\n\
                    [\r\n--y]\r\n--x--\r\nwhatever";
        let parts = read("\"x\"", body).unwrap();
        assert_eq!(parts.len(), 2);
        assert_eq!((parts[0].name.as_str(), &parts[0].filename), ("id", &None));
        assert_eq!(parts[0].bytes, "7");
        assert_eq!(parts[1].name, "file");
        assert_eq!(parts[1].filename.as_deref(), Some("a;\"b.json"));
        assert_eq!(parts[1].content_type, "application/json");
        assert_eq!(parts[1].bytes, "[\r\n--y]");
        assert_eq!(read("x", "--x--").unwrap(), []);
    }

    #[test]
    fn what_is_no_form_is_refused() {
        for body in [
            "",
            "--x",
            "--x\r\n",
            "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n7",
            "--x\r\nContent-Disposition: form-data; name=\"a\r\n\r\n7\r\n--x--",
            "--x\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n7\r\n--x--",
            "--x\r\n\r\n7\r\n--x--",
            "--y--",
        ] {
            assert!(read("x", body).is_err(), "{body:?}");
        }
        assert!(read("", "----").is_err());
        assert!(parts(&HeaderMap::new(), &Bytes::new()).is_err());
    }
}
