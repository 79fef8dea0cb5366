//! The rows of a downloaded table, as values.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};

use csv::{ReaderBuilder, StringRecord, Trim};
use futures_core::Stream;
use serde::de::DeserializeOwned;
use tempfile::TempDir;
use tokio::sync::mpsc;
use zip::ZipArchive;

use super::{Download, OPERATION};
use crate::{Delivery, Error, ErrorKind};

/// How many rows are read ahead of the caller.
const AHEAD: usize = 256;
/// What may stand between two fields.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

impl Download {
    /// Downloads a CSV file, or a ZIP file with one in it, and reads its rows as values.
    ///
    /// The first row names the columns; `T` is a struct with fields of those names, or a map. Whether
    /// commas, semicolons or tabs part them is seen from that row. A byte order mark and stray NUL bytes
    /// are passed over. The file lies in the system's folder for temporary files while it is read, so its
    /// size doesn't matter.
    ///
    /// ```
    /// # use ccaas_core::doctest::Acme;
    /// # async fn example(client: ccaas_core::Client<Acme>, url: &str) -> Result<(), ccaas_core::Error> {
    /// #[derive(serde::Deserialize)]
    /// struct Row {
    ///     id: u64,
    ///     subject: String,
    /// }
    ///
    /// let mut rows = client.download(url).rows::<Row>().await?;
    /// while let Some(row) = rows.try_next().await? {
    ///     println!("{}: {}", row.id, row.subject);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The download failed, there is no room for it, or the ZIP file can't be read.
    pub async fn rows<T>(self) -> Result<Rows<T>, Error>
    where
        T: DeserializeOwned + Send + 'static,
    {
        let vendor = self.vendor;
        let folder = tokio::task::spawn_blocking(TempDir::new)
            .await
            .map_err(io::Error::other)
            .and_then(|folder| folder)
            .map_err(|error| {
                Error::new(ErrorKind::Io, "there is no place for temporary files")
                    .with_source(error)
                    .of(vendor, OPERATION.into())
            })?;
        let path = folder.path().join("table");
        self.to_file(&path).await?;
        Ok(Rows {
            vendor,
            ..Rows::of(path, Some(folder))
        })
    }
}

/// The rows of a table, as a [`Stream`]: from [`Download::rows`], or [of a file](Rows::from_file).
///
/// A row that can't be read is an error, and the next one comes after it. Dropping it ends the reading.
#[must_use = "rows are read when they are asked for"]
pub struct Rows<T> {
    rows: mpsc::Receiver<Result<T, Error>>,
    vendor: &'static str,
}

impl<T: DeserializeOwned + Send + 'static> Rows<T> {
    /// Reads a file that is there already, from a [download](Download::to_file) for example. Inside a tokio
    /// runtime only.
    pub fn from_file(path: impl Into<PathBuf>) -> Self {
        Rows::of(path.into(), None)
    }

    /// Reads a file, and then removes the folder that it lies in.
    fn of(path: PathBuf, folder: Option<TempDir>) -> Self {
        let (to, rows) = mpsc::channel(AHEAD);
        tokio::task::spawn_blocking(move || {
            let result = read(&path, &to);
            // The file is closed: not every system removes an open one.
            drop(folder);
            if let Err(error) = result {
                // Nobody listens any more: then nobody wants to know either.
                drop(to.blocking_send(Err(error)));
            }
        });
        Rows { rows, vendor: "" }
    }
}

impl<T> Rows<T> {
    /// The next row, or `None` after the last one.
    ///
    /// # Errors
    ///
    /// The row isn't what `T` wants, or the file can't be read any further.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        let next = self.rows.recv().await.transpose();
        next.map_err(|error| self.named(error))
    }

    /// A file that was there has no vendor.
    fn named(&self, error: Error) -> Error {
        if self.vendor.is_empty() {
            return error;
        }
        error.of(self.vendor, OPERATION.into())
    }
}

impl<T> Stream for Rows<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        this.rows
            .poll_recv(cx)
            .map(|next| next.map(|row| row.map_err(|error| this.named(error))))
    }
}

impl<T> fmt::Debug for Rows<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rows")
    }
}

type Sender<T> = mpsc::Sender<Result<T, Error>>;

/// Reads a file, zipped or not.
fn read<T: DeserializeOwned>(path: &Path, to: &Sender<T>) -> Result<(), Error> {
    let mut file = File::open(path).map_err(unreadable)?;
    let mut start = [0; 4];
    let zipped = file.read_exact(&mut start).is_ok() && start == *b"PK\x03\x04";
    file.rewind().map_err(unreadable)?;
    if !zipped {
        return table(file, to);
    }
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(unreadable)?;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(unreadable)?;
        if entry.is_file() {
            return table(entry, to);
        }
    }
    Err(Error::new(ErrorKind::Decode, "the ZIP file holds no file")
        .with_delivery(Delivery::Answered))
}

/// Reads the rows of a table, until there are no more or nobody wants them.
fn table<T: DeserializeOwned>(file: impl Read, to: &Sender<T>) -> Result<(), Error> {
    let mut clean = BufReader::new(Clean {
        file,
        at_start: true,
    });
    let delimiter = delimiter(clean.fill_buf().map_err(unreadable)?);
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .trim(Trim::Headers)
        .from_reader(clean);
    let names = reader.byte_headers().map_err(unreadable)?.clone();
    let names = StringRecord::from_byte_record_lossy(names);
    for record in reader.into_byte_records() {
        let record = record.map_err(unreadable)?;
        let line = record.position().map_or(0, csv::Position::line);
        // A name in an older encoding shouldn't cost the whole row.
        let record = StringRecord::from_byte_record_lossy(record);
        let row = record.deserialize(Some(&names)).map_err(|error| {
            Error::new(
                ErrorKind::Decode,
                format!("line {line} can't be read: {}", why(&error)),
            )
            .with_delivery(Delivery::Answered)
        });
        if to.blocking_send(row).is_err() {
            return Ok(());
        }
    }
    Ok(())
}

/// What is wrong with a row, without its content.
fn why(error: &csv::Error) -> String {
    let csv::ErrorKind::Deserialize { err, .. } = error.kind() else {
        return "it is no row".to_owned();
    };
    match err.field() {
        Some(field) => format!("field {}: {}", field + 1, err.kind()),
        None => err.kind().to_string(),
    }
}

fn unreadable(error: impl Into<crate::BoxError>) -> Error {
    Error::new(ErrorKind::Decode, "the table can't be read")
        .with_delivery(Delivery::Answered)
        .with_source(error)
}

/// What parts the fields: the sign that the first row has most often, outside of quotes.
fn delimiter(start: &[u8]) -> u8 {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut quoted = false;
    for byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            byte if !quoted => {
                for (count, delimiter) in counts.iter_mut().zip(DELIMITERS) {
                    *count += usize::from(*byte == delimiter);
                }
            }
            _ => {}
        }
    }
    // Of several, the last: so the order is turned around, and a comma is what it is if there is none.
    let most = counts
        .iter()
        .zip(DELIMITERS)
        .rev()
        .max_by_key(|(count, _)| **count);
    most.map_or(b',', |(_, delimiter)| delimiter)
}

/// A file without its byte order mark and without NUL bytes.
struct Clean<R> {
    file: R,
    at_start: bool,
}

impl<R: Read> Read for Clean<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let mut filled = self.file.read(buffer)?;
            if filled == 0 {
                return Ok(0);
            }
            if self.at_start {
                self.at_start = false;
                // A mark is three bytes, and a file may give them one by one.
                while filled < 3.min(buffer.len()) {
                    match self
                        .file
                        .read(buffer.get_mut(filled..).unwrap_or_default())?
                    {
                        0 => break,
                        more => filled += more,
                    }
                }
                if let Some([0xEF, 0xBB, 0xBF]) = buffer.get(..filled.min(3)) {
                    buffer.copy_within(3..filled, 0);
                    filled -= 3;
                }
            }
            let mut kept = 0;
            for at in 0..filled {
                if let Some(&byte) = buffer.get(at)
                    && byte != 0
                    && let Some(place) = buffer.get_mut(kept)
                {
                    *place = byte;
                    kept += 1;
                }
            }
            // Nothing but NULs isn't the end.
            if kept > 0 {
                return Ok(kept);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Gives its bytes in pieces of one size.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let size = self.1.min(buffer.len());
            let piece = self.0.len().min(size);
            let (now, later) = self.0.split_at(piece);
            buffer.get_mut(..piece).unwrap().copy_from_slice(now);
            self.0 = later;
            Ok(piece)
        }
    }

    #[test]
    fn the_delimiter_is_seen_from_the_first_row() {
        assert_eq!(delimiter(b"a,b;c,d\n1;2;3;4"), b',');
        assert_eq!(delimiter(b"a;b;\"c,d,e,f\"\n1,2"), b';');
        assert_eq!(delimiter(b"a\tb\n"), b'\t');
        assert_eq!(delimiter(b"alone\n"), b',');
        assert_eq!(delimiter(b""), b',');
    }

    proptest! {
        #[test]
        fn only_the_mark_and_the_nuls_are_left_out(
            mark: bool,
            bytes in proptest::collection::vec(prop_oneof![Just(0_u8), any::<u8>()], 0..60),
            piece in 1_usize..9,
        ) {
            prop_assume!(!bytes.starts_with(&[0xEF, 0xBB, 0xBF]));
            let mut file = if mark { vec![0xEF, 0xBB, 0xBF] } else { Vec::new() };
            file.extend(&bytes);
            let mut read = Vec::new();
            let mut clean = Clean { file: Pieces(&file, piece), at_start: true };
            clean.read_to_end(&mut read).unwrap();
            let expected: Vec<u8> = bytes.into_iter().filter(|byte| *byte != 0).collect();
            prop_assert_eq!(read, expected);
        }
    }
}
