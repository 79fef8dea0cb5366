//! The lists whose changes can be followed, and how each is asked.

use ccaas_core::Paged;
use ccaas_core::types::{Id, PageNumber};
use jiff::civil::DateTime;

use crate::WiseCx;
use crate::cases::{Case, CaseField, ListCases};
use crate::contacts::{Contact, ListContacts};
use crate::orders::{EcommerceOrder, ListOrders, OrderField};
use crate::page::{Order, Page};
use crate::surveys::{
    ListSurveyResponses, SurveyResponse, SurveyResponseField, SurveyResponseStatus,
};

/// A list whose changes can be followed.
pub trait Tracked:
    Paged<Vendor = WiseCx, Cursor = PageNumber, Output = Page<<Self as Paged>::Item>>
    + Unpin
    + sealed::Sealed
{
    /// In which order its rows come.
    #[doc(hidden)]
    const COMES: Comes;

    /// How far back it can be asked, in months.
    #[doc(hidden)]
    const MONTHS: Option<i32> = None;

    /// The same list from a date on.
    #[doc(hidden)]
    #[must_use]
    fn from(self, at: Option<DateTime>) -> Self;

    /// A row's id, and when it last changed.
    #[doc(hidden)]
    fn change(row: &Self::Item) -> Option<(&Id, DateTime)>;
}

/// In which order changed rows come.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comes {
    OldestFirst,
    NewestFirst,
    Unsorted,
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::ListCases {}
    impl Sealed for super::ListContacts {}
    impl Sealed for super::ListOrders {}
    impl Sealed for super::ListSurveyResponses {}
}

/// The fields to ask for: the caller's and those that are needed here, or all.
fn fields(asked: Vec<String>, needed: &[&str], all: &[&str]) -> Vec<String> {
    let mut fields = asked;
    let more = if fields.is_empty() { all } else { needed };
    for field in more {
        if !fields.iter().any(|known| known == field) {
            fields.push((*field).to_owned());
        }
    }
    fields
}

impl Tracked for ListCases {
    const COMES: Comes = Comes::OldestFirst;
    const MONTHS: Option<i32> = Some(3);

    fn from(mut self, at: Option<DateTime>) -> Self {
        self.fields = fields(self.fields, &["id", "last_update"], CASE_FIELDS);
        if let Some(at) = at {
            self = self.filter(CaseField::LAST_UPDATE.at_least(at));
        }
        self.sort_field("last_update").sort(Order::Ascending)
    }

    fn change(row: &Case) -> Option<(&Id, DateTime)> {
        Some((row.id.as_ref()?, row.last_update?))
    }
}

impl Tracked for ListOrders {
    const COMES: Comes = Comes::OldestFirst;

    fn from(mut self, at: Option<DateTime>) -> Self {
        self.fields = fields(self.fields, &["id", "updated_at"], ORDER_FIELDS);
        if let Some(at) = at {
            self = self.filter(OrderField::UPDATED_AT.at_least(at));
        }
        self.sort_field("updated_at").sort(Order::Ascending)
    }

    fn change(row: &EcommerceOrder) -> Option<(&Id, DateTime)> {
        Some((row.id.as_ref()?, row.updated_at?))
    }
}

impl Tracked for ListContacts {
    const COMES: Comes = Comes::NewestFirst;

    fn from(mut self, _: Option<DateTime>) -> Self {
        self.fields = fields(self.fields, &["id", "last_update"], CONTACT_FIELDS);
        self.sort_field("last_update").sort(Order::Descending)
    }

    fn change(row: &Contact) -> Option<(&Id, DateTime)> {
        Some((row.id.as_ref()?, row.last_update?))
    }
}

impl Tracked for ListSurveyResponses {
    const COMES: Comes = Comes::Unsorted;

    fn from(self, at: Option<DateTime>) -> Self {
        let answered = SurveyResponseField::STATUS.equals(SurveyResponseStatus::Responded);
        let list = self.filter(answered);
        match at {
            Some(at) => list.filter(SurveyResponseField::RESPONDED_SINCE.at_least(at)),
            None => list,
        }
    }

    fn change(row: &SurveyResponse) -> Option<(&Id, DateTime)> {
        Some((row.id.as_ref()?, row.responded_at?))
    }
}

const CASE_FIELDS: &[&str] = &[
    "id",
    "number",
    "group_id",
    "user_id",
    "contact_id",
    "status",
    "source_channel",
    "tags",
    "type_id",
    "subject",
    "priority",
    "due_at",
    "custom_fields",
    "created_at",
    "solved_at",
    "closed_at",
    "last_read",
    "last_update",
    "first_read",
    "last_assignment",
    "first_response",
    "last_response",
    "nps_value",
    "spam",
    "deleted",
    "channel_account",
    "bot_resolved",
    "bot_attended",
    "summary",
];

const CONTACT_FIELDS: &[&str] = &[
    "id",
    "email",
    "personal_id",
    "phone",
    "name",
    "guid",
    "custom_fields",
    "last_update",
    "organization_id",
    "address",
];

const ORDER_FIELDS: &[&str] = &[
    "id",
    "ecommerce_store_id",
    "ecommerce_platform",
    "ecommerce_order_id",
    "status",
    "reject_reason",
    "total_amount",
    "sales_recovery",
    "customer",
    "created_at",
    "updated_at",
    "order_data",
];
