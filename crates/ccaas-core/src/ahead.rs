//! Pages that are fetched while the caller works on those before.

use std::task::{Context, Poll};

use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tracing::Instrument;

use crate::call::Policy;
use crate::{Client, Error, Paged};

/// A page that was fetched, taken apart.
pub(crate) struct Fetched<O: Paged> {
    pub(crate) items: Vec<O::Item>,
    pub(crate) mark: Option<u64>,
    pub(crate) next: Option<O>,
}

impl<O: Paged> Fetched<O> {
    pub(crate) fn of(operation: O, page: O::Output) -> Self {
        let mark = O::mark(&page);
        let (items, next) = operation.split(page);
        Fetched { items, mark, next }
    }
}

/// A task that fetches one page after another, until it is a given number ahead.
pub(crate) struct Fetcher<O: Paged> {
    pages: mpsc::Receiver<Result<Fetched<O>, Error>>,
    task: AbortHandle,
}

impl<O: Paged> Fetcher<O> {
    /// Starts at `operation`. The task ends with the last page, at an error, or with the fetcher.
    pub(crate) fn start(
        client: &Client<O::Vendor>,
        policy: &Policy,
        mut operation: O,
        ahead: usize,
    ) -> Result<Self, Error> {
        let runtime = Handle::try_current().map_err(|error| {
            Error::config("pages can be fetched ahead only inside a tokio runtime")
                .with_source(error)
        })?;
        let (client, policy) = (client.clone(), policy.clone());
        let (to, pages) = mpsc::channel(ahead);
        let fetch = async move {
            // A place is had before the page is: what is fetched and not yet taken counts as ahead too.
            while let Ok(place) = to.reserve().await {
                let page = policy.begin(&client, &operation, O::decode).await;
                let fetched = page.map(|page| Fetched::of(operation.clone(), page));
                let next = match &fetched {
                    Ok(fetched) => fetched.next.clone(),
                    Err(_) => None,
                };
                place.send(fetched);
                match next {
                    Some(next) => operation = next,
                    None => return,
                }
            }
        };
        let task = runtime.spawn(fetch.in_current_span()).abort_handle();
        Ok(Fetcher { pages, task })
    }

    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Fetched<O>, Error>> {
        self.pages.poll_recv(cx).map(|fetched| {
            // The task gives one page after another until it has given the last one, or an error.
            fetched.unwrap_or_else(|| Err(Error::config("the task that fetches pages has ended")))
        })
    }
}

impl<O: Paged> Drop for Fetcher<O> {
    fn drop(&mut self) {
        self.task.abort();
    }
}
