//! A crate's operations as a table in Markdown.

use std::fmt::Write as _;

use ccaas::{Effect, Spec};

use crate::coverage::known_from;
use crate::vendors::{Sendable, VendorCrate};

/// The operations of a crate.
#[derive(Debug)]
pub(super) struct Table {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    spec: Spec,
    /// `None` for a call that the vendor makes: it has no type to send.
    link: Option<Link>,
}

/// Where an operation is to be found.
#[derive(Debug)]
struct Link {
    /// The type, as seen from the root of its crate: `auth::Login`.
    path: String,
    /// The source file, as seen from the folder of its crate.
    file: String,
}

impl Table {
    /// The table of a crate; `is_file` tells whether there is a file, as seen from its folder.
    pub(super) fn of(vendor: &VendorCrate, is_file: impl Fn(&str) -> bool) -> Self {
        let rows = vendor.operations.iter().map(|spec| Row {
            spec: *spec,
            link: vendor.entry(spec.id).map(|entry| Link::to(entry, &is_file)),
        });
        Table {
            rows: rows.collect(),
        }
    }

    /// What README.md has of it: the table, and links to the source files.
    pub(super) fn readme(&self) -> String {
        // Between a comment and a table Markdown wants an empty line.
        let mut text = "\n| Operation | Id | Method and path | Effect | Known from |\n\
                        | --- | --- | --- | --- | --- |\n"
            .to_owned();
        // Writing into a text can't fail.
        for Row { spec, link } in &self.rows {
            let operation = match link {
                Some(link) => format!("[`{}`]", link.path),
                None => "called by the vendor".to_owned(),
            };
            let remark = if spec.deprecated { " (deprecated)" } else { "" };
            let (id, method, path) = (spec.id, spec.method, spec.path);
            let (effect, source) = (effect(spec.effect), known_from(spec.source));
            let _ = writeln!(
                text,
                "| {operation}{remark} | `{id}` | `{method} {path}` | {effect} | {source} |"
            );
        }
        text.push('\n');
        for Link { path, file } in self.links() {
            let _ = writeln!(text, "[`{path}`]: {file}");
        }
        text
    }

    /// What lib.rs has of it: links to the types.
    pub(super) fn lib(&self) -> String {
        self.links()
            .map(|Link { path, .. }| format!("//! [`{path}`]: {path}\n"))
            .collect()
    }

    fn links(&self) -> impl Iterator<Item = &Link> {
        self.rows.iter().filter_map(|row| row.link.as_ref())
    }
}

impl Link {
    fn to(entry: &Sendable, is_file: impl Fn(&str) -> bool) -> Self {
        let path = entry
            .type_path
            .split_once("::")
            .map_or(entry.type_path, |(_crate_name, path)| path);
        // A module that is no file is a part of the one that it is in.
        let mut places =
            std::iter::successors(path.rsplit_once("::"), |(place, _)| place.rsplit_once("::"));
        let file = places.find_map(|(module, _)| {
            let place = format!("src/{}", module.replace("::", "/"));
            let names = [format!("{place}.rs"), format!("{place}/mod.rs")];
            names.into_iter().find(|name| is_file(name))
        });
        Link {
            path: path.to_owned(),
            file: file.unwrap_or_else(|| "src/lib.rs".to_owned()),
        }
    }
}

fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Read => "read",
        Effect::Idempotent => "idempotent",
        Effect::Once => "once",
    }
}

#[cfg(test)]
mod tests {
    use ccaas::{Method, Source};

    use super::*;

    const SPECS: &[Spec] = &[
        Spec::new("cases.get", Method::GET, "/cases/{id}"),
        Spec::new("cases.close", Method::POST, "/cases/{id}/close")
            .source(Source::Inferred)
            .deprecated(),
        Spec::inbound("cases.closed", Method::POST, "/").source(Source::Public),
    ];

    fn table() -> Table {
        let entry = |id, type_path| Sendable {
            id,
            type_path,
            parameters: Vec::new(),
        };
        let vendor = VendorCrate {
            name: "acme",
            operations: SPECS,
            entries: vec![
                entry("cases.get", "acme::cases::GetCase"),
                entry("cases.close", "acme::cases::close::CloseCase"),
            ],
        };
        Table::of(&vendor, |file| file == "src/cases/mod.rs")
    }

    #[test]
    fn the_table_has_a_line_for_each_operation() {
        assert_eq!(
            table().readme(),
            "
| Operation | Id | Method and path | Effect | Known from |
| --- | --- | --- | --- | --- |
| [`cases::GetCase`] | `cases.get` | `GET /cases/{id}` | read | documented |
| [`cases::close::CloseCase`] (deprecated) | `cases.close` | `POST /cases/{id}/close` | once | inferred |
| called by the vendor | `cases.closed` | `POST /` | once | public |

[`cases::GetCase`]: src/cases/mod.rs
[`cases::close::CloseCase`]: src/cases/mod.rs
"
        );
    }

    #[test]
    fn the_library_has_links_to_types() {
        assert_eq!(
            table().lib(),
            "//! [`cases::GetCase`]: cases::GetCase\n\
             //! [`cases::close::CloseCase`]: cases::close::CloseCase\n"
        );
    }

    fn file_of(type_path: &'static str, there: &[&str]) -> String {
        let entry = Sendable {
            id: "x",
            type_path,
            parameters: Vec::new(),
        };
        Link::to(&entry, |file| there.contains(&file)).file
    }

    #[test]
    fn a_type_is_in_the_file_of_its_innermost_module_that_has_one() {
        let both = ["src/a.rs", "src/a/b.rs"];
        assert_eq!(file_of("acme::a::b::T", &both), "src/a/b.rs");
        assert_eq!(file_of("acme::a::c::T", &both), "src/a.rs");
        assert_eq!(file_of("acme::z::T", &both), "src/lib.rs");
        assert_eq!(file_of("acme::T", &["src/lib.rs"]), "src/lib.rs");
    }
}
