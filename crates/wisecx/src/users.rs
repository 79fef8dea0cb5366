//! Users: the people and bots that work in the account, and the service groups they are in.

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Spec, parameters, reply,
};
use jiff::civil::DateTime;
use serde::de::DeserializeOwned;

use crate::WiseCx;
use crate::page::{Order, list};
use crate::queues::{MembershipChanges, MembershipRemovals};
use crate::vendor::data;

list! {
    /// Lists the users.
    ///
    /// `GET /users`. Documented by WiseCX API v1, "Users", "Fetching Users". A row can have `id`,
    /// `user_name`, `nick`, `first_name`, `last_name`, `is_bot`, `created_at`, `last_login` and `queues`;
    /// it may have some that weren't asked for.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::users::ListUsers;
    ///
    /// let mut users = client.items(ListUsers::new().fields(["id", "user_name", "queues"]));
    /// while let Some(user) = users.try_next().await? {
    ///     println!("{:?} is in {} service groups", user.user_name, user.queues.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub struct ListUsers of User {
        id: "users.list",
        route: "/users",
        fields: String,
        filter: UserField,
        sort: Order,
    }
}

parameters! {
    /// Reads one user, with all fields.
    ///
    /// `GET /users/{id}`. Documented by WiseCX API v1, "Users", "Get User by Id".
    pub struct GetUser {
        path {
            /// The user's id.
            id: Id as into,
        }
    }
}

impl Operation for GetUser {
    type Vendor = WiseCx;
    type Output = User;
    const SPEC: Spec = Spec::new("users.get", Method::GET, "/users/{id}");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        data(reply)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<User, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Makes a user.
    ///
    /// `POST /users`. Documented by WiseCX API v1, "Users", "Create User". There is no password in it; how
    /// the user gets one isn't documented.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::users::{AssignUserQueues, CreateUser, QueueAssignment};
    ///
    /// let made = client.send(CreateUser::new("nour@example.com").nick("Nour")).await?;
    /// let queues = [QueueAssignment::new(159).auto_assign(true)];
    /// client.send(AssignUserQueues::new(made.id, queues)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The user name is empty.
    pub struct CreateUser {
        required {
            /// The name to log in with, usually an e-mail address.
            user_name: String as into,
        }
        optional {
            /// A short name.
            nick: Option<String> as (into String),
            /// The first name.
            first_name: Option<String> as (into String),
            /// The last name.
            last_name: Option<String> as (into String),
            /// Whether it is a bot; not, without it.
            is_bot: Option<bool> as (bool),
        }
    }
}

impl Operation for CreateUser {
    type Vendor = WiseCx;
    type Output = WrittenUser;
    const SPEC: Spec = Spec::new("users.create", Method::POST, "/users");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        if self.user_name.trim().is_empty() {
            return Err(EncodeError::new("user_name", "is empty"));
        }
        request.json(self)
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        data(reply)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<WrittenUser, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Puts a user into service groups, or changes how the user works in them.
    ///
    /// `PUT /users/{id}/queues`. Documented by WiseCX API v1, "Users", "Assign Queues to User". By what it
    /// answers, the user stays in those that aren't named.
    pub struct AssignUserQueues {
        path {
            /// The user's id.
            id: Id as into,
        }
        required {
            /// The service groups; they are the whole body.
            queues: Vec<QueueAssignment> as into,
        }
    }
}

impl Operation for AssignUserQueues {
    type Vendor = WiseCx;
    type Output = MembershipChanges;
    const SPEC: Spec = Spec::new("users.queues.assign", Method::PUT, "/users/{id}/queues");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)?;
        request.json(&self.queues)
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        data(reply)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<MembershipChanges, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Takes a user out of service groups.
    ///
    /// `DELETE /users/{id}/queues`. Documented by WiseCX API v1, "Users", "Remove Queues from User".
    ///
    /// # Errors
    ///
    /// No service group is named.
    pub struct RemoveUserQueues {
        path {
            /// The user's id.
            id: Id as into,
        }
        required {
            /// The service groups' ids.
            queues_ids: Vec<u64> as into,
        }
    }
}

impl Operation for RemoveUserQueues {
    type Vendor = WiseCx;
    type Output = MembershipRemovals;
    const SPEC: Spec = Spec::new("users.queues.remove", Method::DELETE, "/users/{id}/queues");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        if self.queues_ids.is_empty() {
            return Err(EncodeError::new("queues_ids", "is empty"));
        }
        request.path("id", &self.id)?;
        request.json(self)
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        data(reply)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<MembershipRemovals, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// A service group that a user is put into.
    pub struct QueueAssignment {
        required {
            /// The service group's id.
            id: u64,
        }
        optional {
            /// Whether cases of this group are assigned to the user automatically.
            auto_assign: Option<bool> as (bool),
        }
    }
}

/// What [`ListUsers`] is filtered by. The vendor names no field, so a condition is made with
/// [`Filter::custom`](crate::filter::Filter::custom).
#[derive(Clone, Copy, Debug)]
pub enum UserField {}

reply! {
    /// A user. It has the fields that were asked for.
    pub struct User {
        optional {
            /// The id.
            id: Option<Id>,
            /// The name to log in with, usually an e-mail address.
            user_name: Option<String>,
            /// A short name.
            nick: Option<String>,
            /// The first name.
            first_name: Option<String>,
            /// The last name.
            last_name: Option<String>,
            /// Whether it is a bot.
            is_bot: Option<bool>,
            /// When it was made. The vendor doesn't say in which zone.
            created_at: Option<DateTime>,
            /// When the user last logged in. The vendor doesn't say in which zone.
            last_login: Option<DateTime>,
            /// The service groups the user is in.
            queues: Vec<UserQueue>,
        }
    }
}

reply! {
    /// A service group that a user is in.
    pub struct UserQueue {
        optional {
            /// The service group's id.
            id: Option<Id>,
            /// The name.
            name: Option<String>,
            /// Whether cases of this group are assigned to the user automatically.
            auto_assign: Option<bool>,
        }
    }
}

reply! {
    /// A user that was written.
    pub struct WrittenUser {
        required {
            /// The user's id.
            id: Id,
        }
    }
}
