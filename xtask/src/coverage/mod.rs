//! `cargo xtask coverage`: holds each vendor crate against its catalogue.
//!
//! What is compared is what can be seen from outside: the crate's lists of operations, the snapshots
//! that its tests keep of requests, replies and webhooks, the sandbox's routes, and the steps of the
//! tour.

mod catalog;
mod compare;
mod exceptions;
mod fields;
mod gaps;
mod snapshot;
mod tour;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use ccaas_sandbox::{Route, Sandbox};
use serde::Serialize;

use self::catalog::{Catalog, Operation};
use self::compare::{Evidence, compare};
use self::exceptions::{EXCEPTIONS, excuse};
use self::gaps::{Gap, Kind};
use self::tour::Steps;
use crate::vendors::{self, VendorCrate};
use crate::workspace::Workspace;
use crate::{Fallible, Outcome};

pub(crate) use self::compare::known_from;

/// Looks at the vendors of these names, or at all of them.
pub(crate) fn run(workspace: &Workspace, names: &[String], json: bool) -> Fallible<Outcome> {
    let crates = vendors::all();
    every_crate_is_known(workspace, &crates)?;
    for name in names {
        if !crates.iter().any(|vendor| vendor.name == name) {
            let known: Vec<&str> = crates.iter().map(|vendor| vendor.name).collect();
            let known = known.join(", ");
            return Err(format!("there is no vendor \"{name}\"; there are {known}").into());
        }
    }
    let routes = Sandbox::routes();
    let vendors = crates
        .iter()
        .filter(|vendor| names.is_empty() || names.iter().any(|name| name == vendor.name))
        .map(|vendor| look_at(workspace, vendor, &routes))
        .collect::<Fallible<Vec<_>>>()?;
    let report = Report { vendors };
    Ok(Outcome {
        text: if json { report.json()? } else { report.text() },
        well: report.vendors.iter().all(|vendor| vendor.gaps.is_empty()),
    })
}

/// What was found.
#[derive(Debug, Serialize)]
struct Report {
    vendors: Vec<VendorReport>,
}

#[derive(Debug, Serialize)]
struct VendorReport {
    vendor: String,
    /// How many operations there are.
    operations: usize,
    /// How many of them have no gap.
    covered: usize,
    gaps: Vec<Gap>,
}

impl Report {
    fn json(&self) -> Fallible<String> {
        Ok(serde_json::to_string(self)? + "\n")
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for vendor in &self.vendors {
            let (name, covered, all) = (&vendor.vendor, vendor.covered, vendor.operations);
            // Writing into a text can't fail.
            let _ = writeln!(text, "{name} {covered}/{all}");
            for gap in &vendor.gaps {
                let _ = writeln!(text, "  {gap}");
            }
        }
        text
    }
}

/// A catalogue may be there before its crate. But a crate that isn't named in the list of crates
/// would never be looked at, and nobody would notice.
fn every_crate_is_known(workspace: &Workspace, crates: &[VendorCrate]) -> Fallible<()> {
    for file in workspace.files(&workspace.catalogs(), "json")? {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let known = crates.iter().any(|vendor| vendor.name == name);
        if !known && workspace.vendor_crate(&name).join("src").is_dir() {
            return Err(format!("crates/{name} isn't in the list of xtask/src/vendors.rs").into());
        }
    }
    Ok(())
}

fn look_at(
    workspace: &Workspace,
    vendor: &VendorCrate,
    routes: &[Route],
) -> Fallible<VendorReport> {
    let name = vendor.name;
    let catalog = read_catalog(workspace, name)?;
    let snapshots = workspace.vendor_crate(name).join("tests/snapshots");
    let requests = read_snapshots(workspace, &snapshots.join("requests"))?;
    let replies = read_snapshots(workspace, &snapshots.join("replies"))?;
    let events = read_snapshots(workspace, &snapshots.join("webhooks"))?;
    let steps = read_steps(workspace, &vendor.module())?;

    let operations = wanted(&catalog, vendor);
    let mut gaps = Vec::new();
    for operation in &operations {
        let id = operation.id.as_str();
        let entry = vendor.entry(id);
        let request = |size: &str| requests.get(&format!("{id}.{size}")).map(String::as_str);
        let route = routes
            .iter()
            .find(|route| route.vendor() == name && route.operation() == id);
        let evidence = Evidence {
            spec: vendor.operations.iter().find(|spec| spec.id == id),
            parameters: entry.map(|entry| entry.parameters.as_slice()),
            smallest: request("smallest"),
            fullest: request("fullest"),
            variants: variants(&requests, id),
            replies: &replies,
            events: &events,
            route: route.map(|route| (route.method(), route.path())),
            toured: entry.is_some_and(|entry| steps.has(entry.type_path)),
        };
        gaps.extend(compare(&catalog, operation, &evidence));
    }
    gaps.extend(uncatalogued(&operations, vendor));
    let gaps = excuse(name, gaps, EXCEPTIONS);

    let uncovered: BTreeSet<&str> = gaps.iter().map(|gap| gap.operation.as_str()).collect();
    let covered = operations
        .iter()
        .filter(|operation| !uncovered.contains(operation.id.as_str()));
    Ok(VendorReport {
        vendor: name.to_owned(),
        operations: operations.len(),
        covered: covered.count(),
        gaps,
    })
}

/// The operations that a crate must have, and those that it needn't have but has.
fn wanted<'a>(catalog: &'a Catalog, vendor: &VendorCrate) -> Vec<&'a Operation> {
    let extra = catalog.extra_operations.iter().filter(|operation| {
        let mut specs = vendor.operations.iter();
        specs.any(|spec| spec.id == operation.id)
    });
    catalog.operations.iter().chain(extra).collect()
}

/// The operations of a crate that nobody documents.
fn uncatalogued<'a>(
    operations: &'a [&Operation],
    vendor: &'a VendorCrate,
) -> impl Iterator<Item = Gap> + 'a {
    vendor
        .operations
        .iter()
        .filter(|spec| !operations.iter().any(|operation| operation.id == spec.id))
        .map(|spec| Gap {
            operation: spec.id.to_owned(),
            kind: Kind::Catalogue,
            subject: String::new(),
            message: "the catalogue doesn't have it".to_owned(),
        })
}

fn read_catalog(workspace: &Workspace, vendor: &str) -> Fallible<Catalog> {
    let file = workspace.catalogs().join(format!("{vendor}.json"));
    let about = |message: String| format!("{}: {message}", workspace.name_of(&file));
    let catalog: Catalog =
        serde_json::from_str(&workspace.read(&file)?).map_err(|error| about(error.to_string()))?;
    if catalog.vendor == vendor {
        Ok(catalog)
    } else {
        Err(about(format!("is the catalogue of {}", catalog.vendor)).into())
    }
}

/// The snapshots of a folder, by their names.
fn read_snapshots(workspace: &Workspace, folder: &Path) -> Fallible<BTreeMap<String, String>> {
    let files = workspace.files(folder, "snap")?;
    files
        .iter()
        .map(|file| {
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            Ok((name.into_owned(), workspace.read(file)?))
        })
        .collect()
}

/// The further fullest requests of an operation: those that are called `<id>.fullest.<variant>`.
fn variants<'a>(requests: &'a BTreeMap<String, String>, id: &str) -> Vec<(&'a str, &'a str)> {
    let fullest = format!("{id}.fullest.");
    let named = |(name, text): (&'a String, &'a String)| {
        Some((name.strip_prefix(&fullest)?, text.as_str()))
    };
    requests.iter().filter_map(named).collect()
}

/// The steps of a vendor's tour: of the file with the name of its module, and of the files in the
/// folder beside it, where there are too many steps for one.
fn read_steps(workspace: &Workspace, module: &str) -> Fallible<Steps> {
    let mut files = vec![workspace.tour().join(format!("{module}.rs"))];
    files.extend(workspace.files(&workspace.tour().join(module), "rs")?);
    let mut steps = Steps::default();
    for file in files {
        if let Some(source) = workspace.read_if_there(&file)? {
            steps.extend(Steps::read(&source));
        }
    }
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use ccaas::{Method, Spec};
    use serde_json::json;

    use super::*;

    const SPECS: &[Spec] = &[
        Spec::new("cases.list", Method::GET, "/cases"),
        Spec::new("cases.guess", Method::GET, "/guess"),
    ];

    fn vendor() -> VendorCrate {
        VendorCrate {
            name: "acme",
            operations: SPECS,
            entries: Vec::new(),
        }
    }

    fn catalog(operations: &[&str], extra: &[&str]) -> Catalog {
        let all = |ids: &[&str]| -> Vec<serde_json::Value> {
            let operation = |id: &&str| {
                json!({
                    "id": id, "method": "GET", "path": "/x", "direction": "outbound",
                    "source": "seed",
                })
            };
            ids.iter().map(operation).collect()
        };
        serde_json::from_value(json!({
            "vendor": "acme",
            "operations": all(operations),
            "extra_operations": all(extra),
        }))
        .unwrap()
    }

    #[test]
    fn an_operation_that_nobody_documents_is_a_gap() {
        let catalog = catalog(&["cases.list"], &[]);
        let vendor = vendor();
        let operations = wanted(&catalog, &vendor);
        let gaps: Vec<Gap> = uncatalogued(&operations, &vendor).collect();
        assert_eq!(gaps.len(), 1);
        assert_eq!(gaps[0].operation, "cases.guess");
        assert_eq!(gaps[0].kind, Kind::Catalogue);
    }

    #[test]
    fn an_extra_operation_may_be_there_and_is_then_held_against_the_catalogue() {
        let catalog = catalog(&["cases.list"], &["cases.guess", "cases.forget"]);
        let vendor = vendor();
        let operations = wanted(&catalog, &vendor);
        let ids: Vec<&str> = operations.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["cases.list", "cases.guess"]);
        assert_eq!(uncatalogued(&operations, &vendor).count(), 0);
    }

    #[test]
    fn an_exception_for_nothing_known_is_a_gap() {
        let left = excuse("wesal-voc", Vec::new(), EXCEPTIONS);
        assert!(left.iter().all(|gap| gap.kind == Kind::Exception));
        assert!(!left.is_empty());
    }

    #[test]
    fn a_report_is_a_line_for_each_vendor_and_each_gap() {
        let gap = Gap {
            operation: "cases.list".to_owned(),
            kind: Kind::Tour,
            subject: String::new(),
            message: "the tour has no step for it".to_owned(),
        };
        let report = Report {
            vendors: vec![VendorReport {
                vendor: "acme".to_owned(),
                operations: 2,
                covered: 1,
                gaps: vec![gap],
            }],
        };
        assert_eq!(
            report.text(),
            "acme 1/2\n  cases.list: the tour has no step for it\n"
        );
        let json: serde_json::Value = serde_json::from_str(&report.json().unwrap()).unwrap();
        assert_eq!(
            json,
            json!({"vendors": [{
                "vendor": "acme", "operations": 2, "covered": 1,
                "gaps": [{
                    "operation": "cases.list", "kind": "tour", "subject": "",
                    "message": "the tour has no step for it",
                }],
            }]})
        );
    }

    /// A workspace with a catalogue of this name.
    fn workspace(catalog: &str) -> (tempfile::TempDir, Workspace) {
        let root = tempfile::tempdir().unwrap();
        let catalogs = root.path().join("docs/catalog");
        fs::create_dir_all(&catalogs).unwrap();
        fs::write(catalogs.join(format!("{catalog}.json")), "{}").unwrap();
        let workspace = Workspace::at(root.path());
        (root, workspace)
    }

    #[test]
    fn a_crate_that_nobody_listed_is_an_error() {
        let (_root, workspace) = workspace("acme");
        assert!(every_crate_is_known(&workspace, &[]).is_ok());
        fs::create_dir_all(workspace.vendor_crate("acme").join("src")).unwrap();
        assert!(every_crate_is_known(&workspace, &[vendor()]).is_ok());
        let error = every_crate_is_known(&workspace, &[]).unwrap_err();
        assert!(error.to_string().contains("crates/acme"), "{error}");
    }

    #[test]
    fn a_vendor_that_nobody_knows_is_an_error() {
        let (_root, workspace) = workspace("acme");
        let names = ["wesal-vok".to_owned()];
        let error = run(&workspace, &names, false).err().unwrap();
        assert!(error.to_string().contains("wesal-voc"), "{error}");
    }

    #[test]
    fn a_catalogue_that_is_none_is_told_by_its_file() {
        let (_root, workspace) = workspace("acme");
        let error = read_catalog(&workspace, "acme").unwrap_err().to_string();
        assert!(error.contains("acme.json"), "{error}");
    }

    #[test]
    fn the_variants_of_a_request_are_those_of_its_own_operation() {
        let named = |name: &str| (name.to_owned(), format!("of {name}"));
        let requests = [
            "cases.fullest",
            "cases.fullest.b",
            "cases.fullest.a",
            "cases.fullest.list.fullest",
            "cases.list.fullest.c",
            "cases.smallest",
        ];
        let requests = requests.map(named).into();
        assert_eq!(
            variants(&requests, "cases.list"),
            [("c", "of cases.list.fullest.c")]
        );
        assert_eq!(variants(&requests, "users.list"), []);
        let names: Vec<&str> = variants(&requests, "cases")
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(names, ["a", "b", "list.fullest"]);
    }

    #[test]
    fn a_long_tour_may_be_a_folder() {
        let (_root, workspace) = workspace("acme");
        let folder = workspace.tour().join("acme");
        fs::create_dir_all(&folder).unwrap();
        let file = workspace.tour().join("acme.rs");
        fs::write(file, "Step::of::<GetCase>(run)").unwrap();
        fs::write(folder.join("users.rs"), "Step::of::<GetUser>(run)").unwrap();
        let steps = read_steps(&workspace, "acme").unwrap();
        assert!(steps.has("acme::GetCase") && steps.has("acme::GetUser"));
        assert!(
            !read_steps(&workspace, "other")
                .unwrap()
                .has("acme::GetCase")
        );
    }
}
