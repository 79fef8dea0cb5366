//! Keeps the contacts of an account and those of a JSON file the same, in both directions.
//!
//! ```sh
//! cargo run -p wisecx --example sync_contacts -- contacts.json
//! ```
//!
//! Edit the file and run it again: a row without an `id` is made at the vendor, a row that you changed is
//! changed there, and what changed there arrives here. Where both sides changed, the file wins.
//!
//! Uses the real service if `WISECX_USER` and `WISECX_API_KEY` are set; else a sandbox, which lives as
//! long as this program, with a file in a temporary folder.

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use ccaas_sandbox::Sandbox;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wisecx::ccaas_core::{Environment, types::Id};
use wisecx::contacts::{Contact, ContactField, CreateContact, ListContacts, UpdateContact};
use wisecx::sync::{Cursor, changes};
use wisecx::{Client, WiseCx};

/// What both sides keep of a contact.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Card {
    name: String,
    email: String,
    phone: String,
}

/// A row of the file.
#[derive(Serialize, Deserialize)]
struct Row {
    #[serde(flatten)]
    card: Card,
    /// The vendor's id; none for a contact that was made here, until the vendor has it.
    #[serde(default)]
    id: Option<Id>,
    /// What both sides had when they last agreed. If the card is another one now, it was changed here.
    #[serde(default)]
    agreed: Option<Card>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (client, sandbox) = connect().await?;
    if sandbox.is_some() {
        return show(&client).await;
    }
    let path = std::env::args().nth(1);
    let path = path.unwrap_or_else(|| "contacts.json".to_owned());
    sync(&client, Path::new(&path)).await
}

/// One run: first what changed here goes to the vendor, and then what changed there comes here.
///
/// In this order the vendor's copies of our own writes come back in the same run, and the next one has
/// nothing to do.
async fn sync(client: &Client, path: &Path) -> Result<(), Box<dyn Error>> {
    let cursor_path = path.with_extension("cursor.json");
    let mut rows: Vec<Row> = load(path)?.unwrap_or_default();
    let cursor = load(&cursor_path)?.unwrap_or_else(Cursor::beginning);

    let pushed = push(client, &mut rows).await;
    // Also when it was broken off: the ids that the vendor gave so far must not be lost.
    save(path, &rows)?;
    let written = pushed?;

    let fields = ["name", "email", "phone"];
    let mut changed = changes(client, ListContacts::new().fields(fields), cursor);
    let mut received = 0;
    while let Some(contact) = changed.try_next().await? {
        received += usize::from(take(&mut rows, contact));
    }
    // The cursor goes last. If the program ends between the two, the same rows come once more, and that
    // does no harm; the other way round they would be lost.
    save(path, &rows)?;
    save(&cursor_path, changed.cursor())?;
    writeln!(io::stdout(), "{written} written, {received} received")?;
    Ok(())
}

/// Writes to the vendor what was made or changed here, and tells how many that were.
async fn push(client: &Client, rows: &mut [Row]) -> Result<usize, wisecx::Error> {
    let mut written = 0;
    for row in rows {
        if row.agreed.as_ref() == Some(&row.card) {
            continue;
        }
        let id = match &row.id {
            Some(id) => Some(id.clone()),
            None => find(client, &row.card).await?,
        };
        let card = row.card.clone();
        let id = match id {
            Some(id) => {
                let update = UpdateContact::new(id)
                    .name(card.name)
                    .email(card.email)
                    .phone(card.phone);
                client.send(update).await?.id
            }
            None => {
                let mut create = CreateContact::new().name(card.name);
                if !card.email.is_empty() {
                    create = create.email(card.email);
                }
                if !card.phone.is_empty() {
                    create = create.phone(card.phone);
                }
                client.send(create).await?.id
            }
        };
        row.id = Some(id);
        row.agreed = Some(row.card.clone());
        written += 1;
    }
    Ok(written)
}

/// The contact that the vendor has already, if it does.
///
/// The client never repeats a creation whose answer was lost, since it could make a second contact. So
/// look before each one: then the next run finds what the last one may have made.
async fn find(client: &Client, card: &Card) -> Result<Option<Id>, wisecx::Error> {
    let filter = if card.email.is_empty() {
        ContactField::PHONE.equals(&card.phone)
    } else {
        ContactField::EMAIL.equals(&card.email)
    };
    let list = ListContacts::new().fields(["id"]).filter(filter);
    let found = client.send(list).await?.items;
    Ok(found.into_iter().find_map(|contact| contact.id))
}

/// Takes a contact of the vendor's into the file, and tells whether it brought anything new.
fn take(rows: &mut Vec<Row>, contact: Contact) -> bool {
    let card = Card {
        name: contact.name.unwrap_or_default(),
        email: contact.email.unwrap_or_default(),
        phone: contact.phone.unwrap_or_default(),
    };
    let row = Row {
        card: card.clone(),
        id: contact.id,
        agreed: Some(card),
    };
    match rows.iter_mut().find(|known| known.id == row.id) {
        // Our own write, come back.
        Some(known) if known.card == row.card => return false,
        Some(known) => *known = row,
        None => rows.push(row),
    }
    true
}

/// What a file holds; `None` if there is none.
fn load<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, Box<dyn Error>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Writes a file anew beside the old one, and then puts it in its place: it is never half written.
fn save<T: Serialize + ?Sized>(path: &Path, value: &T) -> Result<(), Box<dyn Error>> {
    let new = path.with_extension("new");
    fs::write(&new, serde_json::to_vec_pretty(value)?)?;
    fs::rename(&new, path)?;
    Ok(())
}

/// Three runs against the sandbox, with something to do for the first two.
async fn show(client: &Client) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("contacts.json");
    let made_here = serde_json::json!([
        {"name": "Front desk", "email": "front-desk@example.com", "phone": ""},
    ]);
    save(&path, &made_here)?;
    sync(client, &path).await?;

    // One contact is edited in the file, and another one at the vendor.
    let text = fs::read_to_string(&path)?;
    fs::write(&path, text.replacen("\"Front desk\"", "\"Reception\"", 1))?;
    let moved = UpdateContact::new(6_594_513).email("contact13@example.com");
    client.send(moved.phone("12025550199")).await?;
    sync(client, &path).await?;

    sync(client, &path).await
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
