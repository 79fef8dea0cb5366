//! `encode`, `payload` and `decode` of every operation carry `#[inline]`.
//!
//! Without it a vendor crate compiles each of them, with all of serde's code, whether a program
//! uses the operation or not: for a few hundred operations that is most of the build.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|end| end == "rs") {
            into.push(path);
        }
    }
}

/// The lines where such a method begins without the attribute on the line before, and how many
/// methods were looked at.
fn bare_methods(source: &str) -> (Vec<usize>, usize) {
    let mut bare = Vec::new();
    let mut seen = 0;
    // How many blanks the `impl … Operation for` stood behind: its end stands behind as many.
    let mut inside: Option<usize> = None;
    let mut before = "";
    for (index, line) in source.lines().enumerate() {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        // A doc comment's example is compiled with the docs, not with the crate.
        if text.starts_with("//") {
            continue;
        }
        if text.starts_with("impl") && text.contains("Operation for ") {
            inside = Some(indent);
        } else if inside == Some(indent) && text.starts_with('}') {
            inside = None;
        }
        let begins = ["fn encode(&self, ", "fn decode(", "fn payload<"]
            .iter()
            .any(|start| text.starts_with(start));
        if inside.is_some() && begins {
            seen += 1;
            if before != "#[inline]" {
                bare.push(index + 1);
            }
        }
        if !text.is_empty() {
            before = text;
        }
    }
    (bare, seen)
}

#[test]
fn encode_and_decode_of_every_operation_are_inline() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for member in fs::read_dir(crates).unwrap() {
        sources(&member.unwrap().path().join("src"), &mut files);
    }
    let mut looked_at = 0;
    let mut bare = Vec::new();
    for file in files {
        let (lines, seen) = bare_methods(&fs::read_to_string(&file).unwrap());
        looked_at += seen;
        bare.extend(
            lines
                .into_iter()
                .map(|line| format!("{}:{line}", file.display())),
        );
    }
    assert!(bare.is_empty(), "without #[inline]:\n{}", bare.join("\n"));
    // The core has some of its own, so that a search which finds none is wrong.
    assert!(looked_at >= 6, "only {looked_at} were found");
}

#[test]
fn the_search_sees_what_it_looks_for() {
    let source = "
impl<V: Vendor> Operation for Good<V> {
    #[inline]
    fn encode(&self, request: &mut Encoder) {
    }

    #[inline]
    // Why it is so.
    fn decode(reply: Reply) {
    }
}

impl Good {
    fn encode(&self, other: u8) {}
}

impl ccaas_core::Operation for Bad {
    fn encode(&self, _: &mut Encoder) {
    }

    /// Reads.
    fn decode(mut reply: Reply) {
    }
}
";
    assert_eq!(bare_methods(source), (vec![18, 22], 4));
}
