//! Sending: the client.

use std::fmt;
use std::sync::Arc;

use secrecy::SecretString;

use crate::auth::Authorize;
use crate::builder::ClientBuilder;
use crate::call::{Call, Policy};
use crate::context::Options;
use crate::download::Download;
use crate::engine::Exec;
use crate::fetch::Fetch;
use crate::frame::Frame;
use crate::pages::{Items, Paged, Pages};
use crate::poll::{Polled, Poller};
use crate::quota::{Left, Limiter, Permit};
use crate::upload::Uploading;
use crate::{Error, Facts, Operation, Vendor};

/// Sends a vendor's operations.
///
/// Cheap to clone, and meant to be: clones share connections, token, quotas and retry budget. Making
/// one starts no task and needs no runtime.
///
/// ```
/// # use ccaas_core::doctest::{Acme, GetCase};
/// # async fn example() -> Result<(), ccaas_core::Error> {
/// use std::time::Duration;
/// use ccaas_core::{Client, Retry};
///
/// let client = Client::new(Acme::new("key"))?;
/// let case = client.send(GetCase::new(42)).await?;
/// let soon = client
///     .send(GetCase::new(42))
///     .timeout(Duration::from_secs(5))
///     .retry(Retry::never())
///     .await?;
/// # Ok(())
/// # }
/// ```
pub struct Client<V> {
    shared: Arc<Shared<V>>,
}

pub(crate) struct Shared<V> {
    pub(crate) vendor: Arc<V>,
    pub(crate) frame: Arc<Frame>,
    pub(crate) exec: Arc<dyn Exec>,
    pub(crate) fetch: Arc<dyn Fetch>,
    pub(crate) authorizer: Arc<dyn Authorize>,
    pub(crate) limiter: Arc<dyn Limiter>,
    pub(crate) options: Options,
}

impl<V> Clone for Client<V> {
    fn clone(&self) -> Self {
        Client {
            shared: self.shared.clone(),
        }
    }
}

impl<V: Vendor> fmt::Debug for Client<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("vendor", &V::NAME)
            .finish_non_exhaustive()
    }
}

impl<V: Vendor> Client<V> {
    /// A client with the defaults: the vendor's documented quotas, 30 s for an attempt, 5 minutes for
    /// a call, 4 attempts.
    ///
    /// # Errors
    ///
    /// The settings of the vendor can't work; the error names which.
    pub fn new(vendor: V) -> Result<Self, Error> {
        Client::builder(vendor).build()
    }

    /// Begins a client whose defaults are changed.
    pub fn builder(vendor: V) -> ClientBuilder<V> {
        ClientBuilder::new(vendor)
    }

    /// The call that sends an operation. Awaiting it sends it.
    pub fn send<O: Operation<Vendor = V>>(&self, operation: O) -> Call<O> {
        Call::new(self.clone(), operation)
    }

    /// All the items of a list, page by page.
    pub fn items<O: Paged<Vendor = V>>(&self, operation: O) -> Items<O> {
        Items::new(self.pages(operation))
    }

    /// The pages of a list.
    pub fn pages<O: Paged<Vendor = V>>(&self, operation: O) -> Pages<O> {
        Pages::new(self.clone(), operation)
    }

    /// A long job: started, asked about, and waited for.
    pub fn poll<O: Polled<Vendor = V>>(&self, operation: O) -> Poller<O> {
        Poller::start(self.clone(), operation)
    }

    /// A long job that was started before, here or elsewhere: `O` is the operation that started it.
    ///
    /// It takes a place in its [concurrency](crate::quota::Quota::concurrency) quota at once, even if that
    /// is one more than there may be: the job runs already.
    ///
    /// ```
    /// # use ccaas_core::doctest::{Acme, StartExport};
    /// # async fn example(client: ccaas_core::Client<Acme>, saved: u64) -> Result<(), ccaas_core::Error> {
    /// let done = client.resume::<StartExport>(saved).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn resume<O: Polled<Vendor = V>>(&self, job: O::Job) -> Poller<O> {
        Poller::resume(self.clone(), job)
    }

    /// A download from a URL that the vendor gave out.
    ///
    /// No credential goes along. A URL that can't be one is an error when the download begins.
    pub fn download(&self, url: impl AsRef<str>) -> Download {
        let options = &self.shared.options;
        Download::new(
            self.shared.fetch.clone(),
            url.as_ref(),
            self.shared.frame.user_agent().clone(),
            V::NAME,
            options.retry,
            options.timeout,
            options.max_reply,
        )
    }

    /// An upload to a URL that the vendor gave out.
    ///
    /// No credential goes along. A URL that can't be one is an error when the upload is awaited.
    pub fn upload(&self, url: impl AsRef<str>) -> Uploading {
        let options = &self.shared.options;
        Uploading::new(
            self.shared.fetch.clone(),
            url.as_ref(),
            self.shared.frame.user_agent().clone(),
            V::NAME,
            options.retry,
            options.timeout,
        )
    }

    /// What is left of each quota.
    pub fn quotas(&self) -> Vec<Left> {
        self.shared.limiter.left()
    }

    /// The vendor's configuration.
    pub fn vendor(&self) -> &V {
        &self.shared.vendor
    }

    /// The token that is in use, for a process that lives too short to log in each time. Put it back
    /// with [`ClientBuilder::token`]. It is a secret.
    pub fn export_token(&self) -> Option<SecretString> {
        self.shared.authorizer.export()
    }

    pub(crate) fn over(shared: Shared<V>) -> Self {
        Client {
            shared: Arc::new(shared),
        }
    }

    pub(crate) fn frame(&self) -> &Frame {
        &self.shared.frame
    }

    pub(crate) fn exec(&self) -> &dyn Exec {
        &*self.shared.exec
    }

    pub(crate) fn authorizer(&self) -> &dyn Authorize {
        &*self.shared.authorizer
    }

    /// Takes a place among the concurrent ones for what runs at the vendor already.
    pub(crate) fn occupy(&self, facts: &Facts) -> Permit {
        self.shared.limiter.occupy(facts)
    }

    pub(crate) fn policy(&self) -> Policy {
        Policy::new(self.shared.options)
    }
}
