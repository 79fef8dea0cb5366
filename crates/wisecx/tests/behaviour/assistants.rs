//! Assistants.

use ccaas_core::{Delivery, ErrorKind};
use wisecx::assistants::ExecuteAssistantNode;

use crate::{failed, refused};

#[tokio::test]
async fn a_key_with_a_colon_is_refused() {
    let node = ExecuteAssistantNode::new(420, 107821).context([("a", "1"), ("b:c", "2")]);
    refused(node, "context: the key \"b:c\" holds a colon").await;
}

#[tokio::test]
async fn a_node_runs_only_once() {
    let node = ExecuteAssistantNode::new(420, 107821);
    let (error, calls) = failed(node, "/assistans/node/420/execute", 502, "{}").await;
    assert_eq!((error.kind(), calls), (ErrorKind::Api, 1), "{error}");
    assert_eq!(error.delivery(), Delivery::Answered);
}

#[cfg(feature = "registry")]
#[test]
fn a_context_is_read_from_an_object() {
    use serde_json::{from_value, json, to_value};

    let object = json!({"id": 420, "case_id": 7, "context": {"b": "18:30", "a": "1"}});
    let node: ExecuteAssistantNode = from_value(object).unwrap();
    assert_eq!(node.id.to_string(), "420");
    let context = node.context.as_ref().unwrap();
    assert_eq!(context.get("b"), Some("18:30"));
    let mut texts: Vec<String> = from_value(to_value(context).unwrap()).unwrap();
    texts.sort_unstable();
    assert_eq!(texts, ["a:1", "b:18:30"]);
}
