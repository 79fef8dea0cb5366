//! Templates of WhatsApp.

use wisecx::Order;
use wisecx::whatsapp_templates::ListWhatsappTemplates;

use crate::snapshots;

#[test]
fn list_whatsapp_templates() {
    snapshots(
        ListWhatsappTemplates::new(),
        ListWhatsappTemplates::new()
            .fields(["template_id", "content", "name"])
            .sort(Order::Ascending)
            .sort_field("template_id")
            .limit(100)
            .page(2),
    );
}
