//! Users.

use apps_api::users::{FindUsers, ListUsers};
use jiff::Timestamp;

use crate::{same_query, snapshots, variant};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn list_users() {
    snapshots(ListUsers::new(), ListUsers::new().page(2).per(200));
}

#[test]
fn each_filter_goes_alone() {
    let (from, to) = (at("2019-09-15T00:19:14.421Z"), at("2019-09-16T00:00:00Z"));
    for (name, find) in [
        ("id", FindUsers::by_id([1, 2])),
        ("agent_number", FindUsers::by_agent_number(["A-001"])),
        ("status_id", FindUsers::by_status_id(["3", "14"])),
        ("online", FindUsers::by_online(true)),
        ("wrap_up", FindUsers::by_wrap_up(false)),
        ("location", FindUsers::by_location(["New York", "Mexico"])),
        ("last_login_time", FindUsers::by_last_login(from, to)),
        ("status_updated_at", FindUsers::by_status_updated(from, to)),
    ] {
        variant(name, find);
    }
}

#[test]
fn examples_are_sent_as_printed() {
    same_query(ListUsers::new().page(2).per(200), "users.list.request.json");
    same_query(FindUsers::by_id([1, 2]), "users.list.request.filter.json");
}
