//! Where things lie in this workspace.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::Fallible;

/// The workspace, by its root.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The workspace that this program is built in.
    pub(crate) fn here() -> Self {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        Workspace::at(package.parent().unwrap_or(package))
    }

    /// The workspace with this root.
    pub(crate) fn at(root: &Path) -> Self {
        Workspace {
            root: root.to_owned(),
        }
    }

    /// A file or folder of it, as people call it.
    pub(crate) fn name_of<'p>(&self, path: &'p Path) -> std::path::Display<'p> {
        path.strip_prefix(&self.root).unwrap_or(path).display()
    }

    /// The folder of a vendor's crate.
    pub(crate) fn vendor_crate(&self, vendor: &str) -> PathBuf {
        self.root.join("crates").join(vendor)
    }

    /// The folder of the catalogues.
    pub(crate) fn catalogs(&self) -> PathBuf {
        self.root.join("docs/catalog")
    }

    /// The folder of the tour, whose files have the names of the vendors' modules.
    pub(crate) fn tour(&self) -> PathBuf {
        self.root.join("crates/ccaas-cli/src/tour")
    }

    /// Reads a text, or says which one can't be read.
    pub(crate) fn read(&self, path: &Path) -> Fallible<String> {
        fs::read_to_string(path).map_err(|error| self.about(path, &error))
    }

    /// Reads a text; `None` if it isn't there.
    pub(crate) fn read_if_there(&self, path: &Path) -> Fallible<Option<String>> {
        match fs::read_to_string(path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.about(path, &error)),
        }
    }

    /// Writes a text, or says which one can't be written.
    pub(crate) fn write(&self, path: &Path, text: &str) -> Fallible<()> {
        fs::write(path, text).map_err(|error| self.about(path, &error))
    }

    /// The files of a folder with this extension, by name; none if there is no such folder.
    pub(crate) fn files(&self, folder: &Path, extension: &str) -> Fallible<Vec<PathBuf>> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(self.about(folder, &error)),
        };
        let mut files = Vec::new();
        for entry in entries {
            let path = entry.map_err(|error| self.about(folder, &error))?.path();
            if path.extension().is_some_and(|found| found == extension) {
                files.push(path);
            }
        }
        files.sort();
        Ok(files)
    }

    fn about(&self, path: &Path, error: &io::Error) -> Box<dyn std::error::Error> {
        format!("{}: {error}", self.name_of(path)).into()
    }
}
