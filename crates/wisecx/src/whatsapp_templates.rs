//! The templates of WhatsApp.

use ccaas_core::reply;
use ccaas_core::types::Id;

use crate::page::{Order, list};

list! {
    /// Lists the templates of WhatsApp that the account has.
    ///
    /// `GET /whatsapp_templates`. Documented by WiseCX API v1, "WhatsApp Templates", "Fetching Whatsapp
    /// Templates". The fields are `template_id`, `content`, `name`, `whatsapp_number` and
    /// `whatsapp_description`.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::whatsapp_templates::ListWhatsappTemplates;
    ///
    /// let list = ListWhatsappTemplates::new().fields(["template_id", "name", "content"]);
    /// let mut templates = client.items(list);
    /// while let Some(template) = templates.try_next().await? {
    ///     println!("{:?}: {:?}", template.id, template.content);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub struct ListWhatsappTemplates of WhatsappTemplate {
        id: "whatsapp_templates.list",
        route: "/whatsapp_templates",
        fields: String,
        sort: Order,
    }
}

reply! {
    /// A template of WhatsApp. It has the fields that were asked for.
    pub struct WhatsappTemplate {
        optional {
            /// The template's id, `template_id` on the wire: what a case's
            /// [`Template`](crate::cases::Template) and a campaign's
            /// [`WhatsappConfig`](crate::nitro::WhatsappConfig) take.
            id: Option<Id> => "template_id",
            /// The name.
            name: Option<String>,
            /// The text. A variable in it looks like `{{1}}` or `${name}`.
            content: Option<String>,
            /// The number that it is sent from.
            whatsapp_number: Option<String>,
            /// What the account calls that number.
            whatsapp_description: Option<String>,
        }
    }
}
