//! Users by a filter.

use ccaas_core::types::Id;
use ccaas_core::{DecodeError, EncodeError, Encoder, Operation, Reply, Spec};
use jiff::Timestamp;

use super::parameters::UserParameters;
use super::{SPEC, User};
use crate::AppsApi;

/// Finds users by one filter, with up to 1000 values.
///
/// `GET /users`, as [`ListUsers`](super::ListUsers), and under the same id: `users.list`. Filters can't be
/// combined, and what is found comes whole, without pages.
///
/// ```no_run
/// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
/// use apps_api::users::FindUsers;
///
/// let two = client.send(FindUsers::by_id([17, 18])).await?;
/// let online = client.send(FindUsers::by_online(true)).await?;
/// let since = "2026-11-01T00:00:00Z".parse().ok();
/// let recent = client.send(FindUsers::by_last_login(since, None)).await?;
/// # Ok(())
/// # }
/// ```
///
/// ```compile_fail
/// # use apps_api::users::FindUsers;
/// // The vendor refuses a second filter.
/// FindUsers::by_id([17]).location(["Mexico"]);
/// ```
///
/// # Errors
///
/// The filter has no value, or more than 1000.
#[derive(Clone, Debug)]
pub struct FindUsers(UserParameters);

impl FindUsers {
    fn with(filter: impl FnOnce(UserParameters) -> UserParameters) -> Self {
        FindUsers(filter(UserParameters::new()))
    }

    /// Those with these ids.
    pub fn by_id<T: Into<Id>>(ids: impl IntoIterator<Item = T>) -> Self {
        FindUsers::with(|all| all.id(ids))
    }

    /// Those with these agent numbers.
    pub fn by_agent_number<T: Into<String>>(numbers: impl IntoIterator<Item = T>) -> Self {
        FindUsers::with(|all| all.agent_number(numbers))
    }

    /// Those in one of these statuses, by the status's id.
    pub fn by_status_id<T: Into<Id>>(ids: impl IntoIterator<Item = T>) -> Self {
        FindUsers::with(|all| all.status_id(ids))
    }

    /// Those who are online, or those who aren't.
    pub fn by_online(online: bool) -> Self {
        FindUsers::with(|all| all.online(online))
    }

    /// Those who are in wrap-up, or those who aren't.
    pub fn by_wrap_up(wrap_up: bool) -> Self {
        FindUsers::with(|all| all.wrap_up(wrap_up))
    }

    /// Those at one of these places.
    pub fn by_location<T: Into<String>>(locations: impl IntoIterator<Item = T>) -> Self {
        FindUsers::with(|all| all.location(locations))
    }

    /// Those who last logged in after the first instant and before the second.
    pub fn by_last_login(
        from: impl Into<Option<Timestamp>>,
        to: impl Into<Option<Timestamp>>,
    ) -> Self {
        FindUsers::with(|mut all| {
            all.last_login_from = from.into();
            all.last_login_to = to.into();
            all
        })
    }

    /// Those whose status changed after the first instant and before the second.
    pub fn by_status_updated(
        from: impl Into<Option<Timestamp>>,
        to: impl Into<Option<Timestamp>>,
    ) -> Self {
        FindUsers::with(|mut all| {
            all.status_updated_from = from.into();
            all.status_updated_to = to.into();
            all
        })
    }
}

impl Operation for FindUsers {
    type Vendor = AppsApi;
    type Output = Vec<User>;
    const SPEC: Spec = SPEC;

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        // Without a filter, the first page would come and look like all there is.
        if self.0.filters().next().is_none() {
            return Err(EncodeError::new("filter", "has no value"));
        }
        self.0.encode(request)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Vec<User>, DecodeError> {
        Self::payload(&reply)
    }
}
