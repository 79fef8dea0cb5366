//! Lists: one page, whichever of the vendor's envelopes it comes in, and what all lists take.

use ccaas_core::types::lenient;
use ccaas_core::types::lenient::Lenient;
use ccaas_core::{DecodeError, EncodeError, Reply, open_enum, reply};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};

/// How many a page holds, if nothing else is asked for; and at most.
pub(crate) const PAGE: u32 = 100;

open_enum! {
    /// Which way a list is sorted.
    pub enum Order {
        /// The smallest or oldest first, as it is without asking.
        Ascending = "asc",
        /// The greatest or newest first.
        Descending = "desc",
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// How many all pages hold, for the few lists that tell.
    pub total: Option<u64>,
    /// How many pages there are, for the few lists that tell.
    pub pages: Option<u32>,
}

impl<T: Lenient> Page<T> {
    pub(crate) fn decode(reply: &Reply) -> Result<Self, DecodeError> {
        let envelope: Envelope<Rows<T>> = envelope(reply)?;
        let pagination = envelope.pagination;
        Ok(Page {
            items: envelope.data.0,
            total: pagination.as_ref().and_then(|all| all.total_items),
            pages: pagination.and_then(|all| all.total_pages),
        })
    }
}

impl<T> Page<T> {
    /// Whether another page may follow this one. The vendor's own word for it can't be trusted: `paging`
    /// names a page that isn't this one, and a URL that doesn't work.
    pub(crate) fn is_followed(&self, number: u32, limit: Option<u32>) -> bool {
        match self.pages {
            _ if self.items.is_empty() => false,
            Some(pages) => number < pages,
            None => self.items.len() >= limit.unwrap_or(PAGE) as usize,
        }
    }
}

/// The rows of a list, whatever stands around them.
#[inline]
pub(crate) fn rows<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
    Ok(envelope(reply)?.data)
}

/// A bare list, or an object with the rows in `data`. Which one it is shows in the first byte; serde's
/// `untagged` would lose the place of an error, and read everything twice.
#[inline]
fn envelope<T: DeserializeOwned>(reply: &Reply) -> Result<Envelope<T>, DecodeError> {
    let bare = |reply: &Reply| {
        Ok(Envelope {
            data: reply.json()?,
            pagination: None,
        })
    };
    if !reply.status.is_success() {
        // An operation took this failure for a list without rows.
        return bare(&Reply::new(reply.status, "[]"));
    }
    if reply.body.trim_ascii_start().starts_with(b"[") {
        return bare(reply);
    }
    reply.json()
}

#[derive(Deserialize)]
struct Envelope<T> {
    data: T,
    #[serde(default = "Option::default", deserialize_with = "lenient::optional")]
    pagination: Option<Pagination>,
}

struct Rows<T>(Vec<T>);

impl<'de, T: Lenient> Deserialize<'de> for Rows<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        lenient::optional(deserializer).map(Rows)
    }
}

reply! {
    /// The few lists that know how long they are say it here.
    pub struct Pagination {
        optional {
            /// How many rows there are in all.
            total_items: Option<u64>,
            /// How many pages that makes.
            total_pages: Option<u32>,
        }
    }
}

/// Refuses a page that the vendor wouldn't give. One that is cut short by the vendor would look like the
/// last one.
pub(crate) fn check(page: u32, limit: Option<u32>) -> Result<(), EncodeError> {
    if page == 0 {
        return Err(EncodeError::new("page", "begins with 1"));
    }
    if limit.is_some_and(|limit| limit == 0 || limit > PAGE) {
        return Err(EncodeError::new(
            "limit",
            format!("is between 1 and {PAGE}"),
        ));
    }
    Ok(())
}

/// Defines a list: its parameters, with those that the vendor has for lists, the operation, and how its
/// pages are turned.
///
/// Behind `of` stands the type of a row, which has a field `id`. `path` is as in `parameters!`. Of the
/// lines that follow, each may be left out: `fields`, `filter`, `sort` and `sort_by` name the type that the
/// parameter takes, `judge` the function that tells a list without rows from a failure.
macro_rules! list {
    (
        $(#[$meta:meta])*
        pub struct $name:ident of $row:ty {
            id: $id:literal,
            route: $route:literal,
            $(path { $( $(#[$path_meta:meta])* $path:ident : $path_type:ty $(as $into:ident)? ),+ $(,)? })?
            $(fields: $fields:ty,)?
            $(filter: $filter:ty,)?
            $(sort: $sort:ty,)?
            $(sort_by: $sort_by:ty,)?
            $(judge: $judge:path,)?
        }
    ) => {
        ccaas_core::parameters! {
            $(#[$meta])*
            pub struct $name {
                $(path { $( $(#[$path_meta])* $path: $path_type $(as $into)? ),+ })?
                optional {
                    $(
                        /// The fields that a row has; the vendor's own choice without it.
                        fields: Vec<$fields> as (each $fields),
                    )?
                    $(
                        /// What the rows must be like, all of it.
                        filtering: Vec<crate::filter::Filter<$filter>>
                            as (each crate::filter::Filter<$filter>),
                    )?
                    $(
                        /// Which way the list is sorted: ascending without it.
                        sort: Option<$sort> as (into $sort),
                        /// The field that the list is sorted by.
                        sort_field: Option<String> as (into String),
                    )?
                    $(
                        /// The field that the list is sorted by.
                        sort_by: Option<String> as (into String),
                        /// Which way the list is sorted.
                        sort_order: Option<$sort_by> as (into $sort_by),
                    )?
                    /// How many a page holds: 1 to 100, and 100 without it.
                    limit: Option<u32> as (u32),
                    /// The page to read, from 1.
                    page: ccaas_core::types::PageNumber as (into ccaas_core::types::PageNumber),
                }
            }
        }

        $(
            impl $name {
                /// Adds one condition that the rows must meet.
                #[must_use]
                pub fn filter(mut self, filter: crate::filter::Filter<$filter>) -> Self {
                    self.filtering.push(filter);
                    self
                }
            }
        )?

        impl ccaas_core::Operation for $name {
            type Vendor = crate::WiseCx;
            type Output = crate::page::Page<$row>;
            const SPEC: ccaas_core::Spec =
                ccaas_core::Spec::new($id, ccaas_core::Method::GET, $route);

            $(
                fn judge(reply: &ccaas_core::Reply) -> Option<ccaas_core::Verdict> {
                    $judge(reply)
                }
            )?

            #[inline]
            fn encode(
                &self,
                request: &mut ccaas_core::Encoder,
            ) -> Result<(), ccaas_core::EncodeError> {
                crate::page::check(self.page.get(), self.limit)?;
                $($( request.path(stringify!($path), &self.$path)?; )+)?
                $( request.query_comma("fields", &self.fields as &Vec<$fields>); )?
                $(
                    let filters: &[crate::filter::Filter<$filter>] = &self.filtering;
                    crate::filter::encode(request, filters)?;
                )?
                $(
                    request.query("sort", &self.sort as &Option<$sort>);
                    request.query("sort_field", &self.sort_field);
                )?
                $(
                    request.query("sort_by", &self.sort_by);
                    request.query("sort_order", &self.sort_order as &Option<$sort_by>);
                )?
                request.query("limit", self.limit);
                request.query("page", self.page);
                Ok(())
            }

            #[inline]
            fn payload<T: serde::de::DeserializeOwned>(
                reply: &ccaas_core::Reply,
            ) -> Result<T, ccaas_core::DecodeError> {
                crate::page::rows(reply)
            }

            #[inline]
            fn decode(
                reply: ccaas_core::Reply,
            ) -> Result<crate::page::Page<$row>, ccaas_core::DecodeError> {
                crate::page::Page::decode(&reply)
            }
        }

        impl ccaas_core::Paged for $name {
            type Item = $row;
            type Cursor = ccaas_core::types::PageNumber;

            fn split(mut self, page: crate::page::Page<$row>) -> (Vec<$row>, Option<Self>) {
                let more = page.is_followed(self.page.get(), self.limit);
                self.page = self.page.next();
                (page.items, more.then_some(self))
            }

            fn cursor(&self) -> ccaas_core::types::PageNumber {
                self.page
            }

            fn resume(mut self, at: ccaas_core::types::PageNumber) -> Self {
                self.page = at;
                self
            }

            fn mark(page: &crate::page::Page<$row>) -> Option<u64> {
                page.items.first()?.id.as_ref().map(ccaas_core::mark_of)
            }
        }
    };
}
pub(crate) use list;
