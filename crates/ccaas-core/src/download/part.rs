//! A file that is there only when it is whole.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use tokio::fs::{self, File};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt, BufWriter};

use super::sink::Sink;
use super::source::{Digest, Source};
use crate::{Error, ErrorKind};

/// Enough that a gigabyte isn't a million writes, and no more: what is larger passes by it without a copy, and
/// the file keeps a copy of the same size.
const BUFFER: usize = 256 * 1024;

/// The file on its way: `<name>.part`, and beside it `<name>.part.json`, which says what it is a part of.
pub(super) struct PartFile {
    path: PathBuf,
    part: PathBuf,
    about: PathBuf,
    file: BufWriter<File>,
}

impl PartFile {
    /// Opens the part, as it was left or new, for this process alone.
    pub(super) async fn open(path: &Path) -> Result<Self, Error> {
        let failed = |error: io::Error| {
            Error::new(ErrorKind::Io, "the file can't be written").with_source(error)
        };
        if path.file_name().is_none() {
            return Err(Error::new(ErrorKind::Encode, "the path names no file"));
        }
        let part = with_suffix(path, ".part");
        let open = part.clone();
        let locked = tokio::task::spawn_blocking(move || {
            let file = std::fs::File::options()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(open)?;
            // It ends with the process, however that ends.
            match file.try_lock() {
                Ok(()) => Ok(Some(file)),
                Err(std::fs::TryLockError::WouldBlock) => Ok(None),
                Err(std::fs::TryLockError::Error(error)) => Err(error),
            }
        });
        let file = match locked
            .await
            .map_err(|error| failed(io::Error::other(error)))?
        {
            Ok(Some(file)) => file,
            Ok(None) => {
                return Err(Error::new(
                    ErrorKind::Io,
                    "another download to the same file is under way",
                ));
            }
            Err(error) => return Err(failed(error)),
        };
        Ok(PartFile {
            path: path.to_owned(),
            about: with_suffix(&part, ".json"),
            part,
            file: BufWriter::with_capacity(BUFFER, File::from_std(file)),
        })
    }

    async fn forget(&self) -> io::Result<()> {
        match fs::remove_file(&self.about).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

impl Sink for PartFile {
    async fn earlier(&mut self) -> io::Result<Option<Source>> {
        let about = match fs::read(&self.about).await {
            Ok(about) => about,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let source: Option<Source> = serde_json::from_slice(&about).ok();
        let there = self.file.seek(io::SeekFrom::End(0)).await?;
        match source {
            Some(mut source) if there > 0 && source.total.is_none_or(|total| there <= total) => {
                source.offset = there;
                Ok(Some(source))
            }
            _ => {
                self.restart().await?;
                Ok(None)
            }
        }
    }

    async fn hash(&mut self, digest: &mut Digest) -> io::Result<()> {
        self.file.rewind().await?;
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let read = self.file.get_mut().read(&mut buffer).await?;
            match buffer.get(..read) {
                Some([]) | None => break,
                Some(bytes) => digest.update(bytes),
            }
        }
        self.file.seek(io::SeekFrom::End(0)).await?;
        Ok(())
    }

    async fn begin(&mut self, source: &Source) -> io::Result<()> {
        if source.validator.is_none() {
            // Nothing could tell later whether it is still the same.
            return self.forget().await;
        }
        fs::write(&self.about, serde_json::to_vec(source)?).await
    }

    async fn write(&mut self, chunk: &Bytes) -> io::Result<()> {
        self.file.write_all(chunk).await
    }

    async fn restart(&mut self) -> io::Result<bool> {
        self.file.flush().await?;
        self.forget().await?;
        self.file.rewind().await?;
        self.file.get_mut().set_len(0).await?;
        Ok(true)
    }

    async fn pause(&mut self) -> io::Result<()> {
        self.file.flush().await
    }

    async fn finish(&mut self) -> io::Result<()> {
        self.file.flush().await?;
        self.file.get_mut().sync_all().await?;
        fs::rename(&self.part, &self.path).await?;
        self.forget().await?;
        sync_parent(&self.path).await
    }
}

/// Makes the new name last. Only where a directory can be opened.
async fn sync_parent(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let parent = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        File::open(parent).await?.sync_all().await?;
    }
    Ok(())
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}
