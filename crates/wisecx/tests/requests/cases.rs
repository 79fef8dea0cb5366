//! Cases and activities.

use jiff::civil::date;
use wisecx::cases::{
    ActivityField, ActivityType, CaseField, CaseStatus, ContactRef, CreateCase, DeleteCase,
    GetActivity, GetCase, ListActivities, ListCaseTags, ListCaseTypes, ListCases, NewActivity,
    NewAttachment, Parameter, Priority, SourceChannel, Template, UpdateCase,
};
use wisecx::{CustomFields, Order};

use crate::{same_body, snapshots};

/// Every field that an activity can have.
fn full_activity() -> NewActivity {
    let person = ContactRef::by_id(6579207)
        .email("test@gmail.com")
        .personal_id("666451")
        .phone("5490000000001")
        .name("Test")
        .custom_fields([("field_1", "value")]);
    NewActivity::user_reply(6405, [person.clone()])
        .channel(SourceChannel::Whatsapp)
        .content("Hello")
        .template(Template::new(2).parameters([Parameter::new("1", "first")]))
        .contact_from(person)
        .attachments([
            NewAttachment::bytes("a.txt", "hello"),
            NewAttachment::at("file.jpg", "https://www.testing.com/file.jpg"),
        ])
}

#[test]
fn list_case_types() {
    snapshots(
        ListCaseTypes::new(),
        ListCaseTypes::new()
            .fields(["id", "name", "parent_id"])
            .sort(Order::Descending)
            .sort_field("name")
            .limit(50)
            .page(2),
    );
}

#[test]
fn list_case_tags() {
    snapshots(
        ListCaseTags::new(),
        ListCaseTags::new()
            .fields(["id", "name"])
            .sort(Order::Ascending)
            .sort_field("id")
            .limit(1)
            .page(3),
    );
}

#[test]
fn create_case() {
    let note = NewActivity::note(6405, "Internal note.");
    snapshots(
        CreateCase::new(1234, SourceChannel::Internal, "A note", [note]),
        CreateCase::new(
            1234,
            SourceChannel::Whatsapp,
            "Full case",
            [full_activity()],
        )
        .user_id(6405)
        .tags(["tag-1"])
        .type_id(10)
        .priority(Priority::VeryHigh)
        .due_at(date(2026, 12, 31).at(23, 59, 59, 0))
        .custom_fields([("field_1", "value")]),
    );
}

#[test]
fn update_case() {
    snapshots(
        UpdateCase::new(1273906),
        UpdateCase::new("1273906")
            .group_id(6486)
            .user_id(0)
            .status(CaseStatus::Solved)
            .tags(["tag-1", "tag-2"])
            .type_id(10)
            .subject("Another subject")
            .priority(Priority::Unset)
            .due_at(date(2026, 12, 31))
            .custom_fields([("field_1", "new")])
            .spam(false)
            .deleted(false)
            .activities([full_activity()]),
    );
}

#[test]
fn list_cases() {
    snapshots(
        ListCases::new(),
        ListCases::new()
            .fields(["id", "subject", "last_update"])
            .filter(CaseField::CONTACT_ID.equals(123))
            .filter(CaseField::STATUS.one_of([CaseStatus::Opened, CaseStatus::Solved]))
            .filter(CaseField::SUBJECT.contains("50% & more"))
            .filter(CaseField::LAST_UPDATE.at_least(date(2026, 11, 1)))
            .sort(Order::Descending)
            .sort_field("id")
            .limit(100)
            .page(2),
    );
}

#[test]
fn get_case() {
    snapshots(
        GetCase::new(1273906),
        GetCase::new(1273906).fields(["id", "status"]),
    );
}

#[test]
fn delete_case() {
    snapshots(DeleteCase::new(1273906), DeleteCase::new("1273906"));
}

#[test]
fn list_activities() {
    snapshots(
        ListActivities::new(1273906),
        ListActivities::new(1273906)
            .fields(["id", "type"])
            .filter(ActivityField::TYPE.none_of([ActivityType::System]))
            .sort(Order::Ascending)
            .sort_field("created_at")
            .limit(10)
            .page(2),
    );
}

#[test]
fn get_activity() {
    snapshots(
        GetActivity::new(1273906, 4056881),
        GetActivity::new(1273906, 4056881).fields(["id", "content"]),
    );
}

#[test]
fn the_vendors_own_examples_are_sent_as_printed() {
    let attached = NewActivity::contact_message(
        ContactRef::by_email("test@gmail.com")
            .name("Test")
            .phone("1235465454454")
            .personal_id("666451"),
    )
    .content("Envio un archivo adjunto")
    .attachments([NewAttachment::at(
        "file.jpg",
        "https://www.testing.com/file.jpg",
    )]);
    same_body(
        CreateCase::new(1234, SourceChannel::Web, "Nuevo caso desde API", [attached])
            .tags(["tag-1", "tag-2"])
            .type_id(0)
            .custom_fields([("field_1", "value field_1")]),
        "cases.create.request.json",
    );

    let reply = NewActivity::user_reply(
        6405,
        [
            ContactRef::by_id(6579207),
            ContactRef::by_email("test@gmail.com"),
        ],
    )
    .channel(SourceChannel::Email)
    .content("Hello")
    .attachments([NewAttachment::bytes("a.txt", "hello")]);
    let note = NewActivity::note(6405, "Internal note.");
    let mut fields = CustomFields::new();
    fields.insert("field_1", "value");
    same_body(
        CreateCase::new(1234, SourceChannel::Email, "Full case", [reply, note])
            .user_id(6405)
            .tags(["tag-1"])
            .type_id(10)
            .priority(Priority::VeryHigh)
            .due_at(date(2026, 12, 31).at(23, 59, 59, 0))
            .custom_fields(fields),
        "cases.create.request.all_fields.json",
    );

    let template = Template::new(2)
        .parameter("1", "first")
        .parameter("2", "shoes");
    let sent = NewActivity::sent_template(
        [ContactRef::by_phone("5490000000001").name("Test Contact")],
        template,
    )
    .user_id(0)
    .channel(SourceChannel::Whatsapp);
    same_body(
        CreateCase::new(1234, SourceChannel::Whatsapp, "Order shipped", [sent]),
        "cases.create.request.whatsapp_template.json",
    );

    let note = NewActivity::note(6405, "Contenido de nota interna.");
    let reply = NewActivity::user_reply(6405, [ContactRef::by_email("test@gmail.com")])
        .content("Contenido de respuesta de usuario.");
    same_body(
        UpdateCase::new(1273906)
            .group_id(6486)
            .tags(["tag-1", "tag-2"])
            .activities([note, reply]),
        "cases.update.request.json",
    );

    same_body(
        UpdateCase::new(1273906)
            .status(CaseStatus::Solved)
            .priority(Priority::Low)
            .user_id(6405)
            .spam(false)
            .deleted(false)
            .tags(["tag-1"])
            .custom_fields([("field_1", "new")]),
        "cases.update.request.state.json",
    );

    let hello = NewActivity::user_reply(6405, [ContactRef::by_phone("5490000000001")])
        .channel(SourceChannel::Whatsapp)
        .content("Hello again");
    same_body(
        UpdateCase::new(1273906).activities([hello]),
        "cases.update.request.whatsapp_session.json",
    );
}
