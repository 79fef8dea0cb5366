//! Versions of the settings of queues.

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Source, Spec, parameters,
};
use http::header::ACCEPT;
use serde::de::DeserializeOwned;

use super::{SettingsFile, SettingsVersion, like_the_document};
use crate::people::or_nothing;
use crate::{AppsApi, filled};

parameters! {
    /// Downloads a version of the settings of queues.
    ///
    /// `GET /queue_settings/version_histories/{id}/download`. Documented by Apps API, "Download queues",
    /// which prints neither method nor path: both are inferred, and
    /// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces them. The answer isn't documented
    /// either; it is taken to be the file, whatever is in it.
    ///
    /// The file is held in memory, so it can't be larger than a reply of the client:
    /// [`ClientBuilder::max_reply`](ccaas_core::ClientBuilder::max_reply).
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use apps_api::queue_settings::DownloadQueueSettings;
    ///
    /// let file = client.send(DownloadQueueSettings::new(31)).await?;
    /// std::fs::write(file.name.as_deref().unwrap_or("queues.json"), &file.content)?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct DownloadQueueSettings {
        path {
            /// The version's id.
            id: Id as into,
        }
    }
}

impl Operation for DownloadQueueSettings {
    type Vendor = AppsApi;
    type Output = SettingsFile;
    const SPEC: Spec = Spec::new(
        "queue_settings.versions.download",
        Method::GET,
        "/queue_settings/version_histories/{id}/download",
    )
    .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        like_the_document(request)?;
        // Who takes nothing but JSON may be refused a ZIP.
        request.header(ACCEPT, "*/*")?;
        request.path("id", &self.id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<SettingsFile, DecodeError> {
        Ok(SettingsFile::of(reply))
    }
}

parameters! {
    /// Lists the versions of the settings of queues.
    ///
    /// `GET /queue_settings/version_histories`. Documented by Apps API, "Retrieve version histories list",
    /// which prints neither method nor path: both are inferred, and
    /// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces them. The answer isn't documented
    /// either.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::queue_settings::ListQueueSettingsVersions;
    ///
    /// for version in client.send(ListQueueSettingsVersions::new()).await? {
    ///     println!("{:?} of {:?}", version.revision, version.created_at);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub struct ListQueueSettingsVersions {}
}

impl Operation for ListQueueSettingsVersions {
    type Vendor = AppsApi;
    type Output = Vec<SettingsVersion>;
    const SPEC: Spec = Spec::new(
        "queue_settings.versions.list",
        Method::GET,
        "/queue_settings/version_histories",
    )
    .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        like_the_document(request)
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        if reply.body.trim_ascii().is_empty() {
            return Reply::new(reply.status, "[]").json();
        }
        reply.json()
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Vec<SettingsVersion>, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Reads what is known of a version of the settings of queues.
    ///
    /// `GET /queue_settings/version_histories/{id}`. Documented by Apps API, "Retrieve a specific history by
    /// ID", which prints neither method nor path: both are inferred, and
    /// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces them. The answer isn't documented
    /// either.
    pub struct GetQueueSettingsVersion {
        path {
            /// The version's id.
            id: Id as into,
        }
    }
}

impl Operation for GetQueueSettingsVersion {
    type Vendor = AppsApi;
    type Output = SettingsVersion;
    const SPEC: Spec = Spec::new(
        "queue_settings.versions.get",
        Method::GET,
        "/queue_settings/version_histories/{id}",
    )
    .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        like_the_document(request)?;
        request.path("id", &self.id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<SettingsVersion, DecodeError> {
        or_nothing(&reply)
    }
}

parameters! {
    /// Saves the settings of all queues, as they are now, as a version.
    ///
    /// `POST /queue_settings/version_histories`. Documented by Apps API, "Create an auto_saved version
    /// history", which prints neither method nor path: both are inferred, and
    /// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces them. The answer isn't documented
    /// either. No file is exported.
    pub struct AutoSaveQueueSettings {
        optional {
            /// Whether audio files are saved: no, without it.
            export_audio_files: bool as (bool),
            /// Whether attached files are saved: no, without it.
            export_attached_files: bool as (bool),
        }
    }
}

impl Operation for AutoSaveQueueSettings {
    type Vendor = AppsApi;
    type Output = SettingsVersion;
    const SPEC: Spec = Spec::new(
        "queue_settings.versions.auto_save",
        Method::POST,
        "/queue_settings/version_histories",
    )
    .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<SettingsVersion, DecodeError> {
        or_nothing(&reply)
    }
}

parameters! {
    /// Brings back a version of the settings of queues: the last one that was saved, unless you name one.
    ///
    /// `POST /queue_settings/version_histories/restore`. Documented by Apps API, "Restore version history",
    /// which prints neither method nor path: both are inferred, and
    /// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces them. The answer isn't documented
    /// either.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::queue_settings::RestoreQueueSettings;
    ///
    /// let back = RestoreQueueSettings::new("admin@example.com")
    ///     .id(31)
    ///     .revision("e8a11621-50a2-41b0-9152-0a15c3a8391a");
    /// client.send(back).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The e-mail address is empty.
    pub struct RestoreQueueSettings {
        required {
            /// The e-mail address of the user who does it.
            email: String as into,
        }
        optional {
            /// The version's id.
            id: Option<Id> as (into Id),
            /// The version's revision.
            revision: Option<String> as (into String),
        }
    }
}

impl Operation for RestoreQueueSettings {
    type Vendor = AppsApi;
    type Output = SettingsVersion;
    const SPEC: Spec = Spec::new(
        "queue_settings.versions.restore",
        Method::POST,
        "/queue_settings/version_histories/restore",
    )
    .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        filled("email", &self.email)?;
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<SettingsVersion, DecodeError> {
        or_nothing(&reply)
    }
}
