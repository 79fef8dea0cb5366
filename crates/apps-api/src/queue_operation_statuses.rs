//! Whether a queue can take a customer.

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Source, Spec, open_enum,
    parameters, reply,
};

use crate::{AppsApi, filled};

parameters! {
    /// Reads whether a queue can take a customer: whether it is open, and has room.
    ///
    /// `GET /queue_operation_statuses`. Documented by Apps API, "Queue Operation Statuses".
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::queue_operation_statuses::{GetQueueOperationStatus, QueueChannel};
    ///
    /// let status = client
    ///     .send(GetQueueOperationStatus::new(1, "en", QueueChannel::Call))
    ///     .await?;
    /// if status.is_after_hours() == Some(true) || status.overcapacity == Some(true) {
    ///     println!("send the customer elsewhere");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The language is empty.
    pub struct GetQueueOperationStatus {
        required {
            /// The queue.
            menu_id: Id as into,
            /// The queue's language, `en` for example.
            lang: String as into,
            /// The channel.
            channel_type: QueueChannel as into,
        }
    }
}

impl Operation for GetQueueOperationStatus {
    type Vendor = AppsApi;
    type Output = QueueStatus;
    const SPEC: Spec = Spec::new(
        "queue_operation_statuses.get",
        Method::GET,
        "/queue_operation_statuses",
    )
    .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        ask(request, &self.menu_id, &self.lang, &self.channel_type)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<QueueStatus, DecodeError> {
        Self::payload(&reply)
    }
}

/// What both questions about a queue take.
pub(crate) fn ask(
    request: &mut Encoder,
    menu_id: &Id,
    lang: &str,
    channel: &QueueChannel,
) -> Result<(), EncodeError> {
    filled("menu_id", &menu_id.to_string())?;
    filled("lang", lang)?;
    filled("channel_type", channel.as_str())?;
    request.query("menu_id", menu_id);
    request.query("lang", lang);
    request.query("channel_type", channel);
    Ok(())
}

open_enum! {
    /// The channel of a queue. Waiting times call the first `voice_call`:
    /// [`WaitChannel`](crate::wait_times::WaitChannel).
    pub enum QueueChannel {
        /// Calls.
        Call = "call",
        /// Chats.
        Chat = "chat",
    }
}

reply! {
    /// Whether a queue can take a customer.
    pub struct QueueStatus {
        optional {
            /// The queue's id.
            menu_id: Option<Id>,
            /// The queue's language.
            lang: Option<String>,
            /// The channel.
            channel_type: Option<QueueChannel>,
            /// Whether it is closed, by the name in the vendor's example.
            after_hour: Option<bool>,
            /// The same, by the name in the vendor's text.
            after_hours: Option<bool>,
            /// Whether it has no room.
            overcapacity: Option<bool>,
        }
    }
}

impl QueueStatus {
    /// Whether it is closed, by whichever of the two names that has.
    pub fn is_after_hours(&self) -> Option<bool> {
        self.after_hour.or(self.after_hours)
    }
}
