//! Writes a month of surveys as JSON Lines, and goes on where it stopped the last time.
//!
//! ```sh
//! cargo run -p wesal-voc --example export_surveys -- 2025-11 surveys.jsonl
//! ```
//!
//! Uses the real service if `WESAL_VOC_CLIENT_ID` and what belongs to it are set, with the company's id
//! in `WESAL_VOC_COMPANY_ID`; else the sandbox.

use std::error::Error;
use std::fs::{self, OpenOptions};
use std::io::Write;

use ccaas_sandbox::Sandbox;
use jiff::civil::Date;
use wesal_voc::surveys::ListSurveys;
use wesal_voc::{Client, WesalVoc, ccaas_core::Environment};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let month = arguments.next().unwrap_or_else(|| "2025-11".to_owned());
    let path = arguments
        .next()
        .unwrap_or_else(|| "surveys.jsonl".to_owned());

    let sandbox = Sandbox::start().await?;
    let (client, company) = connect(&sandbox)?;

    let first: Date = format!("{month}-01").parse()?;
    let last = first.last_of_month().at(23, 59, 59, 0);
    let mut surveys = client.items(ListSurveys::new(company, first.into(), last));

    // Kept beside the file, and moved on after each survey that is written.
    let cursor_path = format!("{path}.cursor");
    if let Ok(cursor) = fs::read(&cursor_path) {
        surveys = surveys.resume(serde_json::from_slice(&cursor)?);
    }
    let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
    let mut written = 0;
    while let Some(survey) = surveys.try_next().await? {
        let mut line = serde_json::to_vec(&survey)?;
        line.push(b'\n');
        file.write_all(&line)?;
        written += 1;
        if let Some(cursor) = surveys.cursor() {
            fs::write(&cursor_path, serde_json::to_vec(&cursor)?)?;
        }
    }
    if fs::exists(&cursor_path)? {
        fs::remove_file(&cursor_path)?;
    }
    writeln!(
        std::io::stdout(),
        "{written} surveys of {month} are in {path}"
    )?;
    Ok(())
}

/// The client, and the company whose surveys are read.
fn connect(sandbox: &Sandbox) -> Result<(Client, String), Box<dyn Error>> {
    if std::env::var_os("WESAL_VOC_CLIENT_ID").is_some() {
        let client = Client::new(WesalVoc::from_env()?)?;
        return Ok((client, std::env::var("WESAL_VOC_COMPANY_ID")?));
    }
    let access = sandbox.vendor("wesal-voc").ok_or("no such vendor")?;
    let environment = Environment::from_pairs(access.env().to_vec());
    let client = Client::new(WesalVoc::from_environment(&environment)?)?;
    Ok((client, ccaas_sandbox::wesal_voc::COMPANY_ID.to_owned()))
}
