//! Assistants.

use wisecx::assistants::{Context, ExecuteAssistantNode};

use crate::{same_body, snapshots};

#[test]
fn execute_assistant_node() {
    snapshots(
        ExecuteAssistantNode::new(420, 107821),
        ExecuteAssistantNode::new("420", 107821).context([("b", "18:30"), ("a", "")]),
    );
}

#[test]
fn the_vendors_own_example_is_sent_as_printed() {
    let mut context = Context::new();
    context.insert("key1", "value1");
    context.insert("key2", "value2");
    same_body(
        ExecuteAssistantNode::new(420, 107821).context(context),
        "assistants.nodes.execute.request.json",
    );
}
