//! An operation that the typed layer lacks, or gets wrong.

use std::marker::PhantomData;

use serde_json::{Map, Value};

use crate::encoder::names;
use crate::{
    AuthClass, DecodeError, Effect, EncodeError, Encoder, Error, Method, Operation, Reply, Spec,
    Vendor,
};

/// Any call to a vendor, by method, path and JSON parameters.
///
/// It goes through the same client as the typed operations: credentials, quotas, retries, traces.
/// A parameter that the path names fills the path; the others go into the query for GET and
/// DELETE, else into a JSON body. The output is the reply as JSON: null for an empty body, a text
/// for what isn't JSON.
///
/// ```
/// # use ccaas_core::doctest::Acme;
/// # async fn example(client: ccaas_core::Client<Acme>) -> Result<(), ccaas_core::Error> {
/// use ccaas_core::{Method, Untyped};
///
/// let transfer = Untyped::new("cases.transfer", Method::PUT, "/cases/{id}/transfer")
///     .param("id", 42)
///     .param("group_id", 7);
/// let answer = client.send(transfer).await?;
/// # Ok(())
/// # }
/// ```
pub struct Untyped<V> {
    id: String,
    method: Method,
    path: String,
    auth: Option<AuthClass>,
    effect: Option<Effect>,
    params: Map<String, Value>,
    query: Map<String, Value>,
    vendor: PhantomData<fn() -> V>,
}

impl<V> Clone for Untyped<V> {
    fn clone(&self) -> Self {
        Untyped {
            id: self.id.clone(),
            method: self.method,
            path: self.path.clone(),
            auth: self.auth,
            effect: self.effect,
            params: self.params.clone(),
            query: self.query.clone(),
            vendor: PhantomData,
        }
    }
}

/// Tells what is called, but not with which parameters: they may be anything.
impl<V> std::fmt::Debug for Untyped<V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Untyped")
            .field("id", &self.id)
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl<V: Vendor> Untyped<V> {
    /// A call to `path`, a template below the base URL. The id is what errors, traces and quotas
    /// know it by; where it is the id of a typed operation, that one's credentials and effect are
    /// the default.
    pub fn new(id: impl Into<String>, method: Method, path: impl Into<String>) -> Self {
        Untyped {
            id: id.into(),
            method,
            path: path.into(),
            auth: None,
            effect: None,
            params: Map::new(),
            query: Map::new(),
            vendor: PhantomData,
        }
    }

    /// The documented operation of this id, with parameters that aren't checked.
    ///
    /// # Errors
    ///
    /// The vendor has no such operation.
    pub fn of(id: &str) -> Result<Self, Error> {
        match V::OPERATIONS.iter().find(|spec| spec.id == id) {
            Some(spec) => Ok(Untyped::new(id, spec.method, spec.path)),
            None => Err(Error::config(format!(
                "{} has no operation \"{id}\"{}",
                V::NAME,
                crate::did_you_mean(id, V::OPERATIONS.iter().map(|spec| spec.id))
            ))),
        }
    }

    /// Sets a parameter.
    #[must_use]
    pub fn param(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.params.insert(name.into(), value.into());
        self
    }

    /// Sets all the members of an object as parameters.
    #[must_use]
    pub fn params(mut self, params: Map<String, Value>) -> Self {
        self.params.extend(params);
        self
    }

    /// Sets a parameter of the query, whatever the method.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.query.insert(name.into(), value.into());
        self
    }

    /// Sets the credentials that it wants.
    #[must_use]
    pub fn auth(mut self, auth: AuthClass) -> Self {
        self.auth = Some(auth);
        self
    }

    /// Sets what sending it twice does.
    #[must_use]
    pub fn effect(mut self, effect: Effect) -> Self {
        self.effect = Some(effect);
        self
    }
}

impl<V: Vendor> Operation for Untyped<V> {
    type Vendor = V;
    type Output = Value;
    /// A placeholder: `encode` sets every fact.
    const SPEC: Spec = Spec::new("untyped", Method::GET, "/");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        let known = V::OPERATIONS.iter().find(|spec| spec.id == self.id);
        let facts = request.facts_mut();
        *facts = crate::Facts {
            judge: facts.judge,
            ..crate::Facts::of(known.unwrap_or(&Spec::new("untyped", self.method, "/")))
        };
        facts.id = self.id.clone().into();
        facts.method = self.method;
        facts.template = self.path.clone().into();
        if let Some(auth) = self.auth {
            facts.auth = auth;
        }
        if let Some(effect) = self.effect {
            facts.effect = effect;
        }
        if !self.path.starts_with('/') || self.path.contains(['?', '#']) {
            return Err(EncodeError::new(
                "path",
                "must begin with a slash and have no query; `query` adds to that",
            ));
        }
        let mut rest = Map::new();
        for (name, value) in &self.params {
            if names(&self.path).any(|known| known == name) {
                request.path_named(name, &scalar(name, value)?)?;
            } else if matches!(self.method, Method::GET | Method::DELETE) {
                query(request, name, value)?;
            } else {
                rest.insert(name.clone(), value.clone());
            }
        }
        for (name, value) in &self.query {
            query(request, name, value)?;
        }
        if rest.is_empty() {
            return Ok(());
        }
        request.json(&rest)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Value, DecodeError> {
        if reply.body.trim_ascii().is_empty() {
            return Ok(Value::Null);
        }
        Ok(serde_json::from_slice(&reply.body)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&reply.body).into_owned())))
    }
}

fn scalar(name: &str, value: &Value) -> Result<String, EncodeError> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(value) => Ok(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => Err(EncodeError::new(
            name.to_owned(),
            "must be a text, a number or a boolean here",
        )),
    }
}

fn query(request: &mut Encoder, name: &str, value: &Value) -> Result<(), EncodeError> {
    match value {
        Value::Null => {}
        Value::Array(values) => {
            for value in values {
                request.query(name, scalar(name, value)?);
            }
        }
        value => request.query(name, scalar(name, value)?),
    }
    Ok(())
}
