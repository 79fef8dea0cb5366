//! Settings of queues.

use apps_api::queue_settings::{
    AutoSaveQueueSettings, DownloadQueueSettings, ExportQueueSettings, GetQueueSettingsVersion,
    ImportQueueSettings, ListQueueSettingsVersions, RestoreQueueSettings,
};
use ccaas_core::Upload;

use crate::{same_body, same_query, snapshots};

const REVISION: &str = "e8a11621-50a2-41b0-9152-0a15c3a8391a";

#[test]
fn export_queue_settings() {
    snapshots(
        ExportQueueSettings::new(),
        ExportQueueSettings::new()
            .export_audio_files(true)
            .export_attached_files(true),
    );
}

#[test]
fn import_queue_settings() {
    snapshots(
        ImportQueueSettings::new("{}", "admin@somedomain.com"),
        ImportQueueSettings::new(
            Upload::bytes(r#"{"version": 1, "queues": []}"#)
                .file_name("import.json")
                .content_type("application/json"),
            "admin@somedomain.com",
        ),
    );
}

#[test]
fn versions() {
    snapshots(
        ListQueueSettingsVersions::new(),
        ListQueueSettingsVersions::new(),
    );
    snapshots(
        GetQueueSettingsVersion::new(31),
        GetQueueSettingsVersion::new("31"),
    );
    snapshots(
        DownloadQueueSettings::new(31),
        DownloadQueueSettings::new("31"),
    );
}

#[test]
fn auto_save_queue_settings() {
    snapshots(
        AutoSaveQueueSettings::new(),
        AutoSaveQueueSettings::new()
            .export_audio_files(true)
            .export_attached_files(true),
    );
}

#[test]
fn restore_queue_settings() {
    snapshots(
        RestoreQueueSettings::new("admin@somedomain.com"),
        RestoreQueueSettings::new("admin@somedomain.com")
            .id(31)
            .revision(REVISION),
    );
}

#[test]
fn examples_are_sent_as_printed() {
    same_query(
        ExportQueueSettings::new(),
        "queue_settings.export.request.json",
    );
    same_body(
        AutoSaveQueueSettings::new().export_attached_files(true),
        "queue_settings.versions.auto_save.request.json",
    );
    same_body(
        RestoreQueueSettings::new("admin@somedomain.com")
            .id(31)
            .revision(REVISION),
        "queue_settings.versions.restore.request.json",
    );
}
