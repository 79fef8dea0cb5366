//! End users.

use apps_api::end_users::{GetEndUser, UpsertEndUser};

use crate::{same_body, snapshots};

fn everything() -> UpsertEndUser {
    UpsertEndUser::new("abc123")
        .email("joe@mydomain.com")
        .name("Joe Smith")
        .phone("+16171231234")
}

#[test]
fn upsert_end_user() {
    snapshots(UpsertEndUser::new("abc123"), everything());
}

#[test]
fn get_end_user() {
    snapshots(
        GetEndUser::by_id(87),
        GetEndUser::by_identifier("abc 123&").id(87),
    );
}

#[test]
fn the_vendors_own_example_is_sent_as_printed() {
    same_body(everything(), "end_users.upsert.request.json");
}
