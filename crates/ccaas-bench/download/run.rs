//! One download by one or the other, measured from outside.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::{Result, memory};

/// What downloads.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum With {
    Download,
    Curl,
    /// The same as the one before, to show how far equal things differ.
    CurlAgain,
    /// curl, and then `sync` on the file: what a download into a file does as well before it is done.
    CurlAndSync,
}

/// What a download took.
pub(crate) struct Run {
    /// In seconds, from the start of its process to the end.
    pub(crate) wall: f64,
    /// In seconds, user and system, where the system tells.
    pub(crate) cpu: Option<f64>,
    /// In MB, of a process of ours.
    pub(crate) peak: Option<f64>,
    /// Requests, of a process of ours.
    pub(crate) attempts: Option<u64>,
}

impl With {
    pub(crate) const ALL: [With; 4] = [
        With::Download,
        With::Curl,
        With::CurlAgain,
        With::CurlAndSync,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            With::Download => "download",
            With::Curl => "curl",
            With::CurlAgain => "curl again",
            With::CurlAndSync => "curl, sync",
        }
    }

    pub(crate) fn is_there(self) -> bool {
        let needed: &[&str] = match self {
            With::Download => &[],
            With::Curl | With::CurlAgain => &["curl"],
            With::CurlAndSync => &["curl", "sync"],
        };
        needed.iter().all(|program| {
            let found = Command::new(program)
                .arg("--version")
                .stdout(Stdio::null())
                .status();
            found.is_ok_and(|status| status.success())
        })
    }

    fn command(self, url: &str, place: &Place) -> Result<Command> {
        Ok(match self {
            With::Download => {
                let mut command = Command::new(std::env::current_exe()?);
                command.args(["fetch", url]).arg(place.file());
                command
            }
            With::Curl | With::CurlAgain | With::CurlAndSync => {
                let mut command = Command::new("curl");
                command.args(["-s", "-f", "-o"]).arg(place.file()).arg(url);
                command
            }
        })
    }

    pub(crate) fn run(self, url: &str, place: &Place) -> Result<Run> {
        // Freeing what the one before has written is nobody's to pay.
        place.clear();
        let mut command = self.command(url, place)?;
        let (before, began) = (cpu_of_children(), Instant::now());
        let output = command.stderr(Stdio::inherit()).output()?;
        if self == With::CurlAndSync {
            Command::new("sync").arg(place.file()).status()?;
        }
        let (wall, after) = (began.elapsed().as_secs_f64(), cpu_of_children());
        if !output.status.success() {
            return Err(format!("{} failed: {}", self.name(), output.status).into());
        }
        let said = String::from_utf8_lossy(&output.stdout);
        let mut said = said.split_whitespace();
        Ok(Run {
            wall,
            cpu: before.zip(after).map(|(before, after)| after - before),
            attempts: said.next().and_then(|count| count.parse().ok()),
            peak: said.next().and_then(|peak| peak.parse().ok()),
        })
    }
}

/// The peak of curl, which doesn't tell by itself: looked at while it runs.
pub(crate) fn peak_of_curl(url: &str, place: &Place) -> Result<Option<f64>> {
    place.clear();
    let mut curl = With::Curl.command(url, place)?.spawn()?;
    let process = curl.id().to_string();
    let mut peak = None;
    while curl.try_wait()?.is_none() {
        peak = memory::peak(&process).or(peak);
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(peak)
}

/// The CPU of all processes that were started from here and have ended, in seconds, where the system tells.
fn cpu_of_children() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name in front may hold anything, but nothing behind it has a bracket.
    let (_, numbers) = stat.rsplit_once(')')?;
    let ticks: Vec<f64> = numbers
        .split_whitespace()
        .skip(13)
        .take(2)
        .filter_map(|ticks| ticks.parse().ok())
        .collect();
    // Linux counts here in hundredths of a second, whatever its clock does.
    Some(ticks.iter().sum::<f64>() / 100.0)
}

/// Where the files lie. It is removed at the end.
pub(crate) struct Place {
    directory: PathBuf,
    file: PathBuf,
}

impl Place {
    pub(crate) fn new() -> Result<Self> {
        let name = format!("ccaas-bench-{}", std::process::id());
        let directory = std::env::temp_dir().join(name);
        std::fs::create_dir(&directory)?;
        Ok(Place {
            file: directory.join("report.bin"),
            directory,
        })
    }

    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    fn clear(&self) {
        // It isn't there the first time.
        let _ = std::fs::remove_file(&self.file);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}
