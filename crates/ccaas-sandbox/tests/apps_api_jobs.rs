//! The Apps API: users, agents, and everything that takes its time.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "clippy spares the test functions of a test, but not the helpers beside them"
)]

mod common;

use std::io::{Cursor, Read, Write};

use ccaas_sandbox::apps_api::ADMIN_EMAIL;
use common::{
    Answer,
    apps::{Apps, missing, refused},
};
use serde_json::{Value, json};

/// The ids of rows.
fn ids(answer: &Answer) -> Vec<u64> {
    let rows = Apps::fine(answer);
    let rows = rows.as_array().unwrap();
    rows.iter().map(|row| row["id"].as_u64().unwrap()).collect()
}

#[tokio::test(start_paused = true)]
async fn users_come_in_pages() {
    let apps = Apps::start();
    let all = ids(&apps.get("/users").await);
    assert_eq!(all.len(), 33);
    assert_eq!(ids(&apps.get("/users?page=2&per=10").await), all[10..20]);
    assert_eq!(ids(&apps.get("/users?page=4&per=10").await), all[30..]);
    assert!(ids(&apps.get("/users?page=5&per=10").await).is_empty());
    assert_eq!(ids(&apps.get("/users?per=1000").await), all);
    for query in [
        "per=1001", "per=0", "per=-1", "per=ten", "per=", "page=0", "page=x",
    ] {
        let answer = apps.get(&format!("/users?{query}")).await;
        refused(&answer, "Invalid page size request");
    }
    let user = apps.get("/users?id[]=17").await.json()[0].clone();
    assert_eq!(user["deactivated_at"], "2025-12-01T09:00:00.000Z");
    assert_eq!(user["teams"], json!([{"name": "Sales"}]));
}

#[tokio::test(start_paused = true)]
async fn users_are_filtered_by_one_thing_at_a_time() {
    let apps = Apps::start();
    for (query, found) in [
        ("id[]=11&id%5B%5D=12&id[]=9", vec![11, 12]),
        ("agent_number[]=A-013", vec![13]),
        ("status_id[]=11", vec![14]),
        ("online[]=false", vec![15, 17]),
        ("wrap_up[]=true", vec![]),
        ("location[]=Nowhere", vec![]),
        ("last_login_time[from]=2025-12-01T09:00:00Z", vec![]),
        (
            "status_updated_at[from]=2026-01-01T00:00:00Z&status_updated_at[to]=2026-01-02",
            vec![14],
        ),
    ] {
        // Emil comes back from his break, which is the only change.
        if query.starts_with("status_updated_at") {
            apps.advance(30);
        }
        assert_eq!(
            ids(&apps.get(&format!("/users?{query}")).await),
            found,
            "{query}"
        );
    }
    for (query, message) in [
        ("id[]=1&page=1", "Cannot paginate filtered results"),
        ("online[]=true&per=10", "Cannot paginate filtered results"),
        (
            "id[]=1&online[]=true",
            "Only one filter should be configured at a time",
        ),
        (
            "last_login_time[to]=2026-01-01&status_updated_at[to]=2026-01-01",
            "Only one filter should be configured at a time",
        ),
        ("online[]=yes", "online[] must be true or false"),
    ] {
        refused(&apps.get(&format!("/users?{query}")).await, message);
    }
    let many = |count: usize| format!("/users?{}", vec!["id[]=1"; count].join("&"));
    assert_eq!(ids(&apps.get(&many(1000)).await), [1]);
    let message = "Ensure you are not filtering more than 1000 values at a time";
    refused(&apps.get(&many(1001)).await, message);
}

#[tokio::test(start_paused = true)]
async fn statuses_change_between_available_and_the_tenants_own() {
    let apps = Apps::start();
    let set = async |status: &str, agents: Value, teams: Value| {
        let body = json!({"status": status, "agent_ids": agents, "team_ids": teams});
        apps.post("/agent_statuses", body).await
    };
    set("Lunch", json!([11]), json!([])).await.is(
        200,
        &json!([{
            "agent_id": 11,
            "name": "Bela Beispiel",
            "email": "bela@example.com",
            "agent_number": "A-011",
            "previous_status": "Available",
            "current_status": "Lunch",
        }]),
    );
    refused(
        &set("In-Call", json!([11]), json!([])).await,
        "'In-Call' is a system status",
    );
    refused(
        &set("Snooze", json!([11]), json!([])).await,
        "Status 'Snooze' is not found",
    );
    refused(
        &set("Break", json!([15]), json!([])).await,
        "'Offline' is a system status",
    );
    refused(
        &set("Break", json!([]), json!([])).await,
        "agent_ids or team_ids required",
    );
    missing(&set("Break", json!([999]), json!([])).await);
    missing(&set("Break", json!([]), json!([99])).await);
    let team = Apps::fine(&set("Available", json!([11]), json!([7])).await);
    assert_eq!(team.as_array().unwrap().len(), 26);
    assert_eq!(apps.sandbox.apps_api().agent_status(225), Some("Available"));
}

#[tokio::test(start_paused = true)]
async fn agents_are_logged_out_now_or_later_or_by_a_job() {
    let apps = Apps::start();
    let play = apps.sandbox.apps_api();
    let logout = async |body: Value| apps.post("/agent_statuses/force_logout", body).await;
    let call = json!({"call_type": "Voice Outbound (API)", "agent_email": "bela@example.com",
                      "end_user_number": "+1 202-555-0123"});
    assert_eq!(apps.post("/calls", call).await.status, 201);
    let gone = Apps::fine(
        &logout(json!({"agent_ids": [15], "ip_addrs": ["192.0.2.10-192.0.2.12"]})).await,
    );
    let rows: Vec<_> = gone
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                row["agent_id"].as_u64().unwrap(),
                row["current_status"].as_str().unwrap(),
            )
        })
        .collect();
    // Fina is not there, and Bela has to finish first.
    assert_eq!(rows, [(11, "In-Call"), (12, "Offline")]);
    apps.advance(64);
    assert_eq!(play.agent_status(11), Some("Offline"));
    refused(&logout(json!({})).await, "agent_ids or team_ids required");
    refused(
        &logout(json!({"ip_addrs": ["x"]})).await,
        "ip_addrs must be addresses, CIDR blocks or ranges",
    );

    let answer = logout(json!({"team_ids": [7]})).await;
    assert_eq!(answer.status, 202);
    let job = answer.json();
    assert_eq!(job["status"], "in_progress");
    let path = format!("/agent_statuses/jobs/{}", job["job_id"]);
    assert_eq!(apps.get(&path).await.json()["agents"], json!([]));
    assert_eq!(play.agent_status(201), Some("Training"));
    apps.advance(3);
    let done = apps.get(&path).await.json();
    assert_eq!(
        (&done["status"], &done["job_id"]),
        (&json!("finished"), &job["job_id"])
    );
    assert_eq!(done["agents"].as_array().unwrap().len(), 25);
    assert_eq!(done["agents"][0]["previous_status"], "Training");
    assert_eq!(play.agent_status(201), Some("Offline"));
    missing(&apps.get("/agent_statuses/jobs/7").await);
}

fn person(email: &str) -> Value {
    json!({"email": email, "new_email": null, "agent_number": "B-1", "first_name": "Pia",
           "last_name": "Prueba", "status": "Active", "location": "springfield",
           "max_chat_limit": 3, "max_chat_limit_enabled": 1,
           "roles": [{"name": "Agent", "value": 1}], "teams": [{"name": "Sales", "value": 1}]})
}

async fn upload(apps: &Apps, method: &str, pairs: &[(&str, &str)], rows: &Value) -> Answer {
    let file = rows.to_string();
    apps.form(method, "/bulk/users/upload", pairs, file.as_bytes())
        .await
}

#[tokio::test(start_paused = true)]
async fn many_users_are_made_by_a_job() {
    let apps = Apps::start();
    let template = apps.get("/bulk/users/template").await.json();
    assert_eq!(template[0]["roles"].as_array().unwrap().len(), 4);
    let mut rows: Vec<_> = (0..60)
        .map(|number| person(&format!("p{number}@example.com")))
        .collect();
    // Somebody whom there is already, with trouble that comes up only later.
    rows.push(
        json!({"email": "hana@example.com", "first_name": "Hana", "last_name": "Primera",
                     "status": "Inactive", "teams": [{"name": "Nobody", "value": 1}]}),
    );
    rows.push(
        json!({"email": "bela@example.com", "new_email": "carlo@example.com",
                     "first_name": "Bela", "last_name": "Beispiel"}),
    );
    let answer = upload(&apps, "POST", &[], &json!(rows)).await;
    let made = Apps::fine(&answer);
    let id = made["id"].as_u64().unwrap().to_string();
    let link = format!("{}/bulk/users_jobs/{id}", common::apps::BASE);
    assert_eq!(
        made,
        json!({"id": made["id"], "status": "created", "link": link})
    );
    assert_eq!(answer.header("Link"), format!("<{link}>"));
    let job = async || apps.get(&format!("/bulk/users/jobs/{id}")).await.json();
    assert_eq!(job().await["status"], "created");
    let proceed = async || {
        apps.post("/bulk/users/proceed", json!({"id": made["id"]}))
            .await
    };
    refused(&proceed().await, "Job is not in valid_scheme status");
    apps.advance(2);
    assert_eq!(job().await["status"], "valid_scheme");
    assert_eq!(Apps::fine(&proceed().await)["status"], "valid_scheme");
    refused(&proceed().await, "Job is not in valid_scheme status");
    refused(
        &upload(&apps, "PUT", &[("id", &id)], &json!([])).await,
        "Job is in progress already",
    );
    apps.advance(1);
    let at_work = job().await;
    assert_eq!(
        (&at_work["status"], &at_work["affected_rows"]),
        (&json!("in_progress"), &json!(0))
    );
    apps.advance(1);
    assert_eq!(job().await["affected_rows"], 50);
    apps.advance(1);
    let done = job().await;
    assert_eq!(done["status"], "finished");
    assert_eq!(
        (
            &done["total_rows"],
            &done["affected_rows"],
            &done["failed_rows"]
        ),
        (&json!(62), &json!(61), &json!(1))
    );
    assert_eq!(done["proceed_api_user_name"], "sandbox-api-user");
    apps.get(&format!("/bulk/users/errors/update/{id}")).await.is(200, &json!([
        {"message": "Is inactive already", "column": 6, "row": 61, "error_type": "warning"},
        {"message": "Team Nobody does not exist", "column": 11, "row": 61, "error_type": "warning"},
        {"message": "Email has already been taken", "column": 2, "row": 62, "error_type": "error"},
    ]));
    apps.get(&format!("/bulk/users/errors/scheme/{id}"))
        .await
        .is(200, &json!([]));
    let users = apps.get("/users?agent_number[]=B-1").await.json();
    assert_eq!(users.as_array().unwrap().len(), 60);
    assert_eq!(users[0]["location"], "Springfield");
    assert_eq!(
        (
            &users[0]["max_chat_limit"],
            &users[0]["max_chat_limit_enabled"]
        ),
        (&json!(3), &json!(true))
    );
    assert_eq!(users[0]["roles"], json!([{"name": "Agent"}]));
    let hana = apps.get("/users?id[]=17").await.json();
    assert_eq!(hana[0]["last_name"], "Primera");
}

#[tokio::test(start_paused = true)]
async fn files_of_users_are_checked() {
    let apps = Apps::start();
    let rows = json!([
        {"email": "nobody", "first_name": " ", "last_name": "x"},
        {"email": "a@example.com", "first_name": "x", "last_name": "x", "status": "Asleep",
         "location": "Nowhere", "max_chat_limit": 11, "max_chat_limit_enabled": 2,
         "roles": [{"name": "Agent", "value": 7}], "shoe_size": 42},
        {"email": "A@example.com", "first_name": "x", "last_name": "x"},
        7,
    ]);
    let id = Apps::fine(&upload(&apps, "POST", &[], &rows).await)["id"].to_string();
    apps.advance(2);
    let job = apps.get(&format!("/bulk/users/jobs/{id}")).await.json();
    assert_eq!(job["status"], "invalid_scheme");
    let problems = apps
        .get(&format!("/bulk/users/errors/scheme/{id}"))
        .await
        .json();
    assert_eq!(problems, job["scheme_errors"]);
    let places: Vec<_> = problems
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| (problem["row"].as_u64(), problem["column"].as_u64()))
        .collect();
    let second = |column| (Some(2), Some(column));
    assert_eq!(
        places,
        [
            (Some(1), Some(1)),
            (Some(1), Some(4)),
            second(6),
            second(7),
            second(8),
            second(9),
            second(10),
            (Some(2), None),
            (Some(3), Some(1)),
            (Some(4), None)
        ]
    );
    assert_eq!(problems[0]["message"], "Must be a valid email");

    // Mended, the file is checked again; the check of the one before is of no use then.
    let pairs = [("id", id.as_str())];
    let again = upload(&apps, "PUT", &pairs, &json!({"no": "array"})).await;
    assert_eq!(Apps::fine(&again)["status"], "created");
    apps.advance(1);
    Apps::fine(&upload(&apps, "PUT", &pairs, &json!([person("p@example.com")])).await);
    let status =
        async || apps.get(&format!("/bulk/users/jobs/{id}")).await.json()["status"].clone();
    apps.advance(1);
    assert_eq!(status().await, "created");
    apps.advance(1);
    assert_eq!(status().await, "valid_scheme");

    let file = "param is missing or the value is empty: file";
    refused(
        &apps
            .form("PUT", "/bulk/users/upload", &[("id", "7")], b"[]")
            .await,
        "Job is not found",
    );
    let request = common::apps::request(
        "POST",
        "/bulk/users/upload",
        &[
            (
                "Authorization",
                &common::apps::basic("sandbox", "sandbox-apps-api-token"),
            ),
            ("Content-Type", common::apps::FORM),
        ],
        None,
    );
    let (parts, _) = request.into_parts();
    let request = http::Request::from_parts(parts, common::apps::form_body(&[], None));
    refused(&common::send(&apps.sandbox, request).await, file);
}

#[tokio::test(start_paused = true)]
async fn jobs_are_listed_newest_first() {
    let apps = Apps::start();
    let mut made = Vec::new();
    for _ in 0..3 {
        let id = Apps::fine(&upload(&apps, "POST", &[], &json!([])).await)["id"]
            .as_u64()
            .unwrap();
        made.insert(0, id);
    }
    let first = apps.get("/bulk/users/jobs?per_page=2").await;
    assert_eq!(ids(&first), made[..2]);
    assert_eq!(
        (first.header("Total"), first.header("Per-Page")),
        ("3", "2")
    );
    let next = format!(
        "<{}/bulk/users/jobs?page=2&per_page=2>; rel=\"next\"",
        common::apps::BASE
    );
    assert_eq!(first.header("Link"), next);
    let last = apps.get("/bulk/users/jobs?page=2&per_page=2").await;
    assert_eq!(ids(&last), made[2..]);
    assert!(!last.headers.contains_key("Link"));
    let usual = apps.get("/bulk/users/jobs").await;
    assert_eq!((ids(&usual), usual.header("Per-Page")), (made, "20"));
}

#[tokio::test(start_paused = true)]
async fn contacts_of_campaigns_come_and_go() {
    let apps = Apps::start();
    let base = "/outbound_dialer/campaigns/240";
    let (contacts, contact) = (format!("{base}/contacts"), format!("{base}/contact"));
    let body =
        json!({"name": "New", "phone_number": "+1 202-555-0150", "external_unique_id": "UID-1"});
    let made = Apps::fine(&apps.post(&contacts, body.clone()).await);
    assert_eq!(
        (&made["status"], &made["unique_id"]),
        (&json!("Upcoming"), &json!("UID-1"))
    );
    let taken = "phone_number has already been taken";
    refused(
        &apps
            .post(&contacts, json!({"phone_number": "+1 (202) 555-0150"}))
            .await,
        taken,
    );
    refused(
        &apps.post(&contacts, json!({"phone_number": "x"})).await,
        "phone_number is invalid",
    );
    let blocked = Apps::fine(
        &apps
            .post(&contacts, json!({"phone_number": "+1 202-555-0199"}))
            .await,
    );
    assert_eq!(blocked["status"], "Do Not Call");
    assert_eq!(ids(&apps.get(&contacts).await).len(), 4);
    assert_eq!(
        ids(&apps.get(&format!("{contacts}?page=2&per=1")).await),
        [16313]
    );

    apps.advance(5);
    let change =
        json!({"contact_id": made["id"], "name": "Newer", "phone_number": "+1 202-555-0151"});
    let changed = Apps::fine(&apps.patch(&contact, change.clone()).await);
    assert_eq!(
        (&changed["name"], &changed["updated_at"]),
        (&json!("Newer"), &json!("2026-01-01T00:00:05.000Z"))
    );
    let mut change = change;
    change["phone_number"] = json!("+1 202-555-0112");
    refused(&apps.patch(&contact, change).await, taken);
    // The old number is free again.
    assert_eq!(apps.post(&contacts, body).await.status, 200);

    let delete = async |body: Value| apps.call("DELETE", &contact, Some(body)).await;
    missing(&delete(json!({"contact_id": made["id"], "external_unique_id": "UID-16312"})).await);
    delete(json!({"contact_id": made["id"]}))
        .await
        .is(200, &json!({}));
    missing(&delete(json!({"contact_id": made["id"]})).await);
    delete(json!({"phone_number": "+12025550113", "external_unique_id": "UID-16313"}))
        .await
        .is(200, &json!({}));
    refused(
        &delete(json!({})).await,
        "param is missing or the value is empty: contact_id",
    );
}

#[tokio::test(start_paused = true)]
async fn contacts_are_imported_by_a_job() {
    let apps = Apps::start();
    let base = "/outbound_dialer/campaigns/241/contacts";
    let rows = json!([
        {"name": "One", "phone_number": "+12025550151"},
        {"name": "Two", "phone_number": "+12025550152", "external_unique_id": "2"},
        {"name": "Two again", "phone_number": "+1 202 555 0152"},
        {"nmae": "Three", "phone_number": "+12025550153"},
        null,
    ]);
    let import = format!("{base}/import");
    let made = Apps::fine(
        &apps
            .form("POST", &import, &[], rows.to_string().as_bytes())
            .await,
    );
    let job = format!("{base}/jobs/{}", made["id"]);
    for status in ["created", "in_progress", "finished"] {
        assert_eq!(apps.get(&job).await.json()["status"], status);
        apps.advance(1);
    }
    let done = apps.get(&job).await.json();
    assert_eq!(
        done,
        json!({"id": made["id"], "created_at": "2026-01-01T00:00:00.000Z", "filename": "file.json",
               "total_rows": 5, "affected_rows": 2, "failed_rows": 3, "status": "finished"})
    );
    apps.get(&format!("{base}/jobs"))
        .await
        .is(200, &json!([done]));
    assert_eq!(ids(&apps.get(base).await).len(), 2);
    missing(
        &apps
            .get("/outbound_dialer/campaigns/240/contacts/jobs/7")
            .await,
    );
    let message = "file must hold a JSON array of contacts";
    refused(&apps.form("POST", &import, &[], b"{}").await, message);
}

#[tokio::test(start_paused = true)]
async fn numbers_that_are_not_called_fail_one_by_one() {
    let apps = Apps::start();
    let path = "/outbound_dialer/dnc";
    let past = "2025-12-31 23:59:59 UTC";
    let body = json!({"contacts": [
        {"phone_number": "+1-2025550160", "expires_at": "2026-01-01 00:01:00 UTC"},
        {"phone_number": "+1-(202)-555-0160"},
        {"phone_number": "+1-2025550161", "expires_at": "2026-01-01 00:01:00 UTC"},
        {"phone_number": "+1-2025550161", "expires_at": past},
        {"phone_number": "+1-2025550161", "expires_at": "2026-01-01T00:01:00Z"},
        {"phone_number": "sssssss"},
        {"phone_number": "911"},
    ]});
    let rows = Apps::fine(&apps.post(path, body).await);
    let rows: Vec<_> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                row["status"].as_str().unwrap(),
                row["error"].as_str().unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("created", ""),
            ("updated", ""),
            ("created", ""),
            ("failed", "expires_at cannot be past date/time"),
            ("failed", "expires_at is invalid"),
            ("failed", "phone_number is invalid"),
            ("failed", "emergency phone number is not allowed")
        ]
    );
    let is_listed = async |number: &str| {
        let path = format!(
            "{path}/check?phone_number={}",
            common::wise::encoded(number)
        );
        Apps::fine(&apps.get(&path).await)["in_dnc_list"].clone()
    };
    assert_eq!(is_listed("+12025550160").await, true);
    assert_eq!(is_listed("+1 202-555-0161").await, true);
    apps.advance(60);
    assert_eq!(is_listed("+12025550160").await, true);
    assert_eq!(is_listed("+12025550161").await, false);
    let body = json!({"phone_numbers": ["+12025550160", "+12025550160", "x"]});
    apps.post(&format!("{path}/remove"), body).await.is(200, &json!([
        {"phone_number": "+12025550160", "status": "removed"},
        {"phone_number": "+12025550160", "status": "failed", "error": "phone_number is not found"},
        {"phone_number": "x", "status": "failed", "error": "phone_number is invalid"},
    ]));
    // A plus sign that was not percent-encoded is a blank.
    let answer = apps
        .get(&format!("{path}/check?phone_number=+12025550160"))
        .await;
    refused(&answer, "phone_number is invalid");
}

#[tokio::test(start_paused = true)]
async fn queue_settings_are_exported_imported_and_restored() {
    let apps = Apps::start();
    let base = "/queue_settings/version_histories";
    let settings = async || {
        let what = json!({"export_audio_files": false, "export_attached_files": false});
        let saved = Apps::fine(&apps.post(base, what).await);
        assert_eq!(saved["kind"], "auto_saved");
        Apps::fine(&apps.get(&format!("{base}/{}/download", saved["id"])).await)
    };
    let greeting = |settings: &Value, queue: &str| {
        let queues = settings["queues"].as_array().unwrap();
        let queue = queues.iter().find(|known| known["name"] == queue).unwrap();
        queue["settings"].clone()
    };
    let usual = json!({"greeting": "Welcome.", "wrap_up_seconds": 10});
    let before = Apps::fine(
        &apps
            .get("/queue_settings/export?export_audio_files=false&export_attached_files=false")
            .await,
    );
    assert_eq!(
        (&before["kind"], &before["status"]),
        (&json!("export"), &json!("finished"))
    );

    let file = json!({"version": 1, "queues": [
        {"name": "Sales", "settings": {"greeting": "Hi."}},
        {"name": "Brand New", "menu_type": "ivr_menu", "settings": {"wrap_up_seconds": 5}},
    ]});
    let pairs = [("email", ADMIN_EMAIL)];
    let import = "/queue_settings/import";
    let made = Apps::fine(
        &apps
            .form("POST", import, &pairs, file.to_string().as_bytes())
            .await,
    );
    assert_eq!(
        (&made["status"], &made["created_by"]),
        (&json!("in_progress"), &json!(ADMIN_EMAIL))
    );
    assert_eq!(greeting(&settings().await, "Sales"), usual);
    apps.advance(2);
    let path = format!("{base}/{}", made["id"]);
    assert_eq!(apps.get(&path).await.json()["status"], "finished");
    let after = settings().await;
    assert_eq!(
        greeting(&after, "Sales"),
        json!({"greeting": "Hi.", "wrap_up_seconds": 10})
    );
    assert_eq!(
        greeting(&after, "Brand New"),
        json!({"greeting": "Welcome.", "wrap_up_seconds": 5})
    );

    let restore = format!("{base}/restore");
    let mut body =
        json!({"id": before["id"], "email": ADMIN_EMAIL, "revision": before["revision"]});
    let restored = Apps::fine(&apps.post(&restore, body.clone()).await);
    assert_eq!(
        (&restored["id"], &restored["kind"]),
        (&before["id"], &json!("restore"))
    );
    apps.advance(2);
    assert_eq!(greeting(&settings().await, "Sales"), usual);
    body["revision"] = json!("e8a11621-50a2-41b0-9152-0a15c3a8391a");
    refused(
        &apps.post(&restore, body).await,
        "revision is not that of the version",
    );
    let body = json!({"email": "nobody@example.com"});
    refused(
        &apps.post(&restore, body).await,
        "email is not that of a user",
    );

    let history = ids(&apps.get(base).await);
    assert!(
        history.is_sorted_by(|newer, older| newer > older),
        "{history:?}"
    );
    assert!(history.ends_with(&[31, 30]));
    let bad = apps.form("POST", import, &pairs, b"nothing").await;
    refused(&bad, "file must hold queues, as JSON or in a ZIP archive");
}

#[tokio::test(start_paused = true)]
async fn queue_settings_with_files_are_an_archive() {
    let apps = Apps::start();
    let query = "export_audio_files=true&export_attached_files=true";
    let made = Apps::fine(&apps.get(&format!("/queue_settings/export?{query}")).await);
    assert_eq!(made["filename"], "queues.zip");
    let path = format!("/queue_settings/version_histories/{}/download", made["id"]);
    let answer = apps.get(&path).await;
    assert_eq!(answer.header("Content-Type"), "application/zip");
    let mut archive = zip::ZipArchive::new(Cursor::new(answer.body.clone())).unwrap();
    let mut text = String::new();
    archive
        .by_name("queues.json")
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    let settings: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(settings["queues"][0]["name"], "Support");
    assert_eq!(archive.len(), 3);

    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    writer.start_file("queues.json", options).unwrap();
    writer.write_all(text.as_bytes()).unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    let answer = apps
        .form(
            "POST",
            "/queue_settings/import",
            &[("email", ADMIN_EMAIL)],
            &bytes,
        )
        .await;
    assert_eq!(Apps::fine(&answer)["kind"], "import");
}
