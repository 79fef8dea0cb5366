//! Users: agents, managers, administrators.

mod find;
mod parameters;

use ccaas_core::types::{Id, PageNumber};
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Paged, Reply, Source, Spec, mark_of,
    reply,
};
use jiff::Timestamp;

pub use find::FindUsers;

use self::parameters::UserParameters;
use crate::AppsApi;

/// How many users a page holds, unless told otherwise.
const PAGE: u32 = 100;

/// The one request behind [`ListUsers`] and [`FindUsers`].
const SPEC: Spec = Spec::new("users.list", Method::GET, "/users").source(Source::Inferred);

/// Lists all users, page by page, whatever their role and state.
///
/// `GET /users`. Documented by Apps API, "Users", which prints neither method nor path: both are inferred, and
/// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces them. Read it as a list with
/// [`items`](ccaas_core::Client::items). The vendor tells no total: a page that isn't full is the last one.
///
/// Pages and filters exclude each other. [`FindUsers`] filters, and isn't paged. E-mail addresses and names
/// are personal data.
///
/// ```no_run
/// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
/// use apps_api::users::ListUsers;
///
/// let mut users = client.items(ListUsers::new().per(1000));
/// while let Some(user) = users.try_next().await? {
///     println!("{:?} {:?}", user.id, user.deactivated_at);
/// }
/// # Ok(())
/// # }
/// ```
///
/// ```compile_fail
/// # use apps_api::users::ListUsers;
/// // The vendor refuses a filter on a page.
/// ListUsers::new().page(2).id([1, 2]);
/// ```
///
/// # Errors
///
/// The page is 0, or it would hold 0 users or more than 1000. From a JSON object also: there are two filters,
/// or one and a page.
#[derive(Clone, Debug)]
#[cfg_attr(
    feature = "registry",
    derive(serde::Deserialize, ccaas_core::registry::schemars::JsonSchema)
)]
#[cfg_attr(
    feature = "registry",
    serde(transparent),
    schemars(crate = "ccaas_core::registry::schemars")
)]
pub struct ListUsers(UserParameters);

impl ListUsers {
    /// From the first page on.
    #[allow(
        clippy::new_without_default,
        reason = "`new` is how every operation begins"
    )]
    pub fn new() -> Self {
        ListUsers(UserParameters::new())
    }

    /// How many users a page holds: 1 to 1000, and 100 without it.
    #[must_use]
    pub fn per(mut self, per: u32) -> Self {
        self.0 = self.0.per(per);
        self
    }

    /// The page to read, from 1.
    #[must_use]
    pub fn page(mut self, page: impl Into<PageNumber>) -> Self {
        self.0 = self.0.page(page);
        self
    }
}

impl Operation for ListUsers {
    type Vendor = AppsApi;
    type Output = Vec<User>;
    const SPEC: Spec = SPEC;

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        self.0.encode(request)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Vec<User>, DecodeError> {
        Self::payload(&reply)
    }
}

impl Paged for ListUsers {
    type Item = User;
    type Cursor = PageNumber;

    /// A filter, which a JSON object may have brought, has no second page.
    fn split(self, page: Vec<User>) -> (Vec<User>, Option<Self>) {
        let full = page.len() >= self.0.per.unwrap_or(PAGE) as usize;
        let more = full && self.0.filters().next().is_none();
        let next = self.cursor().next();
        (page, more.then(|| self.resume(next)))
    }

    fn cursor(&self) -> PageNumber {
        self.0.page.unwrap_or_default()
    }

    fn resume(self, at: PageNumber) -> Self {
        self.page(at)
    }

    fn mark(page: &Vec<User>) -> Option<u64> {
        page.first()?.id.as_ref().map(mark_of)
    }
}

reply! {
    /// A user.
    pub struct User {
        optional {
            /// The id.
            id: Option<Id>,
            /// The e-mail address.
            email: Option<String>,
            /// The first name.
            first_name: Option<String>,
            /// The last name.
            last_name: Option<String>,
            /// The number that your own systems know the agent by.
            agent_number: Option<Id>,
            /// Where the user works.
            location: Option<String>,
            /// How many chats the user can have at once.
            max_chat_limit: Option<u32>,
            /// Whether that limit holds.
            max_chat_limit_enabled: Option<bool>,
            /// Whether the user can call any country.
            unrestricted_international_calling: Option<bool>,
            /// When the user was deactivated; nothing while active.
            deactivated_at: Option<Timestamp>,
            /// The name in the telephone system of the company.
            ucaas_user_name: Option<String>,
            /// The address there.
            ucaas_sip_uri: Option<String>,
            /// Whether the user is of another company.
            external_user: Option<bool>,
            /// The phone numbers.
            phone_numbers: Vec<String>,
            /// The extensions.
            extension_numbers: Vec<Id>,
            /// The teams.
            teams: Vec<UserTeam>,
            /// The roles.
            roles: Vec<UserRole>,
        }
    }
}

reply! {
    /// A team of a user.
    pub struct UserTeam {
        optional {
            /// The name.
            name: Option<String>,
        }
    }
}

reply! {
    /// A role of a user.
    pub struct UserRole {
        optional {
            /// The name.
            name: Option<String>,
        }
    }
}
