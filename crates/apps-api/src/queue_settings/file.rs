//! A file with settings of queues.

use std::fmt;

use bytes::Bytes;
use ccaas_core::Reply;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use super::SettingsVersion;

/// What every ZIP file begins with, an empty one included.
const ZIP: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// A file with settings of queues. What is inside isn't documented.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SettingsFile {
    /// The content: JSON, or ZIP where audio or attached files are in it.
    pub content: Bytes,
    /// What the vendor says that it is.
    pub content_type: Option<String>,
    /// What the vendor calls it, without any folder.
    pub name: Option<String>,
}

impl SettingsFile {
    pub(super) fn of(reply: Reply) -> Self {
        let header = |name| reply.header(name).map(str::to_owned);
        SettingsFile {
            content_type: header(CONTENT_TYPE),
            name: header(CONTENT_DISPOSITION).and_then(|value| file_name(&value)),
            content: reply.body,
        }
    }

    /// Whether it is a ZIP file, by how it begins.
    pub fn is_zip(&self) -> bool {
        ZIP.iter().any(|start| self.content.starts_with(start))
    }
}

/// Tells name, type and size, never the content.
impl fmt::Debug for SettingsFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SettingsFile")
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .field("content", &format_args!("{} bytes", self.content.len()))
            .finish()
    }
}

/// The name in `attachment; filename="queues.zip"`. One that leads into another folder is none.
fn file_name(value: &str) -> Option<String> {
    let value = value.split(';').skip(1).find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("filename")
            .then_some(value)
    })?;
    let name = value.trim().trim_matches('"');
    let leads_away = name.contains(['/', '\\', '\0']) || matches!(name, "" | "." | "..");
    (!leads_away).then(|| name.to_owned())
}

/// What an export gives. The document shows no answer, so both are taken.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ExportedSettings {
    /// The version that the export made.
    Version(Box<SettingsVersion>),
    /// The file itself.
    File(SettingsFile),
}

impl ExportedSettings {
    /// An object with an id or a revision is a version, and anything else the file.
    pub(super) fn of(reply: Reply) -> Self {
        match reply.json::<SettingsVersion>() {
            Ok(version) if version.id.is_some() || version.revision.is_some() => {
                ExportedSettings::Version(Box::new(version))
            }
            _ => ExportedSettings::File(SettingsFile::of(reply)),
        }
    }
}
