//! Orders.

use ccaas_core::ErrorKind;
use proptest::prelude::*;
use serde_json::json;
use wisecx::orders::{
    CreateOrder, EcommercePlatform, ListOrders, NewCustomer, OrderStatus, UpdateOrder,
};

use crate::{decoded, failed, refused};

fn order(total_amount: f64) -> CreateOrder {
    let buyer = NewCustomer::new("Nour", "nour@example.com");
    CreateOrder::new(
        "store-1",
        EcommercePlatform::Vtex,
        "A-17",
        total_amount,
        buyer,
    )
}

#[tokio::test]
async fn an_order_without_what_is_required_is_refused() {
    let mut without_store = order(1.0);
    without_store.ecommerce_store_id.clear();
    let mut without_platform = order(1.0);
    without_platform.ecommerce_platform = EcommercePlatform::from("");
    let mut without_id = order(1.0);
    " ".clone_into(&mut without_id.ecommerce_order_id);
    let mut without_name = order(1.0);
    without_name.customer.name.clear();
    let mut without_email = order(1.0);
    without_email.customer.email.clear();
    for (order, field) in [
        (without_store, "ecommerce_store_id"),
        (without_platform, "ecommerce_platform"),
        (without_id, "ecommerce_order_id"),
        (without_name, "customer.name"),
        (without_email, "customer.email"),
    ] {
        refused(order, field).await;
    }
}

#[tokio::test]
async fn an_amount_that_json_cant_write_is_refused() {
    for amount in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        refused(order(amount), "total_amount").await;
        refused(UpdateOrder::new(1).total_amount(amount), "total_amount").await;
    }
}

#[tokio::test]
async fn an_order_is_made_only_once() {
    let (error, calls) = failed(order(1.0), "/orders", 503, "{}").await;
    assert_eq!((error.kind(), calls), (ErrorKind::Api, 1), "{error}");
}

#[test]
fn the_answer_to_a_write_may_lack_its_message() {
    for message in [json!(null), json!(""), json!({"id": 7})] {
        let written = decoded::<CreateOrder>(json!({"id": "7", "message": message}));
        assert_eq!(written.id.as_number(), Some(7));
        assert_eq!(written.message, None);
    }
}

#[test]
fn an_order_is_read_however_it_is_written() {
    let page = decoded::<ListOrders>(json!({"data": [{
        "id": "7",
        "ecommerce_store_id": 12,
        "ecommerce_platform": "WooCommerce",
        "status": "invoiced",
        "reject_reason": "",
        "total_amount": "466.50",
        "sales_recovery": "true",
        "customer": [],
        "updated_at": "2024-03-15T10:30:00",
        "order_data": {"items": [{"sku": 1}]},
    }]}));
    let order = &page.items[0];
    assert_eq!(order.id.as_ref().unwrap().as_number(), Some(7));
    assert_eq!(order.ecommerce_store_id.as_deref(), Some("12"));
    assert_eq!(
        order.ecommerce_platform,
        Some(EcommercePlatform::WooCommerce)
    );
    assert_eq!(order.status, Some(OrderStatus::from("invoiced")));
    assert_eq!(order.reject_reason, None);
    assert_eq!(order.total_amount, Some(466.5));
    assert_eq!(order.sales_recovery, Some(true));
    assert_eq!(order.customer, None);
    let updated_at = jiff::civil::date(2024, 3, 15).at(10, 30, 0, 0);
    assert_eq!(order.updated_at, Some(updated_at));
    let data = order.order_data.as_ref().unwrap();
    assert_eq!(data["items"][0]["sku"], 1);
}

proptest! {
    /// Fifteen digits, two of them behind the point.
    #[test]
    fn no_cent_is_lost(cents in 0_u64..1_000_000_000_000_000) {
        let text = format!("{}.{:02}", cents / 100, cents % 100);
        let amount: f64 = text.parse().unwrap();
        let sent = serde_json::to_string(&order(amount)).unwrap();
        let shortest = text.strip_suffix('0').unwrap_or(&text);
        prop_assert!(sent.contains(&format!("\"total_amount\":{shortest},")), "{sent} {text}");

        let body = format!("[{{\"total_amount\": {text}}}]");
        let page = decoded::<ListOrders>(serde_json::from_str(&body).unwrap());
        prop_assert_eq!(page.items[0].total_amount, Some(amount));
    }
}
