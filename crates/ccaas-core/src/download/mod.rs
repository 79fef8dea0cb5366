//! Big bodies: to a file or any writer, resumed when they are cut off.

mod part;
#[cfg(feature = "rows")]
mod rows;
mod run;
mod sink;
mod source;

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Uri};
use tokio::io::AsyncWrite;

use crate::fetch::{Fetch, parse};
use crate::{Error, ErrorKind, Retry};
use part::PartFile;
#[cfg(feature = "rows")]
pub use rows::Rows;
use run::Run;
use sink::{Memory, Sink, Writer};

/// The name under which downloads stand in errors and traces.
pub(crate) const OPERATION: &str = "download";

/// A download from a URL that the vendor gave out: a report, an export, a recording.
///
/// The URL is taken to be another host's, so nothing of the vendor goes there: no credential, no header,
/// no quota. What it holds in its query is often a credential by itself, and is shown nowhere.
///
/// When the connection breaks or nothing comes for a while, the download goes on from where it was, if the
/// server allows that and the source is still the same one; else it begins again. It repeats as long as it
/// gets on: only attempts without a single new byte count.
///
/// ```
/// # use ccaas_core::doctest::Acme;
/// # async fn example(client: ccaas_core::Client<Acme>, url: &str) -> Result<(), ccaas_core::Error> {
/// let done = client
///     .download(url)
///     .progress(|at| println!("{} of {:?} bytes", at.bytes, at.total))
///     .to_file("report.csv")
///     .await?;
/// println!("{} bytes", done.bytes);
/// # Ok(())
/// # }
/// ```
#[must_use = "a download does nothing until it is told where to go"]
pub struct Download {
    fetch: Arc<dyn Fetch>,
    url: Result<Uri, Error>,
    agent: HeaderValue,
    vendor: &'static str,
    retry: Retry,
    idle: Duration,
    deadline: Option<Duration>,
    max_in_memory: usize,
    length: Option<u64>,
    sha256: Option<[u8; 32]>,
    progress: Option<Box<dyn FnMut(Progress) + Send>>,
}

/// How far a download is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// How many bytes are there.
    pub bytes: u64,
    /// How many there will be, where the server tells.
    pub total: Option<u64>,
}

/// A download that is done.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Downloaded {
    /// How many bytes there are.
    pub bytes: u64,
    /// How many requests it took.
    pub attempts: u32,
    /// What the server says it is.
    pub content_type: Option<String>,
}

impl Download {
    pub(crate) fn new(
        fetch: Arc<dyn Fetch>,
        url: &str,
        agent: HeaderValue,
        vendor: &'static str,
        retry: Retry,
        idle: Option<Duration>,
        max_in_memory: usize,
    ) -> Self {
        Download {
            fetch,
            url: parse(url),
            agent,
            vendor,
            retry,
            idle: idle.unwrap_or(Duration::from_secs(30)),
            deadline: None,
            max_in_memory,
            length: None,
            sha256: None,
            progress: None,
        }
    }

    /// The time that may pass without a byte: as long as an attempt of a call may take, without it.
    pub fn timeout(mut self, idle: Duration) -> Self {
        self.idle = idle;
        self
    }

    /// The time that the whole download may take: as long as it gets on, without it.
    pub fn deadline(mut self, within: Duration) -> Self {
        self.deadline = Some(within);
        self
    }

    /// How often it tries again without getting on.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// The length that it must have, if you know it from elsewhere. What the server announces is held to in
    /// any case.
    pub fn expect_length(mut self, bytes: u64) -> Self {
        self.length = Some(bytes);
        self
    }

    /// The SHA-256 that it must have.
    pub fn expect_sha256(mut self, digest: [u8; 32]) -> Self {
        self.sha256 = Some(digest);
        self
    }

    /// Is called with each piece that arrived. It should be quick: the download waits for it.
    pub fn progress(mut self, tell: impl FnMut(Progress) + Send + 'static) -> Self {
        self.progress = Some(Box::new(tell));
        self
    }

    /// Downloads into a file, which is there only when it is whole.
    ///
    /// Until then the bytes lie beside it, in `<name>.part`. They stay there when the download fails or is
    /// dropped: the next download to the same path goes on with them, also from another URL and in another
    /// process, if the server says that it is the same content. Two downloads to one path at the same time
    /// are refused.
    ///
    /// # Errors
    ///
    /// The URL can't be read, the file can't be written, or what arrived isn't what was
    /// [expected](Download::expect_sha256).
    pub async fn to_file(self, path: impl AsRef<Path>) -> Result<Downloaded, Error> {
        let mut file = PartFile::open(path.as_ref()).await?;
        self.into(&mut file).await
    }

    /// Downloads into a writer, and flushes it.
    ///
    /// What was written can't be taken back: when the source changes in the middle, it is an error.
    ///
    /// # Errors
    ///
    /// The URL can't be read, the writer fails, the source changed in the middle, or what arrived isn't
    /// what was [expected](Download::expect_sha256).
    pub async fn to_writer<W>(self, writer: &mut W) -> Result<Downloaded, Error>
    where
        W: AsyncWrite + Unpin + Send,
    {
        self.into(&mut Writer::new(writer)).await
    }

    /// Downloads into memory, at most as much as the client's largest
    /// [reply](crate::ClientBuilder::max_reply).
    ///
    /// # Errors
    ///
    /// The URL can't be read, it is too large, or what arrived isn't what was
    /// [expected](Download::expect_sha256).
    pub async fn bytes(self) -> Result<Bytes, Error> {
        let mut memory = Memory::new(self.max_in_memory);
        self.into(&mut memory).await?;
        Ok(memory.into_bytes())
    }

    async fn into<S: Sink>(self, sink: &mut S) -> Result<Downloaded, Error> {
        let (vendor, deadline) = (self.vendor, self.deadline);
        let run = Run::new(self)?.finished(sink);
        let result = match deadline {
            None => run.await,
            Some(within) => match tokio::time::timeout(within, run).await {
                Ok(result) => result,
                Err(_) => Err(Error::new(
                    ErrorKind::Timeout,
                    "the deadline of the download passed",
                )),
            },
        };
        result.map_err(|error| error.of(vendor, OPERATION.into()))
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.url.as_ref().ok().and_then(Uri::host);
        f.debug_struct("Download")
            .field("host", &host)
            .finish_non_exhaustive()
    }
}
