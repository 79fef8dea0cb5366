//! Orders of online shops.

use jiff::civil::date;
use wisecx::Order;
use wisecx::orders::{
    CreateOrder, CustomerUpdate, EcommercePlatform, ListOrders, NewCustomer, OrderField,
    OrderStatus, UpdateOrder,
};

use crate::{same_body, snapshots};

/// The vendor's own example.
fn full_order() -> CreateOrder {
    let buyer = NewCustomer::new("test", "test@gmail.com")
        .phone("1234512345")
        .personal_id("123123");
    CreateOrder::new(
        "store-08wc10clz4",
        EcommercePlatform::Custom,
        "123a456b",
        466.50,
        buyer,
    )
    .status(OrderStatus::Cancelled)
    .reject_reason("Tarjeta sin fondos")
    .sales_recovery(true)
}

#[test]
fn create_order() {
    let buyer = NewCustomer::new("Nour", "nour@example.com");
    snapshots(
        CreateOrder::new("store-1", "Vtex", "A-17", 1_234_567_890_123.45, buyer),
        full_order(),
    );
}

#[test]
fn update_order() {
    let buyer = CustomerUpdate::new()
        .name("Nour")
        .email("nour@example.com")
        .personal_id("666451")
        .phone("59899000000");
    snapshots(
        UpdateOrder::new(7387474),
        UpdateOrder::new("7387474")
            .ecommerce_store_id("store-1")
            .ecommerce_platform(EcommercePlatform::Fenicio)
            .ecommerce_order_id("A-17")
            .status(OrderStatus::Confirmed)
            .reject_reason("")
            .total_amount(0.1)
            .sales_recovery(false)
            .customer(buyer),
    );
}

#[test]
fn list_orders() {
    snapshots(
        ListOrders::new(),
        ListOrders::new()
            .fields(["id", "status", "updated_at"])
            .filter(OrderField::ECOMMERCE_STORE_ID.one_of(["store-1", "store-2"]))
            .filter(OrderField::STATUS.contains("cancel"))
            .filter(OrderField::STATUS.not_equals("invoiced"))
            .filter(OrderField::CREATED_AT.greater_than(date(2026, 11, 1)))
            .filter(OrderField::UPDATED_AT.lower_than(date(2026, 11, 2).at(13, 5, 0, 0)))
            .sort(Order::Descending)
            .sort_field("updated_at")
            .limit(100)
            .page(2),
    );
}

#[test]
fn the_vendors_own_examples_are_sent_as_printed() {
    same_body(full_order(), "orders.create.request.json");
    same_body(
        UpdateOrder::new(7387474)
            .reject_reason("Sin Stock")
            .sales_recovery(false),
        "orders.update.request.json",
    );
}
