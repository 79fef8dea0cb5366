//! Estimated waiting times, and a call's data for the CRM.

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Source, Spec, open_enum,
    parameters, reply,
};
use http::header::CONTENT_TYPE;
use serde::Serialize;
use serde_json::Value;

use crate::calls::MenuType;
use crate::people::or_nothing;
use crate::{AppsApi, filled};

parameters! {
    /// Lists how long customers wait, queue by queue.
    ///
    /// `GET /wait_times`. Documented by Apps API, "Wait Times". The vendor's table counts waits in minutes,
    /// its example in seconds: take them for seconds.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::calls::MenuType;
    /// use apps_api::wait_times::ListWaitTimes;
    ///
    /// let long = ListWaitTimes::new("en").menu_type(MenuType::Mobile).wait_from(300);
    /// for queue in client.send(long).await? {
    ///     println!("{:?}: {:?} s", queue.materialized_path, queue.voice_call);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The language is empty.
    pub struct ListWaitTimes {
        required {
            /// The queues' language, `en` for example.
            lang: String as into,
        }
        optional {
            /// Only this queue and those below it.
            menu_id: Option<Id> as (into Id),
            /// Only queues for these customers.
            menu_type: Option<MenuType> as (into MenuType),
            /// Only queues of this channel.
            channel_type: Option<WaitChannel> as (into WaitChannel),
            /// Only waits that are longer.
            wait_from: Option<u32> as (u32) => "wait[from]",
            /// Only waits that are shorter.
            wait_to: Option<u32> as (u32) => "wait[to]",
        }
    }
}

impl Operation for ListWaitTimes {
    type Vendor = AppsApi;
    type Output = Vec<WaitTime>;
    const SPEC: Spec =
        Spec::new("wait_times.list", Method::GET, "/wait_times").source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        filled("lang", &self.lang)?;
        // The document has it on requests without a body too.
        request.header(CONTENT_TYPE, "application/json")?;
        request.query("lang", &self.lang);
        request.query("menu_id", &self.menu_id);
        request.query("menu_type", &self.menu_type);
        request.query("channel_type", &self.channel_type);
        request.query("wait[from]", self.wait_from);
        request.query("wait[to]", self.wait_to);
        Ok(())
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Vec<WaitTime>, DecodeError> {
        Self::payload(&reply)
    }
}

open_enum! {
    /// What customers wait for. The statuses of queues call the first `call`:
    /// [`QueueChannel`](crate::queue_operation_statuses::QueueChannel).
    pub enum WaitChannel {
        /// A call.
        VoiceCall = "voice_call",
        /// A chat.
        Chat = "chat",
    }
}

reply! {
    /// How long customers of a queue wait.
    pub struct WaitTime {
        optional {
            /// The queue's id.
            menu_id: Option<Id>,
            /// What the queue is for.
            menu_type: Option<MenuType>,
            /// The wait for a chat, in seconds. Only of a queue that has chats.
            chat: Option<u64>,
            /// The wait for a call, in seconds. Only of a queue that has calls.
            voice_call: Option<u64>,
            /// The names on the way to the queue. In a call these are ids.
            materialized_path: Option<String>,
            /// How many agents are logged in. Newer than the vendor's document.
            logged_in_agents: Option<u64>,
            /// How many agents are free. Newer too.
            available_agents: Option<u64>,
            /// How many agents the vendor calls "breakthrough". Newer too.
            breakthrough_agents: Option<u64>,
        }
    }
}

parameters! {
    /// Sets the data of a call's contact in the CRM.
    ///
    /// `POST /crm/contact_data`. Documented by Apps API, "Wait Times". The answer isn't documented, and may
    /// be any JSON, or nothing.
    ///
    /// The document's table of parameters is that of [`ListWaitTimes`], even the language that is required
    /// there. It looks like a slip, so none of them is sent unless it is set.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::wait_times::{ContactData, CreateContactData};
    ///
    /// let contact = ContactData::new().first_name("Nour").crm_id("220-39307-92");
    /// client.send(CreateContactData::new(1917, 1).contact(contact)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// An id is empty.
    pub struct CreateContactData {
        required {
            /// The call's id. It is sent as a text.
            call_id: Id as into,
            /// The agent's id. It is sent as a text.
            agent_id: Id as into,
        }
        optional {
            /// The key in the management of lists and campaigns, `2922|1|2|39|2|0|1` for example.
            lcm_key: Option<String> as (into String),
            /// The number that was called.
            dnis: Option<String> as (into String),
            /// The tenant.
            org_id: Option<String> as (into String),
            /// The contact.
            contact: Option<ContactData> as (ContactData),
            /// How the campaign dials, `Predictive` for example.
            pacing_mode: Option<String> as (into String),
            /// The kind of call, `OB_Regular` for example.
            call_type: Option<String> as (into String),
            /// The queue's language, in the query.
            lang: Option<String> as (into String),
            /// The queue, in the query.
            menu_id: Option<Id> as (into Id),
            /// What the queue is for, in the query.
            menu_type: Option<MenuType> as (into MenuType),
            /// The channel, in the query.
            channel_type: Option<WaitChannel> as (into WaitChannel),
            /// A shorter wait, in the query.
            wait_from: Option<u32> as (u32) => "wait[from]",
            /// A longer wait, in the query.
            wait_to: Option<u32> as (u32) => "wait[to]",
        }
    }
}

impl Operation for CreateContactData {
    type Vendor = AppsApi;
    type Output = Value;
    const SPEC: Spec = Spec::new("crm.contact_data.create", Method::POST, "/crm/contact_data")
        .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        let (call_id, agent_id) = (self.call_id.to_string(), self.agent_id.to_string());
        filled("call_id", &call_id)?;
        filled("agent_id", &agent_id)?;
        request.query("lang", &self.lang);
        request.query("menu_id", &self.menu_id);
        request.query("menu_type", &self.menu_type);
        request.query("channel_type", &self.channel_type);
        request.query("wait[from]", self.wait_from);
        request.query("wait[to]", self.wait_to);
        request.json(&Body {
            call_id: &call_id,
            agent_id: &agent_id,
            lcm_key: self.lcm_key.as_deref(),
            dnis: self.dnis.as_deref(),
            org_id: self.org_id.as_deref(),
            contact: self.contact.as_ref(),
            pacing_mode: self.pacing_mode.as_deref(),
            call_type: self.call_type.as_deref(),
        })
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Value, DecodeError> {
        or_nothing(&reply)
    }
}

/// The parameters that aren't in the query.
#[derive(Serialize)]
struct Body<'a> {
    call_id: &'a str,
    agent_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    lcm_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dnis: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    org_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<&'a ContactData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pacing_mode: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_type: Option<&'a str>,
}

parameters! {
    /// A contact, as the CRM gets it. What isn't set isn't sent; an empty text is.
    pub struct ContactData {
        optional {
            /// The first name.
            first_name: Option<String> as (into String),
            /// The last name.
            last_name: Option<String> as (into String),
            /// The number of the account.
            account_no: Option<String> as (into String),
            /// The CRM's id.
            crm_id: Option<String> as (into String),
            /// The address.
            address: Option<String> as (into String),
            /// The city.
            city: Option<String> as (into String),
            /// The kind of loan.
            loan_type: Option<String> as (into String),
            /// When it is due. The vendor doesn't say how that is written.
            due_date: Option<String> as (into String),
        }
    }
}
