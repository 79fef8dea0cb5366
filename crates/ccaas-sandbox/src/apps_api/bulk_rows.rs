//! The rows of a file of users: whether they are right, and what they do.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{agents::Agent, agents::OFFLINE, store::Store, store::whole};

pub(super) const ROLES: [&str; 4] = ["Admin", "Manager", "Agent", "Developer"];
pub(super) const LOCATIONS: [&str; 3] = ["Springfield", "Rivertown", "Home Office"];
/// The largest number of chats that the tenant lets an agent have.
const MOST_CHATS: u64 = 10;

/// The members of a row, in the order of the vendor's table; problems name them by their place.
const COLUMNS: [&str; 11] = [
    "email",
    "new_email",
    "agent_number",
    "first_name",
    "last_name",
    "status",
    "location",
    "max_chat_limit",
    "max_chat_limit_enabled",
    "roles",
    "teams",
];

/// Something that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    message: String,
    column: Option<usize>,
    row: Option<usize>,
    /// Only what comes up while the rows are worked through has one.
    error_type: Option<&'static str>,
}

impl Problem {
    fn new(message: impl Into<String>, name: &str, row: Option<usize>) -> Self {
        let place = COLUMNS.iter().position(|column| *column == name);
        Self {
            message: message.into(),
            column: place.map(|place| place + 1),
            row,
            error_type: None,
        }
    }

    fn error(message: impl Into<String>, name: &str, row: usize) -> Self {
        Self {
            error_type: Some("error"),
            ..Self::new(message, name, Some(row))
        }
    }

    fn warning(message: impl Into<String>, name: &str, row: usize) -> Self {
        Self {
            error_type: Some("warning"),
            ..Self::new(message, name, Some(row))
        }
    }

    pub(super) fn is_error(&self) -> bool {
        self.error_type == Some("error")
    }

    pub(super) fn show(&self) -> Value {
        let mut shown = json!({
            "message": self.message,
            "column": self.column,
            "row": self.row,
        });
        if let (Some(kind), Some(shown)) = (self.error_type, shown.as_object_mut()) {
            shown.insert("error_type".to_owned(), kind.into());
        }
        shown
    }
}

/// The rows of a file, or all that is wrong with it.
pub(super) fn read(content: &[u8], store: &Store) -> Result<Vec<Value>, Vec<Problem>> {
    let Ok(rows) = serde_json::from_slice::<Vec<Value>>(content) else {
        return Err(vec![Problem::new(
            "Must be a JSON array of users",
            "",
            None,
        )]);
    };
    let locations: BTreeSet<_> = LOCATIONS
        .into_iter()
        .chain(store.agents.values().filter_map(|agent| agent.location))
        .map(str::to_lowercase)
        .collect();
    let (mut emails, mut new_emails) = (BTreeSet::new(), BTreeSet::new());
    let mut problems = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let number = Some(place + 1);
        let Value::Object(row) = row else {
            problems.push(Problem::new("Must be an object", "", number));
            continue;
        };
        let mut complain = |message: &str, name: &str| {
            problems.push(Problem::new(message, name, number));
        };
        for (name, message) in wrong(row, &locations) {
            complain(message, name);
        }
        for (name, seen) in [("email", &mut emails), ("new_email", &mut new_emails)] {
            let given = text(row, name).to_lowercase();
            if !given.is_empty() && !seen.insert(given) {
                complain("Must be unique within the file", name);
            }
        }
    }
    if problems.is_empty() {
        Ok(rows)
    } else {
        Err(problems)
    }
}

fn text<'r>(row: &'r Map<String, Value>, name: &str) -> &'r str {
    row.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Whether a member was left out, in any of the ways in which that can be written.
fn is_empty(value: Option<&Value>) -> bool {
    value.is_none_or(|value| value.is_null() || value.as_str() == Some(""))
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
            && !text.contains(char::is_whitespace)
    })
}

/// What is wrong with the members of a row.
fn wrong<'r>(
    row: &'r Map<String, Value>,
    locations: &BTreeSet<String>,
) -> Vec<(&'r str, &'static str)> {
    let mut wrong = Vec::new();
    let email = |name| row.get(name).and_then(Value::as_str).is_some_and(is_email);
    if !email("email") {
        wrong.push(("email", "Must be a valid email"));
    }
    if !is_empty(row.get("new_email")) && !email("new_email") {
        wrong.push(("new_email", "Must be a valid email"));
    }
    for name in ["first_name", "last_name"] {
        if text(row, name).trim().is_empty() {
            wrong.push((name, "Non-empty string"));
        }
    }
    for name in ["agent_number", "location", "status"] {
        if row
            .get(name)
            .is_some_and(|value| !value.is_null() && !value.is_string())
        {
            wrong.push((name, "Must be a string"));
        }
    }
    if !["", "Active", "Inactive"].contains(&text(row, "status")) {
        wrong.push(("status", "Must be \"Active\", \"Inactive\", or empty"));
    }
    let location = text(row, "location").to_lowercase();
    if !location.is_empty() && !locations.contains(&location) {
        wrong.push((
            "location",
            "Must exactly match one of the existing locations",
        ));
    }
    let limit = row.get("max_chat_limit");
    let in_bounds = |limit: u64| (1..=MOST_CHATS).contains(&limit);
    if !is_empty(limit) && !limit.and_then(whole).is_some_and(in_bounds) {
        wrong.push(("max_chat_limit", "Must be 1 to 10, or empty"));
    }
    if !is_switch(row.get("max_chat_limit_enabled")) {
        wrong.push(("max_chat_limit_enabled", "Must be 0, 1 or empty"));
    }
    for name in ["roles", "teams"] {
        if !row.get(name).is_none_or(is_memberships) {
            wrong.push((name, "Must be 0, 1 or empty"));
        }
    }
    let unknown = row.keys().find(|name| !COLUMNS.contains(&name.as_str()));
    wrong.extend(unknown.map(|name| (name.as_str(), "Is not a known field")));
    wrong
}

/// Zero, one, or nothing.
fn is_switch(value: Option<&Value>) -> bool {
    is_empty(value) || value.and_then(whole).is_some_and(|number| number <= 1)
}

fn is_memberships(value: &Value) -> bool {
    value.as_array().is_some_and(|list| {
        list.iter().all(|item| {
            let is_named = item.get("name").is_some_and(Value::is_string);
            is_named && is_switch(item.get("value"))
        })
    })
}

/// What a row says about roles or teams: names, and whether the user has them from now on.
fn memberships<'r>(row: &'r Value, name: &str) -> Vec<(&'r str, bool)> {
    let list = row.get(name).and_then(Value::as_array);
    let given = list.into_iter().flatten().filter_map(|item| {
        let switch = item.get("value").and_then(whole)?;
        Some((item.get("name")?.as_str()?, switch == 1))
    });
    given.collect()
}

impl Store {
    /// Does what a row says, and tells what did not work.
    pub(super) fn apply_row(&mut self, number: usize, row: &Value, now: Timestamp) -> Vec<Problem> {
        let mut problems = Vec::new();
        let empty = Map::new();
        let given = row.as_object().unwrap_or(&empty);
        let new_email = text(given, "new_email");
        let known = self.user(text(given, "email"));
        if !new_email.is_empty() && self.user(new_email).is_some_and(|user| Some(user) != known) {
            return vec![Problem::error(
                "Email has already been taken",
                "new_email",
                number,
            )];
        }
        let id = known.unwrap_or_else(|| self.next_id());
        let email = text(given, "email");
        let user = self
            .agents
            .entry(id)
            .or_insert_with(|| Agent::new(email, "", "", now));
        text(given, "first_name").clone_into(&mut user.first_name);
        text(given, "last_name").clone_into(&mut user.last_name);
        if !new_email.is_empty() {
            new_email.clone_into(&mut user.email);
        }
        if let Some(agent_number) = given.get("agent_number").and_then(Value::as_str) {
            user.agent_number = Some(agent_number.to_owned());
        }
        let location = text(given, "location");
        if !location.is_empty() {
            let same = |known: &&str| known.eq_ignore_ascii_case(location);
            user.location = LOCATIONS.into_iter().find(same).or(user.location);
        }
        if let Some(limit) = given.get("max_chat_limit").and_then(whole) {
            user.max_chat_limit = limit;
        }
        if let Some(switch) = given.get("max_chat_limit_enabled").and_then(whole) {
            user.max_chat_limit_enabled = switch == 1;
        }
        match (text(given, "status"), user.is_active()) {
            ("Inactive", true) => {
                user.deactivated_at = Some(now);
                user.set_status(OFFLINE, now);
            }
            ("Active", false) => user.deactivated_at = None,
            ("Inactive", false) => {
                problems.push(Problem::warning("Is inactive already", "status", number));
            }
            _ => {}
        }
        for (name, has) in memberships(row, "roles") {
            match (ROLES.into_iter().find(|role| *role == name), has) {
                (None, _) => {
                    let message = format!("Role {name} does not exist");
                    problems.push(Problem::warning(message, "roles", number));
                }
                (Some(role), true) => drop(user.roles.insert(role)),
                (Some(role), false) => drop(user.roles.remove(role)),
            }
        }
        for (name, has) in memberships(row, "teams") {
            match (self.teams.iter().find(|(_, team)| **team == name), has) {
                (None, _) => {
                    let message = format!("Team {name} does not exist");
                    problems.push(Problem::warning(message, "teams", number));
                }
                (Some((team, _)), true) => drop(user.teams.insert(*team)),
                (Some((team, _)), false) => drop(user.teams.remove(team)),
            }
        }
        problems
    }
}
