//! The tour of the Apps API: queues and people are looked at, chats and calls begun and gone on with,
//! and what the tour makes is removed where that can be done.
//!
//! At the vendor itself it goes by what the person at the terminal names: agents, queues, a campaign, a
//! number to call. Numbers that it adds anywhere by itself are of those kept for fiction. The settings of
//! queues are saved, imported and restored as they are.

mod agents;
mod bulk;
mod calls;
mod campaigns;
mod chats;
mod customers;
mod known;
mod lists;
mod look;
mod media;
mod sessions;
mod settings;

use std::collections::BTreeMap;
use std::time::Duration;

use ccaas::apps_api::AppsApi;
use ccaas::apps_api::campaigns::ContactJobKey;
use ccaas::types::Id;
use ccaas::{Error, Polled, Poller, Schedule};
use tokio::time::timeout;

use super::chance::mark;
use super::step::{Step, Visit};

/// What the steps hand on to each other. What is `own` was made by this tour.
#[derive(Default)]
pub(crate) struct Seen {
    mark: Mark,
    told: BTreeMap<&'static str, String>,
    own_end_user: Option<Id>,
    own_chat: Option<Id>,
    photo_key: Option<String>,
    photo: Option<Id>,
    video_key: Option<String>,
    video: Option<Id>,
    bot_chat: Option<Id>,
    escalation: Option<Id>,
    own_call: Option<Id>,
    logout: Option<Id>,
    own_contact: Option<Id>,
    import: Option<ContactJobKey>,
    bulk: Option<Id>,
    own_list: Option<Id>,
    own_entry: Option<Id>,
    version: Option<(Id, Option<String>)>,
}

/// Stands in the names of what this tour makes, so that nothing that another one left is in its way.
struct Mark(String);

impl Default for Mark {
    fn default() -> Self {
        Mark(mark())
    }
}

impl Seen {
    /// A name for something that the tour makes.
    fn name(&self) -> String {
        format!("ccaas tour {}", self.mark.0)
    }

    /// A short text that nothing else has.
    fn key(&self) -> String {
        format!("tour-{}", self.mark.0)
    }

    /// An address that no mail arrives at.
    fn email(&self) -> String {
        format!("{}@example.com", self.key())
    }
}

pub(crate) fn steps() -> Vec<Step<AppsApi>> {
    [
        look::steps(),
        customers::steps(),
        chats::begun(),
        media::steps(),
        sessions::of_a_chat(),
        chats::ended(),
        calls::steps(),
        sessions::of_a_call(),
        agents::steps(),
        campaigns::steps(),
        bulk::steps(),
        lists::steps(),
        settings::steps(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// How often the sandbox is asked, and by how much its clock is moved when nothing has come.
const OFTEN: Duration = Duration::from_millis(20);
const MOVE: Duration = Duration::from_secs(1);

/// What starts a job and asks how far it is.
fn poller<P: Polled<Vendor = AppsApi>>(tour: &Visit<AppsApi>, start: P) -> Poller<P> {
    let job = tour.client.poll(start);
    match tour.sandbox() {
        Some(_) => job.schedule(Schedule::new(OFTEN, OFTEN)),
        None => job,
    }
}

/// Waits until a job is done, and gives what is told of it last. In the sandbox that needn't take long.
async fn finish<P: Polled<Vendor = AppsApi>>(
    tour: &Visit<AppsApi>,
    job: &mut Poller<P>,
) -> Result<Option<P::State>, Error> {
    let mut last = None;
    loop {
        match timeout(OFTEN, job.try_next()).await {
            Ok(state) => match state? {
                Some(state) => last = Some(state),
                None => return Ok(last),
            },
            Err(_) => pass(tour, MOVE),
        }
    }
}

/// Lets time pass in the sandbox.
fn pass(tour: &Visit<AppsApi>, time: Duration) {
    if let Some(sandbox) = tour.sandbox() {
        sandbox.advance(time);
    }
}
