//! Bulk changes of users.

use apps_api::bulk_users::{
    BulkUser, BulkUserStatus, CreateBulkUserUpload, GetBulkUserJob, GetBulkUserTemplate,
    ListBulkUserJobs, ListBulkUserSchemeErrors, ListBulkUserUpdateErrors, ProceedBulkUsers,
    UpdateBulkUserUpload,
};
use ccaas_core::{Operation, Reply, Upload};
use ccaas_tests::fixture;
use http::StatusCode;

use crate::{CRATE, same_body, same_form, snapshots};

fn user() -> BulkUser {
    BulkUser::new("user1@somedomain.com", "John", "Doe")
        .new_email("user1@newdomain.com")
        .agent_number("A-001")
        .status(BulkUserStatus::Active)
        .location("Mexico")
        .max_chat_limit(2)
        .max_chat_limit_enabled(false)
        .role("Admin", false)
        .role("Manager", true)
        .role("Agent", false)
        .role("Developer", true)
        .team("Support", true)
}

#[test]
fn get_bulk_user_template() {
    snapshots(GetBulkUserTemplate::new(), GetBulkUserTemplate::new());
}

#[test]
fn create_bulk_user_upload() {
    let smallest = BulkUser::new("user1@somedomain.com", "John", "Doe");
    snapshots(
        CreateBulkUserUpload::of(&[smallest]).unwrap(),
        CreateBulkUserUpload::new(
            Upload::bytes("[]")
                .file_name("100row.json")
                .content_type("text/json"),
        ),
    );
}

#[test]
fn update_bulk_user_upload() {
    snapshots(
        UpdateBulkUserUpload::new(12345, "[]"),
        UpdateBulkUserUpload::of("12345", &[user()]).unwrap(),
    );
}

#[test]
fn proceed_bulk_users() {
    snapshots(ProceedBulkUsers::new(12345), ProceedBulkUsers::new("12345"));
}

#[test]
fn get_bulk_user_job() {
    snapshots(GetBulkUserJob::new(12345), GetBulkUserJob::new("12345"));
}

#[test]
fn list_bulk_user_scheme_errors() {
    snapshots(
        ListBulkUserSchemeErrors::new(12345),
        ListBulkUserSchemeErrors::new("12345"),
    );
}

#[test]
fn list_bulk_user_update_errors() {
    snapshots(
        ListBulkUserUpdateErrors::new(12345),
        ListBulkUserUpdateErrors::new("12345"),
    );
}

#[test]
fn list_bulk_user_jobs() {
    snapshots(
        ListBulkUserJobs::new(),
        ListBulkUserJobs::new().page(2).per_page(20),
    );
}

#[test]
fn the_vendors_own_examples_are_sent_as_printed() {
    same_form(
        CreateBulkUserUpload::of(&[user()]).unwrap(),
        "bulk_users.upload.create.request.json",
    );
    same_form(
        UpdateBulkUserUpload::of(12345, &[user()]).unwrap(),
        "bulk_users.upload.update.request.json",
    );
    same_body(
        ProceedBulkUsers::new(12345),
        "bulk_users.proceed.request.json",
    );
}

#[test]
fn a_template_can_be_sent_back_as_it_came() {
    let template = fixture(CRATE, "bulk_users.template.get.200.json").to_string();
    let users = GetBulkUserTemplate::decode(Reply::new(StatusCode::OK, template)).unwrap();
    same_form(
        CreateBulkUserUpload::of(&users).unwrap(),
        "bulk_users.upload.create.request.json",
    );
}
