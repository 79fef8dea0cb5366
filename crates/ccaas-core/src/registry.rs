//! A vendor's operations by name: for a command line, a document, a check.
//!
//! With the feature `registry`. A vendor crate lists its operations with [`Entry::of`]; each entry
//! knows its [`Spec`], the JSON Schema of its parameters, and how to make the typed operation from a
//! JSON object.

/// The library whose types stand in this API, in the version that it has it in.
pub use schemars;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::prepared::Prepared;
use crate::{BoxFuture, Client, Error, ErrorKind, Operation, Reply, Spec, Vendor};

/// One operation of a vendor, by its id.
pub struct Entry<V: Vendor> {
    /// What holds for every value of it.
    pub spec: Spec,
    type_path: fn() -> &'static str,
    schema: fn() -> Schema,
    prepare: Run<V, Prepared>,
    send: Run<V, BoxFuture<'static, Result<Reply, Error>>>,
}

/// Makes the operation from its parameters, and something out of it.
type Run<V, T> = fn(&Client<V>, Map<String, Value>) -> Result<T, Error>;

impl<V: Vendor> Entry<V> {
    /// The entry of an operation.
    pub const fn of<O>() -> Self
    where
        O: Operation<Vendor = V> + DeserializeOwned + JsonSchema,
    {
        Entry {
            spec: O::SPEC,
            type_path: std::any::type_name::<O>,
            schema: || SchemaGenerator::default().into_root_schema_for::<O>(),
            prepare: |client, params| client.send(read::<O>(params)?).prepare(),
            send: |client, params| {
                let call = client.send(read::<O>(params)?).raw();
                Ok(Box::pin(call))
            },
        }
    }

    /// The operation's type with its path, `wesal_voc::auth::Login` for example.
    ///
    /// For people and documents; see [`type_name`](std::any::type_name) for how little it promises.
    pub fn type_path(&self) -> &'static str {
        (self.type_path)()
    }

    /// The JSON Schema of its parameters, those in the path included.
    pub fn schema(&self) -> Schema {
        (self.schema)()
    }

    /// The names of its parameters.
    pub fn parameters(&self) -> Vec<String> {
        self.schema()
            .get("properties")
            .and_then(Value::as_object)
            .map(|properties| properties.keys().cloned().collect())
            .unwrap_or_default()
    }

    /// The request that would go out.
    ///
    /// # Errors
    ///
    /// A parameter is unknown, missing, of the wrong type, or can't be sent.
    pub fn prepare(
        &self,
        client: &Client<V>,
        params: Map<String, Value>,
    ) -> Result<Prepared, Error> {
        self.check(&params)?;
        (self.prepare)(client, params)
    }

    /// Makes the operation from its parameters and sends it. What comes back is the reply that the
    /// vendor's check, and the operation's, took for a success.
    ///
    /// # Errors
    ///
    /// A parameter is unknown, missing or of the wrong type, or the call failed.
    pub async fn send(
        &self,
        client: &Client<V>,
        params: Map<String, Value>,
    ) -> Result<Reply, Error> {
        self.check(&params)?;
        (self.send)(client, params)?.await
    }

    /// Names a parameter that isn't one.
    fn check(&self, params: &Map<String, Value>) -> Result<(), Error> {
        let known = self.parameters();
        match params.keys().find(|name| !known.contains(name)) {
            None => Ok(()),
            Some(name) => Err(Error::new(
                ErrorKind::Encode,
                format!(
                    "{} has no parameter \"{name}\"{}",
                    self.spec.id,
                    crate::did_you_mean(name, known.iter().map(String::as_str))
                ),
            )),
        }
    }
}

impl<V: Vendor> std::fmt::Debug for Entry<V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry")
            .field("spec", &self.spec)
            .finish_non_exhaustive()
    }
}

fn read<O: Operation + DeserializeOwned>(params: Map<String, Value>) -> Result<O, Error> {
    serde_path_to_error::deserialize(Value::Object(params)).map_err(|error| {
        let path = error.path().to_string();
        let message = match path.as_str() {
            "." => error.inner().to_string(),
            path => format!("{path}: {}", error.inner()),
        };
        Error::new(ErrorKind::Encode, message).of(<O::Vendor as Vendor>::NAME, O::SPEC.id.into())
    })
}
