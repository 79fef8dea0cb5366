//! What happens at WiseCX without a call of its API.

use std::sync::{MutexGuard, PoisonError};

use jiff::Timestamp;
use serde_json::Value;

use super::Store;
use crate::dispatch::Shared;

/// The hand of a test in what goes on at WiseCX outside of its API.
///
/// [`Sandbox::wisecx`](crate::Sandbox::wisecx) gives it.
///
/// ```
/// use serde_json::json;
///
/// let sandbox = ccaas_sandbox::Sandbox::in_process();
/// sandbox.wisecx().meli_order(json!({"status": "paid"}));
/// assert_eq!(sandbox.events("wisecx")[0].name(), "meli_new_order");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct WiseCx<'a> {
    shared: &'a Shared,
}

impl<'a> WiseCx<'a> {
    pub(crate) fn new(shared: &'a Shared) -> Self {
        Self { shared }
    }

    /// Whether the list of cases comes as `{"data": […]}` from now on, as clients in the field
    /// have seen it, or as the bare array of the vendor's reference.
    pub fn cases_in_data(&self, wrapped: bool) {
        self.store().cases_in_data = wrapped;
    }

    /// Makes an order at Mercado Libre, and gives the id that the vendor has it under.
    pub fn meli_order(&self, order_data: Value) -> u64 {
        self.happens(|store, now| store.meli_order(order_data, now))
    }

    /// Changes an order at Mercado Libre. Tells whether there is such an order.
    pub fn update_meli_order(&self, id: u64, order_data: Value) -> bool {
        self.happens(|store, now| store.update_meli_order(id, order_data, now))
    }

    /// Lets a contact answer a message of a campaign, which opens a case, and gives the case's
    /// id. `None` if there is no such message, or it is not sent yet.
    ///
    /// `tracking_id` may be written in any of the vendor's ways: `wa-7`, `wa_7`, `7`.
    pub fn answer_message(&self, tracking_id: &str, content: &str) -> Option<u64> {
        self.happens(|store, now| store.answer_message(tracking_id, content, now))
    }

    fn happens<T>(&self, what: impl FnOnce(&mut Store, Timestamp) -> T) -> T {
        let result = what(&mut self.store(), self.shared.clock.now());
        self.shared.live();
        result
    }

    fn store(&self) -> MutexGuard<'a, Store> {
        self.shared
            .wisecx
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
