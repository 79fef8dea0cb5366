//! Lists: page by page, or item by item.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::ahead::{Fetched, Fetcher};
use crate::call::{Policy, Sending, policy_setters};
use crate::{Client, Error, ErrorKind, Operation, Vendor};

/// A vendor that turns more pages than this is taken to never end, unless told otherwise.
const MAX_PAGES: u64 = 100_000;

/// An operation whose reply is one page of a list.
pub trait Paged: Operation + Clone {
    /// What the list is of.
    type Item: Send + 'static;
    /// Where a page begins: a page number, an offset.
    type Cursor: Serialize + DeserializeOwned + Send;

    /// The items of a page, and the operation that reads the next one.
    fn split(self, page: Self::Output) -> (Vec<Self::Item>, Option<Self>);

    /// Where this operation reads.
    fn cursor(&self) -> Self::Cursor;

    /// The same operation, reading at another place.
    #[must_use]
    fn resume(self, at: Self::Cursor) -> Self;

    /// What tells this page from the one before, as a hash of its first row's id. Two pages in a row
    /// with the same mark mean that the vendor ignores the page's number: an error.
    fn mark(page: &Self::Output) -> Option<u64>;
}

/// A hash for [`Paged::mark`].
pub fn mark_of(id: &(impl std::hash::Hash + ?Sized)) -> u64 {
    use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
    BuildHasherDefault::<DefaultHasher>::default().hash_one(id)
}

/// The pages of a list, as a [`Stream`].
///
/// After an error it stands at the same page: asking again tries that page again.
#[must_use = "a list does nothing until it is read"]
pub struct Pages<O: Paged> {
    client: Client<O::Vendor>,
    policy: Policy,
    next: Option<O>,
    under_way: Option<UnderWay<O>>,
    ahead: usize,
    turned: u64,
    max_pages: u64,
    last_mark: Option<u64>,
    within: Option<Duration>,
    ends: Option<Pin<Box<Sleep>>>,
}

/// How the next page is being had.
enum UnderWay<O: Paged> {
    /// By a call that goes on while the caller waits for it.
    Call(Sending<O::Output>),
    /// By a task that goes on while the caller works.
    Task(Fetcher<O>),
}

impl<O: Paged> UnderWay<O> {
    fn poll(&mut self, operation: &O, cx: &mut Context<'_>) -> Poll<Result<Fetched<O>, Error>> {
        match self {
            UnderWay::Call(call) => {
                let page = ready!(Pin::new(call).poll(cx));
                Poll::Ready(page.map(|page| Fetched::of(operation.clone(), page)))
            }
            UnderWay::Task(task) => task.poll(cx),
        }
    }
}

impl<O: Paged> Pages<O> {
    pub(crate) fn new(client: Client<O::Vendor>, operation: O) -> Self {
        let policy = client.policy();
        Pages {
            client,
            policy,
            next: Some(operation),
            under_way: None,
            ahead: 0,
            turned: 0,
            max_pages: MAX_PAGES,
            last_mark: None,
            within: None,
            ends: None,
        }
    }

    policy_setters!(policy);

    /// The time that the whole list may take, from the first page on.
    pub fn overall_deadline(mut self, within: Duration) -> Self {
        self.within = Some(within);
        self
    }

    /// The number of pages after which the list is taken to never end: 100,000 by default.
    pub fn max_pages(mut self, pages: u64) -> Self {
        self.max_pages = pages;
        self
    }

    /// Fetches up to this many pages ahead, in a task, while the caller works on the one that it has.
    ///
    /// None by default. The task ends with the list, or when the list is dropped.
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.ahead = pages;
        self
    }

    /// Where the next page begins; `None` after the last one. With
    /// [`resume`](Pages::resume), the list goes on from there in another process.
    pub fn cursor(&self) -> Option<O::Cursor> {
        self.next.as_ref().map(O::cursor)
    }

    /// Goes on from a cursor.
    pub fn resume(mut self, at: O::Cursor) -> Self {
        self.next = self.next.map(|operation| operation.resume(at));
        self
    }

    /// The next page, or `None` after the last one.
    ///
    /// # Errors
    ///
    /// The call for the page failed, the vendor repeats a page, or the list doesn't end.
    pub async fn try_next(&mut self) -> Result<Option<Vec<O::Item>>, Error> {
        poll_fn(|cx| self.poll_page(cx)).await.transpose()
    }

    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Vec<O::Item>, Error>>> {
        if self.next.is_none() {
            return Poll::Ready(None);
        }
        if self.turned >= self.max_pages {
            return Poll::Ready(Some(Err(self.broken(format!(
                "the list doesn't end: {} pages were read",
                self.turned
            )))));
        }
        if self.under_way.is_none() {
            // Looked at before the first page too, because the time counts from there.
            if self.poll_end(cx).is_ready() {
                return Poll::Ready(Some(Err(self.late())));
            }
            let Some(operation) = &self.next else {
                return Poll::Ready(None);
            };
            self.under_way = Some(if self.ahead == 0 {
                UnderWay::Call(self.policy.begin(&self.client, operation, O::decode))
            } else {
                match Fetcher::start(&self.client, &self.policy, operation.clone(), self.ahead) {
                    Ok(fetcher) => UnderWay::Task(fetcher),
                    Err(error) => return Poll::Ready(Some(Err(error))),
                }
            });
        }
        let (Some(under_way), Some(operation)) = (&mut self.under_way, &self.next) else {
            return Poll::Ready(None);
        };
        let fetched = match under_way.poll(operation, cx) {
            Poll::Ready(fetched) => fetched,
            Poll::Pending => {
                ready!(self.poll_end(cx));
                let mut error = self.late();
                if let Some(UnderWay::Call(call)) = self.under_way.take() {
                    error = call.ended_by(error);
                }
                return Poll::Ready(Some(Err(error)));
            }
        };
        // A task has more to give, unless it has ended.
        if matches!(self.under_way, Some(UnderWay::Call(_))) || fetched.is_err() {
            self.under_way = None;
        }
        let fetched = match fetched {
            Ok(fetched) => fetched,
            Err(error) => return Poll::Ready(Some(Err(error))),
        };
        if fetched.mark.is_some() && fetched.mark == self.last_mark {
            self.under_way = None;
            let message = "the vendor answers the same page again".to_owned();
            return Poll::Ready(Some(Err(self.broken(message))));
        }
        self.last_mark = fetched.mark;
        self.turned += 1;
        self.next = fetched.next;
        if self.next.is_none() {
            self.under_way = None;
        }
        Poll::Ready(Some(Ok(fetched.items)))
    }

    /// Ready when the time for the whole list is over.
    fn poll_end(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(within) = self.within else {
            return Poll::Pending;
        };
        if self.ends.is_none() {
            // What no clock can reach is no deadline.
            let ends = Instant::now().checked_add(within);
            self.ends = ends.map(|ends| Box::pin(sleep_until(ends)));
        }
        match &mut self.ends {
            Some(ends) => ends.as_mut().poll(cx),
            None => Poll::Pending,
        }
    }

    fn late(&self) -> Error {
        Error::new(ErrorKind::Timeout, "the deadline of the whole list passed")
            .of(<O::Vendor as Vendor>::NAME, O::SPEC.id.into())
    }

    fn broken(&self, message: String) -> Error {
        Error::new(ErrorKind::Paging, message).of(<O::Vendor as Vendor>::NAME, O::SPEC.id.into())
    }
}

use std::future::Future as _;

impl<O: Paged> Unpin for Pages<O> {}

impl<O: Paged> Stream for Pages<O> {
    type Item = Result<Vec<O::Item>, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_page(cx)
    }
}

impl<O: Paged> std::fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &O::SPEC.id)
            .field("turned", &self.turned)
            .finish_non_exhaustive()
    }
}

/// All the items of a list, as a [`Stream`] that turns the pages by itself.
///
/// After an error it stands at the same page: asking again tries that page again, and no item is
/// lost or doubled.
///
/// ```
/// # use ccaas_core::doctest::{Acme, ListCases};
/// # async fn example(client: ccaas_core::Client<Acme>) -> Result<(), ccaas_core::Error> {
/// let mut cases = client.items(ListCases::new());
/// while let Some(case) = cases.try_next().await? {
///     println!("{case}");
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a list does nothing until it is read"]
pub struct Items<O: Paged> {
    pages: Pages<O>,
    buffer: VecDeque<O::Item>,
    /// The page that the buffer is from, and how many of its items were given out.
    page: Option<O>,
    offset: usize,
    /// How many items of the next page to pass over, after a resume.
    skip: usize,
}

/// Where a list of items stands: the page, and how many of its items were given out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemCursor<C> {
    /// Where the page begins.
    pub page: C,
    /// How many of its items were given out.
    pub offset: usize,
}

impl<O: Paged> Items<O> {
    pub(crate) fn new(pages: Pages<O>) -> Self {
        Items {
            pages,
            buffer: VecDeque::new(),
            page: None,
            offset: 0,
            skip: 0,
        }
    }

    policy_setters!(pages.policy);

    /// The time that the whole list may take, from the first page on.
    pub fn overall_deadline(mut self, within: Duration) -> Self {
        self.pages = self.pages.overall_deadline(within);
        self
    }

    /// The number of pages after which the list is taken to never end: 100,000 by default.
    pub fn max_pages(mut self, pages: u64) -> Self {
        self.pages = self.pages.max_pages(pages);
        self
    }

    /// Fetches up to this many pages ahead, in a task, while the caller works on the items of the one that
    /// it has.
    ///
    /// None by default. The task ends with the list, or when the list is dropped.
    ///
    /// ```
    /// # use ccaas_core::doctest::{Acme, ListCases};
    /// # async fn example(client: ccaas_core::Client<Acme>) -> Result<(), ccaas_core::Error> {
    /// let mut cases = client.items(ListCases::new()).prefetch(1);
    /// while let Some(case) = cases.try_next().await? {
    ///     println!("{case}"); // something slow, while the next page arrives
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.pages = self.pages.prefetch(pages);
        self
    }

    /// Where the list stands; `None` after the last item. With [`resume`](Items::resume), it goes on
    /// from there in another process.
    pub fn cursor(&self) -> Option<ItemCursor<O::Cursor>> {
        match &self.page {
            Some(page) if !self.buffer.is_empty() => Some(ItemCursor {
                page: page.cursor(),
                offset: self.offset,
            }),
            _ => self.pages.cursor().map(|page| ItemCursor {
                page,
                offset: self.skip,
            }),
        }
    }

    /// Goes on from a cursor.
    pub fn resume(mut self, at: ItemCursor<O::Cursor>) -> Self {
        self.pages = self.pages.resume(at.page);
        self.skip = at.offset;
        self
    }

    /// The next item, or `None` after the last one.
    ///
    /// # Errors
    ///
    /// The call for a page failed, the vendor repeats a page, or the list doesn't end.
    pub async fn try_next(&mut self) -> Result<Option<O::Item>, Error> {
        poll_fn(|cx| self.poll_item(cx)).await.transpose()
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<O::Item, Error>>> {
        loop {
            if let Some(item) = self.buffer.pop_front() {
                self.offset += 1;
                return Poll::Ready(Some(Ok(item)));
            }
            let reading = self.pages.next.clone();
            match ready!(self.pages.poll_page(cx)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(items)) => {
                    self.page = reading;
                    self.buffer = items.into();
                    self.offset = self.skip.min(self.buffer.len());
                    self.buffer.drain(..self.offset);
                    self.skip = 0;
                }
            }
        }
    }
}

impl<O: Paged> Unpin for Items<O> {}

impl<O: Paged> Stream for Items<O> {
    type Item = Result<O::Item, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(cx)
    }
}

impl<O: Paged> std::fmt::Debug for Items<O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .field("buffered", &self.buffer.len())
            .finish_non_exhaustive()
    }
}
