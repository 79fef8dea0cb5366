//! The kinds of data that vendors have in common: ids, open sets of values, dates, secrets, and
//! leniency in reading them.

mod base64;
mod id;
pub mod lenient;
pub(crate) mod open_enum;
mod page_number;
mod pairs;
pub(crate) mod secret;

pub use base64::Base64;
pub use id::Id;
pub use page_number::PageNumber;
pub use pairs::Pairs;
pub use secret::Secret;
