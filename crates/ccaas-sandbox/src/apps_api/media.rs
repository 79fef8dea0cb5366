//! Photos and videos in chats: uploaded to the storage host, and named in messages afterwards.

use std::time::Duration;

use http::{
    StatusCode,
    header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue},
};
use serde_json::{Value, json};

use super::store::{Store, id, not_found, param_missing, refuse};
use crate::{
    call::{BodyTable::Json, BodyTable::JsonOrNone, Call},
    reply::{Answer, Refusal, Reply},
    strict::{Field, Kind, Table},
    upload::Permit,
    vendor::Op,
};

/// Where on the storage host the media are.
pub(super) const BUCKET: &str = "/apps-api-media";
/// How long a permit to upload lasts.
const PERMIT_LASTS: Duration = Duration::from_secs(300);

/// A file in a chat.
#[derive(Debug)]
pub(crate) struct Media {
    pub(super) kind: &'static str,
    /// Where on the storage host it is.
    pub(super) path: String,
    pub(super) url: String,
}

/// What is to be known of photos, and of videos.
#[derive(Debug, Clone, Copy)]
struct Sort {
    kind: &'static str,
    extension: &'static str,
    content_type: &'static str,
    most: usize,
}

const PHOTO: Sort = Sort {
    kind: "photo",
    extension: "jpg",
    content_type: "image/jpeg",
    most: 2 * 1024 * 1024,
};

const VIDEO: Sort = Sort {
    kind: "video",
    extension: "mp4",
    content_type: "video/mp4",
    most: 20 * 1024 * 1024,
};

const ONE_PHOTO: Table = &[
    Field::required("s3_path", Kind::Filled).missing(param_missing!("s3_path")),
    Field::required("photo_type", Kind::Filled).missing(param_missing!("photo_type")),
];

const PHOTOS: Table =
    &[Field::required("photo", Kind::List(ONE_PHOTO)).missing(param_missing!("photo"))];

const ONE_VIDEO: Table =
    &[Field::required("s3_path", Kind::Filled).missing(param_missing!("s3_path"))];

const VIDEOS: Table =
    &[Field::required("video", Kind::Object(ONE_VIDEO)).missing(param_missing!("video"))];

pub(super) fn operations() -> Vec<Op<Store>> {
    let (photos, videos) = ("/chats/{chat_id}/photos", "/chats/{chat_id}/videos");
    vec![
        Op::post("chats.photos.create", photos, create_photos).body(Json(PHOTOS)),
        Op::get("chats.photos.list", photos, |store, call| {
            list(store, call, PHOTO)
        }),
        Op::post(
            "chats.photos.upload",
            "/chats/{chat_id}/photos/upload",
            |store, call| upload(store, call, PHOTO),
        )
        .body(JsonOrNone(&[])),
        Op::post("chats.videos.create", videos, create_video).body(Json(VIDEOS)),
        Op::get("chats.videos.list", videos, |store, call| {
            list(store, call, VIDEO)
        }),
        Op::post(
            "chats.videos.upload",
            "/chats/{chat_id}/videos/upload",
            |store, call| upload(store, call, VIDEO),
        )
        .body(JsonOrNone(&[])),
        Op::get("chats.media.get", "/chats/{chat_id}/media/{media_id}", get),
    ]
}

fn upload(store: &mut Store, call: &Call<'_>, sort: Sort) -> Answer {
    let chat = id(call, "chat_id")?;
    store.chat(chat)?.goes_on()?;
    let (kind, extension) = (sort.kind, sort.extension);
    let number = store.next_id();
    let permit = Permit {
        bucket: BUCKET,
        key: format!("uploads/{chat}/{kind}-{number}.{extension}"),
        content_type: sort.content_type,
        most: sort.most,
        lifetime: PERMIT_LASTS,
    };
    let (url, fields) = call.storage.permit(permit, call.now);
    Ok(Reply::ok(&json!({"url": url, "fields": fields})))
}

/// Adds an uploaded file to a chat.
fn add(store: &mut Store, call: &Call<'_>, sort: Sort, key: &str) -> Result<Value, Refusal> {
    let chat = id(call, "chat_id")?;
    let kind = sort.kind;
    let path = format!("{BUCKET}/{key}");
    let is_its_own = key.starts_with(&format!("uploads/{chat}/{kind}-"));
    let Some(url) = call.storage.url(&path).filter(|_| is_its_own) else {
        return refuse(format!("s3_path is no uploaded {kind} of this chat"));
    };
    let number = store.next_id();
    let row = store.chat_mut(chat)?;
    if row.media.values().any(|media| media.path == path) {
        return refuse("s3_path was added before");
    }
    let shown = json!({"media_id": number, "url": url});
    row.media.insert(number, Media { kind, path, url });
    Ok(shown)
}

fn create_photos(store: &mut Store, call: &Call<'_>) -> Answer {
    store.chat(id(call, "chat_id")?)?.goes_on()?;
    let photos = call.body.list("photo");
    if photos.is_empty() {
        return refuse(param_missing!("photo"));
    }
    let added = photos
        .iter()
        .map(|photo| add(store, call, PHOTO, photo.text("s3_path")));
    let added: Vec<_> = added.collect::<Result<_, _>>()?;
    Ok(Reply::ok(&Value::Array(added)))
}

fn create_video(store: &mut Store, call: &Call<'_>) -> Answer {
    store.chat(id(call, "chat_id")?)?.goes_on()?;
    let video = call.body.member("video").unwrap_or_default();
    let added = add(store, call, VIDEO, video.text("s3_path"))?;
    Ok(Reply::ok(&added))
}

fn list(store: &mut Store, call: &Call<'_>, sort: Sort) -> Answer {
    let chat = store.chat(id(call, "chat_id")?)?;
    let media = chat
        .media
        .iter()
        .filter(|(_, media)| media.kind == sort.kind);
    let rows = media.map(|(id, media)| json!({"media_id": id, "url": media.url}));
    Ok(Reply::ok(&rows.collect()))
}

fn get(store: &mut Store, call: &Call<'_>) -> Answer {
    let chat = store.chat(id(call, "chat_id")?)?;
    let media = chat
        .media
        .get(&id(call, "media_id")?)
        .ok_or_else(not_found)?;
    let (bytes, content_type) = call.storage.read(&media.path).ok_or_else(not_found)?;
    let length = HeaderValue::from(bytes.len());
    let mut reply = Reply::empty(StatusCode::OK)
        .header(CONTENT_TYPE, content_type)
        .header(CONTENT_LENGTH, length);
    reply.body = bytes;
    Ok(reply)
}
