//! Settings of queues, exported, imported, and kept as versions.
//!
//! A version is made by each export and import, and whenever one is [saved](AutoSaveQueueSettings). It can be
//! [downloaded](DownloadQueueSettings), and [brought back](RestoreQueueSettings). Support has to switch all of
//! it on.
//!
//! Nobody prints a method, a path or an answer of these operations.

mod file;
mod versions;

use ccaas_core::{
    DecodeError, Effect, EncodeError, Encoder, Method, Multipart, Operation, Reply, Source, Spec,
    Upload, parameters, reply,
};
use http::header::CONTENT_TYPE;
use jiff::Timestamp;

use ccaas_core::types::Id;

pub use file::{ExportedSettings, SettingsFile};
pub use versions::{
    AutoSaveQueueSettings, DownloadQueueSettings, GetQueueSettingsVersion,
    ListQueueSettingsVersions, RestoreQueueSettings,
};

use crate::people::or_nothing;
use crate::{AppsApi, filled};

parameters! {
    /// Exports the settings of all queues: which queues there are, chat shortcuts, contact lists, and files
    /// if you want.
    ///
    /// `GET /queue_settings/export`. Documented by Apps API, "Export queues", which prints neither method
    /// nor path: both are inferred, and
    /// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces them. The answer isn't documented
    /// either: it may be a version to [download](DownloadQueueSettings), or the file itself.
    ///
    /// Each export leaves a version behind, so it isn't repeated once it may have arrived.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use apps_api::queue_settings::{DownloadQueueSettings, ExportQueueSettings, ExportedSettings};
    ///
    /// let export = ExportQueueSettings::new().export_audio_files(true);
    /// let file = match client.send(export).await? {
    ///     ExportedSettings::File(file) => file,
    ///     ExportedSettings::Version(version) => {
    ///         let id = version.id.ok_or("a version without an id")?;
    ///         client.send(DownloadQueueSettings::new(id)).await?
    ///     }
    ///     _ => return Ok(()),
    /// };
    /// std::fs::write(if file.is_zip() { "queues.zip" } else { "queues.json" }, &file.content)?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct ExportQueueSettings {
        optional {
            /// Whether audio files are exported: no, without it.
            export_audio_files: bool as (bool),
            /// Whether attached files are exported: no, without it.
            export_attached_files: bool as (bool),
        }
    }
}

impl Operation for ExportQueueSettings {
    type Vendor = AppsApi;
    type Output = ExportedSettings;
    const SPEC: Spec = Spec::new(
        "queue_settings.export",
        Method::GET,
        "/queue_settings/export",
    )
    .effect(Effect::Once)
    .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        like_the_document(request)?;
        request.query("export_audio_files", self.export_audio_files);
        request.query("export_attached_files", self.export_attached_files);
        Ok(())
    }

    #[inline]
    fn decode(reply: Reply) -> Result<ExportedSettings, DecodeError> {
        Ok(ExportedSettings::of(reply))
    }
}

parameters! {
    /// Imports settings of queues from a file: JSON, or ZIP with audio and attached files.
    ///
    /// `POST /queue_settings/import`, a form with the file. Documented by Apps API, "Import queues", which
    /// prints neither method nor path: both are inferred, and
    /// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces them. The answer isn't documented
    /// either.
    ///
    /// A queue of the same name gets the settings of the file and keeps those that the file doesn't mention.
    /// A new queue gets defaults for what isn't there. An import is never repeated once it may have arrived.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use apps_api::ccaas_core::Upload;
    /// use apps_api::queue_settings::ImportQueueSettings;
    ///
    /// let file = Upload::file("queues.zip")?.content_type("application/zip");
    /// let version = client
    ///     .send(ImportQueueSettings::new(file, "admin@example.com"))
    ///     .await?;
    /// println!("{:?}: {:?}", version.id, version.status);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The e-mail address is empty, or the file's type can't stand in a header.
    pub struct ImportQueueSettings {
        // Not in the path, but neither in a body that could be JSON.
        path {
            /// The file. Give it a name and a type.
            file: Upload as into,
        }
        required {
            /// The e-mail address of the user who does it.
            email: String as into,
        }
    }
}

impl Operation for ImportQueueSettings {
    type Vendor = AppsApi;
    type Output = SettingsVersion;
    const SPEC: Spec = Spec::new(
        "queue_settings.import",
        Method::POST,
        "/queue_settings/import",
    )
    .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        filled("email", &self.email)?;
        // A stream stands last, where a server can read it as it comes.
        let form = Multipart::new()
            .text("email", &self.email)
            .file("file", self.file.clone());
        request.multipart(&form)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<SettingsVersion, DecodeError> {
        or_nothing(&reply)
    }
}

reply! {
    /// A version of the settings of queues. The document shows none: the fields are inferred.
    pub struct SettingsVersion {
        optional {
            /// The id.
            id: Option<Id>,
            /// What [`RestoreQueueSettings`] takes beside the id.
            revision: Option<String>,
            /// What it came of: `export`, `import`, `auto_saved` or `restore`, by inference.
            kind: Option<String>,
            /// How far it is.
            status: Option<String>,
            /// The file's name.
            filename: Option<String>,
            /// Whether audio files are in it.
            export_audio_files: Option<bool>,
            /// Whether attached files are in it.
            export_attached_files: Option<bool>,
            /// Who made it.
            created_by: Option<String>,
            /// When it was made.
            created_at: Option<Timestamp>,
        }
    }
}

/// The document has this header on requests without a body too.
fn like_the_document(request: &mut Encoder) -> Result<(), EncodeError> {
    request.header(CONTENT_TYPE, "application/json")
}
