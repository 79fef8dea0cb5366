//! Files that clients put on the storage host, by forms that a vendor has filled in for them.

use std::{collections::HashMap, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::{clock, ids, multipart};

/// What may be uploaded: one object.
#[derive(Debug)]
pub(crate) struct Permit {
    /// The path that the form is posted to.
    pub(crate) bucket: &'static str,
    /// The object's name behind the bucket.
    pub(crate) key: String,
    pub(crate) content_type: &'static str,
    /// How many bytes it may have.
    pub(crate) most: usize,
    pub(crate) lifetime: Duration,
}

/// A permit that was given, and whether it was used.
#[derive(Debug)]
struct Given {
    permit: Permit,
    fields: Map<String, Value>,
    expires: Timestamp,
    used: bool,
}

/// Why an upload is refused: status, code and message, as an object store words it.
pub(crate) type Refused = (StatusCode, &'static str, &'static str);

/// An object that was uploaded.
#[derive(Debug)]
pub(crate) struct Uploaded {
    pub(crate) path: String,
    pub(crate) content_type: &'static str,
    pub(crate) bytes: Bytes,
}

#[derive(Debug, Default)]
pub(crate) struct Uploads {
    given: u64,
    by_key: HashMap<String, Given>,
}

impl Uploads {
    /// The fields that the form must have besides the file.
    pub(crate) fn permit(&mut self, permit: Permit, now: Timestamp) -> Map<String, Value> {
        self.given += 1;
        let mut fields = Map::new();
        let noise = |salt: u64| format!("{:016x}", ids::mix(self.given ^ salt));
        for (name, value) in [
            ("key", permit.key.clone()),
            ("Content-Type", permit.content_type.to_owned()),
            ("policy", noise(1 << 32)),
            ("x-goog-date", now.strftime("%Y%m%dT%H%M%SZ").to_string()),
            (
                "x-goog-signature",
                format!("{}{}", noise(2 << 32), noise(3 << 32)),
            ),
        ] {
            fields.insert(name.to_owned(), value.into());
        }
        let given = Given {
            fields: fields.clone(),
            expires: clock::later(now, permit.lifetime),
            used: false,
            permit,
        };
        self.by_key.insert(given.permit.key.clone(), given);
        fields
    }

    /// Whether forms are posted to this path.
    pub(crate) fn has_bucket(&self, path: &str) -> bool {
        self.by_key
            .values()
            .any(|given| given.permit.bucket == path)
    }

    /// Takes a form that was posted to a bucket.
    pub(crate) fn take(
        &mut self,
        bucket: &str,
        headers: &HeaderMap,
        raw: &Bytes,
        now: Timestamp,
    ) -> Result<Uploaded, Refused> {
        let mut parts = multipart::parts(headers, raw).map_err(|_| {
            malformed("The body of your POST request is not well-formed multipart/form-data.")
        })?;
        // Object stores stop reading at the file: what comes behind it is no field any more.
        let file = parts
            .pop()
            .filter(|part| part.name == "file" && part.filename.is_some())
            .ok_or(malformed("The last field of the form must be the file."))?;
        let mut fields = Map::new();
        for part in parts {
            let value = String::from_utf8(part.bytes.to_vec())
                .map_err(|_| malformed("A field of the form is not UTF-8."))?;
            if fields.insert(part.name, value.into()).is_some() {
                return Err(malformed("A field of the form is given twice."));
            }
        }
        let key = fields
            .get("key")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let given = self
            .by_key
            .get_mut(key)
            .filter(|given| given.permit.bucket == bucket)
            .ok_or(denied("There is no permit for this key."))?;
        if fields != given.fields {
            return Err(denied("The fields are not those of the permit."));
        }
        if now >= given.expires {
            return Err(denied("The permit has expired."));
        }
        if given.used {
            return Err(denied("The permit was used before."));
        }
        if file.bytes.len() > given.permit.most {
            return Err((
                StatusCode::BAD_REQUEST,
                "EntityTooLarge",
                "The file is larger than the permit allows.",
            ));
        }
        given.used = true;
        Ok(Uploaded {
            path: format!("{bucket}/{key}"),
            content_type: given.permit.content_type,
            bytes: file.bytes,
        })
    }
}

fn malformed(message: &'static str) -> Refused {
    (StatusCode::BAD_REQUEST, "MalformedPOSTRequest", message)
}

fn denied(message: &'static str) -> Refused {
    (StatusCode::FORBIDDEN, "AccessDenied", message)
}
