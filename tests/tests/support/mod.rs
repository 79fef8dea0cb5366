//! What the tests against the sandbox share.

#[allow(
    dead_code,
    reason = "each test program includes this, and not every one is about WiseCX"
)]
pub(crate) mod wisecx;

use ccaas::{Environment, Error, Items, Paged};
use ccaas_sandbox::Sandbox;

/// The environment that a sandbox's vendor is reached with.
pub(crate) fn environment(sandbox: &Sandbox, vendor: &str) -> Environment {
    let access = sandbox.vendor(vendor).unwrap();
    Environment::from_pairs(
        access
            .env()
            .iter()
            .map(|(name, value)| (*name, value.clone())),
    )
}

/// The statuses that an operation was answered with, in order.
#[allow(
    dead_code,
    reason = "each test program includes this, and not every one looks at the answers"
)]
pub(crate) fn answered(sandbox: &Sandbox, operation: &str) -> Vec<u16> {
    sandbox
        .requests()
        .iter()
        .filter(|request| request.operation() == Some(operation))
        .filter_map(|request| request.status())
        .map(|status| status.as_u16())
        .collect()
}

/// Reads a list to its end.
#[allow(
    dead_code,
    reason = "each test program includes this, and not every one reads a list"
)]
pub(crate) async fn collect<O: Paged>(mut items: Items<O>) -> Result<Vec<O::Item>, Error> {
    let mut all = Vec::new();
    while let Some(item) = items.try_next().await? {
        all.push(item);
    }
    Ok(all)
}
