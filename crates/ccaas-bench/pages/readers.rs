//! Those who read the whole list.

use jiff::civil::DateTime;
use wisecx::WiseCx;
use wisecx::contacts::ListContacts;

use crate::contacts::{Contact, Page};
use crate::server::{KEY, TOKEN};
use crate::{PAGE, Result, WORK};

/// Who reads.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reader {
    ByHand,
    OneByOne,
    Ahead,
}

/// Somebody who is ready to read.
pub(crate) enum Client {
    ByHand(reqwest::Client, String),
    Items(wisecx::Client, usize),
}

impl Reader {
    pub(crate) const ALL: [Reader; 3] = [Reader::ByHand, Reader::OneByOne, Reader::Ahead];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Reader::ByHand => "by hand",
            Reader::OneByOne => "items",
            Reader::Ahead => "items, one page ahead",
        }
    }

    /// A client of its own each time: the vendor allows 5,000 calls a minute, and a list takes a thousand.
    pub(crate) fn client(self, address: &str, contacts: u64) -> Result<Client> {
        let base = format!("http://{address}/{contacts}");
        let items = |ahead| {
            let vendor = WiseCx::new("bench", KEY).base_url(base.clone());
            Result::Ok(Client::Items(wisecx::Client::new(vendor)?, ahead))
        };
        match self {
            Reader::ByHand => {
                // Without this it has no TLS to build with; that there is one already is no error.
                let _ = rustls::crypto::ring::default_provider().install_default();
                let client = reqwest::Client::builder().build()?;
                Ok(Client::ByHand(client, base))
            }
            Reader::OneByOne => items(0),
            Reader::Ahead => items(1),
        }
    }
}

impl Client {
    /// Reads all contacts, and takes its time for the rows of each page. Gives how many there were.
    pub(crate) async fn read(&self) -> Result<u64> {
        let mut read = 0;
        match self {
            Client::ByHand(client, base) => {
                for page in 1.. {
                    let url = format!("{base}/contacts/?page={page}");
                    let page: Page<Contact<DateTime>> = client
                        .get(&url)
                        .header("x-api-key", KEY)
                        .bearer_auth(TOKEN)
                        .send()
                        .await?
                        .error_for_status()?
                        .json()
                        .await?;
                    let last = (page.data.len() as u64) < PAGE;
                    for contact in page.data {
                        work_on(contact, &mut read).await;
                    }
                    if last {
                        break;
                    }
                }
            }
            Client::Items(client, ahead) => {
                let mut contacts = client.items(ListContacts::new()).prefetch(*ahead);
                while let Some(contact) = contacts.try_next().await? {
                    work_on(contact, &mut read).await;
                }
            }
        }
        Ok(read)
    }
}

/// What the caller does with a row: nothing but wait, for a page's worth of them at a time.
async fn work_on<T>(contact: T, read: &mut u64) {
    drop(std::hint::black_box(contact));
    *read += 1;
    if read.is_multiple_of(PAGE) {
        tokio::time::sleep(WORK).await;
    }
}
