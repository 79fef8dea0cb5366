//! The download that is measured: one of them, in a process that does nothing else.

use std::path::Path;

use wisecx::WiseCx;

use crate::{Result, memory};

/// Downloads, and says on a line how many requests it took and what memory.
pub(crate) fn fetch(url: &str, path: &Path) -> Result<()> {
    let client = wisecx::Client::new(WiseCx::new("bench", "no key").base_url(url))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let done = runtime.block_on(client.download(url).to_file(path))?;
    let peak = memory::peak("self");
    println!(
        "{} {}",
        done.attempts,
        peak.map_or("-".to_owned(), |peak| peak.to_string())
    );
    Ok(())
}
