//! Exports a report to a file, and goes on where it stopped if it was broken off.
//!
//! ```sh
//! cargo run -p wisecx --features rows --example nightly_export -- 6541 2026-01-01 2026-01-31 january.csv
//! ```
//!
//! The report's id is shown by the product. Uses the real service if `WISECX_USER` and `WISECX_API_KEY`
//! are set; else the sandbox, and then it breaks off twice to show what happens.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use ccaas_sandbox::{Fault, Sandbox};
use jiff::civil::{Date, date};
use tokio::time::timeout;
use wisecx::analytics::{Columns, Export, ExportFilter, StartExport};
use wisecx::ccaas_core::{Downloaded, Environment, Poller, Rows};
use wisecx::{Client, ErrorKind, WiseCx};

/// What is to be exported, and where to.
struct Night {
    report: u64,
    from: Date,
    to: Date,
    file: PathBuf,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (client, sandbox) = connect().await?;
    if let Some(sandbox) = sandbox {
        return show(&client, &sandbox).await;
    }
    let mut arguments = std::env::args().skip(1);
    let mut next = |what: &str| arguments.next().ok_or(format!("{what} is missing"));
    let night = Night {
        report: next("the report's id")?.parse()?,
        from: next("the first day")?.parse()?,
        to: next("the last day")?.parse()?,
        file: next("the file")?.into(),
    };
    run(&client, &night).await
}

async fn run(client: &Client, night: &Night) -> Result<(), Box<dyn Error>> {
    // Beside the file, as long as the export isn't in it.
    let job_path = night.file.with_extension("job");
    let mut out = io::stdout();

    let export = match fs::read(&job_path) {
        Ok(saved) => {
            writeln!(out, "an export was begun before: going on with it")?;
            client.resume::<StartExport>(serde_json::from_slice(&saved)?)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let days = ExportFilter::new(night.from, night.to);
            let start = StartExport::new(night.report)
                .columns(Columns::All)
                .filter(days);
            let mut export = client.poll(start);
            // Saved before anything else can go wrong.
            if let Some(job) = export.started().await? {
                fs::write(&job_path, serde_json::to_vec(job)?)?;
            }
            export
        }
        Err(error) => return Err(error.into()),
    };

    let done = match fetch(client, export, &night.file).await {
        Ok(done) => done,
        // A job that failed or is forgotten, or a URL that works no more: begin anew the next time.
        // After any other failure the next run goes on with this job.
        Err(error) => {
            if matches!(error.kind(), ErrorKind::Job | ErrorKind::Api) {
                fs::remove_file(&job_path)?;
            }
            return Err(error.into());
        }
    };
    fs::remove_file(&job_path)?;

    let mut rows: Rows<BTreeMap<String, String>> = Rows::from_file(&night.file);
    let mut count = 0;
    while rows.try_next().await?.is_some() {
        count += 1;
    }
    let (path, tries) = (night.file.display(), done.attempts);
    writeln!(out, "{count} rows are in {path} (requests: {tries})")?;
    Ok(())
}

/// Waits for an export, and downloads it.
async fn fetch(
    client: &Client,
    export: Poller<StartExport>,
    file: &Path,
) -> Result<Downloaded, wisecx::Error> {
    let within = Duration::from_secs(3 * 3600);
    let export: Export = export.overall_deadline(within).await?;
    let no_file = || wisecx::Error::new(ErrorKind::Job, "the export is done, but there is no file");
    let url = export.report_url.ok_or_else(no_file)?;
    // What has arrived lies in a file beside this one, also after the process has ended, and isn't
    // fetched again. The file itself is there only when it is whole.
    client.download(url).to_file(file).await
}

/// The same export against the sandbox, with trouble.
async fn show(client: &Client, sandbox: &Sandbox) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let night = Night {
        report: ccaas_sandbox::wisecx::CASES_REPORT,
        from: date(2025, 9, 1),
        to: date(2025, 12, 31),
        file: folder.path().join("cases.csv"),
    };
    // As if the process ended while the report is made, which takes five seconds.
    if timeout(Duration::from_secs(1), run(client, &night))
        .await
        .is_err()
    {
        writeln!(io::stdout(), "broken off while the report is made")?;
    }
    // And the connection breaks in the middle of the file.
    sandbox.inject(Fault::cut().on("storage.get"));
    run(client, &night).await
}

/// The client, and the sandbox if that is what it talks to.
async fn connect() -> Result<(Client, Option<Sandbox>), Box<dyn Error>> {
    if std::env::var_os("WISECX_USER").is_some() {
        return Ok((Client::new(WiseCx::from_env()?)?, None));
    }
    let sandbox = Sandbox::start().await?;
    let access = sandbox.vendor("wisecx").ok_or("no such vendor")?;
    let environment = Environment::from_pairs(access.env().to_vec());
    let client = Client::new(WiseCx::from_environment(&environment)?)?;
    Ok((client, Some(sandbox)))
}
