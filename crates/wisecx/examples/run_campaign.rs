//! Writes to all contacts of a group by WhatsApp, and follows the messages until each has arrived or
//! failed.
//!
//! ```sh
//! cargo run -p wisecx --example run_campaign -- 389 40184
//! ```
//!
//! The arguments are the contact group and the WhatsApp template. Uses the real service if `WISECX_USER`
//! and `WISECX_API_KEY` are set, and then **real people get a message**, each time it is run; else the
//! sandbox, which has a group and a template of its own.

use std::error::Error;
use std::io::Write;
use std::time::Duration;

use ccaas_sandbox::Sandbox;
use tokio::time::{Instant, sleep};
use wisecx::ccaas_core::{Environment, types::Id};
use wisecx::nitro::{
    CampaignStatus, CreateCampaign, CreateCampaignMessage, GetCampaign,
    ListCampaignMessageContacts, SendCampaign, TemplateVariable, WhatsappConfig,
};
use wisecx::{Client, WiseCx};

/// How often to look, and for how long. A phone that is switched off may get its message days later.
const PAUSE: Duration = Duration::from_secs(3);
const PATIENCE: Duration = Duration::from_secs(600);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (client, sandbox) = connect().await?;
    let mut arguments = std::env::args().skip(1);
    let (group, template): (u64, u64) = match (arguments.next(), arguments.next()) {
        (Some(group), Some(template)) => (group.parse()?, template.parse()?),
        (None, _) if sandbox.is_some() => (389, 40_184),
        _ => return Err("give a contact group and a WhatsApp template".into()),
    };
    let mut out = std::io::stdout();

    // A draft without messages comes first. Nothing goes out before it is sent.
    let campaign = client
        .send(CreateCampaign::simple("Winter", [group]))
        .await?
        .id;
    // `{1}` becomes the contact's name.
    let name = TemplateVariable::new("{1}")
        .value_from("name")
        .value_default("customer");
    let message = WhatsappConfig::new(template).variables([name]);
    let message = CreateCampaignMessage::whatsapp(campaign.clone(), message);
    let message = client.send(message).await?.id;
    client.send(SendCampaign::new(campaign.clone())).await?;
    writeln!(out, "campaign {campaign} is being sent")?;

    follow(&client, &campaign, &message).await?;

    let contacts = ListCampaignMessageContacts::new(campaign, message);
    let mut contacts = client.items(contacts);
    while let Some(contact) = contacts.try_next().await? {
        let phone = contact.phone.unwrap_or_default();
        let arrived = contact
            .channel_detail
            .and_then(|detail| detail.delivered_at);
        match (arrived, contact.status) {
            (Some(at), _) => writeln!(out, "{phone}: arrived at {at}")?,
            (None, Some(status)) => writeln!(out, "{phone}: {status}")?,
            (None, None) => writeln!(out, "{phone}: nothing is known")?,
        }
    }
    Ok(())
}

/// Waits until each message has arrived or failed, the campaign is called off, or patience ends.
///
/// It counts, because the vendor's document has no status for a campaign that is done.
async fn follow(client: &Client, campaign: &Id, message: &Id) -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout();
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        sleep(PAUSE).await;
        let now = client.send(GetCampaign::new(campaign.clone())).await?;
        let ours = |id: &Option<Id>| id.as_ref() == Some(message);
        let sending = now.messages.into_iter().find(|message| ours(&message.id));
        if let Some(stats) = sending.and_then(|message| message.stats) {
            let count = Option::unwrap_or_default;
            let arrived: u64 = count(stats.delivered);
            let failed = count(stats.failed) + count(stats.bounced);
            let total = count(stats.total);
            writeln!(
                out,
                "{arrived} of {total} have arrived, {failed} have failed"
            )?;
            if stats.is_settled() {
                return Ok(());
            }
        }
        if let Some(
            status
            @ (CampaignStatus::Stopped | CampaignStatus::Cancelled | CampaignStatus::Deleted),
        ) = now.status
        {
            writeln!(out, "the campaign is {status}")?;
            return Ok(());
        }
    }
    writeln!(out, "some are still on their way")?;
    Ok(())
}

/// The client, and the sandbox if that is what it talks to.
async fn connect() -> Result<(Client, Option<Sandbox>), Box<dyn Error>> {
    if std::env::var_os("WISECX_USER").is_some() {
        return Ok((Client::new(WiseCx::from_env()?)?, None));
    }
    let sandbox = Sandbox::start().await?;
    let access = sandbox.vendor("wisecx").ok_or("no such vendor")?;
    let environment = Environment::from_pairs(access.env().to_vec());
    let client = Client::new(WiseCx::from_environment(&environment)?)?;
    Ok((client, Some(sandbox)))
}
