//! Where a download goes.

use std::io;

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::source::{Digest, Source};

/// Takes the bytes of a download.
pub(super) trait Sink: Send {
    /// What is there already, from an earlier download of the same.
    fn earlier(&mut self) -> impl Future<Output = io::Result<Option<Source>>> + Send {
        async { Ok(None) }
    }

    /// Hashes what is there already.
    fn hash(&mut self, _digest: &mut Digest) -> impl Future<Output = io::Result<()>> + Send {
        async { Ok(()) }
    }

    /// Says which source the bytes to come are from.
    fn begin(&mut self, _source: &Source) -> impl Future<Output = io::Result<()>> + Send {
        async { Ok(()) }
    }

    fn write(&mut self, chunk: &Bytes) -> impl Future<Output = io::Result<()>> + Send;

    /// Forgets all that was written. False if that can't be.
    fn restart(&mut self) -> impl Future<Output = io::Result<bool>> + Send;

    /// Brings what was written to where it lasts, when the download pauses or fails.
    fn pause(&mut self) -> impl Future<Output = io::Result<()>> + Send {
        async { Ok(()) }
    }

    /// The download is whole.
    fn finish(&mut self) -> impl Future<Output = io::Result<()>> + Send;
}

/// Any writer. What it got can't be taken back.
pub(super) struct Writer<'a, W> {
    writer: &'a mut W,
    written: bool,
}

impl<'a, W> Writer<'a, W> {
    pub(super) fn new(writer: &'a mut W) -> Self {
        Writer {
            writer,
            written: false,
        }
    }
}

impl<W: AsyncWrite + Unpin + Send> Sink for Writer<'_, W> {
    async fn write(&mut self, chunk: &Bytes) -> io::Result<()> {
        self.written = true;
        self.writer.write_all(chunk).await
    }

    async fn restart(&mut self) -> io::Result<bool> {
        Ok(!self.written)
    }

    async fn finish(&mut self) -> io::Result<()> {
        self.writer.flush().await
    }
}

/// Memory, up to a limit.
pub(super) struct Memory {
    bytes: BytesMut,
    limit: usize,
}

impl Memory {
    pub(super) fn new(limit: usize) -> Self {
        Memory {
            bytes: BytesMut::new(),
            limit,
        }
    }

    pub(super) fn into_bytes(self) -> Bytes {
        self.bytes.freeze()
    }
}

impl Sink for Memory {
    async fn write(&mut self, chunk: &Bytes) -> io::Result<()> {
        if self.bytes.len() + chunk.len() > self.limit {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                format!("it is larger than {} bytes", self.limit),
            ));
        }
        self.bytes.extend_from_slice(chunk);
        Ok(())
    }

    async fn restart(&mut self) -> io::Result<bool> {
        self.bytes.clear();
        Ok(true)
    }

    async fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}
