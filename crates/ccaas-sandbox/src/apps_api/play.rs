//! What happens at the Apps API without a call of it.

use std::{
    sync::{MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Store, media};
use crate::{dispatch::Shared, quota, vendor::Vendor};

/// The hand of a test in what goes on at the Apps API, and its view of what the API does not show.
///
/// [`Sandbox::apps_api`](crate::Sandbox::apps_api) gives it.
///
/// ```
/// let sandbox = ccaas_sandbox::Sandbox::in_process();
/// // The vendor's newer pages allow ten calls a second.
/// sandbox.apps_api().limit(10);
/// assert_eq!(sandbox.apps_api().refused(), 0);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct AppsApi<'a> {
    shared: &'a Shared,
}

impl<'a> AppsApi<'a> {
    pub(crate) fn new(shared: &'a Shared) -> Self {
        Self { shared }
    }

    /// Lets this many calls in within any second from now on; one at first. With 0 nobody gets in.
    pub fn limit(&self, per_second: u32) {
        if let Some(vendor) = self.vendor() {
            vendor.quotas().change(per_second);
        }
    }

    /// When calls were let in, in the order of their arrival.
    pub fn accepted(&self) -> Vec<Timestamp> {
        self.vendor()
            .map(|vendor| vendor.quotas().accepted())
            .unwrap_or_default()
    }

    /// The most calls that were let in within any span of this length.
    ///
    /// The span begins with a call, and a call at its very end is not in it: with a limit of one
    /// a second this is never more than 1 for a second.
    pub fn most_accepted_within(&self, span: Duration) -> usize {
        quota::most_within(&self.accepted(), span)
    }

    /// How many calls were answered with 429, because there were too many.
    pub fn refused(&self) -> u64 {
        self.vendor().map_or(0, |vendor| vendor.quotas().refused())
    }

    /// A call as it is now. The API shows it only when it is made.
    pub fn call(&self, id: u64) -> Option<Value> {
        self.store().show_call(id)
    }

    /// All calls as they are now, in the order in which they were made.
    pub fn calls(&self) -> Vec<Value> {
        let store = self.store();
        let calls = store.calls.keys().filter_map(|id| store.show_call(*id));
        calls.collect()
    }

    /// A chat as it is now, with what the API does not show: `messages`, the `custom_data`, and
    /// what the request that began it had in it, as `given`.
    pub fn chat(&self, id: u64) -> Option<Value> {
        let store = self.store();
        let chat = store.chats.get(&id)?;
        let mut shown = store.show_chat(id);
        let row = shown.as_object_mut()?;
        row.insert("messages".to_owned(), chat.messages.clone().into());
        row.insert("given".to_owned(), chat.given.clone());
        let data = chat.session.custom_data.clone();
        row.insert("custom_data".to_owned(), data.into());
        Some(shown)
    }

    /// The status of an agent, such as `Available`.
    pub fn agent_status(&self, id: u64) -> Option<&'static str> {
        Some(self.store().agents.get(&id)?.status)
    }

    /// The contact data that was sent, in order.
    pub fn contact_data(&self) -> Vec<Value> {
        let store = self.store();
        store
            .contact_data
            .iter()
            .cloned()
            .map(Value::Object)
            .collect()
    }

    /// Whether the CRM takes part in linking an end user; if not, such requests are refused.
    pub fn crm_supported(&self, supported: bool) {
        self.store().crm_supported = supported;
    }

    /// Whether events bear a second signature, made with the secondary secret. They do at first.
    pub fn second_signature(&self, signed: bool) {
        self.store().second_signature = signed;
    }

    /// Lets whoever speaks on the vendor's side of a chat say something, an agent or a virtual
    /// one. Tells whether there is anybody.
    pub fn agent_says(&self, chat: u64, text: &str) -> bool {
        let said = self
            .store()
            .vendor_says(chat, text, self.shared.clock.now());
        self.shared.live();
        said
    }

    /// Lets the agent of a chat send a photo or a video, and gives the id under which it can be
    /// fetched. `None` if the chat has no agent, or is over.
    pub fn agent_sends(
        &self,
        chat: u64,
        bytes: impl Into<Bytes>,
        content_type: &str,
    ) -> Option<u64> {
        let id = self.keep(chat, bytes.into(), content_type);
        self.shared.live();
        id
    }

    fn keep(&self, chat: u64, bytes: Bytes, content_type: &str) -> Option<u64> {
        let now = self.shared.clock.now();
        let mut store = self.store();
        let agent = store
            .chats
            .get(&chat)
            .filter(|chat| !chat.is_over())?
            .agent?;
        let id = store.next_id();
        let kind = match content_type.starts_with("video/") {
            true => "video",
            false => "photo",
        };
        let path = format!("{}/agents/{chat}/{id}", media::BUCKET);
        let url = self
            .shared
            .storage
            .store(&path, bytes, content_type, now, None);
        let file = media::Media { kind, path, url };
        store.chats.get_mut(&chat)?.media.insert(id, file);
        store.say(
            chat,
            "agent",
            Some(agent),
            kind,
            json!({"media_id": id}),
            now,
        );
        Some(id)
    }

    fn vendor(&self) -> Option<&'a Vendor> {
        let mut vendors = self.shared.vendors.iter();
        vendors.find(|vendor| vendor.name() == super::NAME)
    }

    /// The store, with everything done in it that is due by now.
    fn store(&self) -> MutexGuard<'a, Store> {
        self.shared.live();
        self.shared
            .apps_api
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
