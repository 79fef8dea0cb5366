//! The status of a queue before a customer is sent elsewhere.

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Source, Spec, parameters,
};
use http::header::CONTENT_TYPE;

use crate::AppsApi;
use crate::people::or_nothing;
use crate::queue_operation_statuses::{QueueChannel, QueueStatus, ask};

parameters! {
    /// Reads whether a queue can take a customer, before one is sent elsewhere.
    ///
    /// `GET /queue_operation_statuses`. Documented by Apps API, "Queue Status Endpoint", which prints neither
    /// method nor path: both are inferred, and
    /// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces them. The answer isn't documented
    /// either. The parameters are those of
    /// [`GetQueueOperationStatus`](crate::queue_operation_statuses::GetQueueOperationStatus), whose path is
    /// known: prefer that.
    ///
    /// # Errors
    ///
    /// The language is empty.
    pub struct GetQueueStatus {
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

impl Operation for GetQueueStatus {
    type Vendor = AppsApi;
    type Output = QueueStatus;
    const SPEC: Spec = Spec::new("queue_status.get", Method::GET, "/queue_operation_statuses")
        .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        // The document has it on requests without a body too.
        request.header(CONTENT_TYPE, "application/json")?;
        ask(request, &self.menu_id, &self.lang, &self.channel_type)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<QueueStatus, DecodeError> {
        or_nothing(&reply)
    }
}
