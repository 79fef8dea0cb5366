//! The kinds of data that vendors have in common: ids, open sets of values, dates, secrets, and
//! leniency in reading them.

mod id;
pub mod lenient;
pub(crate) mod open_enum;
mod page_number;
pub(crate) mod secret;

pub use id::Id;
pub use page_number::PageNumber;
pub use secret::Secret;
