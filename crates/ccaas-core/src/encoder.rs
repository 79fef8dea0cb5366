//! How parameters are written into a request: every style that vendors use, once.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use crate::body::Body;
use crate::operation::{AuthClass, Effect, Facts, Method, Spec};
use crate::parameter::{Escaped, Parameter};
use crate::vendor::BaseUrl;
use crate::{EncodeError, Multipart, Reply, Upload, Verdict};

/// Larger than most values and queries are, so that writing them seldom has to grow.
const ROOM: usize = 64;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

/// Collects what an operation's value puts on the wire.
///
/// Starts with the facts of the operation's [`Spec`]; its
/// [`encode`](crate::Operation::encode) adds the parameters and may change what depends on the
/// value. What is `None` is left out, an empty text is sent.
///
/// ```
/// use ccaas_core::{Encoder, EncodeError};
///
/// fn encode(request: &mut Encoder) -> Result<(), EncodeError> {
///     request.path("id", 42)?;
///     request.query("limit", Some(100));
///     request.query("page", None::<u32>);
///     request.query_comma("fields", ["id", "subject"]);
///     Ok(())
/// }
/// ```
pub struct Encoder {
    facts: Facts,
    /// The parameters of the path by name, and where the value of each ends in `values`.
    params: Vec<(Cow<'static, str>, usize)>,
    values: String,
    query: String,
    headers: HeaderMap,
    body: Content,
}

/// The body so far. JSON keeps its kind, because a [route](crate::ClientBuilder::route) with GET
/// has to move its fields into the query.
enum Content {
    None,
    Json(Bytes),
    Other(Body),
}

impl Encoder {
    pub(crate) fn new(spec: &Spec, judge: fn(&Reply) -> Option<Verdict>) -> Self {
        let mut facts = Facts::of(spec);
        facts.judge = judge;
        Encoder {
            facts,
            params: Vec::new(),
            values: String::new(),
            query: String::new(),
            // Room for the content type, the defaults and the credentials, without growing.
            headers: HeaderMap::with_capacity(6),
            body: Content::None,
        }
    }

    /// Fills the parameter `{name}` of the path, encoded as one segment.
    ///
    /// # Errors
    ///
    /// An empty value, `.` and `..` are refused: they would name another resource.
    pub fn path(&mut self, name: &'static str, value: impl Parameter) -> Result<(), EncodeError> {
        self.segment(name, value)?;
        self.params.push((name.into(), self.values.len()));
        Ok(())
    }

    /// Fills the parameter `{name}` of the path with a tail of several segments, whose slashes stay.
    ///
    /// # Errors
    ///
    /// A segment that is empty, `.` or `..` is refused.
    pub fn path_tail(&mut self, name: &'static str, value: &str) -> Result<(), EncodeError> {
        for (index, part) in value.split('/').enumerate() {
            if index > 0 {
                self.values.push('/');
            }
            self.segment(name, part)?;
        }
        self.params.push((name.into(), self.values.len()));
        Ok(())
    }

    pub(crate) fn path_named(&mut self, name: &str, value: &str) -> Result<(), EncodeError> {
        self.segment(name, value)?;
        self.params
            .push((name.to_owned().into(), self.values.len()));
        Ok(())
    }

    /// Writes one segment. What is refused looks the same encoded.
    fn segment(&mut self, name: &str, value: impl Parameter) -> Result<(), EncodeError> {
        if self.values.is_empty() {
            self.values = String::with_capacity(ROOM);
        }
        let start = self.values.len();
        value.write(&mut Escaped::new(&mut self.values));
        if matches!(self.values.get(start..), Some("" | "." | "..")) {
            return Err(EncodeError::new(
                name.to_owned(),
                "can't stand in a path when it is empty, \".\" or \"..\"",
            ));
        }
        Ok(())
    }

    /// Adds `name=value` to the query; a value of `None` is left out.
    pub fn query(&mut self, name: &str, value: impl Parameter) {
        let before = self.query.len();
        self.key(name);
        if !value.write(&mut Escaped::new(&mut self.query)) {
            self.query.truncate(before);
        }
    }

    /// Adds `name=a,b` to the query: the elements encoded, the commas plain. Without elements it is
    /// left out.
    pub fn query_comma<T: Parameter>(&mut self, name: &str, values: impl IntoIterator<Item = T>) {
        for (index, value) in values.into_iter().enumerate() {
            if index == 0 {
                self.key(name);
            } else {
                self.query.push(',');
            }
            value.write(&mut Escaped::new(&mut self.query));
        }
    }

    /// Adds `name=a&name=b` to the query. For `name[]=a&name[]=b`, give the name with its brackets.
    pub fn query_each<T: Parameter>(&mut self, name: &str, values: impl IntoIterator<Item = T>) {
        for value in values {
            self.query(name, value);
        }
    }

    /// Adds one JSON document to the query.
    ///
    /// # Errors
    ///
    /// `value` can't be written as JSON.
    pub fn query_json(&mut self, name: &str, value: &impl Serialize) -> Result<(), EncodeError> {
        let json = serde_json::to_string(value)
            .map_err(|error| EncodeError::new(name.to_owned(), error.to_string()))?;
        self.key(name);
        Escaped::new(&mut self.query).text(&json);
        Ok(())
    }

    fn key(&mut self, name: &str) {
        if self.query.is_empty() {
            self.query = String::with_capacity(ROOM);
        } else {
            self.query.push('&');
        }
        Escaped::new(&mut self.query).name(name);
        self.query.push('=');
    }

    /// Sets a header.
    ///
    /// # Errors
    ///
    /// The value has a line break or another sign that a header can't carry.
    pub fn header(&mut self, name: HeaderName, value: &str) -> Result<(), EncodeError> {
        let value = header_value(&name, value)?;
        self.headers.insert(name, value);
        Ok(())
    }

    pub(crate) fn set_header(&mut self, name: HeaderName, value: HeaderValue) {
        self.headers.insert(name, value);
    }

    /// Makes `value` the body, as JSON. It is written once: those bytes are signed and sent.
    ///
    /// # Errors
    ///
    /// `value` can't be written as JSON.
    pub fn json<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        // Larger than most bodies, so that writing it seldom has to grow.
        let mut json = Vec::with_capacity(256);
        serde_json::to_writer(&mut json, value)
            .map_err(|error| EncodeError::new("body", error.to_string()))?;
        self.body = Content::Json(json.into());
        self.headers.insert(CONTENT_TYPE, JSON);
        Ok(())
    }

    /// Makes the pairs the body, as a form; values of `None` are left out.
    pub fn form<'a, V: Parameter>(&mut self, pairs: impl IntoIterator<Item = (&'a str, V)>) {
        // The same escapes as in a query, `%20` for a blank included, which every server reads.
        let query = std::mem::take(&mut self.query);
        for (name, value) in pairs {
            self.query(name, value);
        }
        let form = std::mem::replace(&mut self.query, query);
        self.body = Content::Other(form.into());
        self.headers.insert(CONTENT_TYPE, FORM);
    }

    /// Makes a text the body.
    pub fn text(&mut self, text: impl Into<String>) {
        self.body = Content::Other(text.into().into());
        self.headers.insert(CONTENT_TYPE, TEXT);
    }

    /// Makes any body the body.
    ///
    /// # Errors
    ///
    /// The content type can't stand in a header.
    pub fn body(&mut self, content_type: &str, body: Body) -> Result<(), EncodeError> {
        self.header(CONTENT_TYPE, content_type)?;
        self.body = Content::Other(body);
        Ok(())
    }

    /// Makes a form with files the body.
    ///
    /// # Errors
    ///
    /// The type of a file can't stand in a header.
    pub fn multipart(&mut self, form: &Multipart) -> Result<(), EncodeError> {
        let (content_type, body) = form.encode()?;
        self.body(&content_type, body)
    }

    /// Makes an upload the body, as it is.
    ///
    /// # Errors
    ///
    /// Its type can't stand in a header.
    pub fn upload(&mut self, upload: &Upload) -> Result<(), EncodeError> {
        self.body(upload.kind(), upload.body())
    }

    /// Changes what sending this value twice does.
    pub fn effect(&mut self, effect: Effect) {
        self.facts.effect = effect;
    }

    /// Changes the credentials that this value wants.
    pub fn auth(&mut self, auth: AuthClass) {
        self.facts.auth = auth;
    }

    /// Gives the key of a keyed [`Quota`](crate::quota::Quota).
    pub fn quota_key(&mut self, key: impl Into<Box<str>>) {
        self.facts.quota_key = Some(key.into());
    }

    /// The facts so far.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    pub(crate) fn facts_mut(&mut self) -> &mut Facts {
        &mut self.facts
    }

    /// Expands the template, and settles where the body goes.
    pub(crate) fn target(&mut self, base: &BaseUrl) -> Result<(http::Uri, Body), EncodeError> {
        let body = match std::mem::replace(&mut self.body, Content::None) {
            Content::None => Body::empty(),
            Content::Json(json) if self.facts.method == Method::GET => {
                self.headers.remove(CONTENT_TYPE);
                self.query_from_json(&json)?;
                Body::empty()
            }
            Content::Json(json) => json.into(),
            Content::Other(body) => {
                if self.facts.method == Method::GET && !body.is_empty() {
                    return Err(EncodeError::new(
                        "body",
                        "can't be sent with GET; only a flat JSON body can move into the query",
                    ));
                }
                body
            }
        };
        let size = [
            base.path(),
            &self.facts.template,
            &self.values,
            "?",
            &self.query,
        ];
        let mut target = String::with_capacity(size.map(str::len).iter().sum());
        target.push_str(base.path());
        self.expand(&mut target)?;
        if !self.query.is_empty() {
            target.push('?');
            target.push_str(&self.query);
        }
        let uri = base
            .uri(target)
            .map_err(|error| EncodeError::new("url", error.to_string()))?;
        Ok((uri, body))
    }

    /// Puts the whole request together.
    pub(crate) fn into_encoded(self, base: &BaseUrl, uri: http::Uri, body: Body) -> Encoded {
        Encoded {
            base: base.clone(),
            facts: self.facts,
            uri,
            headers: self.headers,
            body,
        }
    }

    /// Writes the template with the parameters in it.
    fn expand(&self, target: &mut String) -> Result<(), EncodeError> {
        let mut rest = &*self.facts.template;
        while let Some((before, after)) = split_at_byte(rest, b'{') {
            target.push_str(before);
            let (name, after) = split_at_byte(after, b'}').ok_or_else(|| {
                EncodeError::new("path", "the template has a \"{\" without its \"}\"")
            })?;
            let value = self
                .param(name)
                .ok_or_else(|| EncodeError::new(name.to_owned(), "is missing in the path"))?;
            target.push_str(value);
            rest = after;
        }
        target.push_str(rest);
        Ok(())
    }

    fn param(&self, wanted: &str) -> Option<&str> {
        let mut start = 0;
        for (name, end) in &self.params {
            if name == wanted {
                return self.values.get(start..*end);
            }
            start = *end;
        }
        None
    }

    /// Moves the members of a flat JSON object into the query.
    fn query_from_json(&mut self, json: &[u8]) -> Result<(), EncodeError> {
        use serde_json::Value;
        let fields: serde_json::Map<String, Value> = serde_json::from_slice(json)
            .map_err(|_| EncodeError::new("body", "isn't an object, so GET can't carry it"))?;
        for (name, value) in fields {
            match value {
                Value::Null => {}
                Value::String(text) => self.query(&name, text),
                Value::Bool(_) | Value::Number(_) => self.query(&name, value.to_string()),
                Value::Array(_) | Value::Object(_) => {
                    return Err(EncodeError::new(
                        name,
                        "is nested, so GET can't carry it in the query",
                    ));
                }
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder")
            .field("id", &self.facts.id)
            .finish_non_exhaustive()
    }
}

/// An encoded call, ready to be sent.
pub(crate) struct Encoded {
    pub(crate) facts: Facts,
    pub(crate) base: BaseUrl,
    pub(crate) uri: http::Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
}

/// A header's value, or the error that names the header.
pub(crate) fn header_value(name: &HeaderName, value: &str) -> Result<HeaderValue, EncodeError> {
    HeaderValue::from_str(value).map_err(|_| {
        EncodeError::new(
            name.to_string(),
            "holds a line break or another sign that a header can't carry",
        )
    })
}

/// What stands before and after an ASCII sign. Templates are short, and a plain loop over their bytes is
/// faster than the search of the standard library.
fn split_at_byte(text: &str, sign: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == sign)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// The names in a template, in order.
pub(crate) fn names(template: &str) -> impl Iterator<Item = &str> {
    template
        .split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}').map(|(name, _)| name))
}

#[cfg(test)]
mod tests {
    use http::header::HeaderName;
    use proptest::prelude::*;

    use super::*;

    const GET: Spec = Spec::new("things.get", Method::GET, "/things/{id}/parts/{part}");
    const FIND: Spec = Spec::new("things.find", Method::GET, "/things/");

    fn encoder(spec: &Spec) -> Encoder {
        Encoder::new(spec, |_| None)
    }

    fn finish(mut encoder: Encoder) -> String {
        let base = BaseUrl::new("http://host/base/v1/");
        encoder.target(&base).unwrap().0.to_string()
    }

    fn query(write: impl FnOnce(&mut Encoder)) -> String {
        let mut encoder = encoder(&FIND);
        write(&mut encoder);
        finish(encoder)
            .strip_prefix("http://host/base/v1/things/")
            .unwrap()
            .to_owned()
    }

    #[test]
    fn a_path_is_appended_and_keeps_its_trailing_slash() {
        assert_eq!(finish(encoder(&FIND)), "http://host/base/v1/things/");
    }

    #[test]
    fn queries_have_every_style() {
        assert_eq!(query(|r| r.query("a", "x y&z")), "?a=x%20y%26z");
        assert_eq!(query(|r| r.query("a", None::<u32>)), "");
        assert_eq!(query(|r| r.query("a", "")), "?a=");
        assert_eq!(query(|r| r.query_comma("a", ["b,c", "d"])), "?a=b%2Cc,d");
        assert_eq!(query(|r| r.query_comma("a", [0; 0])), "");
        assert_eq!(query(|r| r.query_each("a[]", [1, 2])), "?a[]=1&a[]=2");
        assert_eq!(query(|r| r.query("a[from]", 1)), "?a[from]=1");
        assert_eq!(
            query(|r| r.query_json("f", &[1, 2]).unwrap()),
            "?f=%5B1%2C2%5D"
        );
    }

    #[test]
    fn a_form_leaves_the_query_alone() {
        let mut encoder = encoder(&Spec::new("t.c", Method::POST, "/t"));
        encoder.query("q", 1);
        encoder.form([("a", Some("1 2")), ("b", None)]);
        let (uri, body) = encoder.target(&BaseUrl::new("http://host")).unwrap();
        assert_eq!(uri.query(), Some("q=1"));
        assert_eq!(body.as_bytes().unwrap(), b"a=1%202");
    }

    #[test]
    fn a_segment_that_would_name_another_resource_is_refused() {
        for value in ["", ".", ".."] {
            let error = encoder(&GET).path("id", value).unwrap_err();
            assert_eq!(error.field(), "id");
        }
    }

    #[test]
    fn a_parameter_that_was_not_filled_is_named() {
        let mut encoder = encoder(&GET);
        encoder.path("id", 1).unwrap();
        let error = encoder.target(&BaseUrl::new("http://host")).err().unwrap();
        assert_eq!(error.field(), "part");
    }

    #[test]
    fn a_header_with_a_line_break_is_refused() {
        let name = HeaderName::from_static("x-note");
        for value in ["a\r\nb", "a\nb", "a\0b"] {
            let error = encoder(&FIND).header(name.clone(), value).unwrap_err();
            assert_eq!(error.field(), "x-note");
        }
    }

    #[test]
    fn get_moves_a_flat_body_into_the_query_and_refuses_a_nested_one() {
        let mut flat = encoder(&FIND);
        flat.json(&serde_json::json!({"a": 1, "b": "x y", "c": null}))
            .unwrap();
        assert_eq!(finish(flat), "http://host/base/v1/things/?a=1&b=x%20y");

        let mut nested = encoder(&FIND);
        nested.json(&serde_json::json!({"ids": [1]})).unwrap();
        let error = nested.target(&BaseUrl::new("http://host")).err().unwrap();
        assert_eq!(error.field(), "ids");
    }

    proptest! {
        #[test]
        fn any_value_stays_one_segment(id in "[^/]{1,20}|.*", part in "\\PC*") {
            prop_assume!(!matches!(id.as_str(), "" | "." | ".."));
            prop_assume!(!matches!(part.as_str(), "" | "." | ".."));
            let mut encoder = encoder(&GET);
            encoder.path("id", &id).unwrap();
            encoder.path("part", &part).unwrap();
            let url = url::Url::parse(&finish(encoder)).unwrap();
            prop_assert_eq!(url.query(), None);
            prop_assert_eq!(url.fragment(), None);
            let segments: Vec<String> = url
                .path_segments()
                .unwrap()
                .map(|segment| {
                    percent_encoding::percent_decode_str(segment)
                        .decode_utf8()
                        .unwrap()
                        .into_owned()
                })
                .collect();
            prop_assert_eq!(segments, ["base", "v1", "things", &id, "parts", &part]);
        }

        #[test]
        fn any_query_value_comes_back(value in ".*", other in ".*") {
            let text = query(|r| { r.query("v", &value); r.query("w", &other) });
            let url = url::Url::parse(&format!("http://host/{text}")).unwrap();
            let pairs: Vec<_> = url.query_pairs().into_owned().collect();
            prop_assert_eq!(pairs, [("v".to_owned(), value), ("w".to_owned(), other)]);
        }
    }
}
