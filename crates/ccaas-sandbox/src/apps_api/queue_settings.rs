//! The settings of queues as files: exported, imported, and taken back.

use std::io::{Cursor, Read, Write};

use http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{
    ADMIN_EMAIL,
    campaigns::file,
    queues::{Menu, State, WEB},
    store::{Due, Row, Store, id, not_found, param_missing, refuse, stamp},
};
use crate::{
    call::{BodyTable::Json, BodyTable::Multipart, Call},
    ids,
    reply::{Answer, Refusal, Reply},
    strict::{Field, Kind, Table},
    vendor::Op,
};

/// How long an import or a restoration takes, in seconds.
const TAKES: u64 = 2;
/// How much of a file in an archive is read; a small archive can hold a huge one.
const LARGEST_FILE: u64 = 16 * 1024 * 1024;
/// The name of the settings in an archive.
const SETTINGS: &str = "queues.json";

const WHAT: Table = &[
    Field::required("export_audio_files", Kind::Bool).missing(param_missing!("export_audio_files")),
    Field::required("export_attached_files", Kind::Bool)
        .missing(param_missing!("export_attached_files")),
];

const IMPORT: Table = &[Field::required("email", Kind::Filled).missing(param_missing!("email"))];

const RESTORE: Table = &[
    Field::optional("id", Kind::AtLeast(1)),
    Field::required("email", Kind::Filled).missing(param_missing!("email")),
    Field::optional("revision", Kind::Uuid),
];

pub(super) fn operations() -> Vec<Op<Store>> {
    let (all, one) = (
        "/queue_settings/version_histories",
        "/queue_settings/version_histories/{id}",
    );
    vec![
        Op::get("queue_settings.export", "/queue_settings/export", export).query(WHAT),
        Op::post("queue_settings.import", "/queue_settings/import", import).body(Multipart(IMPORT)),
        Op::get("queue_settings.versions.list", all, list),
        Op::post("queue_settings.versions.auto_save", all, auto_save).body(Json(WHAT)),
        Op::get("queue_settings.versions.get", one, get),
        Op::get(
            "queue_settings.versions.download",
            "/queue_settings/version_histories/{id}/download",
            download,
        ),
        Op::post(
            "queue_settings.versions.restore",
            "/queue_settings/version_histories/restore",
            restore,
        )
        .body(Json(RESTORE)),
    ]
}

/// One item of the history.
#[derive(Debug, Clone)]
pub(crate) struct Version {
    pub(super) revision: String,
    pub(super) kind: &'static str,
    status: &'static str,
    with_audio: bool,
    with_attachments: bool,
    created_by: String,
    created_at: Timestamp,
    /// What the queues were like, or are to be.
    content: Value,
}

impl Version {
    fn filename(&self) -> &'static str {
        match self.with_audio || self.with_attachments {
            true => "queues.zip",
            false => "queues.json",
        }
    }

    fn show(&self, id: u64) -> Value {
        json!({
            "id": id,
            "revision": self.revision,
            "kind": self.kind,
            "status": self.status,
            "filename": self.filename(),
            "export_audio_files": self.with_audio,
            "export_attached_files": self.with_attachments,
            "created_by": self.created_by,
            "created_at": stamp(self.created_at),
        })
    }
}

impl Store {
    /// What all queues are like now.
    fn settings(&self) -> Value {
        let queues = self.menus.values().map(|menu| {
            json!({
                "name": menu.name,
                "menu_type": menu.menu_type,
                "settings": menu.settings,
            })
        });
        let lists = self.contact_lists.values();
        let lists = lists.map(|list| json!({"name": list.name}));
        json!({
            "version": 1,
            "queues": queues.collect::<Vec<_>>(),
            "chat_shortcuts": [],
            "contact_lists": lists.collect::<Vec<_>>(),
        })
    }

    /// Keeps what the queues are like as a version.
    pub(super) fn save(
        &mut self,
        kind: &'static str,
        (with_audio, with_attachments): (bool, bool),
        now: Timestamp,
    ) -> u64 {
        let id = self.next_id();
        let version = Version {
            revision: ids::uuid(id),
            kind,
            status: "finished",
            with_audio,
            with_attachments,
            created_by: ADMIN_EMAIL.to_owned(),
            created_at: now,
            content: self.settings(),
        };
        self.versions.insert(id, version);
        id
    }

    /// Makes the queues what a version says.
    pub(super) fn finish_version(&mut self, id: u64) {
        let Some(version) = self.versions.get_mut(&id) else {
            return;
        };
        version.status = "finished";
        let content = version.content.clone();
        let queues = content.get("queues").and_then(Value::as_array);
        for queue in queues.into_iter().flatten() {
            let text = |name| queue.get(name).and_then(Value::as_str).unwrap_or_default();
            let settings = queue.get("settings").and_then(Value::as_object);
            let settings = settings.cloned().unwrap_or_default();
            let named = |menu: &&mut Menu| menu.name == text("name");
            if let Some(menu) = self.menus.values_mut().find(named) {
                // What a file does not mention stays.
                menu.settings.extend(settings);
                continue;
            }
            let mut with_defaults = default_settings();
            with_defaults.extend(settings);
            let kinds = [super::queues::IVR, super::queues::MOBILE, WEB];
            let given = kinds.into_iter().find(|kind| *kind == text("menu_type"));
            let menu = Menu {
                name: text("name").to_owned(),
                parent: None,
                position: self.menus.len() as u64,
                menu_type: given.unwrap_or(WEB),
                state: State::Open,
                over_capacity: false,
                voice_wait: Some(0),
                chat_wait: None,
                teams: Vec::new(),
                virtual_agent: None,
                settings: with_defaults,
            };
            let id = self.next_id();
            self.menus.insert(id, menu);
        }
    }
}

/// The settings of a queue about which nothing is said.
pub(super) fn default_settings() -> Row {
    let mut settings = Row::new();
    settings.insert("greeting".to_owned(), "Welcome.".into());
    settings.insert("wrap_up_seconds".to_owned(), 10.into());
    settings
}

fn wanted(fields: &crate::strict::Fields) -> (bool, bool) {
    let flag = |name| fields.flag(name).unwrap_or_default();
    (flag("export_audio_files"), flag("export_attached_files"))
}

/// A version that is there.
fn shown(store: &Store, id: u64) -> Answer {
    let version = store.versions.get(&id).ok_or_else(not_found)?;
    Ok(Reply::ok(&version.show(id)))
}

fn export(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = store.save("export", wanted(&call.query), call.now);
    shown(store, id)
}

fn auto_save(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = store.save("auto_saved", wanted(&call.body), call.now);
    shown(store, id)
}

fn list(store: &mut Store, _: &Call<'_>) -> Answer {
    let newest_first = store.versions.iter().rev();
    Ok(Reply::ok(
        &newest_first
            .map(|(id, version)| version.show(*id))
            .collect(),
    ))
}

fn get(store: &mut Store, call: &Call<'_>) -> Answer {
    shown(store, id(call, "id")?)
}

fn download(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = id(call, "id")?;
    let version = store.versions.get(&id).ok_or_else(not_found)?;
    if version.filename() == "queues.json" {
        return Ok(Reply::ok(&version.content));
    }
    let mut files = vec![(SETTINGS, version.content.to_string().into_bytes())];
    if version.with_audio {
        files.push(("audio/greeting.wav", b"RIFF".to_vec()));
    }
    if version.with_attachments {
        files.push(("attachments/readme.txt", b"Nothing is attached.\n".to_vec()));
    }
    match pack(&files) {
        Ok(bytes) => Ok(Reply::new(StatusCode::OK, "application/zip", bytes)),
        Err(error) => Err(Refusal::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            error.to_string(),
        )),
    }
}

fn pack(files: &[(&str, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, SimpleFileOptions::default())?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// What a file says about queues: JSON, or an archive with that in it.
fn unpack(bytes: &[u8]) -> Option<Value> {
    if let Ok(content) = serde_json::from_slice(bytes) {
        return Some(content);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut text = Vec::new();
    let file = archive.by_name(SETTINGS).ok()?;
    file.take(LARGEST_FILE).read_to_end(&mut text).ok()?;
    serde_json::from_slice(&text).ok()
}

/// Refuses an acting user who is none.
fn check_email(store: &Store, email: &str) -> Result<(), Refusal> {
    let user = store.user(email).and_then(|id| store.agents.get(&id));
    match user.is_some_and(super::agents::Agent::is_active) {
        true => Ok(()),
        false => refuse("email is not that of a user"),
    }
}

fn import(store: &mut Store, call: &Call<'_>) -> Answer {
    let file = file(call)?;
    let email = call.body.text("email");
    check_email(store, email)?;
    let Some(content) = unpack(&file.bytes).filter(|content| {
        let queues = content.get("queues").and_then(Value::as_array);
        queues.is_some_and(|queues| {
            queues
                .iter()
                .all(|queue| queue.get("name").is_some_and(Value::is_string))
        })
    }) else {
        return refuse("file must hold queues, as JSON or in a ZIP archive");
    };
    let id = store.save("import", (false, false), call.now);
    if let Some(version) = store.versions.get_mut(&id) {
        version.status = "in_progress";
        version.content = content;
        email.clone_into(&mut version.created_by);
    }
    store.plan_in(TAKES, call.now, Due::Version(id));
    shown(store, id)
}

fn restore(store: &mut Store, call: &Call<'_>) -> Answer {
    check_email(store, call.body.text("email"))?;
    let id = match call.body.number("id") {
        Some(id) => id,
        // Without an id it is the last one that was saved.
        None => store
            .versions
            .keys()
            .next_back()
            .copied()
            .unwrap_or_default(),
    };
    let version = store.versions.get_mut(&id).ok_or_else(not_found)?;
    let revision = call.body.text("revision");
    if !revision.is_empty() && !version.revision.eq_ignore_ascii_case(revision) {
        return refuse("revision is not that of the version");
    }
    version.status = "in_progress";
    let mut shown = version.show(id);
    if let Some(shown) = shown.as_object_mut() {
        shown.insert("kind".to_owned(), "restore".into());
    }
    store.plan_in(TAKES, call.now, Due::Version(id));
    Ok(Reply::ok(&shown))
}
