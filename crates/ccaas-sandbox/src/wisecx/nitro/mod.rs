//! Nitro: campaigns of messages, in bulk or one by one.

mod campaigns;
mod messages;
mod requests;

pub(super) use self::{
    campaigns::{Campaign, State},
    messages::Message,
    requests::Request,
};
use super::store::Store;
use crate::{
    call::BodyTable::{Json, JsonOrNone, JsonRows},
    strict::{Field, Kind},
    vendor::Op,
};

pub(super) fn operations() -> Vec<Op<Store>> {
    const CAMPAIGNS: &str = "/nitro/campaigns";
    const CAMPAIGN: &str = "/nitro/campaigns/{campaign_id}";
    vec![
        Op::post(
            "nitro.campaigns.schedule",
            "/nitro/campaigns/{campaign_id}/actions/schedule",
            campaigns::schedule,
        )
        .body(Json(
            const { &[Field::required("scheduled_at", Kind::Stamp)] },
        )),
        Op::post(
            "nitro.campaigns.send",
            "/nitro/campaigns/{campaign_id}/actions/send",
            campaigns::send,
        )
        .body(JsonOrNone(&[])),
        Op::post(
            "nitro.campaigns.activate",
            "/nitro/campaigns/{campaign_id}/actions/activate",
            campaigns::activate,
        )
        .body(JsonOrNone(&[])),
        Op::post(
            "nitro.campaigns.stop",
            "/nitro/campaigns/{campaign_id}/actions/stop",
            campaigns::stop,
        )
        .body(JsonOrNone(&[])),
        Op::post(
            "nitro.campaigns.delete",
            "/nitro/campaigns/{campaign_id}/actions/delete",
            campaigns::delete,
        )
        .body(JsonOrNone(&[])),
        Op::post(
            "nitro.campaigns.cancel_send",
            "/nitro/campaigns/{campaign_id}/actions/cancel-send",
            campaigns::cancel_send,
        )
        .body(JsonOrNone(&[])),
        Op::post(
            "nitro.transactional.send",
            "/nitro/transactional/{id}/send",
            requests::send,
        )
        .body(Json(requests::SEND)),
        Op::post(
            "nitro.transactional.send_bulk",
            "/nitro/transactional/send",
            requests::send_bulk,
        )
        .body(JsonRows(requests::SEND_BULK)),
        Op::get(
            "nitro.transactional.requests.get",
            "/nitro/transactional/requests/{tracking_id}",
            requests::get,
        ),
        Op::get("nitro.campaigns.list", CAMPAIGNS, campaigns::list).query(campaigns::LIST),
        Op::post("nitro.campaigns.create", CAMPAIGNS, campaigns::create)
            .body(Json(campaigns::CREATE)),
        Op::get("nitro.campaigns.get", CAMPAIGN, campaigns::get),
        Op::put("nitro.campaigns.update", CAMPAIGN, campaigns::update)
            .body(Json(campaigns::UPDATE)),
        Op::post(
            "nitro.campaigns.messages.create",
            "/nitro/campaigns/{campaign_id}/messages",
            messages::create,
        )
        .body(Json(messages::CREATE)),
        Op::put(
            "nitro.campaigns.messages.update",
            "/nitro/campaigns/{campaign_id}/messages/{message_id}",
            messages::update,
        )
        .body(Json(messages::UPDATE)),
        Op::get(
            "nitro.campaigns.messages.contacts.list",
            "/nitro/campaigns/{campaign_id}/messages/{message_id}/contacts",
            messages::contacts,
        )
        .query(messages::CONTACTS),
    ]
}
