//! The settings of queues: saved, exported, and brought back as they are.

use ccaas::Upload;
use ccaas::apps_api::AppsApi;
use ccaas::apps_api::queue_settings::{
    AutoSaveQueueSettings, DownloadQueueSettings, ExportQueueSettings, ExportedSettings,
    GetQueueSettingsVersion, ImportQueueSettings, ListQueueSettingsVersions, RestoreQueueSettings,
};

use super::super::step::{Step, expect, need};
use super::known::{ADMIN, told};

/// The file's name and type.
const NAME: &str = "queues.json";
const JSON: &str = "application/json";

pub(super) fn steps() -> Vec<Step<AppsApi>> {
    vec![
        Step::of::<AutoSaveQueueSettings>(async |tour| {
            let version = tour.send(AutoSaveQueueSettings::new()).await?;
            let id = need(&version.id, "queue_settings.versions.auto_save")?;
            tour.note(format!("version {id}"));
            tour.seen.version = Some((id, version.revision));
            Ok(())
        }),
        Step::of::<ListQueueSettingsVersions>(async |tour| {
            let versions = tour.send(ListQueueSettingsVersions::new()).await?;
            if let Some((saved, _)) = &tour.seen.version {
                let has = versions.iter().any(|one| one.id.as_ref() == Some(saved));
                expect(has, "the one just saved")?;
            }
            tour.note(format!("{} versions", versions.len()));
            Ok(())
        }),
        Step::of::<GetQueueSettingsVersion>(async |tour| {
            let (id, revision) = need(&tour.seen.version, "queue_settings.versions.auto_save")?;
            let version = tour.send(GetQueueSettingsVersion::new(id.clone())).await?;
            expect(version.id == Some(id), "the same version")?;
            expect(version.revision == revision, "the same revision")?;
            tour.note(version.kind.unwrap_or_default());
            Ok(())
        }),
        Step::of::<ExportQueueSettings>(async |tour| {
            let export = ExportQueueSettings::new().export_audio_files(true);
            match tour.send(export).await? {
                ExportedSettings::Version(version) => {
                    let id = need(&version.id, "queue_settings.export")?;
                    let file = tour.send(DownloadQueueSettings::new(id)).await?;
                    expect(file.is_zip(), "a ZIP file with audio in it")?;
                    tour.note(format!("{} bytes of ZIP", file.content.len()));
                }
                ExportedSettings::File(file) => {
                    expect(!file.content.is_empty(), "a file with something in it")?;
                    tour.note(format!("{} bytes", file.content.len()));
                }
                _ => {}
            }
            Ok(())
        }),
        Step::of::<DownloadQueueSettings>(async |tour| {
            let (id, _) = need(&tour.seen.version, "queue_settings.versions.auto_save")?;
            let file = tour.send(DownloadQueueSettings::new(id)).await?;
            let is_json = serde_json::from_slice::<serde_json::Value>(&file.content).is_ok();
            expect(is_json, "JSON")?;
            tour.note(format!("{} bytes of JSON", file.content.len()));
            Ok(())
        }),
        Step::of::<ImportQueueSettings>(async |tour| {
            let (id, _) = need(&tour.seen.version, "queue_settings.versions.auto_save")?;
            let email = told(tour, &ADMIN)?;
            let saved = tour.send(DownloadQueueSettings::new(id)).await?;
            let file = Upload::bytes(saved.content)
                .file_name(NAME)
                .content_type(JSON);
            let version = tour.send(ImportQueueSettings::new(file, email)).await?;
            tour.note(version.status.unwrap_or_default());
            Ok(())
        }),
        Step::of::<RestoreQueueSettings>(async |tour| {
            let (id, revision) = need(&tour.seen.version, "queue_settings.versions.auto_save")?;
            let email = told(tour, &ADMIN)?;
            let mut back = RestoreQueueSettings::new(email).id(id.clone());
            if let Some(revision) = revision {
                back = back.revision(revision);
            }
            let version = tour.send(back).await?;
            if tour.sandbox().is_some() {
                expect(version.id == Some(id), "the same version")?;
            }
            tour.note("brought back");
            Ok(())
        }),
    ]
}
