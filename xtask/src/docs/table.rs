//! A crate's operations as a table in Markdown.

use std::fmt::Write as _;

use ccaas::{Effect, Spec};

use crate::coverage::known_from;
use crate::vendors::{Sendable, VendorCrate, is_name_of};

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
    /// The table of a crate. `lib` is its src/lib.rs; `is_file` tells whether there is a file, as seen
    /// from its folder.
    pub(super) fn of(vendor: &VendorCrate, lib: &str, is_file: impl Fn(&str) -> bool) -> Self {
        let listed = listed(lib);
        let rows = vendor.operations.iter().map(|spec| Row {
            spec: *spec,
            link: vendor
                .entry(spec.id)
                .map(|entry| Link::to(entry, &listed, &is_file)),
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
        for (Row { spec, .. }, link) in self.linked() {
            let operation = &link.path;
            let remark = if spec.deprecated { " (deprecated)" } else { "" };
            let (id, method, path) = (spec.id, spec.method, spec.path);
            let (effect, source) = (effect(spec.effect), known_from(spec.source));
            let _ = writeln!(
                text,
                "| [`{operation}`]{remark} | `{id}` | `{method} {path}` | {effect} | {source} |"
            );
        }
        text += &self.webhooks();
        text.push('\n');
        for (_, Link { path, file }) in self.linked() {
            let _ = writeln!(text, "[`{path}`]: {file}");
        }
        text
    }

    /// A table of the calls that the vendor makes, which have no type to send; nothing without any.
    fn webhooks(&self) -> String {
        let mut calls = self.rows.iter().filter(|row| row.link.is_none()).peekable();
        if calls.peek().is_none() {
            return String::new();
        }
        let mut text = "\nThe vendor calls you, at a URL that you give it:\n\n\
                        | Webhook | Method | Known from |\n\
                        | --- | --- | --- |\n"
            .to_owned();
        for Row { spec, .. } in calls {
            let remark = if spec.deprecated { " (deprecated)" } else { "" };
            let (id, method, source) = (spec.id, spec.method, known_from(spec.source));
            let _ = writeln!(text, "| `{id}`{remark} | `{method}` | {source} |");
        }
        text
    }

    /// What lib.rs has of it: links to the types.
    pub(super) fn lib(&self) -> String {
        self.linked()
            .map(|(_, Link { path, .. })| format!("//! [`{path}`]: {path}\n"))
            .collect()
    }

    fn linked(&self) -> impl Iterator<Item = (&Row, &Link)> {
        let rows = self.rows.iter();
        rows.filter_map(|row| Some((row, row.link.as_ref()?)))
    }
}

/// The paths in the list of operations of a lib.rs.
///
/// The registry knows a type by the module that it is written in, which may be a private one. What
/// stands in this list can be named from the root of the crate.
fn listed(lib: &str) -> Vec<&str> {
    let list = lib
        .split_once("operations! {")
        .and_then(|(_, rest)| rest.split_once('}'))
        .and_then(|(list, _)| list.split_once(':'))
        .map_or("", |(_vendor, list)| list);
    list.split(';')
        .next()
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|path| !path.is_empty())
        .collect()
}

impl Link {
    fn to(entry: &Sendable, listed: &[&str], is_file: impl Fn(&str) -> bool) -> Self {
        let whole = entry
            .type_path
            .split_once("::")
            .map_or(entry.type_path, |(_crate_name, path)| path);
        // A module that is no file is a part of the one that it is in.
        let mut places = std::iter::successors(whole.rsplit_once("::"), |(place, _)| {
            place.rsplit_once("::")
        });
        let file = places.find_map(|(module, _)| {
            let place = format!("src/{}", module.replace("::", "/"));
            let names = [format!("{place}.rs"), format!("{place}/mod.rs")];
            names.into_iter().find(|name| is_file(name))
        });
        let public = listed.iter().find(|listed| is_name_of(listed, whole));
        Link {
            path: (*public.unwrap_or(&whole)).to_owned(),
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

    const LIB: &str = "pub mod cases;\n\nccaas_core::operations! {\n    Acme:\n    \
                       cases::GetCase,\n    cases::CloseCase;\n    inbound:\n    hook::CLOSED,\n}\n";

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
        Table::of(&vendor, LIB, |file| file == "src/cases/mod.rs")
    }

    #[test]
    fn the_table_has_a_line_for_each_operation() {
        assert_eq!(
            table().readme(),
            "
| Operation | Id | Method and path | Effect | Known from |
| --- | --- | --- | --- | --- |
| [`cases::GetCase`] | `cases.get` | `GET /cases/{id}` | read | documented |
| [`cases::CloseCase`] (deprecated) | `cases.close` | `POST /cases/{id}/close` | once | inferred |

The vendor calls you, at a URL that you give it:

| Webhook | Method | Known from |
| --- | --- | --- |
| `cases.closed` | `POST` | public |

[`cases::GetCase`]: src/cases/mod.rs
[`cases::CloseCase`]: src/cases/mod.rs
"
        );
    }

    #[test]
    fn the_library_has_links_to_types() {
        assert_eq!(
            table().lib(),
            "//! [`cases::GetCase`]: cases::GetCase\n\
             //! [`cases::CloseCase`]: cases::CloseCase\n"
        );
    }

    #[test]
    fn the_list_of_operations_is_found_in_the_library() {
        assert_eq!(listed(LIB), ["cases::GetCase", "cases::CloseCase"]);
        let short = "ccaas_core::operations! {\n    Acme: auth::Login,\n    auth::Logout,\n}\n";
        assert_eq!(listed(short), ["auth::Login", "auth::Logout"]);
        assert!(listed("pub mod cases;\n").is_empty());
    }

    #[test]
    fn without_calls_of_the_vendor_there_is_one_table() {
        let vendor = VendorCrate {
            name: "acme",
            operations: &SPECS[..1],
            entries: vec![Sendable {
                id: "cases.get",
                type_path: "acme::cases::GetCase",
                parameters: Vec::new(),
            }],
        };
        let readme = Table::of(&vendor, "", |_| true).readme();
        assert!(!readme.contains("Webhook"), "{readme}");
    }

    #[test]
    fn a_type_that_is_re_exported_is_linked_where_it_can_be_named() {
        let entry = Sendable {
            id: "x",
            type_path: "acme::cases::close::CloseCase",
            parameters: Vec::new(),
        };
        let path = |listed: &[&str]| Link::to(&entry, listed, |_| true).path;
        assert_eq!(
            path(&["cases::GetCase", "cases::CloseCase"]),
            "cases::CloseCase"
        );
        assert_eq!(path(&["users::CloseCase"]), "cases::close::CloseCase");
    }

    fn file_of(type_path: &'static str, there: &[&str]) -> String {
        let entry = Sendable {
            id: "x",
            type_path,
            parameters: Vec::new(),
        };
        Link::to(&entry, &[], |file| there.contains(&file)).file
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
