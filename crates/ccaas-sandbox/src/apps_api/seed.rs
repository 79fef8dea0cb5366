//! What the tenant has before anybody has done anything.
//!
//! All names are made up, all phone numbers are of the range that is reserved for fiction, and all
//! addresses of the ranges that are reserved for documents.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    ADMIN_EMAIL,
    agents::{AVAILABLE, Adapter, Agent, OFFLINE},
    bulk_rows::LOCATIONS,
    campaigns::{Campaign, Contact},
    chats::{Chat, Medium},
    contact_lists::ContactList,
    end_users::EndUser,
    queue_settings::default_settings,
    queues::{IVR, MOBILE, Menu, State, WEB},
    store::{Due, Store, row},
    voice::{INBOUND, VoiceCall},
};
use crate::{CLOCK_START, strict::Fields};

/// 2025-12-01T09:00:00Z, before everything else.
const FOUNDED: Timestamp = Timestamp::constant(1_764_579_600, 0);
/// 2026-01-01T01:00:00Z, when one of the numbers may be called again.
const DNC_ENDS: Timestamp = Timestamp::constant(1_767_229_200, 0);

const SUPPORT: u64 = 1;
const SALES: u64 = 2;
const ORDERS: u64 = 3;
const NIGHT_SHIFT: u64 = 7;

pub(super) fn fill(store: &mut Store) {
    agents(store);
    menus(store);
    people(store);
    sessions(store);
    campaigns(store);
    lists(store);
    for (id, kind) in [(30, "auto_saved"), (31, "export")] {
        let made = store.save(kind, (false, false), FOUNDED);
        if let Some(version) = store.versions.remove(&made) {
            store.versions.insert(id, version);
        }
    }
}

fn agents(store: &mut Store) {
    store.teams.extend([
        (SUPPORT, "Support"),
        (SALES, "Sales"),
        (ORDERS, "Orders"),
        (NIGHT_SHIFT, "Night Shift"),
    ]);
    for (id, email, first_name, last_name, teams, status, adapter) in [
        (
            1,
            ADMIN_EMAIL,
            "Alba",
            "Muestra",
            vec![],
            AVAILABLE,
            Adapter::OneNumber,
        ),
        (
            11,
            "bela@example.com",
            "Bela",
            "Beispiel",
            vec![SUPPORT],
            AVAILABLE,
            Adapter::OneNumber,
        ),
        (
            12,
            "carlo@example.com",
            "Carlo",
            "Esempio",
            vec![SUPPORT],
            AVAILABLE,
            Adapter::Chooses,
        ),
        (
            13,
            "dana@example.com",
            "Dana",
            "Voorbeeld",
            vec![SALES],
            AVAILABLE,
            Adapter::ChoosesAndEchoes,
        ),
        (
            14,
            "emil@example.com",
            "Emil",
            "Przyklad",
            vec![SUPPORT],
            "Break",
            Adapter::OneNumber,
        ),
        (
            15,
            "fina@example.com",
            "Fina",
            "Exemple",
            vec![SUPPORT],
            OFFLINE,
            Adapter::OneNumber,
        ),
        (
            16,
            "gil@example.com",
            "Gil",
            "Exemplo",
            vec![ORDERS],
            AVAILABLE,
            Adapter::OneNumber,
        ),
        (
            17,
            "hana@example.com",
            "Hana",
            "Primer",
            vec![SALES],
            OFFLINE,
            Adapter::OneNumber,
        ),
    ] {
        let mut agent = Agent::new(email, first_name, last_name, FOUNDED);
        agent.status = status;
        agent.adapter = adapter;
        agent.agent_number = Some(format!("A-{id:03}"));
        agent.location = LOCATIONS.get(id as usize % 2).copied();
        agent.phone_numbers = vec![format!("+1202555{:04}", 100 + id)];
        agent
            .roles
            .insert(if teams.is_empty() { "Admin" } else { "Agent" });
        agent.teams.extend(teams);
        if status != OFFLINE {
            agent.last_login_time = Some(FOUNDED);
            agent.address = format!("192.0.2.{id}").parse().ok();
        }
        store.agents.insert(id, agent);
    }
    if let Some(agent) = store.agents.get_mut(&16) {
        agent.max_chat_limit = 2;
        agent.max_chat_limit_enabled = true;
    }
    if let Some(agent) = store.agents.get_mut(&17) {
        agent.deactivated_at = Some(FOUNDED);
    }
    for number in 1..=25 {
        let email = format!("night{number:02}@example.com");
        let mut agent = Agent::new(&email, "Night", &format!("Agent {number:02}"), FOUNDED);
        agent.status = "Training";
        agent.agent_number = Some(format!("N-{number:03}"));
        agent.location = LOCATIONS.last().copied();
        agent.roles.insert("Agent");
        agent.teams.insert(NIGHT_SHIFT);
        agent.last_login_time = Some(FOUNDED);
        agent.address = format!("198.51.100.{number}").parse().ok();
        store.agents.insert(200 + number, agent);
    }
    // Somebody comes back from a break.
    let back = Due::Agent {
        id: 14,
        from: "Break",
        to: AVAILABLE,
    };
    store.plan_in(30, CLOCK_START, back);
}

fn menus(store: &mut Store) {
    for (id, name, menu_type, voice_wait, chat_wait, teams) in [
        (9, "Support", IVR, Some(120), None, vec![SUPPORT]),
        (10, "Subscriptions", IVR, Some(60), None, vec![SUPPORT]),
        (11, "Sales", WEB, Some(45), Some(20), vec![SALES]),
        (12, "Orders", WEB, None, Some(10), vec![ORDERS]),
        (13, "Returns", WEB, None, Some(40), vec![ORDERS]),
        (14, "Night Desk", WEB, Some(0), Some(0), vec![NIGHT_SHIFT]),
        (15, "Switchboard", WEB, Some(0), None, vec![SUPPORT]),
        (16, "Showroom", WEB, None, Some(0), vec![SALES]),
        (29, "Laptop", MOBILE, Some(10), Some(15), vec![SUPPORT]),
        (42, "Desktop", MOBILE, Some(30), Some(35), vec![SUPPORT]),
    ] {
        let menu = Menu {
            name: name.to_owned(),
            parent: match id {
                10 => Some(9),
                12 | 13 => Some(11),
                _ => None,
            },
            position: store.menus.len() as u64,
            menu_type,
            state: match id {
                14 | 16 => State::AfterHours,
                15 => State::ManualRedirection,
                _ => State::Open,
            },
            over_capacity: [10, 13].contains(&id),
            voice_wait,
            chat_wait,
            teams,
            virtual_agent: match id {
                12 => Some((7, "Order Bot")),
                13 => Some((8, "Return Bot")),
                14 => Some((9, "Night Bot")),
                _ => None,
            },
            settings: default_settings(),
        };
        store.menus.insert(id, menu);
    }
}

fn people(store: &mut Store) {
    for (id, name, number) in [
        (67, "Iris Modelo", "+1 202-555-0167"),
        (75, "Jana Vzorek", "+1 202-555-0175"),
        (87, "Kai Eksempel", "+1 202-555-0187"),
        (88, "Lia Malli", "+1 202-555-0199"),
    ] {
        let email = name.to_lowercase().replace(' ', ".");
        let user = EndUser {
            identifier: Some(format!("customer-{id}")),
            name: name.to_owned(),
            email: format!("{email}@example.org"),
            phone: number.to_owned(),
            out_contact_id: Some(format!("39{id:010}")),
        };
        store.end_users.insert(id, user);
    }
    store.tickets.extend([
        ("71450", (67, false)),
        ("76517", (75, false)),
        ("76520", (75, true)),
        ("76599", (88, false)),
    ]);
    store.dnc.insert("12025550199".to_owned(), None);
    store.dnc.insert("12025550198".to_owned(), Some(DNC_ENDS));
}

fn sessions(store: &mut Store) {
    let mut call = VoiceCall::new(INBOUND, "en".to_owned(), FOUNDED).finished(11, 75);
    call.menu = Some(9);
    store.calls.insert(397, call);
    for (id, menu, agent, status) in [
        (111, 11, 13, "finished"),
        (112, 11, 13, "dismissed"),
        (113, 16, 13, "dismissed"),
    ] {
        let mut chat = Chat::new(Medium::Platform, "en", 87, FOUNDED);
        chat.status = status;
        chat.menu = Some(menu);
        chat.agent = Some(agent);
        chat.agents = vec![agent];
        chat.assigned_at = Some(FOUNDED);
        if status == "finished" {
            chat.session.ended_at = Some(FOUNDED);
        }
        store.chats.insert(id, chat);
    }
}

fn campaigns(store: &mut Store) {
    let mut campaign = Campaign::default();
    for (id, name, number, status) in [
        (16312, "Mara Ejemplo", "+1 202-555-0112", "Upcoming"),
        (16313, "Nils Esimerkki", "+1 202-555-0113", "Finished"),
    ] {
        let given = row(json!({
            "name": name,
            "phone_number": number,
            "external_unique_id": format!("UID-{id}"),
        }));
        if let Some(mut contact) = Contact::new(&Fields::from(&given), false, FOUNDED) {
            contact.status = status;
            // Nobody has the number yet.
            let _ = campaign.add(id, contact);
        }
    }
    store.campaigns.insert(240, campaign);
    store.campaigns.insert(241, Campaign::default());
}

fn lists(store: &mut Store) {
    for (id, name, is_custom, entry, entry_name, number) in [
        (
            1,
            "All Branches",
            false,
            71,
            "Springfield Branch",
            "+12025550171",
        ),
        (
            5,
            "Partner Hotlines",
            true,
            77,
            "Roadside Help",
            "+12025550177",
        ),
    ] {
        let shown: Value = json!({
            "id": entry,
            "contact_list_id": id,
            "name": entry_name,
            "phone_number": number,
        });
        let list = ContactList {
            name: name.to_owned(),
            is_custom,
            entries: BTreeMap::from([(entry, row(shown))]),
        };
        store.contact_lists.insert(id, list);
    }
}
