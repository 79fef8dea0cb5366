//! Campaigns: made, found and changed.

use ccaas_core::types::Id;
use ccaas_core::{
    Absent, DecodeError, EncodeError, Encoder, Method, Operation, Reply, Spec, open_enum,
    parameters, reply,
};
use jiff::civil::DateTime;
use serde::de::DeserializeOwned;
use serde::ser::{Serialize, Serializer};

use super::{MessageChannel, MessageConfig};
use crate::WiseCx;
use crate::page::{Order, list};

list! {
    /// Lists the campaigns, with their messages.
    ///
    /// `GET /nitro/campaigns`. Documented by WiseCX API v1, "Nitro", "Get Campaigns". It is sorted by
    /// `sort_by` and `sort_order`, where other lists have `sort_field` and `sort`; how the order is
    /// written is taken from those.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::Order;
    /// use wisecx::nitro::{CampaignStatus, ListCampaigns};
    ///
    /// let newest = ListCampaigns::new().sort_by("id").sort_order(Order::Descending);
    /// let mut campaigns = client.items(newest);
    /// while let Some(campaign) = campaigns.try_next().await? {
    ///     if campaign.status == Some(CampaignStatus::Running) {
    ///         println!("{:?}", campaign.name);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub struct ListCampaigns of Campaign {
        id: "nitro.campaigns.list",
        route: "/nitro/campaigns",
        filter: CampaignField,
        sort_by: Order,
    }
}

parameters! {
    /// Creates a campaign, a draft without messages.
    ///
    /// `POST /nitro/campaigns`. Documented by WiseCX API v1, "Nitro", "Create Campaign". Its messages come
    /// next, with [`CreateCampaignMessage`](super::CreateCampaignMessage).
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::nitro::{
    ///     CreateCampaign, CreateCampaignMessage, SendCampaign, TemplateVariable, WhatsappConfig,
    /// };
    ///
    /// let campaign = client.send(CreateCampaign::simple("Winter", [123, 456])).await?.id;
    /// let message = WhatsappConfig::new("40184")
    ///     .variables([TemplateVariable::new("{1}").value_from("name").value_default("Customer")])
    ///     .reply_group(123);
    /// client.send(CreateCampaignMessage::whatsapp(campaign.clone(), message)).await?;
    /// client.send(SendCampaign::new(campaign)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The name is empty, or a simple campaign has no groups.
    pub struct CreateCampaign {
        required {
            /// The name.
            name: String as into,
            /// The type. It can't be changed later.
            kind: CampaignType as into => "type",
        }
        optional {
            /// What it is for.
            description: Option<String> as (into String),
            /// The contact groups that a simple campaign writes to. A transactional one has no use for
            /// them.
            groups_ids: GroupIds as (each Id),
        }
    }
}

impl CreateCampaign {
    /// A campaign that writes once to all contacts of these groups.
    pub fn simple<T: Into<Id>>(
        name: impl Into<String>,
        groups_ids: impl IntoIterator<Item = T>,
    ) -> Self {
        CreateCampaign::new(name, CampaignType::Simple).groups_ids(groups_ids)
    }

    /// A campaign that writes to single contacts, whenever it is told to.
    pub fn transactional(name: impl Into<String>) -> Self {
        CreateCampaign::new(name, CampaignType::Transactional)
    }
}

impl Operation for CreateCampaign {
    type Vendor = WiseCx;
    type Output = WrittenCampaign;
    const SPEC: Spec = Spec::new("nitro.campaigns.create", Method::POST, "/nitro/campaigns");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        check(&self.name, &self.groups_ids)?;
        if self.kind == CampaignType::Simple && self.groups_ids.is_absent() {
            return Err(EncodeError::new(
                "groups_ids",
                "is missing: whom does a simple campaign write to?",
            ));
        }
        request.json(self)
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        crate::vendor::data(reply)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<WrittenCampaign, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Reads one campaign, with its messages.
    ///
    /// `GET /nitro/campaigns/{campaign_id}`. Documented by WiseCX API v1, "Nitro", "Get Campaign by Id".
    pub struct GetCampaign {
        path {
            /// The campaign's id.
            campaign_id: Id as into,
        }
    }
}

impl Operation for GetCampaign {
    type Vendor = WiseCx;
    type Output = Campaign;
    const SPEC: Spec = Spec::new(
        "nitro.campaigns.get",
        Method::GET,
        "/nitro/campaigns/{campaign_id}",
    );

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("campaign_id", &self.campaign_id)
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        crate::vendor::data(reply)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Campaign, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Changes a campaign. Its type stays what it is.
    ///
    /// `PUT /nitro/campaigns/{campaign_id}`. Documented by WiseCX API v1, "Nitro", "Update Campaign by
    /// Id". The name is always written, so give the old one to keep it. The vendor doesn't say what
    /// becomes of a description that isn't set.
    ///
    /// # Errors
    ///
    /// The name is empty.
    pub struct UpdateCampaign {
        path {
            /// The campaign's id.
            campaign_id: Id as into,
        }
        required {
            /// The name.
            name: String as into,
        }
        optional {
            /// What it is for.
            description: Option<String> as (into String),
            /// The contact groups that it writes to: required for a simple campaign, no use for a
            /// transactional one.
            groups_ids: GroupIds as (each Id),
        }
    }
}

impl Operation for UpdateCampaign {
    type Vendor = WiseCx;
    type Output = WrittenCampaign;
    const SPEC: Spec = Spec::new(
        "nitro.campaigns.update",
        Method::PUT,
        "/nitro/campaigns/{campaign_id}",
    );

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        check(&self.name, &self.groups_ids)?;
        request.path("campaign_id", &self.campaign_id)?;
        request.json(self)
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        crate::vendor::data(reply)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<WrittenCampaign, DecodeError> {
        Self::payload(&reply)
    }
}

fn check(name: &str, groups: &GroupIds) -> Result<(), EncodeError> {
    if name.trim().is_empty() {
        return Err(EncodeError::new("name", "is empty"));
    }
    if groups.0.iter().any(|id| id.to_string().trim().is_empty()) {
        return Err(EncodeError::new("groups_ids", "holds an empty id"));
    }
    Ok(())
}

/// The ids of contact groups. The vendor writes them as one text, `123,456`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "registry",
    derive(serde::Deserialize, ccaas_core::registry::schemars::JsonSchema)
)]
#[cfg_attr(
    feature = "registry",
    serde(transparent),
    schemars(crate = "ccaas_core::registry::schemars")
)]
pub struct GroupIds(Vec<Id>);

impl GroupIds {
    /// The ids, in order.
    pub fn as_slice(&self) -> &[Id] {
        &self.0
    }
}

impl From<Vec<Id>> for GroupIds {
    fn from(ids: Vec<Id>) -> Self {
        GroupIds(ids)
    }
}

/// None at all can't be said: a simple campaign has to have some.
impl Absent for GroupIds {
    fn is_absent(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for GroupIds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ids: Vec<String> = self.0.iter().map(Id::to_string).collect();
        serializer.serialize_str(&ids.join(","))
    }
}

/// The fields that [`ListCampaigns`] can be filtered by. The vendor names none, so there is only
/// [`Filter::custom`](crate::filter::Filter::custom).
#[derive(Clone, Copy, Debug)]
pub enum CampaignField {}

open_enum! {
    /// What kind of campaign it is.
    pub enum CampaignType {
        /// Writes once to all contacts of some groups.
        Simple = "simple",
        /// Writes to single contacts, whenever it is told to.
        Transactional = "transactional",
    }
}

open_enum! {
    /// What a campaign does.
    pub enum CampaignStatus {
        /// Nothing yet.
        Draft = "draft",
        /// Waits for its time.
        Scheduled = "scheduled",
        /// Was told to send.
        Processing = "processing",
        /// Sends.
        Running = "running",
        /// Sends no more, for now.
        Stopped = "stopped",
        /// Its sending was cancelled.
        Cancelled = "cancelled",
        /// Is removed.
        Deleted = "deleted",
    }
}

open_enum! {
    /// What a message of a campaign does.
    pub enum MessageStatus {
        /// Nothing yet.
        Draft = "draft",
        /// Waits for its time.
        Scheduled = "scheduled",
        /// Is made ready.
        Preparing = "preparing",
        /// Is being sent.
        Sending = "sending",
        /// Isn't sent any more, for now.
        Stopped = "stopped",
    }
}

reply! {
    /// A campaign that was written.
    pub struct WrittenCampaign {
        required {
            /// The id.
            id: Id,
        }
        optional {
            /// The name.
            name: Option<String>,
            /// The type; a change doesn't tell it.
            kind: Option<CampaignType> => "type",
            /// What it is for.
            description: Option<String>,
        }
    }
}

reply! {
    /// A campaign.
    pub struct Campaign {
        optional {
            /// The id.
            id: Option<Id>,
            /// The name.
            name: Option<String>,
            /// The type.
            kind: Option<CampaignType> => "type",
            /// What it does.
            status: Option<CampaignStatus>,
            /// When it was made.
            created_at: Option<DateTime>,
            /// When it was last changed.
            updated_at: Option<DateTime>,
            /// When it is to be sent.
            scheduled_at: Option<DateTime>,
            /// Its messages.
            messages: Vec<CampaignMessage>,
        }
    }
}

reply! {
    /// A message of a campaign.
    pub struct CampaignMessage {
        optional {
            /// The id.
            id: Option<Id>,
            /// What it goes through.
            channel: Option<MessageChannel>,
            /// What it does.
            status: Option<MessageStatus>,
            /// When it is to be sent.
            scheduled_at: Option<DateTime>,
            /// When it was sent.
            sent_at: Option<DateTime>,
            /// How many contacts it reached.
            stats: Option<MessageStats>,
            /// How it is set up.
            channel_config: Option<MessageConfig>,
        }
    }
}

reply! {
    /// How many contacts a message reached, and what they did.
    pub struct MessageStats {
        optional {
            /// All contacts.
            total: Option<u64>,
            /// To how many it was sent.
            sent: Option<u64>,
            /// How many got it.
            delivered: Option<u64>,
            /// How many opened it.
            opened: Option<u64>,
            /// How many followed a link in it.
            clicked: Option<u64>,
            /// How many answered.
            replied: Option<u64>,
            /// How many it couldn't be sent to.
            failed: Option<u64>,
            /// How many mailboxes sent it back.
            bounced: Option<u64>,
            /// How many want no more of them.
            unsubscribed: Option<u64>,
        }
    }
}

impl MessageStats {
    /// Whether it is known of all contacts whether they got it. Until then, and while the total isn't told,
    /// the sending goes on.
    pub fn is_settled(&self) -> bool {
        let known = [self.delivered, self.failed, self.bounced];
        let known: u64 = known.into_iter().flatten().sum();
        self.total.is_some_and(|total| known >= total)
    }
}
