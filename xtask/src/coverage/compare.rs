//! One operation of the catalogue, held against all that there is about it.

use std::collections::BTreeMap;

use ccaas::{Source, Spec};

use super::catalog::{Catalog, Direction, Operation, Parameter};
use super::fields::Fields;
use super::gaps::{Gap, Kind};
use super::snapshot::{CORE_HEADERS, Names, Wire, content, placeholders};

/// What a test writes into the snapshot of an answer that the operation can't read.
const UNREADABLE: &str = "can't be decoded";
/// The same for a call of the vendor.
const NO_EVENT: &str = "can't be read";
/// What a call is taken for that nobody knows.
const UNKNOWN: &str = "Unknown";

/// All that there is about an operation.
#[derive(Debug)]
pub(crate) struct Evidence<'a> {
    /// Its line in `OPERATIONS`.
    pub(crate) spec: Option<&'a Spec>,
    /// Its parameters, as the registry has them.
    pub(crate) parameters: Option<&'a [String]>,
    /// The snapshot of its smallest request.
    pub(crate) smallest: Option<&'a str>,
    /// The snapshot of its fullest request.
    pub(crate) fullest: Option<&'a str>,
    /// The snapshots of further ones, by what tells them apart: where one request can't have
    /// everything, they have it together.
    pub(crate) variants: Vec<(&'a str, &'a str)>,
    /// The snapshots of the vendor's replies, by their names.
    pub(crate) replies: &'a BTreeMap<String, String>,
    /// The snapshots of the vendor's own calls, by their names.
    pub(crate) events: &'a BTreeMap<String, String>,
    /// The method and path that the sandbox serves it at.
    pub(crate) route: Option<(&'a str, &'a str)>,
    /// Whether the tour has a step for it.
    pub(crate) toured: bool,
}

/// What the evidence lacks.
///
/// A call that the vendor makes has no request of ours: of it the facts are compared, and whether it
/// is understood. Of an operation that the crate doesn't have yet, nothing else is told that a crate
/// should have.
pub(crate) fn compare(
    catalog: &Catalog,
    operation: &Operation,
    evidence: &Evidence<'_>,
) -> Vec<Gap> {
    let mut comparison = Comparison {
        catalog,
        operation,
        gaps: Vec::new(),
    };
    comparison.spec(evidence.spec);
    if operation.direction == Direction::Outbound {
        comparison.sandbox(evidence.route);
    }
    if operation.direction == Direction::Outbound && evidence.spec.is_some() {
        let smallest = comparison.snapshot("smallest", evidence.smallest);
        let fullest = comparison.snapshot("fullest", evidence.fullest);
        if let Some(wire) = &fullest {
            let variants = comparison.variants(&evidence.variants);
            comparison.all_of_it(wire, &variants);
        }
        if let Some(wire) = &smallest {
            comparison.required(wire);
        }
        comparison.registry(evidence.parameters, fullest.as_ref());
        comparison.replies(evidence.replies);
        if !evidence.toured {
            comparison.gap(Kind::Tour, "", "the tour has no step for it");
        }
    }
    if operation.direction == Direction::Inbound && evidence.spec.is_some() {
        comparison.events(evidence.events);
    }
    comparison.gaps
}

struct Comparison<'a> {
    catalog: &'a Catalog,
    operation: &'a Operation,
    gaps: Vec<Gap>,
}

impl Comparison<'_> {
    fn gap(&mut self, kind: Kind, subject: impl Into<String>, message: impl Into<String>) {
        self.gaps.push(Gap {
            operation: self.operation.id.clone(),
            kind,
            subject: subject.into(),
            message: message.into(),
        });
    }

    /// Both must be the same.
    fn same(&mut self, kind: Kind, what: &str, is: &str, catalogued: &str) {
        if is != catalogued {
            let message = format!("{what} is {is}, but {catalogued} in the catalogue");
            self.gap(kind, what, message);
        }
    }

    fn spec(&mut self, spec: Option<&Spec>) {
        let Some(spec) = spec else {
            return self.gap(Kind::Spec, "", "the crate's OPERATIONS don't have it");
        };
        let wanted = self.operation;
        let direction = Direction::from(spec.direction);
        let facts = [
            ("method", spec.method.as_str(), wanted.method.as_str()),
            ("path", spec.path, &wanted.path),
            (
                "direction",
                &direction.to_string(),
                &wanted.direction.to_string(),
            ),
            (
                "deprecated",
                &spec.deprecated.to_string(),
                &wanted.deprecated.to_string(),
            ),
            ("source", known_from(spec.source), wanted.known_from()),
        ];
        for (what, is, catalogued) in facts {
            self.same(Kind::Spec, what, is, catalogued);
        }
    }

    /// The request of a snapshot, if it is there and is that of this operation.
    fn snapshot(&mut self, size: &str, text: Option<&str>) -> Option<Wire> {
        let Some(text) = text else {
            let message = format!("there is no snapshot of its {size} request");
            self.gap(Kind::Snapshot, size, message);
            return None;
        };
        let wire = Wire::read(text);
        if wire.is_none() {
            let message = format!("the snapshot of its {size} request is no request");
            self.gap(Kind::Snapshot, size, message);
        }
        wire
    }

    /// The requests that have together what one can't.
    fn variants(&mut self, variants: &[(&str, &str)]) -> Vec<Wire> {
        let wires = variants
            .iter()
            .map(|(variant, text)| self.snapshot(&format!("fullest.{variant}"), Some(text)));
        wires.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    /// The fullest request has everything that the catalogue lists, and nothing else. Its variants
    /// may have what it lacks.
    fn all_of_it(&mut self, fullest: &Wire, variants: &[Wire]) {
        for wire in std::iter::once(fullest).chain(variants) {
            self.line(wire);
        }
        let united = fullest.united(variants);
        let wire = &united;
        let operation = self.operation;
        let in_path: Names = placeholders(&operation.path).map(str::to_owned).collect();
        self.names("path", &operation.path_params, &in_path);
        self.names("query", &operation.query, &wire.query);
        self.headers(wire);

        let fields = Fields::of(&operation.body);
        for name in fields.missing(&wire.body) {
            self.missing("body", name);
        }
        for name in fields.unknown(&wire.body) {
            self.unknown("body", name);
        }
    }

    /// What a request can't have in part: its method, its path, and how its body is written.
    fn line(&mut self, wire: &Wire) {
        let operation = self.operation;
        self.same(Kind::Wire, "method", &wire.method, &operation.method);
        if !wire.is_path(&operation.path) {
            let message = format!("{} is not {} filled in", wire.path, operation.path);
            self.gap(Kind::Wire, "path", message);
        }
        let (is, catalogued) = (wire.kind.to_string(), operation.body.kind.to_string());
        self.same(Kind::Wire, "body", &is, &catalogued);
    }

    fn names(&mut self, place: &str, listed: &[Parameter], sent: &Names) {
        for parameter in listed {
            if !sent.contains(&parameter.name) {
                self.missing(place, &parameter.name);
            }
        }
        for name in sent {
            if !listed.iter().any(|parameter| parameter.name == *name) {
                self.unknown(place, name);
            }
        }
    }

    fn headers(&mut self, wire: &Wire) {
        let operation = self.operation;
        for header in &operation.headers {
            if wire.header(&header.name).is_none() {
                self.missing("header", &header.name);
            }
        }
        for name in wire.headers.keys() {
            let known = CORE_HEADERS.contains(&name.as_str())
                || is_among(name, &operation.headers)
                || is_among(name, &self.catalog.common_headers)
                // Some catalogues tell the credentials only in words.
                || (wire.is_credential(name) && !self.lists_header(name));
            if !known {
                self.unknown("header", name);
            }
        }
    }

    /// Whether the catalogue lists this header for any operation.
    fn lists_header(&self, name: &str) -> bool {
        let mut operations = self.catalog.operations.iter();
        operations.any(|operation| is_among(name, &operation.headers))
    }

    /// The smallest request has everything that is required.
    fn required(&mut self, wire: &Wire) {
        let operation = self.operation;
        for parameter in operation.query.iter().filter(|one| one.required) {
            if !wire.query.contains(&parameter.name) {
                self.left_out("query", &parameter.name);
            }
        }
        for header in operation.headers.iter().filter(|one| one.required) {
            if wire.header(&header.name).is_none() {
                self.left_out("header", &header.name);
            }
        }
        for name in Fields::of(&operation.body).missing_required(&wire.body) {
            self.left_out("body", name);
        }
    }

    fn missing(&mut self, place: &str, name: &str) {
        let message = format!("the fullest request lacks \"{name}\" ({place})");
        self.gap(Kind::Wire, format!("{place} {name}"), message);
    }

    fn unknown(&mut self, place: &str, name: &str) {
        let message =
            format!("the fullest request has \"{name}\" ({place}), which nobody documents");
        self.gap(Kind::Wire, format!("{place} {name}"), message);
    }

    fn left_out(&mut self, place: &str, name: &str) {
        let subject = format!("{place} {name}");
        if self.gaps.iter().any(|gap| gap.subject == subject) {
            // The fullest request lacks it too.
            return;
        }
        let message = format!("the smallest request lacks \"{name}\" ({place}), which is required");
        self.gap(Kind::Wire, subject, message);
    }

    /// The registry has a parameter for all that a user fills in, by the name on the wire.
    fn registry(&mut self, parameters: Option<&[String]>, wire: Option<&Wire>) {
        let Some(parameters) = parameters else {
            return self.gap(Kind::Registry, "", "the registry doesn't have it");
        };
        let operation = self.operation;
        let mut wanted: Vec<Wanted<'_>> = placeholders(&operation.path)
            .chain(operation.query.iter().map(|one| root(&one.name)))
            .chain(Fields::of(&operation.body).roots())
            .map(Wanted::Member)
            .collect();
        let headers = operation.headers.iter().map(|header| header.name.as_str());
        wanted.extend(headers.map(Wanted::Header));

        let mut told = Names::new();
        for one in &wanted {
            let name = one.name();
            let needed = match one {
                Wanted::Member(_) => true,
                Wanted::Header(_) => wire.is_some_and(|wire| wire.has_own_header(name)),
            };
            let found = parameters.iter().any(|parameter| one.is(parameter));
            if needed && !found && told.insert(name.to_owned()) {
                let message = format!("the registry lacks the parameter \"{name}\"");
                self.gap(Kind::Registry, name, message);
            }
        }
        let unknown: Vec<&String> = parameters
            .iter()
            .filter(|parameter| !wanted.iter().any(|one| one.is(parameter)))
            .collect();
        // What has no name on the wire has one in Rust.
        let nameless = usize::from(operation.body.is_nameless());
        if unknown.len() > nameless {
            for name in unknown {
                let message = format!("the registry has \"{name}\", which nobody documents");
                self.gap(Kind::Registry, name, message);
            }
        }
    }

    /// Each success that the catalogue has an example of is read by a test.
    fn replies(&mut self, replies: &BTreeMap<String, String>) {
        for example in self.operation.examples() {
            match replies.get(example) {
                None => {
                    let message = format!("there is no snapshot of the reply {example}");
                    self.gap(Kind::Reply, example, message);
                }
                Some(text) if content(text).starts_with(UNREADABLE) => {
                    let message = format!("the reply {example} can't be decoded");
                    self.gap(Kind::Reply, example, message);
                }
                Some(_) => {}
            }
        }
    }

    /// Each call of the vendor's that the catalogue has an example of is understood by a test.
    fn events(&mut self, events: &BTreeMap<String, String>) {
        for example in self.operation.calls() {
            match events.get(example).map(|text| content(text)) {
                None => {
                    let message = format!("there is no snapshot of the call {example}");
                    self.gap(Kind::Event, example, message);
                }
                Some(text) if text.starts_with(NO_EVENT) || variant(text) == UNKNOWN => {
                    let message = format!("the call {example} isn't understood");
                    self.gap(Kind::Event, example, message);
                }
                Some(_) => {}
            }
        }
    }

    fn sandbox(&mut self, route: Option<(&str, &str)>) {
        let Some((method, path)) = route else {
            return self.gap(Kind::Sandbox, "", "the sandbox has no route for it");
        };
        let operation = self.operation;
        self.same(
            Kind::Sandbox,
            "the sandbox's method",
            method,
            &operation.method,
        );
        self.same(Kind::Sandbox, "the sandbox's path", path, &operation.path);
    }
}

/// A parameter that the registry has to have.
enum Wanted<'a> {
    Member(&'a str),
    Header(&'a str),
}

impl<'a> Wanted<'a> {
    fn name(&self) -> &'a str {
        match self {
            Wanted::Member(name) | Wanted::Header(name) => name,
        }
    }

    fn is(&self, parameter: &str) -> bool {
        match self {
            Wanted::Member(name) => root(parameter) == *name,
            // `X-Trace-Id` is no name in Rust; `x_trace_id` is.
            Wanted::Header(name) => name.replace('-', "_").eq_ignore_ascii_case(parameter),
        }
    }
}

/// The variant of an enum that a value was shown as.
fn variant(shown: &str) -> &str {
    let end = shown.find(|sign: char| !sign.is_alphanumeric());
    shown.get(..end.unwrap_or(shown.len())).unwrap_or_default()
}

/// A name without what makes it one of several: `id[]`, `login_time[from]`.
fn root(name: &str) -> &str {
    name.split(['[', '.']).next().unwrap_or(name)
}

fn is_among(header: &str, listed: &[Parameter]) -> bool {
    let mut listed = listed.iter();
    listed.any(|parameter| parameter.name.eq_ignore_ascii_case(header))
}

/// Where something is known from, in one word.
pub(crate) fn known_from(source: Source) -> &'static str {
    match source {
        Source::Documented => "documented",
        Source::Public => "public",
        Source::Inferred => "inferred",
    }
}

#[cfg(test)]
mod tests;
