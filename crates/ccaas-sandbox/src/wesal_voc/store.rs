//! What the company has, and what it starts with.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::{COMPANY, COMPANY_ID, EMAIL, PASSWORD, PHONE};
use crate::{ids, zone};

#[derive(Debug)]
pub(super) struct Store {
    pub(super) password: String,
    /// The code that was sent last, and the way it was sent.
    pub(super) reset_code: Option<(&'static str, String)>,
    pub(super) surveys: Vec<Survey>,
    /// When each interaction was last upserted.
    pub(super) upserts: HashMap<String, Timestamp>,
}

#[derive(Debug)]
pub(super) struct Survey {
    pub(super) id: String,
    pub(super) uuid: String,
    pub(super) interaction_id: String,
    pub(super) date: Timestamp,
    pub(super) kind: String,
    pub(super) number: String,
    pub(super) direction: String,
    pub(super) queue: String,
    pub(super) agent: String,
    pub(super) wrapup: Option<String>,
    pub(super) answers: Map<String, Value>,
}

impl Survey {
    /// The survey as a listing shows it.
    pub(super) fn listed(&self) -> Map<String, Value> {
        let date = zone::RIYADH.to_datetime(self.date);
        let texts = [
            ("_id", self.id.clone()),
            ("interactionId", self.interaction_id.clone()),
            ("surveyDate", date.strftime("%Y-%m-%dT%H:%M:%S").to_string()),
            ("type", self.kind.clone()),
            ("number", self.number.clone()),
            ("direction", self.direction.clone()),
            ("queue", self.queue.clone()),
            ("agent", self.agent.clone()),
        ];
        let wrapup = self.wrapup.clone().map(|wrapup| ("wrapup", wrapup));
        let mut shown: Map<String, Value> = texts
            .into_iter()
            .chain(wrapup)
            .map(|(name, text)| (name.to_owned(), Value::String(text)))
            .collect();
        shown.insert("answers".to_owned(), Value::Object(self.answers.clone()));
        shown
    }

    /// The survey as the answer to an upsert shows it.
    pub(super) fn stored(&self) -> Map<String, Value> {
        let mut shown = self.listed();
        shown.insert("uuid".to_owned(), Value::String(self.uuid.clone()));
        shown
    }
}

/// The first surveys: queue, agent, wrap-up, direction, type, and the answers to the questions
/// about the service and the agent. They are told in the order of their dates.
const SURVEYS: [(&str, &str, &str, &str, &str, &str, &str); 23] = [
    (
        "Support",
        "Layla",
        "Technical",
        "inbound",
        "voice",
        "5",
        "5",
    ),
    ("Sales", "Ahmed", "Order", "inbound", "voice", "2", "3"),
    ("Billing", "Omar", "Invoice", "inbound", "chat", "4", "4"),
    (
        "Sales",
        "Nourah",
        "Inquiries",
        "outbound",
        "voice",
        "5",
        "4",
    ),
    ("Support", "Layla", "Technical", "inbound", "chat", "1", "2"),
    ("Billing", "Omar", "Refund", "inbound", "voice", "3", "5"),
    ("Sales", "Ahmed", "Inquiries", "inbound", "voice", "4", "4"),
    ("Support", "Sara", "Complaint", "inbound", "voice", "1", "1"),
    ("Sales", "Nourah", "Order", "inbound", "chat", "5", "5"),
    ("Billing", "Omar", "Invoice", "outbound", "voice", "2", "4"),
    ("Support", "Sara", "", "", "voice", "3", ""),
    ("Sales", "Nourah", "Inquiries", "inbound", "voice", "4", "5"),
    ("Sales", "Ahmed", "Inquiries", "inbound", "voice", "3", "4"),
    (
        "Support",
        "Layla",
        "Technical",
        "inbound",
        "voice",
        "4",
        "3",
    ),
    ("Sales", "Ahmed", "Order", "outbound", "voice", "5", "5"),
    ("Billing", "Omar", "Refund", "inbound", "chat", "2", "2"),
    ("Support", "Sara", "Technical", "inbound", "voice", "5", "4"),
    ("Sales", "Nourah", "Complaint", "inbound", "voice", "1", "3"),
    ("Billing", "Omar", "Invoice", "inbound", "voice", "4", "5"),
    ("Support", "Layla", "Complaint", "inbound", "chat", "2", "4"),
    ("Sales", "Ahmed", "Inquiries", "inbound", "voice", "5", "5"),
    ("Support", "Sara", "", "", "voice", "", "3"),
    ("Sales", "Nourah", "Order", "inbound", "chat", "4", "4"),
];

/// The twelfth survey is the one of the vendor's own example, and this its date. The others
/// stand twenty hours apart.
const EXAMPLE: (i64, Timestamp) = (11, Timestamp::constant(1_762_840_717, 0));

impl Store {
    pub(super) fn seeded() -> Self {
        Self {
            password: PASSWORD.to_owned(),
            reset_code: None,
            surveys: (0..)
                .zip(SURVEYS)
                .map(|(row, facts)| survey(row, facts))
                .collect(),
            upserts: HashMap::new(),
        }
    }

    pub(super) fn user(&self) -> Value {
        json!({
            "_id": COMPANY_ID,
            "uuid": "1d285d8a-aaee-4e27-a3ef-3bd26d6cc3b0",
            "firstName": "First Name",
            "lastName": "Last Name",
            "email": EMAIL,
            "phone": PHONE,
            "role": "admin",
            "status": "active",
            "createdAt": "2025-01-08T10:50:19.128Z",
            "updatedAt": "2025-03-16T11:19:23.625Z",
            "company": {
                "_id": COMPANY_ID,
                "name": COMPANY,
                "settings": {
                    "region": "mypurecloud.de",
                    "questionsSchema": [
                        question("AgentSatisfaction", "Agent Satisfaction"),
                        question("ServiceSatisfaction", "Service Satisfaction"),
                    ],
                },
            },
        })
    }
}

fn question(id: &str, name: &str) -> Value {
    json!({
        "id": id,
        "name": name,
        "type": "rating",
        "minAnswer": 1,
        "maxAnswer": 5,
        "counts": 5,
    })
}

fn survey(
    row: i64,
    (queue, agent, wrapup, direction, kind, service, person): (
        &str,
        &str,
        &str,
        &str,
        &str,
        &str,
        &str,
    ),
) -> Survey {
    let from_example = row - EXAMPLE.0;
    let date = EXAMPLE.1 + SignedDuration::from_hours(20 * from_example);
    let answers = [
        ("ServiceSatisfaction", service),
        ("AgentSatisfaction", person),
    ]
    .into_iter()
    .filter(|(_, answer)| !answer.is_empty())
    .map(|(question, answer)| (question.to_owned(), Value::from(answer)))
    .collect();
    Survey {
        // The vendor's ids are MongoDB's: they begin with the second in which the row was made,
        // in the example two and a half minutes after the call.
        id: format!(
            "{:08x}9dfba0a82101{:04x}",
            date.as_second() + 151,
            0xce9f + from_example
        ),
        uuid: ids::uuid(row.unsigned_abs()),
        interaction_id: format!(
            "a08013f9-5458-4f14-a4c8-fc41b451{:04x}",
            0xdbe4 - 2 * from_example
        ),
        date,
        kind: kind.to_owned(),
        number: "tel:+966×××××××××".to_owned(),
        direction: direction.to_owned(),
        queue: queue.to_owned(),
        agent: agent.to_owned(),
        wrapup: Some(wrapup)
            .filter(|text| !text.is_empty())
            .map(str::to_owned),
        answers,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vendors_example_is_among_the_surveys() {
        let store = Store::seeded();
        assert_eq!(
            Value::Object(store.surveys[11].listed()),
            json!({
                "_id": "6912d1249dfba0a82101ce9f",
                "interactionId": "a08013f9-5458-4f14-a4c8-fc41b451dbe4",
                "surveyDate": "2025-11-11T08:58:37",
                "type": "voice",
                "number": "tel:+966×××××××××",
                "direction": "inbound",
                "queue": "Sales",
                "agent": "Nourah",
                "wrapup": "Inquiries",
                "answers": {"ServiceSatisfaction": "4", "AgentSatisfaction": "5"},
            })
        );
    }
}
