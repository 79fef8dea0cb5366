//! What has changed since the last time: cases, orders, contacts, survey responses.
//!
//! [`changes`] gives every row that was made or changed after a [`Cursor`], each once, and keeps the cursor
//! at what was given last. Save the cursor with what you stored, and the next run, in this process or
//! another, goes on from there. A run that is broken off goes on in its middle.
//!
//! ```no_run
//! # async fn example(client: wisecx::Client, saved: Option<String>) -> Result<(), Box<dyn std::error::Error>> {
//! use wisecx::cases::ListCases;
//! use wisecx::sync::{Cursor, changes};
//!
//! let cursor = match saved {
//!     Some(saved) => serde_json::from_str(&saved)?,
//!     None => Cursor::beginning(),
//! };
//! let mut changed = changes(&client, ListCases::new(), cursor);
//! while let Some(case) = changed.try_next().await? {
//!     println!("{:?}", case.id); // store it, and then:
//!     let saved = serde_json::to_string(changed.cursor())?;
//! #   drop(saved);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What it rests on
//!
//! The vendor has no feed of changes, so this asks its lists. Dates have seconds, and a change may become
//! visible a little after its date: so each run looks back over an [overlap](Changes::overlap) and leaves
//! out what it gave before. A row that changes twice between two runs comes once, with its last state. Rows
//! that are deleted don't come, except cases, which stay listed as deleted. A row whose date is missing
//! comes each time, since nobody can tell. A contact that is deleted while a run reads moves the others up,
//! and may hide one of them until it changes again.
//!
//! | list | what changed | how it is found |
//! | --- | --- | --- |
//! | [`ListCases`] | `last_update` | filtered and sorted by it; only cases of the last three months are listed |
//! | [`ListOrders`] | `updated_at` | filtered and sorted by it |
//! | [`ListSurveyResponses`] | `responded_at` | filtered by `responded_since`, again until a look brings nothing new; one look must not take longer than the overlap |
//! | [`ListContacts`] | `last_update` | sorted by it, newest first, until one is older: it can't be filtered by a span, and that the list can be sorted by it isn't documented |

mod cursor;
mod lists;

use std::collections::VecDeque;
use std::fmt;
use std::future::{Future, IntoFuture, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use ccaas_core::types::PageNumber;
use ccaas_core::{Operation, Sending};
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp, ToSpan};

pub use cursor::Cursor;
use lists::Comes;
pub use lists::Tracked;

use crate::page::Page;
use crate::{Client, Error, ErrorKind, Moment};
#[cfg(doc)]
use crate::{
    cases::ListCases, contacts::ListContacts, orders::ListOrders, surveys::ListSurveyResponses,
};

/// How far a run looks back behind what it gave last.
const OVERLAP: Duration = Duration::from_secs(300);

/// The rows of `list` that have changed since `cursor`.
///
/// The list may have fields and filters of your own; its page and its order are set here. Without fields,
/// all that the vendor documents are asked for, but no password.
pub fn changes<L: Tracked>(client: &Client, list: L, cursor: Cursor) -> Changes<L> {
    Changes {
        client: client.clone(),
        list,
        overlap: SignedDuration::try_from(OVERLAP).unwrap_or_default(),
        now: None,
        step: Step::Begin,
        rows: VecDeque::new(),
        cursor,
    }
}

/// The rows that have changed, as a [`Stream`](futures_core::Stream): from [`changes`].
///
/// After an error it stands where it was: asking again tries again.
#[must_use = "changes are read when they are asked for"]
pub struct Changes<L: Tracked> {
    client: Client,
    list: L,
    overlap: SignedDuration,
    now: Option<Timestamp>,
    step: Step<L>,
    rows: VecDeque<L::Item>,
    cursor: Cursor,
}

enum Step<L: Tracked> {
    Begin,
    /// A page is to be read.
    Next(Look<L>),
    /// A page is being read.
    Reading(Look<L>, Sending<Page<L::Item>>),
    /// The rows of the page are given out, and then comes this.
    Giving(Then<L>),
    Over,
}

/// One look through the list.
#[derive(Clone)]
struct Look<L> {
    /// The list from its beginning, page by page.
    page: L,
    /// Where it begins.
    from: Option<DateTime>,
    last_mark: Option<u64>,
    /// Whether it has brought something that wasn't known.
    found: bool,
}

/// What comes when the rows of a page are given out.
enum Then<L> {
    Next(Look<L>),
    /// The look is over. If it was one in no order and found something, another one follows.
    Ended {
        found: bool,
    },
}

impl<L: Tracked> Changes<L> {
    /// How far to look back behind what was given last: 5 minutes, without it.
    pub fn overlap(mut self, overlap: Duration) -> Self {
        self.overlap = SignedDuration::try_from(overlap).unwrap_or(SignedDuration::MAX);
        self
    }

    /// What time it is at the vendor: the system's, without it. It tells whether a cursor is older than what
    /// the vendor lists, so it matters where the vendor is a sandbox with a clock of its own.
    pub fn as_of(mut self, now: Timestamp) -> Self {
        self.now = Some(now);
        self
    }

    /// Where the next run goes on, with all that was given so far behind it.
    pub fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    /// The next row, or `None` when nothing more has changed.
    ///
    /// # Errors
    ///
    /// The cursor is older than what the vendor lists, a call failed, or the vendor repeats a page.
    pub async fn try_next(&mut self) -> Result<Option<L::Item>, Error> {
        poll_fn(|cx| self.poll_row(cx)).await.transpose()
    }

    fn poll_row(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<L::Item, Error>>> {
        loop {
            while let Some(row) = self.rows.pop_front() {
                let new = match L::change(&row) {
                    Some((id, at)) => self.cursor.give(L::COMES, self.overlap, id, at),
                    None => true,
                };
                if new {
                    return Poll::Ready(Some(Ok(row)));
                }
            }
            let next = match std::mem::replace(&mut self.step, Step::Over) {
                Step::Over => return Poll::Ready(None),
                Step::Begin => match self.look() {
                    Ok(look) => Step::Next(look),
                    Err(error) => {
                        self.step = Step::Begin;
                        return Poll::Ready(Some(Err(error)));
                    }
                },
                Step::Next(look) => {
                    let call = self.client.send(look.page.clone()).into_future();
                    Step::Reading(look, call)
                }
                Step::Reading(look, mut call) => match Pin::new(&mut call).poll(cx) {
                    Poll::Pending => {
                        self.step = Step::Reading(look, call);
                        return Poll::Pending;
                    }
                    Poll::Ready(Err(error)) => {
                        self.step = Step::Next(look);
                        return Poll::Ready(Some(Err(error)));
                    }
                    Poll::Ready(Ok(page)) => match self.turn(look.clone(), page) {
                        Ok(then) => Step::Giving(then),
                        Err(error) => {
                            self.step = Step::Next(look);
                            return Poll::Ready(Some(Err(error)));
                        }
                    },
                },
                Step::Giving(Then::Next(look)) => {
                    self.cursor.page_given(L::COMES, look.page.cursor());
                    Step::Next(look)
                }
                Step::Giving(Then::Ended { found }) => {
                    self.cursor.look_given(self.overlap);
                    if found && L::COMES == Comes::Unsorted {
                        Step::Begin
                    } else {
                        Step::Over
                    }
                }
            };
            self.step = next;
        }
    }

    /// The beginning of a look, or the middle of one that was broken off.
    fn look(&self) -> Result<Look<L>, Error> {
        self.check()?;
        let from = self.cursor.from(self.overlap);
        let page = L::from(self.list.clone(), from);
        Ok(Look {
            page: page.resume(self.cursor.page()),
            from,
            last_mark: None,
            found: false,
        })
    }

    fn check(&self) -> Result<(), Error> {
        let (Some(months), Some(since)) = (L::MONTHS, self.cursor.at()) else {
            return Ok(());
        };
        let now = Moment::from(self.now.unwrap_or_else(Timestamp::now)).get();
        let oldest = now.saturating_sub(months.months());
        if since < oldest {
            return Err(Error::new(
                ErrorKind::Encode,
                format!(
                    "the cursor is of {since}, and only the last {months} months are listed: what \
                     changed in between can't be had this way"
                ),
            ));
        }
        Ok(())
    }

    /// Takes a page in: its rows are given out next, and then comes what this says.
    fn turn(&mut self, look: Look<L>, page: Page<L::Item>) -> Result<Then<L>, Error> {
        let mark = L::mark(&page);
        if mark.is_some() && mark == look.last_mark {
            return Err(Error::new(
                ErrorKind::Paging,
                format!("{}: the vendor answers the same page again", L::SPEC.id),
            ));
        }
        let (rows, next) = look.page.split(page);
        let ages: Vec<_> = rows
            .iter()
            .filter_map(L::change)
            .map(|(_, at)| at)
            .collect();
        let is_new = |row| L::change(row).is_some_and(|(id, at)| !self.cursor.knows(id, at));
        let found = look.found || rows.iter().any(is_new);
        let last = ages.last().copied();
        let newest = ages.iter().max().copied();
        self.cursor.read(L::COMES, newest);
        let past_all = match (L::COMES, look.from, last) {
            (Comes::NewestFirst, Some(from), Some(last)) => last < from,
            _ => false,
        };
        self.rows = rows.into();
        Ok(match next {
            Some(_) if past_all => Then::Ended { found },
            None => Then::Ended { found },
            // From here on it is asked for what came later than the last row, and not for the next page:
            // a row that changes meanwhile goes to the end, and those behind it move up by one.
            Some(_) if L::COMES == Comes::OldestFirst && newest > look.from => Then::Next(Look {
                page: L::from(self.list.clone(), newest).resume(PageNumber::default()),
                from: newest,
                last_mark: None,
                found,
            }),
            Some(page) => Then::Next(Look {
                page,
                from: look.from,
                last_mark: mark,
                found,
            }),
        })
    }
}

impl<L: Tracked> Unpin for Changes<L> {}

impl<L: Tracked> futures_core::Stream for Changes<L> {
    type Item = Result<L::Item, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_row(cx)
    }
}

impl<L: Tracked> fmt::Debug for Changes<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changes")
            .field("of", &<L as Operation>::SPEC.id)
            .field("since", &self.cursor.at())
            .finish_non_exhaustive()
    }
}
