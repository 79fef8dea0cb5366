//! What can be done with a campaign as a whole.

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Spec, parameters, reply,
};
use jiff::civil::DateTime;

use super::{CampaignStatus, LocalTime};
use crate::WiseCx;

parameters! {
    /// Schedules the messages of a simple campaign.
    ///
    /// `POST /nitro/campaigns/{campaign_id}/actions/schedule`. Documented by WiseCX API v1, "Nitro",
    /// "Schedule Campaign Send". The campaign must be a draft, and is `scheduled` then. All of its active
    /// messages are sent.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use jiff::civil::date;
    /// use wisecx::nitro::ScheduleCampaign;
    ///
    /// // Ten o'clock where the account is.
    /// client.send(ScheduleCampaign::new(1321, date(2026, 4, 1).at(10, 0, 0, 0))).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct ScheduleCampaign {
        path {
            /// The campaign's id.
            campaign_id: Id as into,
        }
        required {
            /// When to send, on the clock of the account's zone.
            scheduled_at: LocalTime as into,
        }
    }
}

impl Operation for ScheduleCampaign {
    type Vendor = WiseCx;
    type Output = CampaignAction;
    const SPEC: Spec = Spec::new(
        "nitro.campaigns.schedule",
        Method::POST,
        "/nitro/campaigns/{campaign_id}/actions/schedule",
    );

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("campaign_id", &self.campaign_id)?;
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<CampaignAction, DecodeError> {
        Self::payload(&reply)
    }
}

/// Defines an action that takes nothing but the campaign.
macro_rules! action {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            id: $id:literal,
            route: $route:literal,
        }
    ) => {
        parameters! {
            $(#[$meta])*
            pub struct $name {
                path {
                    /// The campaign's id.
                    campaign_id: Id as into,
                }
            }
        }

        impl Operation for $name {
            type Vendor = WiseCx;
            type Output = CampaignAction;
            const SPEC: Spec = Spec::new($id, Method::POST, $route);

            #[inline]
            fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
                request.path("campaign_id", &self.campaign_id)
            }

            #[inline]
            fn decode(reply: Reply) -> Result<CampaignAction, DecodeError> {
                Self::payload(&reply)
            }
        }
    };
}

action! {
    /// Sends the messages of a simple campaign at once.
    ///
    /// `POST /nitro/campaigns/{campaign_id}/actions/send`. Documented by WiseCX API v1, "Nitro", "Send
    /// Campaign Immediately". The campaign must be a draft, and is `processing` then. All of its active
    /// messages are sent. It is never repeated once it may have arrived.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::nitro::SendCampaign;
    ///
    /// let done = client.send(SendCampaign::new(1321)).await?;
    /// println!("{:?}", done.status);
    /// # Ok(())
    /// # }
    /// ```
    pub struct SendCampaign {
        id: "nitro.campaigns.send",
        route: "/nitro/campaigns/{campaign_id}/actions/send",
    }
}

action! {
    /// Lets a transactional campaign send.
    ///
    /// `POST /nitro/campaigns/{campaign_id}/actions/activate`. Documented by WiseCX API v1, "Nitro",
    /// "Activate Transactional Campaign". The campaign and each of its messages must be a draft or
    /// stopped; it is `running` then.
    pub struct ActivateCampaign {
        id: "nitro.campaigns.activate",
        route: "/nitro/campaigns/{campaign_id}/actions/activate",
    }
}

action! {
    /// Stops a transactional campaign. [`ActivateCampaign`] makes it go on.
    ///
    /// `POST /nitro/campaigns/{campaign_id}/actions/stop`. Documented by WiseCX API v1, "Nitro", "Stop
    /// Transactional Campaign". The campaign must be running, and is `stopped` then.
    pub struct StopCampaign {
        id: "nitro.campaigns.stop",
        route: "/nitro/campaigns/{campaign_id}/actions/stop",
    }
}

action! {
    /// Removes a campaign.
    ///
    /// `POST /nitro/campaigns/{campaign_id}/actions/delete`. Documented by WiseCX API v1, "Nitro", "Delete
    /// Campaign". A simple campaign must be a draft, a transactional one a draft or stopped; it is
    /// `deleted` then.
    pub struct DeleteCampaign {
        id: "nitro.campaigns.delete",
        route: "/nitro/campaigns/{campaign_id}/actions/delete",
    }
}

action! {
    /// Cancels the sending of a simple campaign, before it begins or in the midst of it.
    ///
    /// `POST /nitro/campaigns/{campaign_id}/actions/cancel-send`. Documented by WiseCX API v1, "Nitro",
    /// "Cancel Campaign Send". The campaign must be running or scheduled, and its messages `preparing`,
    /// `sending` or `scheduled`; it is `cancelled` then.
    pub struct CancelCampaignSend {
        id: "nitro.campaigns.cancel_send",
        route: "/nitro/campaigns/{campaign_id}/actions/cancel-send",
    }
}

reply! {
    /// What an action made of a campaign.
    pub struct CampaignAction {
        optional {
            /// The campaign's id.
            campaign_id: Option<Id>,
            /// What it is now.
            status: Option<CampaignStatus>,
            /// When it will be sent. That isn't the clock that [`ScheduleCampaign`] was given the time of:
            /// in the vendor's example it is three hours ahead, which looks like UTC.
            scheduled_at: Option<DateTime>,
        }
    }
}
