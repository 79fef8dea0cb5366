//! Assistants, which answer in the case.

use serde_json::json;

use super::store::{Store, missing};
use crate::{
    call::{BodyTable::Json, Call},
    reply::{Answer, Refusal, Reply},
    strict::{Field, Kind, Table},
    vendor::Op,
};

/// The one node of an assistant that can be run.
pub const ASSISTANT_NODE: u64 = 501;

const EXECUTE: Table = &[
    Field::required("case_id", Kind::AtLeast(1)),
    Field::optional("context", Kind::Texts),
];

pub(super) fn operations() -> Vec<Op<Store>> {
    // The vendor's own spelling.
    vec![
        Op::post(
            "assistants.nodes.execute",
            "/assistans/node/{id}/execute",
            execute,
        )
        .body(Json(EXECUTE)),
    ]
}

fn execute(store: &mut Store, call: &Call<'_>) -> Answer {
    let node = call.number("id")?;
    if node != ASSISTANT_NODE {
        return Err(missing("Node"));
    }
    let case = call.body.number("case_id").unwrap_or_default();
    if !store.cases.contains_key(&case) {
        return Err(missing("Case"));
    }
    let context = call.body.texts("context");
    if context.iter().any(|pair| !pair.contains(':')) {
        return Err(Refusal::bad_request("context must hold texts as key:value"));
    }
    store.plan_assistant(case, node, context.join(" "), call.now);
    Ok(Reply::ok(&json!({"id": 1, "message": "OK"})))
}
