//! Opens a case, as the form of a web site would: a subject, who writes, what, and a file.
//!
//! ```sh
//! cargo run -p wisecx --example open_case -- "Wrong invoice" me@example.com "See the file." invoice.pdf
//! ```
//!
//! Uses the real service if `WISECX_USER` and `WISECX_API_KEY` are set, with the service group's id in
//! `WISECX_GROUP_ID`; else the sandbox. Without arguments the sandbox gets a case with this crate's README.

use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::Path;

use ccaas_sandbox::Sandbox;
use wisecx::cases::{
    ContactRef, CreateCase, ListActivities, NewActivity, NewAttachment, SourceChannel,
};
use wisecx::ccaas_core::{Delivery, Environment};
use wisecx::{Client, WiseCx};

/// What the files of a request may have together.
const MAX_ATTACHED: u64 = 5 * 1024 * 1024;

struct Form {
    subject: String,
    email: String,
    message: String,
    file: Option<String>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (client, sandbox) = connect().await?;
    let form = form(sandbox.is_some())?;
    let group = match std::env::var("WISECX_GROUP_ID") {
        Ok(id) => id.parse()?,
        // One that the sandbox has from the beginning.
        Err(_) if sandbox.is_some() => 159,
        Err(_) => {
            return Err("WISECX_GROUP_ID is missing: which service group gets the case?".into());
        }
    };

    // A contact with this address that isn't known yet is made along with the case.
    let mut message =
        NewActivity::contact_message(ContactRef::by_email(form.email)).content(form.message);
    if let Some(path) = form.file {
        message = message.attachments([attachment(Path::new(&path))?]);
    }

    let mut out = std::io::stdout();
    let case = CreateCase::new(group, SourceChannel::Web, form.subject, [message]);
    let opened = match client.send(case).await {
        Ok(opened) => opened,
        // Sent twice, a case is there twice, so the client doesn't send it again by itself.
        Err(error) if error.delivery() == Delivery::Unknown => {
            writeln!(out, "the case may be open: look before you send it again")?;
            return Err(error.into());
        }
        Err(error) => return Err(error.into()),
    };
    writeln!(out, "case {} is open", opened.case_id)?;

    let mut activities = client.items(ListActivities::new(opened.case_id));
    while let Some(activity) = activities.try_next().await? {
        for file in activity.attachments {
            let name = file.filename.unwrap_or_default();
            writeln!(out, "with the file {name}")?;
        }
    }
    Ok(())
}

/// What was filled in.
fn form(demo: bool) -> Result<Form, Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (subject, email, message) = match (arguments.next(), arguments.next(), arguments.next()) {
        (Some(subject), Some(email), Some(message)) => (subject, email, message),
        (None, ..) if demo => {
            return Ok(Form {
                subject: "How does this work?".to_owned(),
                email: "me@example.com".to_owned(),
                message: "I don't understand the file.".to_owned(),
                file: Some(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md").to_owned()),
            });
        }
        _ => {
            return Err(
                "give a subject, an e-mail address, a message and, if you like, a file".into(),
            );
        }
    };
    Ok(Form {
        subject,
        email,
        message,
        file: arguments.next(),
    })
}

/// A file to attach. The client refuses a request with too much in it; what can't be sent anyway needn't
/// be read into memory for that.
fn attachment(path: &Path) -> Result<NewAttachment, Box<dyn Error>> {
    let size = fs::metadata(path)?.len();
    if size > MAX_ATTACHED {
        let path = path.display();
        return Err(format!("{path} has {size} bytes, and {MAX_ATTACHED} can be sent").into());
    }
    let name = path.file_name().ok_or("the file has no name")?;
    Ok(NewAttachment::bytes(
        name.to_string_lossy(),
        fs::read(path)?,
    ))
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
