//! What is uploaded, and how it becomes a body.

mod form;
mod multipart;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream;
use tokio::fs::File;
use tokio::io::AsyncReadExt;

pub use form::{Uploaded, Uploading};
pub use multipart::Multipart;

use crate::body::{Body, Chunks};

/// How much of a file is read at once.
const CHUNK: usize = 64 * 1024;

/// Something to upload: bytes, a file, or a stream.
///
/// Cheap to clone, and nothing of it is read before it is sent. A file or a stream that can be opened again
/// is, for each attempt anew; one that can be read only [once](Upload::once) is never sent twice.
///
/// ```
/// use ccaas_core::Upload;
///
/// let table = Upload::bytes("email\nme@example.com\n")
///     .file_name("users.csv")
///     .content_type("text/csv");
/// assert_eq!(table.len(), Some(21));
/// ```
#[derive(Clone)]
pub struct Upload {
    source: Source,
    length: Option<u64>,
    file_name: Option<String>,
    content_type: Option<String>,
}

#[derive(Clone)]
enum Source {
    Bytes(Bytes),
    File(Arc<Path>),
    Open(Arc<dyn Fn() -> Chunks + Send + Sync>),
    Once(Body),
}

impl Upload {
    fn of(source: Source, length: Option<u64>) -> Self {
        Upload {
            source,
            length,
            file_name: None,
            content_type: None,
        }
    }

    /// Bytes that are in memory.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let length = bytes.len() as u64;
        Upload::of(Source::Bytes(bytes), Some(length))
    }

    /// A file, which is read while it is sent, and under its own name.
    ///
    /// # Errors
    ///
    /// It isn't there, or is no file.
    pub fn file(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let about = std::fs::metadata(&path)?;
        if !about.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"));
        }
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        let mut upload = Upload::of(Source::File(path.into()), Some(about.len()));
        upload.file_name = name;
        Ok(upload)
    }

    /// A source that can be opened again, for each attempt anew.
    pub fn open(open: impl Fn() -> Chunks + Send + Sync + 'static) -> Self {
        Upload::of(Source::Open(Arc::new(open)), None)
    }

    /// A stream that can be read once. A call with it is never repeated once it may have left.
    pub fn once(chunks: Chunks) -> Self {
        Upload::of(Source::Once(Body::once(chunks)), None)
    }

    /// Sets the file's name.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets what it is, `text/csv` for example: bytes, without it.
    #[must_use]
    pub fn content_type(mut self, kind: impl Into<String>) -> Self {
        self.content_type = Some(kind.into());
        self
    }

    /// Says how many bytes a stream has. Some servers take nothing whose length isn't told in advance.
    #[must_use]
    pub fn length(mut self, bytes: u64) -> Self {
        self.length = Some(bytes);
        self
    }

    /// How many bytes it has, where that is known.
    pub fn len(&self) -> Option<u64> {
        self.length
    }

    /// Whether it is known to have none.
    pub fn is_empty(&self) -> bool {
        self.length == Some(0)
    }

    /// As the whole body of a request.
    pub fn body(&self) -> Body {
        let body = match &self.source {
            Source::Bytes(bytes) => return Body::from(bytes.clone()),
            Source::File(path) => {
                let path = path.clone();
                Body::replay(move || read(path.clone()))
            }
            Source::Open(open) => {
                let open = open.clone();
                Body::replay(move || open())
            }
            Source::Once(body) => body.clone(),
        };
        match self.length {
            Some(length) => body.sized(length),
            None => body,
        }
    }

    /// What it is, for a header.
    pub fn kind(&self) -> &str {
        self.content_type
            .as_deref()
            .unwrap_or("application/octet-stream")
    }

    /// What it is called.
    pub fn name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }
}

impl From<Bytes> for Upload {
    fn from(bytes: Bytes) -> Self {
        Upload::bytes(bytes)
    }
}

impl From<Vec<u8>> for Upload {
    fn from(bytes: Vec<u8>) -> Self {
        Upload::bytes(bytes)
    }
}

impl From<String> for Upload {
    fn from(text: String) -> Self {
        Upload::bytes(text)
    }
}

impl From<&'static str> for Upload {
    fn from(text: &'static str) -> Self {
        Upload::bytes(text)
    }
}

/// Tells name, kind and size, never the content.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("name", &self.file_name)
            .field("kind", &self.kind())
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// The chunks of a file.
fn read(path: Arc<Path>) -> Chunks {
    enum State {
        Closed(Arc<Path>),
        Open(File),
    }

    Box::pin(stream::try_unfold(State::Closed(path), async |state| {
        let mut file = match state {
            State::Closed(path) => File::open(path).await?,
            State::Open(file) => file,
        };
        let mut chunk = Vec::with_capacity(CHUNK);
        let read = (&mut file)
            .take(CHUNK as u64)
            .read_to_end(&mut chunk)
            .await?;
        Ok((read > 0).then(|| (Bytes::from(chunk), State::Open(file))))
    }))
}

#[cfg(feature = "registry")]
mod described {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer};

    use super::Upload;

    /// How an upload is written in a JSON object: `{"path": …}`, `{"text": …}` or `{"base64": …}`.
    #[derive(Deserialize, schemars::JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct Described {
        /// A file to read.
        path: Option<String>,
        /// The content, if it is a text.
        text: Option<String>,
        /// The content, if it is none.
        base64: Option<String>,
        /// The file's name.
        file_name: Option<String>,
        /// What it is, `text/csv` for example.
        content_type: Option<String>,
    }

    impl<'de> Deserialize<'de> for Upload {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let given = Described::deserialize(deserializer)?;
            let mut upload = match (given.path, given.text, given.base64) {
                (Some(path), None, None) => Upload::file(&path)
                    .map_err(|error| D::Error::custom(format!("{path}: {error}")))?,
                (None, Some(text), None) => Upload::bytes(text),
                (None, None, Some(base64)) => {
                    Upload::bytes(STANDARD.decode(base64).map_err(D::Error::custom)?)
                }
                _ => return Err(D::Error::custom("wants one of path, text and base64")),
            };
            if let Some(name) = given.file_name {
                upload = upload.file_name(name);
            }
            if let Some(kind) = given.content_type {
                upload = upload.content_type(kind);
            }
            Ok(upload)
        }
    }

    impl schemars::JsonSchema for Upload {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Upload".into()
        }

        fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
            Described::json_schema(generator)
        }
    }
}
