//! What the account has before anybody has done anything.
//!
//! All names are made up, and all phone numbers are of the range that is reserved for fiction.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    business_hours::Hours,
    cases,
    nitro::{Campaign, Message, State},
    store::{Draft, Queue, Row, Store, Survey, row, stamp},
    surveys::question,
};
use crate::ids;

/// Who begins a case where, about what, and what becomes of it.
struct Story {
    id: u64,
    opened: Timestamp,
    queue: u64,
    user: u64,
    contact: u64,
    channel: &'static str,
    subject: &'static str,
    tags: &'static [&'static str],
    status: &'static str,
    said: &'static str,
    answered: &'static str,
}

const SUPPORT: u64 = 159;
const SALES: u64 = 6059;
const WHATSAPP: u64 = 6690;

/// The first one is too old for the list of cases when the sandbox's clock starts.
const STORIES: [Story; 7] = [
    Story {
        id: 1_273_946,
        opened: Timestamp::constant(1_757_930_400, 0), // 2025-09-15T10:00:00Z
        queue: SUPPORT,
        user: 5846,
        contact: 6_594_513,
        channel: "email",
        subject: "Password reset",
        tags: &["Access"],
        status: "closed",
        said: "I can't log in any more.",
        answered: "You have a new link by mail.",
    },
    Story {
        id: 1_273_947,
        opened: Timestamp::constant(1_760_954_400, 0), // 2025-10-20T10:00:00Z
        queue: SUPPORT,
        user: 5846,
        contact: 6_594_514,
        channel: "web",
        subject: "Invoice shows the wrong address",
        tags: &["Billing"],
        status: "solved",
        said: "My invoice has my old address on it.",
        answered: "A corrected invoice is on its way.",
    },
    Story {
        id: 1_273_948,
        opened: Timestamp::constant(1_763_373_600, 0), // 2025-11-17T10:00:00Z
        queue: SALES,
        user: 5852,
        contact: 6_594_515,
        channel: "phone",
        subject: "Quote for twenty seats",
        tags: &[],
        status: "pending",
        said: "What would twenty seats cost us?",
        answered: "The quote goes out today.",
    },
    Story {
        id: 1_273_949,
        opened: Timestamp::constant(1_764_583_200, 0), // 2025-12-01T10:00:00Z
        queue: SUPPORT,
        user: 5846,
        contact: 6_594_516,
        channel: "web",
        subject: "App crashes, again",
        tags: &["Bug", "App Mobile"],
        status: "hold",
        said: "It crashes when I open the map, \"again\".",
        answered: "We can see it too, and are looking into it.",
    },
    Story {
        id: 1_273_950,
        opened: Timestamp::constant(1_765_792_800, 0), // 2025-12-15T10:00:00Z
        queue: WHATSAPP,
        user: 0,
        contact: 6_594_517,
        channel: "whatsapp",
        subject: "Where is my parcel?",
        tags: &[],
        status: "opened",
        said: "Hello, where is my parcel?",
        answered: "",
    },
    Story {
        id: 1_273_951,
        opened: Timestamp::constant(1_766_656_800, 0), // 2025-12-25T10:00:00Z
        queue: SALES,
        user: 0,
        contact: 6_594_513,
        channel: "email",
        subject: "Interested in a demo",
        tags: &[],
        status: "opened",
        said: "Could we see a demo in January?",
        answered: "",
    },
    Story {
        id: 1_273_952,
        opened: Timestamp::constant(1_767_175_200, 0), // 2025-12-31T10:00:00Z
        queue: SUPPORT,
        user: 5852,
        contact: 6_594_514,
        channel: "web",
        subject: "Refund",
        tags: &["Billing"],
        status: "opened",
        said: "I was charged twice.",
        answered: "Thank you, we are checking that.",
    },
];

/// 2025-06-02T09:00:00Z, before everything else.
const FOUNDED: Timestamp = Timestamp::constant(1_748_854_800, 0);

pub(super) fn fill(store: &mut Store) {
    people(store);
    lists(store);
    for story in STORIES {
        tell(store, &story);
    }
    surveys(store);
    orders(store);
    campaigns(store);
}

fn people(store: &mut Store) {
    for (id, user_name, first_name, last_name, is_bot) in [
        (5846, "ana@example.com", "Ana", "Ejemplo", false),
        (5852, "bruno@example.com", "Bruno", "Muestra", false),
        (6405, "helper-bot", "Helper", "Bot", true),
    ] {
        let user = json!({
            "id": id,
            "user_name": user_name,
            "nick": first_name,
            "first_name": first_name,
            "last_name": last_name,
            "is_bot": is_bot,
            "created_at": stamp(FOUNDED),
            "last_login": "2025-12-31 12:00:00",
        });
        store.users.insert(id, row(user));
    }
    for (id, name, hours) in [
        (SUPPORT, "Support", Hours::OFFICE),
        (SALES, "Sales", Hours::OFFICE),
        (WHATSAPP, "WhatsApp", Hours::LONG),
    ] {
        let name = name.to_owned();
        store.queues.insert(id, Queue { name, hours });
    }
    store.memberships = BTreeMap::from([
        ((SUPPORT, 5846), true),
        ((SUPPORT, 5852), false),
        ((SALES, 5852), true),
        ((WHATSAPP, 6405), true),
    ]);
    store.organizations = by_id([
        json!({"id": 14, "custom_id": "1234", "name": "Sample Foods"}),
        json!({"id": 15, "custom_id": "1431", "name": "Example Travel"}),
    ]);
    for (id, name, personal_id, organization) in [
        (6_594_513, "Carla Prueba", "7787987", 14),
        (6_594_514, "Dario Modelo", "8127377", 15),
        (6_594_515, "Elena Caso", "812737-77", 15),
        (6_594_516, "Fabio Ensayo", "3279964", 0),
        (6_594_517, "Gala Supuesto", "", 0),
    ] {
        let contact = json!({
            "id": id,
            "email": format!("contact{}@example.com", id % 100),
            "personal_id": personal_id,
            "phone": format!("120255501{:02}", id % 100),
            "name": name,
            "guid": ids::uuid(id),
            "password": "",
            "custom_fields": [{"field": "firstaccess", "value": "false"}],
            "last_update": stamp(FOUNDED),
            "organization_id": organization,
            "address": "",
        });
        store.contacts.insert(id, row(contact));
    }
    store.add_group(389, "Customers", &[6_594_513, 6_594_514, 6_594_515]);
    store.add_group(390, "Newsletter", &[6_594_516, 6_594_517]);
}

fn lists(store: &mut Store) {
    store.types = by_id([
        json!({"id": 5, "name": "Press", "parent_id": 0}),
        json!({"id": 6, "name": "Commercial", "parent_id": 5}),
        json!({"id": 10, "name": "Question", "parent_id": 0}),
    ]);
    store.tags = by_id([
        json!({"id": 1, "name": "Access"}),
        json!({"id": 63, "name": "Billing"}),
        json!({"id": 131, "name": "App Mobile"}),
        json!({"id": 150, "name": "Bug"}),
    ]);
    store.channels = BTreeMap::from([
        (
            596,
            row(json!({"id": "596", "name": "Sandbox WhatsApp", "source": "incoming_whatsapp"})),
        ),
        (
            11_330,
            row(json!({"id": "11330", "name": "Web chat", "source": "chat"})),
        ),
        (
            17_029,
            row(json!({"id": "17029", "name": "support@example.com", "source": "email"})),
        ),
    ]);
    for (id, name, content) in [
        (1, "appointment", "Your appointment is on {{1}} at {{2}}."),
        (
            2,
            "order_shipped",
            "Your {{1}} order has shipped. Details: {{2}}",
        ),
        (7, "start", "Please answer this message to begin."),
        (
            8,
            "payment",
            "To pay for booking ${code} to ${destination}, answer PAY.",
        ),
        (
            40_184,
            "winter_promo",
            "Hello {{1}}, winter prices are here.",
        ),
    ] {
        let template = json!({
            "template_id": id,
            "name": name,
            "content": content,
            "whatsapp_number": "12025550190",
            "whatsapp_description": "Sandbox",
            "language": "en",
        });
        store.templates.insert(id, row(template));
    }
}

fn tell(store: &mut Store, story: &Story) {
    cases::open_as(store, story.id, story.channel, story.subject, story.opened);
    if let Some(case) = store.cases.get_mut(&story.id) {
        case.set("group_id", story.queue);
        case.set("user_id", story.user);
        case.set("contact_id", story.contact);
        case.set("tags", story.tags);
        case.set("type_id", 10);
    }
    if !story.tags.is_empty() {
        let note = format!("[added_tag] {}", story.tags.join(", "));
        store.note_by_system(story.id, note, story.opened);
    }
    let minute = |number: i64| {
        let later = jiff::SignedDuration::from_mins(number);
        story.opened.checked_add(later).unwrap_or(story.opened)
    };
    let said = Draft {
        kind: "contact_message",
        channel: story.channel.to_owned(),
        content: story.said.to_owned(),
        contact_from: Some(story.contact),
        ..Draft::default()
    };
    store.act(story.id, said, None, minute(1));
    if !story.answered.is_empty() {
        let answered = Draft {
            kind: "user_reply",
            user_id: story.user,
            channel: story.channel.to_owned(),
            content: story.answered.to_owned(),
            contacts_to: vec![story.contact],
            ..Draft::default()
        };
        store.act(story.id, answered, None, minute(15));
    }
    let Some(case) = store.cases.get_mut(&story.id) else {
        return;
    };
    case.set("status", story.status);
    let ended = match story.status {
        "solved" => "solved_at",
        "closed" => "closed_at",
        _ => return,
    };
    case.set(ended, stamp(minute(15)));
}

fn surveys(store: &mut Store) {
    for (id, name, active) in [(1, "After the case", true), (5, "Products", false)] {
        let survey = json!({
            "id": id,
            "guid": format!("{:016x}{:016x}", ids::mix(id), ids::mix(!id)),
            "name": name,
            "title": name,
            "description": null,
            "color": "#E0E0E0",
            "logo_url": "https://www.example.com/logo.png",
            "language": "en",
            "completion": {
                "description": null,
                "submit_button_label": "Send",
                "completion_message": "Thank you for your time.",
            },
            "active": active,
        });
        let survey = Survey {
            row: row(survey),
            questions: vec![
                question(1, "nps10", "How likely are you to recommend us?", &[]),
                question(2, "boolean", "Has your question been answered?", &[]),
                question(3, "comment", "What could be better?", &[]),
                question(
                    4,
                    "optionbutton",
                    "How did you reach us?",
                    &["Phone", "Web"],
                ),
            ],
            responses: Vec::new(),
        };
        store.surveys.insert(id, survey);
    }
    let Some(survey) = store.surveys.get_mut(&1) else {
        return;
    };
    let answers: Vec<_> = survey
        .questions
        .iter()
        .zip([
            ("rating", json!(8)),
            ("boolean", json!(true)),
            ("comment", json!("All fine.")),
        ])
        .map(|(question, (kind, value))| {
            json!({
                "question_id": question.get("id"),
                "question_type": kind,
                "value": value,
            })
        })
        .collect();
    let response = |id: u64, story: &Story, answers: Value, responded_at: &str| {
        let responded = !responded_at.starts_with("1900");
        row(json!({
            "response_id": id,
            "survey_id": 1,
            "case_id": story.id,
            "status": if responded { "responded" } else { "not_responded" },
            "answers": answers,
            "contact_id": story.contact,
            "sent_at": story.opened.strftime("%Y-%m-%dT12:30:00Z").to_string(),
            "responded_at": responded_at,
        }))
    };
    let [closed, solved, ..] = &STORIES;
    survey.responses = vec![
        response(189, closed, answers.into(), "2025-09-15T12:33:37"),
        response(525, solved, json!([]), "1900-01-01T00:00:00"),
    ];
}

fn orders(store: &mut Store) {
    for (id, status, amount, contact) in [
        (1001, "pending", 120.5, "Carla Prueba"),
        (1002, "confirmed", 75.0, "Dario Modelo"),
    ] {
        let order = json!({
            "id": id,
            "ecommerce_store_id": "store-sandbox",
            "ecommerce_platform": "custom",
            "ecommerce_order_id": format!("web-{id}"),
            "status": status,
            "reject_reason": "",
            "total_amount": amount,
            "sales_recovery": false,
            "customer": {
                "name": contact,
                "email": "buyer@example.com",
                "phone": "12025550113",
                "personal_id": "",
            },
            "created_at": "2025-12-20 10:30:00",
            "updated_at": "2025-12-20 10:30:00",
            "order_data": {},
        });
        store.orders.insert(id, row(order));
    }
    store.put_meli_order(12_990_000, json!({"status": "paid"}), FOUNDED);
}

fn campaigns(store: &mut Store) {
    let whatsapp = |template: &str| Message {
        channel: "whatsapp".to_owned(),
        config: row(json!({
            "template_id": template,
            "variables": [{"name": "{1}", "value_from": "name", "value_default": "Customer"}],
            "reply_type": "group",
            "reply_id": WHATSAPP,
        })),
    };
    let email = Message {
        channel: "email".to_owned(),
        config: row(json!({
            "from_email": "no-reply@example.com",
            "subject": "Your order",
            "email_content": "<p>Your order has shipped.</p>",
        })),
    };
    let campaign = |name: &str, transactional, state, messages| Campaign {
        name: name.to_owned(),
        transactional,
        description: String::new(),
        groups: if transactional { Vec::new() } else { vec![389] },
        created: FOUNDED,
        updated: FOUNDED,
        state,
        messages,
    };
    let draft = BTreeMap::from([(685, whatsapp("40184"))]);
    let running = BTreeMap::from([(686, whatsapp("2")), (687, email)]);
    store.campaigns = BTreeMap::from([
        (414, campaign("Winter prices", false, State::Draft, draft)),
        (
            1321,
            campaign(
                "Shipping notices",
                true,
                State::Running { since: FOUNDED },
                running,
            ),
        ),
    ]);
}

fn by_id<const N: usize>(things: [Value; N]) -> BTreeMap<u64, Row> {
    things
        .into_iter()
        .map(row)
        .map(|thing| (super::store::number(&thing, "id"), thing))
        .collect()
}
