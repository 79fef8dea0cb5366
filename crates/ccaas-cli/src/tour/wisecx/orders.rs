//! Orders of a shop, and of Mercado Libre.

use ccaas::wisecx::WiseCx;
use ccaas::wisecx::meli::GetMeliOrder;
use ccaas::wisecx::orders::{
    CreateOrder, EcommercePlatform, ListOrders, NewCustomer, OrderField, OrderStatus, UpdateOrder,
};
use ccaas_sandbox::Fault;

use super::super::step::{Step, expect, need};
use super::told;

/// The one that the sandbox has.
const MELI_ORDER: u64 = 12_990_000;

pub(super) fn steps() -> Vec<Step<WiseCx>> {
    vec![
        Step::of::<CreateOrder>(async |tour| {
            let shop = tour.seen.key();
            let buyer = NewCustomer::new("Tour", tour.seen.email());
            let order = CreateOrder::new(
                shop.as_str(),
                EcommercePlatform::Custom,
                shop.as_str(),
                466.5,
                buyer,
            );
            let id = tour.send(order.status(OrderStatus::Pending)).await?.id;
            tour.note(format!("order {id}"));
            tour.seen.own_order = Some(id);
            Ok(())
        }),
        Step::of::<UpdateOrder>(async |tour| {
            let id = need(&tour.seen.own_order, "orders.create")?;
            tour.trouble(Fault::cut().on("orders.update"));
            let change = UpdateOrder::new(id.clone())
                .status(OrderStatus::Cancelled)
                .reject_reason("It was only a tour.");
            let changed = tour.send(change).await?.id;
            expect(changed == id, "the same order")?;
            tour.note("called off");
            Ok(())
        }),
        Step::of::<ListOrders>(async |tour| {
            let mut list = ListOrders::new().fields(["id", "status", "total_amount"]);
            let own = tour.seen.own_order.clone();
            if own.is_some() {
                list = list.filter(OrderField::ECOMMERCE_STORE_ID.equals(tour.seen.key()));
            }
            let orders = tour.list(list, "orders").await?;
            if own.is_some() {
                let ids: Vec<_> = orders.iter().map(|order| order.id.clone()).collect();
                expect(ids == [own], "the order just made")?;
                let status = Some(OrderStatus::Cancelled);
                let as_told = orders
                    .iter()
                    .all(|order| order.status == status && order.total_amount == Some(466.5));
                expect(as_told, "what it was changed to")?;
            }
            Ok(())
        }),
        Step::of::<GetMeliOrder>(async |tour| {
            let id = told(tour, MELI_ORDER, "the id of an order of Mercado Libre")?;
            let order = tour.send(GetMeliOrder::new(id.clone())).await?;
            expect(order.id == Some(id), "the order asked for")?;
            let there = order.meli_order_id.map(|id| id.to_string());
            tour.note(format!("is {} there", there.unwrap_or_default()));
            Ok(())
        }),
    ]
}
