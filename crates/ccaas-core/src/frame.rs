//! How operations become requests: base URLs, routes, the headers that all have.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use http::header::{ACCEPT, HeaderValue, USER_AGENT};

use crate::context::{Context, Options};
use crate::encoder::{Encoded, Encoder, names};
use crate::vendor::BaseUrl;
use crate::{
    EncodeError, Error, Facts, Method, Operation, Reply, Request, Spec, Vendor, Verdict,
    did_you_mean,
};

const ACCEPT_JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Makes requests of a vendor's operations.
pub(crate) struct Frame {
    pub(crate) vendor: &'static str,
    origin: Arc<dyn Origin>,
    routes: HashMap<String, Route>,
    user_agent: HeaderValue,
}

trait Origin: Send + Sync {
    fn origin(&self, facts: &Facts) -> &BaseUrl;
}

impl<V: Vendor> Origin for V {
    fn origin(&self, facts: &Facts) -> &BaseUrl {
        Vendor::origin(self, facts)
    }
}

pub(crate) struct Route {
    replaces: (Method, &'static str),
    method: Method,
    template: String,
}

impl Frame {
    pub(crate) fn new<V: Vendor>(
        vendor: Arc<V>,
        routes: HashMap<String, Route>,
        user_agent: HeaderValue,
    ) -> Self {
        Frame {
            vendor: V::NAME,
            origin: vendor,
            routes,
            user_agent,
        }
    }

    pub(crate) fn user_agent(&self) -> &HeaderValue {
        &self.user_agent
    }

    pub(crate) fn encode<O: Operation>(&self, operation: &O) -> Result<Encoded, Error> {
        let mut encoder = self.begin(&O::SPEC, O::judge);
        let written = operation.encode(&mut encoder);
        self.finish(encoder, written)
    }

    /// With the headers that all have, which the operation may replace.
    fn begin(&self, spec: &Spec, judge: fn(&Reply) -> Option<Verdict>) -> Encoder {
        let mut encoder = Encoder::new(spec, judge);
        encoder.set_header(ACCEPT, ACCEPT_JSON);
        encoder.set_header(USER_AGENT, self.user_agent.clone());
        encoder
    }

    fn finish(
        &self,
        mut encoder: Encoder,
        written: Result<(), EncodeError>,
    ) -> Result<Encoded, Error> {
        // Empty nearly always, and then not worth a hash.
        if !self.routes.is_empty()
            && let Some(route) = self.routes.get(&*encoder.facts().id)
            // An untyped call that names a path of its own means that path.
            && route.replaces == (encoder.facts().method, &*encoder.facts().template)
        {
            let facts = encoder.facts_mut();
            facts.method = route.method;
            facts.template = route.template.clone().into();
        }
        let id = encoder.facts().id.clone();
        let base = self.origin.origin(encoder.facts());
        match written.and_then(|()| encoder.target(base)) {
            Ok((uri, body)) => Ok(encoder.into_encoded(base, uri, body)),
            Err(error) => Err(Error::from(error).of(self.vendor, id)),
        }
    }

    /// The request that goes into the stack.
    pub(crate) fn request(&self, encoded: Encoded, options: &Options) -> (Request, Arc<Context>) {
        let method = encoded.facts.method;
        let context = Context::new(self.vendor, encoded.facts, encoded.base, options);
        let context = Arc::new(context);
        let mut body = encoded.body;
        body.belongs_to(context.clone());
        let mut request = Request::new(body);
        *request.method_mut() = method.into();
        *request.uri_mut() = encoded.uri;
        *request.headers_mut() = encoded.headers;
        (request, context)
    }
}

/// Checks the routes that a user gives.
///
/// # Errors
///
/// A route is for no operation, or its path can't stand in the place of the documented one.
pub(crate) fn routes<V: Vendor>(
    given: Vec<(String, Method, String)>,
) -> Result<HashMap<String, Route>, Error> {
    let mut routes = HashMap::new();
    for (id, method, template) in given {
        let Some(spec) = V::OPERATIONS.iter().find(|spec| spec.id == id) else {
            let ids = V::OPERATIONS.iter().map(|spec| spec.id);
            return Err(Error::config(format!(
                "route: {} has no operation \"{id}\"{}",
                V::NAME,
                did_you_mean(&id, ids)
            )));
        };
        if !template.starts_with('/') || template.starts_with("//") || template.contains(['?', '#'])
        {
            return Err(Error::config(format!(
                "route {id}: the path must begin with one slash, below the base URL, and have no query"
            )));
        }
        let count = |template: &str| {
            let mut all: BTreeMap<String, usize> = BTreeMap::new();
            for name in names(template) {
                *all.entry(name.to_owned()).or_default() += 1;
            }
            all
        };
        let (own, given) = (count(spec.path), count(&template));
        if let Some(name) = own.keys().find(|name| !given.contains_key(*name)) {
            return Err(Error::config(format!(
                "route {id}: the path leaves out the parameter {{{name}}}"
            )));
        }
        if let Some(name) = given.keys().find(|name| !own.contains_key(*name)) {
            return Err(Error::config(format!(
                "route {id}: the path names the parameter {{{name}}}, which it doesn't have"
            )));
        }
        routes.insert(
            id,
            Route {
                replaces: (spec.method, spec.path),
                method,
                template,
            },
        );
    }
    Ok(routes)
}
