//! A user in the file of an upload.

use std::collections::HashSet;

use ccaas_core::types::lenient::{self, Lenient};
use ccaas_core::{EncodeError, open_enum, reply};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

open_enum! {
    /// Whether a user may work.
    pub enum BulkUserStatus {
        /// Yes.
        Active = "Active",
        /// No: the user is deactivated.
        Inactive = "Inactive",
    }
}

reply! {
    /// A user: a row of the [template](super::GetBulkUserTemplate), and of the file that is uploaded.
    ///
    /// What is `None` is left out of the file. An empty text is written as one; it is how the vendor
    /// calls a field empty.
    ///
    /// ```
    /// use apps_api::bulk_users::{BulkUser, BulkUserStatus};
    ///
    /// let user = BulkUser::new("john@example.com", "John", "Doe")
    ///     .status(BulkUserStatus::Active)
    ///     .role("Manager", true)
    ///     .team("Support", false);
    /// # drop(user);
    /// ```
    pub struct BulkUser {
        optional {
            /// The e-mail address, by which the vendor finds the user. It stands once in a file.
            email: Option<String>,
            /// Another e-mail address from now on. It stands once in a file.
            new_email: Option<String>,
            /// The number that your own systems know the user by.
            agent_number: Option<String>,
            /// The first name.
            first_name: Option<String>,
            /// The last name.
            last_name: Option<String>,
            /// Whether the user may work.
            status: Option<BulkUserStatus>,
            /// The name of a location that is there already, in upper or lower case.
            location: Option<String>,
            /// How many chats at once, from 1 up to what the account has as its most.
            max_chat_limit: Option<u32>,
            /// Whether that limit is the user's own.
            #[serde(serialize_with = "digit")]
            max_chat_limit_enabled: Option<bool>,
            /// The roles, by name.
            roles: Option<Vec<Membership>>,
            /// The teams, by name.
            teams: Option<Vec<Membership>>,
        }
    }
}

impl BulkUser {
    /// With what the vendor requires.
    pub fn new(
        email: impl Into<String>,
        first_name: impl Into<String>,
        last_name: impl Into<String>,
    ) -> Self {
        BulkUser {
            email: Some(email.into()),
            new_email: None,
            agent_number: None,
            first_name: Some(first_name.into()),
            last_name: Some(last_name.into()),
            status: None,
            location: None,
            max_chat_limit: None,
            max_chat_limit_enabled: None,
            roles: None,
            teams: None,
        }
    }

    /// Gives the user another e-mail address.
    #[must_use]
    pub fn new_email(mut self, email: impl Into<String>) -> Self {
        self.new_email = Some(email.into());
        self
    }

    /// Sets the number that your own systems know the user by.
    #[must_use]
    pub fn agent_number(mut self, number: impl Into<String>) -> Self {
        self.agent_number = Some(number.into());
        self
    }

    /// Sets whether the user may work.
    #[must_use]
    pub fn status(mut self, status: impl Into<BulkUserStatus>) -> Self {
        self.status = Some(status.into());
        self
    }

    /// Sets the location, by its name.
    #[must_use]
    pub fn location(mut self, name: impl Into<String>) -> Self {
        self.location = Some(name.into());
        self
    }

    /// Sets how many chats the user has at once.
    #[must_use]
    pub fn max_chat_limit(mut self, chats: u32) -> Self {
        self.max_chat_limit = Some(chats);
        self
    }

    /// Sets whether that limit is the user's own.
    #[must_use]
    pub fn max_chat_limit_enabled(mut self, enabled: bool) -> Self {
        self.max_chat_limit_enabled = Some(enabled);
        self
    }

    /// Gives or takes a role.
    #[must_use]
    pub fn role(mut self, name: impl Into<String>, has: bool) -> Self {
        let role = Membership::new(name, has);
        self.roles.get_or_insert_default().push(role);
        self
    }

    /// Puts the user into a team, or takes the user out of it.
    #[must_use]
    pub fn team(mut self, name: impl Into<String>, is_in: bool) -> Self {
        let team = Membership::new(name, is_in);
        self.teams.get_or_insert_default().push(team);
        self
    }
}

/// A role or a team, and whether the user has it or is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Membership {
    /// The name of the role or the team.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub name: Option<String>,
    /// Whether the user has it; `None` where the vendor leaves that empty, which is written as an empty
    /// text.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        serialize_with = "digit"
    )]
    pub value: Option<bool>,
}

impl Membership {
    /// A role or a team by its name.
    pub fn new(name: impl Into<String>, has: bool) -> Self {
        Membership {
            name: Some(name.into()),
            value: Some(has),
        }
    }
}

impl Lenient for Membership {
    fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        lenient::object(deserializer)
    }
}

/// Yes and no are 1 and 0 here, and neither is an empty text.
fn digit<S: Serializer>(value: &Option<bool>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.serialize_u8((*value).into()),
        None => serializer.serialize_str(""),
    }
}

/// Refuses rows that the vendor's table of fields rules out. It would say so only after a while.
pub(super) fn check(users: &[BulkUser]) -> Result<(), EncodeError> {
    let mut emails = HashSet::new();
    let mut new_emails = HashSet::new();
    for (index, user) in users.iter().enumerate() {
        let wrong = |field: &str, reason: &'static str| {
            Err(EncodeError::new(format!("[{index}].{field}"), reason))
        };
        for (field, text) in [
            ("email", &user.email),
            ("first_name", &user.first_name),
            ("last_name", &user.last_name),
        ] {
            if text.as_ref().is_none_or(|text| text.trim().is_empty()) {
                return wrong(field, "is empty");
            }
        }
        if !emails.insert(&user.email) {
            return wrong("email", "stands in the file twice");
        }
        let new_email = user.new_email.as_deref().unwrap_or_default();
        if !new_email.is_empty() && !new_emails.insert(new_email) {
            return wrong("new_email", "stands in the file twice");
        }
        if user.max_chat_limit == Some(0) {
            return wrong("max_chat_limit", "begins with 1");
        }
    }
    Ok(())
}
