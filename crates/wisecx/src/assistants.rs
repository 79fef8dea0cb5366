//! Assistants: a step of a flow, run for a case.

use ccaas_core::types::{Id, Pairs};
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Spec, parameters, reply,
};
use serde::ser::{Serialize, Serializer};

use crate::WiseCx;

parameters! {
    /// Runs a node of an assistant's flow for a case.
    ///
    /// `POST /assistans/node/{id}/execute`: the path is misspelt by the service itself. Documented by
    /// WiseCX API v1, "Assistants", "Execution of Intents". The node runs later: what comes of it is seen
    /// in the case, not in the answer. Sent twice, it runs twice.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::assistants::ExecuteAssistantNode;
    ///
    /// client
    ///     .send(ExecuteAssistantNode::new(420, 107821).context([("plan", "gold")]))
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// A key of the context holds a colon.
    pub struct ExecuteAssistantNode {
        path {
            /// The node's id: an intention of a flow that is set up in the product.
            id: Id as into,
        }
        required {
            /// The case it runs for.
            case_id: u64,
        }
        optional {
            /// What the flow is told.
            context: Option<Context> as (into Context),
        }
    }
}

impl Operation for ExecuteAssistantNode {
    type Vendor = WiseCx;
    type Output = ExecutionStarted;
    const SPEC: Spec = Spec::new(
        "assistants.nodes.execute",
        Method::POST,
        "/assistans/node/{id}/execute",
    );

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)?;
        if let Some(context) = &self.context {
            context.check()?;
        }
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<ExecutionStarted, DecodeError> {
        Self::payload(&reply)
    }
}

/// What an assistant's flow is told: values by their keys, in order.
///
/// The vendor writes each as a text, `key:value`, so a key can't hold a colon; a value can.
///
/// ```
/// use wisecx::assistants::Context;
///
/// let mut context = Context::from([("plan", "gold")]);
/// context.insert("until", "18:30");
/// assert_eq!(context.get("until"), Some("18:30"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "registry",
    derive(serde::Deserialize, ccaas_core::registry::schemars::JsonSchema)
)]
#[cfg_attr(
    feature = "registry",
    serde(transparent),
    schemars(crate = "ccaas_core::registry::schemars")
)]
pub struct Context(Pairs);

impl Context {
    /// Without anything.
    pub const fn new() -> Self {
        Context(Pairs::new())
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// Sets the value of a key.
    pub fn insert(&mut self, key: impl Into<String>, value: impl Into<String>) {
        self.0.insert(key, value);
    }

    /// The service would cut such a pair in the wrong place.
    fn check(&self) -> Result<(), EncodeError> {
        match self.0.iter().find(|(key, _)| key.contains(':')) {
            Some((key, _)) => Err(EncodeError::new(
                "context",
                format!("the key {key:?} holds a colon, which parts key and value"),
            )),
            None => Ok(()),
        }
    }
}

impl<K: Into<String>, T: Into<String>> FromIterator<(K, T)> for Context {
    fn from_iter<I: IntoIterator<Item = (K, T)>>(pairs: I) -> Self {
        Context(pairs.into_iter().collect())
    }
}

impl<K: Into<String>, T: Into<String>, const N: usize> From<[(K, T); N]> for Context {
    fn from(pairs: [(K, T); N]) -> Self {
        pairs.into_iter().collect()
    }
}

impl Serialize for Context {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|(key, value)| format!("{key}:{value}")))
    }
}

reply! {
    /// That a node will run.
    pub struct ExecutionStarted {
        optional {
            /// An id. The vendor doesn't say of what.
            id: Option<Id>,
            /// `OK`.
            message: Option<String>,
        }
    }
}
