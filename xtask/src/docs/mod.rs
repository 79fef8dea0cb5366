//! `cargo xtask docs`: writes the table of operations into the docs of each vendor crate.
//!
//! The table stands in README.md, and only there: the crate's own docs include that file, so a table
//! in lib.rs would be shown twice. Each operation in it is a link by reference, and the reference is
//! defined in two places, because no target is right in both:
//!
//! - README.md defines it as the source file, which is a link that works in the repository and on
//!   the page of the crate in its registry, before and after a release;
//! - lib.rs defines it as the type, above the line that includes README.md. Of two definitions
//!   Markdown takes the first, so rustdoc links to the type, and its lints see when that isn't there.
//!   A type is called there what the crate's list of operations calls it.

mod region;
mod table;

use std::path::Path;

use self::region::Region;
use self::table::Table;
use crate::vendors;
use crate::workspace::Workspace;
use crate::{Fallible, Outcome};

const README: Region = Region {
    begin: "<!-- operations -->",
    end: "<!-- /operations -->",
    above: None,
};
const LIB: Region = Region {
    begin: "//! <!-- operations -->",
    end: "//! <!-- /operations -->",
    above: Some("#![doc = include_str!(\"../README.md\")]"),
};

/// Writes what changed, or, for a check, only tells it.
pub(crate) fn run(workspace: &Workspace, check: bool) -> Fallible<Outcome> {
    let mut text = String::new();
    for vendor in vendors::all() {
        let folder = workspace.vendor_crate(vendor.name);
        let lib = workspace.read(&folder.join("src/lib.rs"))?;
        let table = Table::of(&vendor, &lib, |file| folder.join(file).is_file());
        let files = [
            (folder.join("README.md"), &README, table.readme()),
            (folder.join("src/lib.rs"), &LIB, table.lib()),
        ];
        for (file, region, content) in files {
            if update(workspace, &file, region, &content, check)? {
                let name = workspace.name_of(&file);
                text += &if check {
                    format!("{name} is out of date: run `cargo xtask docs`\n")
                } else {
                    format!("{name} written\n")
                };
            }
        }
    }
    Ok(Outcome {
        well: !check || text.is_empty(),
        text,
    })
}

/// Puts the content into the region of a file, and tells whether that changes it.
fn update(
    workspace: &Workspace,
    file: &Path,
    region: &Region,
    content: &str,
    check: bool,
) -> Fallible<bool> {
    let old = workspace.read(file)?;
    let new = region
        .fill(&old, content)
        .map_err(|error| format!("{}: {error}", workspace.name_of(file)))?;
    let changes = new != old;
    if changes && !check {
        workspace.write(file, &new)?;
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// A workspace whose vendor crates have these texts, and the source files that theirs have.
    fn workspace(readme: &str, lib: &str) -> (tempfile::TempDir, Workspace) {
        let root = tempfile::tempdir().unwrap();
        let workspace = Workspace::at(root.path());
        for vendor in vendors::all() {
            let source = workspace.vendor_crate(vendor.name).join("src");
            fs::create_dir_all(&source).unwrap();
            for entry in &vendor.entries {
                let module = entry.type_path.split("::").nth(1).unwrap();
                fs::write(source.join(format!("{module}.rs")), "").unwrap();
            }
            fs::write(source.join("lib.rs"), lib).unwrap();
            fs::write(source.join("../README.md"), readme).unwrap();
        }
        (root, workspace)
    }

    const README_TEXT: &str = "# Acme\n\n<!-- operations -->\n<!-- /operations -->\n\nThe end.\n";
    const LIB_TEXT: &str = "#![doc = include_str!(\"../README.md\")]\n\nmod x;\n";

    #[test]
    fn a_check_changes_nothing_and_a_second_run_has_nothing_to_do() {
        let (_root, workspace) = workspace(README_TEXT, LIB_TEXT);
        let readme = workspace.vendor_crate("wesal-voc").join("README.md");

        let checked = run(&workspace, true).unwrap();
        assert!(!checked.well);
        assert!(
            checked
                .text
                .contains("crates/wesal-voc/README.md is out of date")
        );
        assert_eq!(fs::read_to_string(&readme).unwrap(), README_TEXT);

        let written = run(&workspace, false).unwrap();
        assert!(written.well);
        assert_eq!(written.text.lines().count(), 2 * vendors::all().len());
        let text = fs::read_to_string(&readme).unwrap();
        assert!(text.contains("`surveys.list`") && text.ends_with("\n\nThe end.\n"));
        let lib = workspace.vendor_crate("wesal-voc").join("src/lib.rs");
        let text = fs::read_to_string(lib).unwrap();
        assert!(text.contains("ListSurveys") && text.ends_with(LIB_TEXT));

        for check in [true, false] {
            let again = run(&workspace, check).unwrap();
            assert!(again.well && again.text.is_empty());
        }
    }

    #[test]
    fn a_file_without_a_place_for_it_is_named() {
        let (_root, workspace) = workspace("# Acme\n", LIB_TEXT);
        let error = run(&workspace, false).err().unwrap().to_string();
        assert!(
            error.contains("README.md") && error.contains(README.begin),
            "{error}"
        );
    }
}
