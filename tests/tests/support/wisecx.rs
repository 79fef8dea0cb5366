//! A client of WiseCX, and the sandbox that it talks to.

use ccaas::types::Id;
use ccaas::wisecx::{Client, WiseCx};
use ccaas_sandbox::Sandbox;

use super::environment;

/// The vendor, as the sandbox plays it.
pub(crate) fn vendor(sandbox: &Sandbox) -> WiseCx {
    WiseCx::from_environment(&environment(sandbox, "wisecx")).unwrap()
}

/// A client without a socket, so that one paused clock moves it and the sandbox together.
pub(crate) fn client(sandbox: &Sandbox) -> Client {
    Client::builder(vendor(sandbox))
        .transport(sandbox.router())
        .build()
        .unwrap()
}

/// Both of them.
pub(crate) fn in_process() -> (Sandbox, Client) {
    let sandbox = Sandbox::in_process();
    let client = client(&sandbox);
    (sandbox, client)
}

/// An id where a request has numbers.
pub(crate) fn number(id: &Id) -> u64 {
    id.as_number().unwrap().try_into().unwrap()
}
