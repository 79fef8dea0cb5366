#![doc = include_str!("../README.md")]

pub mod auth;
mod body;
mod call;
mod client;
mod context;
#[doc(hidden)]
pub mod doctest;
mod encoder;
mod engine;
mod error;
pub mod middleware;
mod operation;
mod operations;
mod pages;
mod parameters;
mod prepared;
pub mod quota;
#[cfg(feature = "registry")]
pub mod registry;
mod reply;
mod transport;
pub mod types;
mod untyped;
mod vendor;

use std::pin::Pin;

pub use body::{Body, Chunks, SpentBody};
pub use call::{Call, Sending};
pub use client::{Client, ClientBuilder, did_you_mean};
pub use encoder::{Encoder, QueryValue};
pub use engine::{Exec, LayeredService};
pub use error::{ApiError, BoxError, DecodeError, Delivery, EncodeError, Error, ErrorKind};
pub use middleware::Retry;
pub use operation::{AuthClass, Direction, Effect, Facts, Method, Operation, Source, Spec};
pub use pages::{ItemCursor, Items, Paged, Pages, mark_of};
pub use parameters::Absent;
pub use prepared::Prepared;
pub use reply::{Hold, Repeat, Reply, Verdict};
pub use transport::Reqwest;
pub use untyped::Untyped;
pub use vendor::{BaseUrl, Environment, Variable, Vendor, require};

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
