//! An organization, a group, and a contact in both: made at the beginning, removed at the end.

use ccaas::wisecx::WiseCx;
use ccaas::wisecx::contacts::{
    AddContactToGroup, ContactField, ContactGroupField, CreateContact, CreateContactGroup,
    CreateOrganization, DeleteContact, DeleteOrganization, GetContact, ListContactGroups,
    ListContacts, ListOrganizations, OrganizationField, RemoveContactFromGroup, UpdateContact,
    UpdateOrganization,
};

use super::super::step::{Step, expect, need};
use super::{PHONE, number};

pub(super) fn made() -> Vec<Step<WiseCx>> {
    vec![
        Step::of::<CreateOrganization>(async |tour| {
            let organization = CreateOrganization::new(tour.seen.key(), "A company");
            let id = tour.send(organization).await?.id;
            tour.note(format!("organization {id}"));
            tour.seen.own_organization = Some(id);
            Ok(())
        }),
        Step::of::<UpdateOrganization>(async |tour| {
            let id = need(&tour.seen.own_organization, "contacts.organizations.create")?;
            let change = UpdateOrganization::new(id.clone()).name(tour.seen.name());
            let changed = tour.send(change).await?.id;
            expect(changed == id, "the same organization")?;
            tour.note("has another name");
            Ok(())
        }),
        Step::of::<ListOrganizations>(async |tour| {
            let mut list = ListOrganizations::new().fields(["id", "custom_id", "name"]);
            let own = tour.seen.own_organization.clone();
            if own.is_some() {
                list = list.filter(OrganizationField::CUSTOM_ID.equals(tour.seen.key()));
            }
            let found = tour.list(list, "organizations").await?;
            if own.is_some() {
                let names: Vec<_> = found.iter().filter_map(|one| one.name.clone()).collect();
                expect(names == [tour.seen.name()], "the one with the new name")?;
            }
            Ok(())
        }),
        Step::of::<CreateContactGroup>(async |tour| {
            let group = CreateContactGroup::new(tour.seen.name());
            let id = tour.send(group).await?.id;
            tour.note(format!("group {id}"));
            tour.seen.own_group = Some(id);
            Ok(())
        }),
        Step::of::<ListContactGroups>(async |tour| {
            let mut list = ListContactGroups::new();
            let own = tour.seen.own_group.clone();
            if own.is_some() {
                list = list.filter(ContactGroupField::NAME.equals(tour.seen.name()));
            }
            let found = tour.list(list, "groups").await?;
            if own.is_some() {
                let ids: Vec<_> = found.iter().map(|group| group.id.clone()).collect();
                expect(ids == [own], "the group just made")?;
                let code = found.into_iter().find_map(|group| group.code);
                tour.note(format!("with the code {}", code.unwrap_or_default()));
            }
            Ok(())
        }),
        Step::of::<CreateContact>(async |tour| {
            let organization =
                number(&tour.seen.own_organization, "contacts.organizations.create")?;
            let contact = CreateContact::new()
                .email(tour.seen.email())
                .phone(PHONE)
                .name("Tour")
                .organization_id(organization)
                .custom_fields([("tour", tour.seen.key())]);
            let id = tour.send(contact).await?.id;
            tour.note(format!("contact {id}"));
            tour.seen.own_contact = Some(id);
            Ok(())
        }),
        Step::of::<AddContactToGroup>(async |tour| {
            let contact = need(&tour.seen.own_contact, "contacts.create")?;
            let group = need(&tour.seen.own_group, "contacts.groups.create")?;
            let said = tour.send(AddContactToGroup::new(contact, group)).await?;
            tour.note(said.message.unwrap_or_default());
            Ok(())
        }),
        Step::of::<ListContacts>(async |tour| {
            let mut list = ListContacts::new().fields(["id", "email", "organization_id"]);
            let own = tour.seen.own_contact.clone();
            if own.is_some() {
                list = list.filter(ContactField::EMAIL.equals(tour.seen.email()));
            }
            let found = tour.list(list, "contacts").await?;
            if own.is_some() {
                let ids: Vec<_> = found.iter().map(|contact| contact.id.clone()).collect();
                expect(ids == [own], "the contact just made")?;
                let belongs = found
                    .iter()
                    .all(|one| one.organization_id.as_ref() == tour.seen.own_organization.as_ref());
                expect(belongs, "its organization")?;
            }
            Ok(())
        }),
        Step::of::<UpdateContact>(async |tour| {
            let id = need(&tour.seen.own_contact, "contacts.create")?;
            let change = UpdateContact::new(id.clone())
                .email(tour.seen.email())
                .name(tour.seen.name())
                .unlink_organization();
            let changed = tour.send(change).await?.id;
            expect(changed == id, "the same contact")?;
            tour.note("has another name, and left the organization");
            Ok(())
        }),
        Step::of::<GetContact>(async |tour| {
            let id = need(&tour.seen.own_contact, "contacts.create")?;
            let fields = ["id", "name", "phone", "custom_fields"];
            let contact = tour.send(GetContact::new(id).fields(fields)).await?;
            let is_new = contact.name.as_deref() == Some(&tour.seen.name());
            expect(is_new, "the new name")?;
            expect(
                contact.phone.as_deref() == Some(PHONE),
                "the number as it was",
            )?;
            let key = tour.seen.key();
            let kept = contact.custom_fields.get("tour") == Some(&key);
            expect(kept, "the account's own field as it was")?;
            tour.note("changed where it was changed, and nowhere else");
            Ok(())
        }),
    ]
}

pub(super) fn removed() -> Vec<Step<WiseCx>> {
    vec![
        Step::of::<RemoveContactFromGroup>(async |tour| {
            let contact = need(&tour.seen.own_contact, "contacts.create")?;
            let group = need(&tour.seen.own_group, "contacts.groups.create")?;
            let said = tour
                .send(RemoveContactFromGroup::new(contact, group))
                .await?;
            tour.note(said.message.unwrap_or_default());
            Ok(())
        }),
        Step::of::<DeleteContact>(async |tour| {
            let id = need(&tour.seen.own_contact, "contacts.create")?;
            tour.send(DeleteContact::new(id)).await?;
            let same = ContactField::EMAIL.equals(tour.seen.email());
            let left = tour.send(ListContacts::new().filter(same)).await?;
            expect(
                left.items.is_empty(),
                "that nobody has the address any more",
            )?;
            tour.note("is in no list any more");
            Ok(())
        }),
        Step::of::<DeleteOrganization>(async |tour| {
            let id = need(&tour.seen.own_organization, "contacts.organizations.create")?;
            let removed = tour.send(DeleteOrganization::new(id.clone())).await?.id;
            expect(removed == id, "the id of what was removed")?;
            tour.note("removed");
            Ok(())
        }),
    ]
}
