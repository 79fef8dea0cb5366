//! What goes on in queues now.

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Source, Spec, parameters, reply,
};
use http::header::CONTENT_TYPE;
use jiff::civil::{Date, DateTime};

use crate::calls::MenuType;
use crate::{AppsApi, filled};

/// The longest time that call-backs are told for.
const HOURS: u32 = 8;

parameters! {
    /// Reads what goes on in queues now: waits, agents, and when customers can be called back.
    ///
    /// `GET /queues/status`. Documented by Apps API, "Queue Endpoints". Newer than the vendor's
    /// collection of requests. The answer has opening hours and holidays too, whose fields aren't known:
    /// [`decode_as`](ccaas_core::Call::decode_as) reads them.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::calls::MenuType;
    /// use apps_api::queues::GetQueuesStatus;
    ///
    /// let status = client.send(GetQueuesStatus::of("en", MenuType::Ivr, [2, 3])).await?;
    /// for queue in status.queues {
    ///     println!("{:?}: {:?}", queue.materialized_path, queue.current_queue_ewt);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The language or the list of queues is empty, or the time for call-backs is longer than 8 hours.
    pub struct GetQueuesStatus {
        required {
            /// The queues' language, `en` for example.
            lang: String as into,
            /// What the queues are for.
            menu_type: MenuType as into,
            /// The queues, of those that have none below them.
            menu_id: Vec<Id> as into => "menu_id[]",
        }
        optional {
            /// For how many hours call-backs are told: 4 without it, and 8 at most.
            callback_period_hours: Option<u32> as (u32),
            /// From when on call-backs are told, by the clock of the queue or the company: from now
            /// without it. It isn't past, and not more than 24 hours ahead.
            callback_start_from: Option<DateTime> as (DateTime),
        }
    }
}

impl GetQueuesStatus {
    /// Of these queues.
    pub fn of<T: Into<Id>>(
        lang: impl Into<String>,
        menu_type: impl Into<MenuType>,
        menu_ids: impl IntoIterator<Item = T>,
    ) -> Self {
        let menu_ids: Vec<Id> = menu_ids.into_iter().map(Into::into).collect();
        GetQueuesStatus::new(lang, menu_type, menu_ids)
    }
}

impl Operation for GetQueuesStatus {
    type Vendor = AppsApi;
    type Output = QueuesStatus;
    const SPEC: Spec =
        Spec::new("queues.status.get", Method::GET, "/queues/status").source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        filled("lang", &self.lang)?;
        filled("menu_type", self.menu_type.as_str())?;
        if self.menu_id.is_empty() {
            return Err(EncodeError::new("menu_id[]", "has no queue"));
        }
        if self
            .callback_period_hours
            .is_some_and(|hours| hours > HOURS)
        {
            return Err(EncodeError::new(
                "callback_period_hours",
                format!("is {HOURS} at most"),
            ));
        }
        // The document has it on requests without a body too.
        request.header(CONTENT_TYPE, "application/json")?;
        request.query("lang", &self.lang);
        request.query_each("menu_id[]", &self.menu_id);
        request.query("menu_type", &self.menu_type);
        request.query("callback_period_hours", self.callback_period_hours);
        request.query("callback_start_from", self.callback_start_from);
        Ok(())
    }

    #[inline]
    fn decode(reply: Reply) -> Result<QueuesStatus, DecodeError> {
        Self::payload(&reply)
    }
}

reply! {
    /// What goes on in queues.
    pub struct QueuesStatus {
        optional {
            /// The queues.
            queues: Vec<LiveQueue>,
        }
    }
}

reply! {
    /// What goes on in a queue.
    pub struct LiveQueue {
        optional {
            /// The queue's id.
            menu_id: Option<Id>,
            /// What it is for.
            menu_type: Option<MenuType>,
            /// Its language.
            lang: Option<String>,
            /// The names on the way to it.
            materialized_path: Option<String>,
            /// How long a customer who comes now is expected to wait. The unit isn't documented; other
            /// waits are in seconds.
            current_queue_ewt: Option<u64>,
            /// The same for a customer who asks to be called back.
            scheduled_callback_ewt: Option<u64>,
            /// How many agents are logged in.
            logged_in_agents: Option<u64>,
            /// How many agents are free.
            available_agents: Option<u64>,
            /// How many agents the vendor calls "breakthrough".
            breakthrough_agents: Option<u64>,
            /// When customers can be called back.
            callback_periods: Vec<CallbackPeriod>,
        }
    }
}

reply! {
    /// A time for call-backs, by the clock of the queue or the company.
    pub struct CallbackPeriod {
        optional {
            /// The day.
            date: Option<Date>,
            /// When it begins, `17:30` for example.
            start_time: Option<String>,
            /// When it ends.
            end_time: Option<String>,
            /// How many call-backs there are already.
            scheduled_calls: Option<u64>,
            /// How many there can be.
            max_slots: Option<u64>,
        }
    }
}
