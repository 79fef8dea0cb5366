//! The list of numbers that nobody may call.

use apps_api::company_dnc::{AddDncNumbers, CheckDncNumber, DncContact, RemoveDncNumbers};
use jiff::Timestamp;

use crate::{same_body, snapshots};

fn until(number: &str, day: &str) -> DncContact {
    let at: Timestamp = format!("{day}T00:00:00Z").parse().unwrap();
    DncContact::new(number).expires_at(at)
}

#[test]
fn add_dnc_numbers() {
    snapshots(
        AddDncNumbers::new([DncContact::new("+15550100")]),
        AddDncNumbers::new([
            until("+15550100", "2026-12-31"),
            DncContact::new("+15550101"),
        ]),
    );
}

#[test]
fn remove_dnc_numbers() {
    let numbers = || vec!["+15550100".to_owned()];
    snapshots(
        RemoveDncNumbers::new(numbers()),
        RemoveDncNumbers::new([numbers(), vec!["+15550101".to_owned()]].concat()),
    );
}

#[test]
fn check_dnc_number() {
    snapshots(
        CheckDncNumber::new("15550100"),
        CheckDncNumber::new("+1-(358)-213-1634"),
    );
}

#[test]
fn the_vendors_own_examples_are_sent_as_printed() {
    let first = || {
        [
            until("+1-7187309219", "2022-10-29"),
            DncContact::new("+1-(358)-213-1634"),
        ]
    };
    same_body(AddDncNumbers::new(first()), "company_dnc.add.request.json");
    let others = [
        until("+1-4151113333", "2022-10-30"),
        DncContact::new("+1-4151115555"),
        until("+1-7187309219", "2022-10-27"),
        DncContact::new("sssssss"),
        until("911", "2023-02-05"),
    ];
    let mixed: Vec<_> = first().into_iter().chain(others).collect();
    same_body(
        AddDncNumbers::new(mixed),
        "company_dnc.add.request.mixed.json",
    );
    same_body(
        RemoveDncNumbers::new(["+1-7187309219", "+1-(358)-213-1634"].map(str::to_owned)),
        "company_dnc.remove.request.json",
    );
}
