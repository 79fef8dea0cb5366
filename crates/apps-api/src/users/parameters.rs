//! All that a list of users takes, of which hardly two things go together.

use ccaas_core::types::{Id, PageNumber};
use ccaas_core::{EncodeError, Encoder, parameters};
use jiff::Timestamp;

use super::PAGE;

/// How many users a page can hold, and how many values a filter can have.
const MOST: u32 = 1000;

parameters! {
    /// A page or one filter. The two operations that this is in can't mix them, but a JSON object could.
    // The registry looks for the parameters in the schema of what this is in.
    #[cfg_attr(feature = "registry", schemars(inline))]
    pub struct UserParameters {
        optional {
            /// The page to read, from 1. It can't go along with a filter.
            page: Option<PageNumber> as (into PageNumber),
            /// How many users a page holds: 1 to 1000, and 100 without it. It can't go along with a filter.
            per: Option<u32> as (u32),
            /// Filter: those with these ids.
            id: Vec<Id> as (each Id) => "id[]",
            /// Filter: those with these agent numbers.
            agent_number: Vec<String> as (each String) => "agent_number[]",
            /// Filter: those in one of these statuses, by the status's id.
            status_id: Vec<Id> as (each Id) => "status_id[]",
            /// Filter: those who are online, or those who aren't.
            online: Option<bool> as (bool) => "online[]",
            /// Filter: those who are in wrap-up, or those who aren't.
            wrap_up: Option<bool> as (bool) => "wrap_up[]",
            /// Filter: those at one of these places.
            location: Vec<String> as (each String) => "location[]",
            /// Filter: those who last logged in after this. It goes along with the end of the same.
            last_login_from: Option<Timestamp> as (Timestamp) => "last_login_time[from]",
            /// Filter: those who last logged in before this.
            last_login_to: Option<Timestamp> as (Timestamp) => "last_login_time[to]",
            /// Filter: those whose status changed after this. It goes along with the end of the same.
            status_updated_from: Option<Timestamp> as (Timestamp) => "status_updated_at[from]",
            /// Filter: those whose status changed before this.
            status_updated_to: Option<Timestamp> as (Timestamp) => "status_updated_at[to]",
        }
    }
}

impl UserParameters {
    /// The filters that are set, and how many values each has.
    pub(super) fn filters(&self) -> impl Iterator<Item = (&'static str, usize)> {
        let count = |one: bool, other: bool| usize::from(one) + usize::from(other);
        [
            ("id[]", self.id.len()),
            ("agent_number[]", self.agent_number.len()),
            ("status_id[]", self.status_id.len()),
            ("online[]", count(self.online.is_some(), false)),
            ("wrap_up[]", count(self.wrap_up.is_some(), false)),
            ("location[]", self.location.len()),
            (
                "last_login_time",
                count(self.last_login_from.is_some(), self.last_login_to.is_some()),
            ),
            (
                "status_updated_at",
                count(
                    self.status_updated_from.is_some(),
                    self.status_updated_to.is_some(),
                ),
            ),
        ]
        .into_iter()
        .filter(|(_, values)| *values > 0)
    }

    pub(super) fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        let mut filters = self.filters();
        let Some((filter, values)) = filters.next() else {
            return self.encode_page(request);
        };
        if let Some((second, _)) = filters.next() {
            return Err(EncodeError::new(
                second,
                format!("can't go along with {filter}: one filter at a time"),
            ));
        }
        if self.page.is_some() || self.per.is_some() {
            return Err(EncodeError::new(
                filter,
                "can't go along with page or per: what is filtered has no pages",
            ));
        }
        if values > MOST as usize {
            return Err(EncodeError::new(
                filter,
                format!("has more than {MOST} values"),
            ));
        }
        request.query_each("id[]", &self.id);
        request.query_each("agent_number[]", &self.agent_number);
        request.query_each("status_id[]", &self.status_id);
        request.query("online[]", self.online);
        request.query("wrap_up[]", self.wrap_up);
        request.query_each("location[]", &self.location);
        request.query("last_login_time[from]", self.last_login_from);
        request.query("last_login_time[to]", self.last_login_to);
        request.query("status_updated_at[from]", self.status_updated_from);
        request.query("status_updated_at[to]", self.status_updated_to);
        Ok(())
    }

    /// Both numbers are always sent: the vendor has them only in pairs.
    fn encode_page(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        let (page, per) = (self.page.unwrap_or_default(), self.per.unwrap_or(PAGE));
        if page.get() == 0 {
            return Err(EncodeError::new("page", "begins with 1"));
        }
        if per == 0 || per > MOST {
            return Err(EncodeError::new("per", format!("is between 1 and {MOST}")));
        }
        request.query("page", page);
        request.query("per", per);
        Ok(())
    }
}
