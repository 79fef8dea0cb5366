//! Service groups, which the vendor's paths call queues: who works in them, and when they are open.

use std::collections::HashSet;

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Spec, open_enum, parameters, reply,
};
use jiff::civil::Date;
use serde::de::DeserializeOwned;

use crate::WiseCx;
use crate::page::{Order, list};
use crate::vendor::data;

/// How many characters a service group's name has at most, without the blanks around it.
const MAX_NAME: usize = 50;

list! {
    /// Lists the service groups.
    ///
    /// `GET /queues`. Documented by WiseCX API v1, "Service Groups", "Fetching Service Groups". A row can
    /// have `id`, `name`, `businessHours` and `users`, and has all of them without asking.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::queues::ListQueues;
    ///
    /// let mut queues = client.items(ListQueues::new().fields(["id", "name", "users"]));
    /// while let Some(queue) = queues.try_next().await? {
    ///     println!("{:?}: {} users", queue.name, queue.users.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub struct ListQueues of Queue {
        id: "queues.list",
        route: "/queues",
        fields: String,
        filter: QueueField,
        sort: Order,
    }
}

parameters! {
    /// Makes a service group.
    ///
    /// `POST /queues`. Documented by WiseCX API v1, "Service Groups", "Service Group Creation". Names are
    /// unique; the vendor takes away the blanks around them.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::queues::{CreateQueue, UserAssignment};
    ///
    /// let support = CreateQueue::new("Support")
    ///     .users([UserAssignment::new(10).auto_assign(true), UserAssignment::new(11)]);
    /// println!("service group {}", client.send(support).await?.id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The name is empty or longer than 50 characters, or a user's id is 0 or stands there twice.
    pub struct CreateQueue {
        required {
            /// The name, of 50 characters at most.
            name: String as into,
        }
        optional {
            /// Who works in it; nobody without it.
            users: Option<Vec<UserAssignment>> as (each UserAssignment),
        }
    }
}

impl Operation for CreateQueue {
    type Vendor = WiseCx;
    type Output = WrittenQueue;
    const SPEC: Spec = Spec::new("queues.create", Method::POST, "/queues");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        let name = self.name.trim();
        if name.is_empty() {
            return Err(EncodeError::new("name", "is empty"));
        }
        if name.chars().count() > MAX_NAME {
            return Err(EncodeError::new(
                "name",
                format!("is longer than {MAX_NAME} characters"),
            ));
        }
        check("users", self.users.as_deref().unwrap_or_default())?;
        request.json(self)
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        data(reply)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<WrittenQueue, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Reads one service group.
    ///
    /// `GET /queues/{id}`. Documented by WiseCX API v1, "Service Groups", "Fetching Service Group by ID".
    pub struct GetQueue {
        path {
            /// The service group's id.
            id: Id as into,
        }
        optional {
            /// The fields that the answer has: `id`, `name`, `businessHours`, `users`, and all of them
            /// without it.
            fields: Vec<String> as (each String),
        }
    }
}

impl Operation for GetQueue {
    type Vendor = WiseCx;
    type Output = Queue;
    const SPEC: Spec = Spec::new("queues.get", Method::GET, "/queues/{id}");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)?;
        request.query_comma("fields", &self.fields);
        Ok(())
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        data(reply)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Queue, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Puts users into a service group, or changes how they work in it.
    ///
    /// `PUT /queues/{id}/users`. Documented by WiseCX API v1, "Service Groups", "Updating Service Group
    /// Users". Nobody is taken out by it, and an empty list changes nothing.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::queues::{UpdateQueueUsers, UserAssignment};
    ///
    /// let users = [UserAssignment::new(10).auto_assign(true)];
    /// let changes = client.send(UpdateQueueUsers::new(53, users)).await?;
    /// println!("{:?} are new", changes.added);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// A user's id is 0 or stands there twice.
    pub struct UpdateQueueUsers {
        path {
            /// The service group's id.
            id: Id as into,
        }
        required {
            /// The users; they are the whole body.
            users: Vec<UserAssignment> as into,
        }
    }
}

impl Operation for UpdateQueueUsers {
    type Vendor = WiseCx;
    type Output = MembershipChanges;
    const SPEC: Spec = Spec::new("queues.users.update", Method::PUT, "/queues/{id}/users");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        check("", &self.users)?;
        request.path("id", &self.id)?;
        request.json(&self.users)
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
    /// Takes one user out of a service group.
    ///
    /// `DELETE /queues/{id}/users/{user_id}`. Documented by WiseCX API v1, "Service Groups", "Removing
    /// Service Group User". Nothing is answered.
    pub struct RemoveQueueUser {
        path {
            /// The service group's id.
            id: Id as into,
            /// The user's id.
            user_id: Id as into,
        }
    }
}

impl Operation for RemoveQueueUser {
    type Vendor = WiseCx;
    type Output = ();
    const SPEC: Spec = Spec::new(
        "queues.users.remove",
        Method::DELETE,
        "/queues/{id}/users/{user_id}",
    );

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)?;
        request.path("user_id", &self.user_id)
    }

    #[inline]
    fn decode(_: Reply) -> Result<(), DecodeError> {
        Ok(())
    }
}

parameters! {
    /// Takes several users out of a service group.
    ///
    /// `DELETE /queues/{id}/users`. Documented by WiseCX API v1, "Service Groups", "Bulk Removing Service
    /// Group Users".
    ///
    /// # Errors
    ///
    /// No user is named.
    pub struct RemoveQueueUsers {
        path {
            /// The service group's id.
            id: Id as into,
        }
        required {
            /// The users' ids.
            ids: Vec<u64> as into,
        }
    }
}

impl Operation for RemoveQueueUsers {
    type Vendor = WiseCx;
    type Output = MembershipRemovals;
    const SPEC: Spec = Spec::new(
        "queues.users.remove_many",
        Method::DELETE,
        "/queues/{id}/users",
    );

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        if self.ids.is_empty() {
            return Err(EncodeError::new("ids", "is empty"));
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
    /// A user who is put into a service group.
    pub struct UserAssignment {
        required {
            /// The user's id.
            id: u64,
        }
        optional {
            /// Whether cases are assigned to the user automatically; not, without it.
            auto_assign: Option<bool> as (bool),
        }
    }
}

/// Refuses users that the vendor refuses: it wants ids above 0, and each once.
fn check(list: &str, users: &[UserAssignment]) -> Result<(), EncodeError> {
    let mut seen = HashSet::with_capacity(users.len());
    for (index, user) in users.iter().enumerate() {
        let reason = match user.id {
            0 => "isn't above 0",
            id if !seen.insert(id) => "stands in the list twice",
            _ => continue,
        };
        return Err(EncodeError::new(format!("{list}[{index}].id"), reason));
    }
    Ok(())
}

/// What [`ListQueues`] is filtered by. The vendor names no field, so a condition is made with
/// [`Filter::custom`](crate::filter::Filter::custom).
#[derive(Clone, Copy, Debug)]
pub enum QueueField {}

reply! {
    /// A service group. It has the fields that were asked for.
    pub struct Queue {
        optional {
            /// The id.
            id: Option<Id>,
            /// The name.
            name: Option<String>,
            /// When it is open.
            business_hours: Option<BusinessHours> => "businessHours",
            /// Who works in it, by name.
            users: Vec<QueueUser>,
        }
    }
}

reply! {
    /// A user of a service group.
    pub struct QueueUser {
        optional {
            /// The user's id.
            id: Option<Id>,
            /// The name.
            name: Option<String>,
            /// Whether cases are assigned to the user automatically.
            auto_assign: Option<bool>,
        }
    }
}

reply! {
    /// When a service group is open.
    pub struct BusinessHours {
        optional {
            /// The zone that the times are in.
            timezone: Option<TimeZone>,
            /// The days of the week, and special dates.
            schedules: Vec<Schedule>,
        }
    }
}

reply! {
    /// A time zone.
    pub struct TimeZone {
        optional {
            /// Its name as Windows has it, `Argentina Standard Time` for example: not one of the IANA's.
            name: Option<String>,
            /// How far it is from UTC, `-03:00` for example.
            offset: Option<String>,
        }
    }
}

reply! {
    /// When a service group is open on one day.
    #[serde(rename_all = "camelCase")]
    pub struct Schedule {
        optional {
            /// The day of the week, from 0 for Sunday to 6 for Saturday.
            day: Option<u32>,
            /// The day of the week by name.
            name: Option<Weekday>,
            /// Whether it is open at all.
            is_open: Option<bool>,
            /// Whether it is one date instead of a day of every week.
            special_date: Option<bool>,
            /// The date, of a special one.
            date: Option<Date>,
            /// From when to when it is open; more than once where there is a break.
            hours: Vec<OpeningHours>,
        }
    }
}

reply! {
    /// From when to when a service group is open, as `HH:mm` in its own time zone.
    pub struct OpeningHours {
        optional {
            /// When it opens.
            from: Option<String>,
            /// When it closes.
            to: Option<String>,
        }
    }
}

open_enum! {
    /// A day of the week.
    pub enum Weekday {
        /// Sunday.
        Sunday = "sunday",
        /// Monday.
        Monday = "monday",
        /// Tuesday.
        Tuesday = "tuesday",
        /// Wednesday.
        Wednesday = "wednesday",
        /// Thursday.
        Thursday = "thursday",
        /// Friday.
        Friday = "friday",
        /// Saturday.
        Saturday = "saturday",
    }
}

reply! {
    /// A service group that was written.
    pub struct WrittenQueue {
        required {
            /// The service group's id.
            id: Id,
        }
    }
}

reply! {
    /// What became of users that were put into service groups.
    pub struct MembershipChanges {
        optional {
            /// How many weren't in before.
            added: Option<u64>,
            /// How many were in, and work in another way now.
            updated: Option<u64>,
            /// How many were in, and work as before.
            unchanged: Option<u64>,
        }
    }
}

reply! {
    /// What became of users that were taken out of service groups.
    pub struct MembershipRemovals {
        optional {
            /// How many were taken out.
            removed: Option<u64>,
        }
    }
}
