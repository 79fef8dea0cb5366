//! Files of rows, which the vendor takes as JSON.

use ccaas_core::{EncodeError, Upload};
use serde::Serialize;

/// What an upload has that nobody gave a type.
const UNKNOWN: &str = "application/octet-stream";
const JSON: &str = "application/json";

/// A file with these rows.
pub(crate) fn of<T: Serialize>(rows: &[T]) -> Result<Upload, EncodeError> {
    if rows.is_empty() {
        return Err(EncodeError::new("file", "has no row"));
    }
    let json =
        serde_json::to_vec(rows).map_err(|error| EncodeError::new("file", error.to_string()))?;
    Ok(Upload::bytes(json))
}

/// The file as it is sent: with the type that all of them have, and with a name.
pub(crate) fn named(file: &Upload, name: &str) -> Result<Upload, EncodeError> {
    if file.is_empty() {
        return Err(EncodeError::new("file", "is empty"));
    }
    let mut file = file.clone();
    if file.name().is_none() {
        file = file.file_name(name);
    }
    if file.kind() == UNKNOWN {
        file = file.content_type(JSON);
    }
    Ok(file)
}
