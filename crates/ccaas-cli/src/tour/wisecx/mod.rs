//! The tour of WiseCX: it makes a few things of its own, works with them, and removes what can be removed.
//!
//! At the vendor itself nothing that was there before is changed, and nobody is written to but a contact
//! that the tour has made, whose e-mail address and telephone number are of those kept for fiction.

mod cases;
mod contacts;
mod look;
mod messages;
mod nitro;
mod orders;
mod reports;
mod staff;
mod surveys;

use ccaas::types::Id;
use ccaas::wisecx::WiseCx;

use super::chance::mark;
use super::step::{Halt, Step, Visit, need};

/// What the steps hand on to each other. What is `own` was made by this tour, and may be changed.
#[derive(Default)]
pub(crate) struct Seen {
    mark: Mark,
    queue: Option<Id>,
    user: Option<Id>,
    template: Option<Id>,
    surveys: Vec<Id>,
    own_queue: Option<Id>,
    own_user: Option<Id>,
    own_organization: Option<Id>,
    own_group: Option<Id>,
    own_contact: Option<Id>,
    own_case: Option<Id>,
    own_message: Option<Id>,
    own_order: Option<Id>,
    campaign: Option<Id>,
    campaign_message: Option<Id>,
    sent: Option<(Id, Id)>,
    transactional: Option<Id>,
    tracking: Option<Id>,
    export: Option<Id>,
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

/// A number that nobody has.
const PHONE: &str = "12025550199";

pub(crate) fn steps() -> Vec<Step<WiseCx>> {
    [
        look::steps(),
        staff::steps(),
        contacts::made(),
        cases::steps(),
        surveys::steps(),
        orders::steps(),
        nitro::steps(),
        messages::steps(),
        reports::steps(),
        contacts::removed(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// An id that goes into a body, where the vendor has numbers.
fn number(found: &Option<Id>, from: &str) -> Result<u64, Halt> {
    let id = need(found, from)?;
    let number = id.as_number().and_then(|number| number.try_into().ok());
    number.ok_or_else(|| Halt::Failed(format!("the id {id} is no number")))
}

/// An id that nothing lists: the sandbox's own, or what the person at the terminal knows.
fn told(tour: &Visit<WiseCx>, in_sandbox: u64, question: &str) -> Result<Id, Halt> {
    match tour.sandbox() {
        Some(_) => Ok(in_sandbox.into()),
        None => tour.ask(question).map(Id::from),
    }
}
