//! Writes the surveys that come in as JSON Lines on standard input, several at a time.
//!
//! ```sh
//! cargo run -p wesal-voc --example write_surveys < surveys.jsonl
//! ```
//!
//! A line holds `interaction_id`, `number`, `queue`, `agent` and `answers`. Uses the real service if
//! `WESAL_VOC_CLIENT_ID` and what belongs to it are set, with the company's id in
//! `WESAL_VOC_COMPANY_ID`; else the sandbox. Two lines of one interaction wait for each other: the
//! client keeps the vendor's limit.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, Write};

use ccaas_sandbox::Sandbox;
use serde::Deserialize;
use tokio::task::JoinSet;
use wesal_voc::surveys::{SurveyData, UpsertSurvey};
use wesal_voc::{Client, WesalVoc, ccaas_core::Environment};

#[derive(Deserialize)]
struct Line {
    interaction_id: String,
    number: String,
    queue: String,
    agent: String,
    answers: BTreeMap<String, String>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let (client, company) = connect(&sandbox)?;

    let mut writing = JoinSet::new();
    for line in std::io::stdin().lock().lines() {
        let line: Line = serde_json::from_str(&line?)?;
        let survey = SurveyData::new(
            &company,
            line.interaction_id,
            "Voice",
            line.number,
            line.queue,
            line.agent,
        )
        .answers(line.answers);
        // A clone of the client shares its token and its limits.
        let client = client.clone();
        writing.spawn(async move { client.send(UpsertSurvey::new(survey)).await });
    }
    let mut out = std::io::stdout();
    while let Some(written) = writing.join_next().await {
        match written? {
            Ok(written) if written.created => writeln!(out, "created {:?}", written.survey.id)?,
            Ok(written) => writeln!(out, "updated {:?}", written.survey.id)?,
            // What may have been written is told apart from what was not.
            Err(error) => writeln!(out, "{error} ({:?})", error.delivery())?,
        }
    }
    Ok(())
}

/// The client, and the company whose surveys are written.
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
