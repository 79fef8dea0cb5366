//! Custom data of calls and chats: what your own systems know of a customer, shown to the agent.

mod data;
mod sending;
mod sign;

use ccaas_core::types::{Id, Secret};
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Source, Spec, reply,
};

pub use data::{CustomData, CustomEntry, CustomType, CustomValue};
pub use sign::CustomDataSigner;

use self::sending::Sending;
use crate::AppsApi;
use crate::people::or_nothing;

/// Sends custom data of a call.
///
/// `POST /calls/{id}/custom_data`. Documented by Apps API, "Send custom data in a call", which prints
/// neither method nor path: both are inferred, and
/// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces them. The answer isn't documented
/// either.
///
/// It goes [as it is](SendCallCustomData::new), or [signed](SendCallCustomData::signed) with the company's
/// secret. It isn't repeated once it may have arrived.
///
/// ```no_run
/// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
/// use apps_api::custom_data::{CustomData, CustomEntry, SendCallCustomData};
///
/// let data = CustomData::new()
///     .verified_customer(true)
///     .entry("plan", CustomEntry::new("Gold").label("Plan"))
///     .entry("orders", 7);
/// client.send(SendCallCustomData::new(397, data)).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// A reserved key holds something else than true or false, a number is none, or the token is empty.
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
pub struct SendCallCustomData(Sending);

impl SendCallCustomData {
    /// Data that is sent as it is.
    pub fn new(id: impl Into<Id>, data: impl Into<CustomData>) -> Self {
        SendCallCustomData(Sending::plain(id, data))
    }

    /// Data that was signed: see [`CustomDataSigner`].
    pub fn signed(id: impl Into<Id>, token: impl Into<Secret>) -> Self {
        SendCallCustomData(Sending::sealed(id, token))
    }
}

impl Operation for SendCallCustomData {
    type Vendor = AppsApi;
    type Output = SentCustomData;
    const SPEC: Spec = Spec::new(
        "calls.custom_data.send",
        Method::POST,
        "/calls/{id}/custom_data",
    )
    .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        self.0.encode(request)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<SentCustomData, DecodeError> {
        or_nothing(&reply)
    }
}

/// Sends custom data of a chat.
///
/// `POST /chats/{id}/custom_data`. Documented by Apps API, "Send custom data in a chat", which prints
/// neither method nor path: both are inferred, and
/// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces them. The answer isn't documented
/// either. Everything else is as in [`SendCallCustomData`].
///
/// ```no_run
/// # async fn example(client: apps_api::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use apps_api::custom_data::{CustomData, CustomDataSigner, SendChatCustomData};
///
/// let signer = CustomDataSigner::new(std::env::var("COMPANY_SECRET")?);
/// let data = CustomData::new().verified_customer(true);
/// client.send(SendChatCustomData::signed(397, signer.sign(&data)?)).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// As for [`SendCallCustomData`].
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
pub struct SendChatCustomData(Sending);

impl SendChatCustomData {
    /// Data that is sent as it is.
    pub fn new(id: impl Into<Id>, data: impl Into<CustomData>) -> Self {
        SendChatCustomData(Sending::plain(id, data))
    }

    /// Data that was signed: see [`CustomDataSigner`].
    pub fn signed(id: impl Into<Id>, token: impl Into<Secret>) -> Self {
        SendChatCustomData(Sending::sealed(id, token))
    }
}

impl Operation for SendChatCustomData {
    type Vendor = AppsApi;
    type Output = SentCustomData;
    const SPEC: Spec = Spec::new(
        "chats.custom_data.send",
        Method::POST,
        "/chats/{id}/custom_data",
    )
    .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        self.0.encode(request)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<SentCustomData, DecodeError> {
        or_nothing(&reply)
    }
}

reply! {
    /// The answer to custom data. The document doesn't have one.
    pub struct SentCustomData {
        optional {
            /// `accepted`, by its likeness to the answer about a customer.
            message: Option<String>,
        }
    }
}
