#![doc = include_str!("../README.md")]

mod access;
mod broken;
mod call;
mod clock;
mod dispatch;
mod fault;
mod ids;
mod log;
mod multipart;
mod outbox;
mod page;
mod pairs;
mod quota;
mod reply;
mod sandbox;
mod server;
mod storage;
mod strict;
mod template;
mod token;
mod upload;
mod vendor;
mod webhook;
mod zone;

pub mod apps_api;
pub mod wesal_pulse;
pub mod wesal_voc;
pub mod wisecx;

pub use self::{
    access::Access,
    clock::CLOCK_START,
    fault::Fault,
    log::Recorded,
    outbox::Message,
    sandbox::{Builder, Sandbox},
    vendor::Route,
    webhook::{Delivery, Event, Webhook},
};
