//! The channels of the account.

use ccaas_core::types::Id;
use ccaas_core::{open_enum, reply};

use crate::page::{Order, list};

list! {
    /// Lists the channels that the account is connected to.
    ///
    /// `GET /channels`. Documented by WiseCX API v1, "Channels", "Fetching Channels". The fields are `id`,
    /// `name` and `source`.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::channels::{ChannelSource, ListChannels};
    ///
    /// let mut channels = client.items(ListChannels::new());
    /// while let Some(channel) = channels.try_next().await? {
    ///     if channel.source == Some(ChannelSource::IncomingWhatsapp) {
    ///         println!("{:?}", channel.name);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub struct ListChannels of Channel {
        id: "channels.list",
        route: "/channels",
        fields: String,
        sort: Order,
    }
}

open_enum! {
    /// What kind of channel it is. The vendor lists no values: these stand in its example.
    pub enum ChannelSource {
        /// A chat on a web site.
        Chat = "chat",
        /// A mailbox.
        Email = "email",
        /// A number of WhatsApp.
        IncomingWhatsapp = "incoming_whatsapp",
    }
}

reply! {
    /// A channel. It has the fields that were asked for.
    pub struct Channel {
        optional {
            /// The id.
            id: Option<Id>,
            /// The name: an e-mail address for a mailbox.
            name: Option<String>,
            /// What kind of channel it is.
            source: Option<ChannelSource>,
        }
    }
}
