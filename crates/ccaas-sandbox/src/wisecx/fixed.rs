//! Lists that no call of the API changes.

use super::{
    lists,
    store::{Row, Store},
};
use crate::{
    call::Call,
    reply::{Answer, Reply},
    strict::Table,
    vendor::Op,
};

pub(super) fn operations() -> Vec<Op<Store>> {
    const TYPES: Table = &lists::plain(&["id", "name", "parent_id"]);
    const TAGS: Table = &lists::plain(&["id", "name"]);
    const TEMPLATES: Table = &lists::plain(&[
        "template_id",
        "content",
        "name",
        "whatsapp_number",
        "whatsapp_description",
    ]);
    const CHANNELS: Table = &lists::plain(&["id", "name", "source"]);
    vec![
        Op::get("cases.types.list", "/cases/types", types).query(TYPES),
        Op::get("cases.tags.list", "/cases/tags", tags).query(TAGS),
        Op::get("whatsapp_templates.list", "/whatsapp_templates", templates).query(TEMPLATES),
        Op::get("channels.list", "/channels", channels).query(CHANNELS),
    ]
}

fn types(store: &mut Store, call: &Call<'_>) -> Answer {
    Ok(listed(call, store.types.values()))
}

fn tags(store: &mut Store, call: &Call<'_>) -> Answer {
    Ok(listed(call, store.tags.values()))
}

fn channels(store: &mut Store, call: &Call<'_>) -> Answer {
    Ok(listed(call, store.channels.values()))
}

fn listed<'a>(call: &Call<'_>, rows: impl Iterator<Item = &'a Row>) -> Reply {
    lists::page(call, rows.cloned(), &[], &[]).data()
}

fn templates(store: &mut Store, call: &Call<'_>) -> Answer {
    let rows = store.templates.values().cloned().map(|mut row| {
        // What campaigns know of it and this list does not show.
        row.remove("language");
        row
    });
    Ok(lists::page_by("template_id", call, rows, &[], &[]).data())
}
