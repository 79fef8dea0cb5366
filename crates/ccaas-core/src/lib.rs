#![doc = include_str!("../README.md")]
//!
//! ## Sending
//!
//! ```
//! # use ccaas_core::doctest::{Acme, GetCase, ListCases};
//! # async fn example(client: ccaas_core::Client<Acme>) -> Result<(), ccaas_core::Error> {
//! use std::time::Duration;
//! use ccaas_core::Retry;
//!
//! let case = client.send(GetCase::new(42)).await?;
//! let soon = client
//!     .send(GetCase::new(42))
//!     .timeout(Duration::from_secs(5))
//!     .retry(Retry::never())
//!     .await?;
//! let reply = client.send(GetCase::new(42)).raw().await?;
//! let curl = client.send(GetCase::new(42)).prepare()?.to_string();
//!
//! let mut cases = client.items(ListCases::new());
//! while let Some(case) = cases.try_next().await? {
//!     println!("{case}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! ## In tests
//!
//! Any tower service can be the transport, so a client needs no network:
//!
//! ```
//! # use ccaas_core::doctest::{Acme, GetCase};
//! # use ccaas_core::{Body, Client};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), ccaas_core::Error> {
//! let answer = tower::service_fn(|request: http::Request<Body>| async move {
//!     assert_eq!(request.uri().path(), "/v1/cases/42");
//!     let body = Body::from(r#"{"id": 42}"#.to_owned());
//!     Ok::<_, std::convert::Infallible>(http::Response::new(body))
//! });
//! let client = Client::builder(Acme::new("key")).transport(answer).build()?;
//! assert_eq!(client.send(GetCase::new(42)).await?["id"], 42);
//! # Ok(())
//! # }
//! ```

// The macros name this crate as a vendor's crate does.
extern crate self as ccaas_core;

mod ahead;
pub mod auth;
mod body;
mod builder;
mod call;
mod client;
mod context;
#[doc(hidden)]
pub mod doctest;
mod download;
mod encoder;
mod engine;
mod environment;
mod error;
mod fetch;
mod frame;
pub mod middleware;
mod operation;
mod operations;
mod pages;
mod parameter;
mod parameters;
mod poll;
mod prepared;
pub mod quota;
#[cfg(feature = "registry")]
pub mod registry;
mod replies;
mod reply;
mod suggest;
mod transport;
pub mod types;
mod untyped;
mod upload;
mod vendor;
pub mod webhook;

use std::pin::Pin;

pub use body::{Body, Chunks, SpentBody};
pub use builder::ClientBuilder;
pub use call::{Call, Sending};
pub use client::Client;
#[cfg(feature = "rows")]
pub use download::Rows;
pub use download::{Download, Downloaded, Progress};
pub use encoder::Encoder;
pub use engine::{Exec, LayeredService};
pub use environment::{Environment, Variable};
pub use error::{ApiError, BoxError, DecodeError, Delivery, EncodeError, Error, ErrorKind};
pub use middleware::Retry;
pub use operation::{
    AuthClass, Direction, Effect, Facts, Method, Operation, Priority, Source, Spec,
};
pub use pages::{ItemCursor, Items, Paged, Pages, mark_of};
pub use parameter::{Escaped, Parameter};
pub use parameters::Absent;
pub use poll::{Polled, Poller, Schedule, Standing, Started};
pub use prepared::Prepared;
pub use reply::{Hold, Repeat, Reply, Verdict};
pub use suggest::did_you_mean;
pub use transport::Reqwest;
pub use untyped::Untyped;
pub use upload::{Multipart, Upload, Uploaded, Uploading};
pub use vendor::{BaseUrl, Vendor, require};

/// The libraries whose types stand in this API, in the versions that it has them in.
pub use {http, jiff, secrecy};

/// The request that the stack carries.
pub type Request = http::Request<Body>;

/// A future on the heap.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What the macros of this crate need where they are used.
#[doc(hidden)]
pub mod private {
    #[cfg(feature = "registry")]
    pub use schemars;
    pub use serde;

    pub use crate::parameters::is_absent;
    pub use crate::types::open_enum::open_enum;
}
