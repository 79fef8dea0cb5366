//! Orders of online shops: announced, changed and listed.

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Spec, open_enum, parameters, reply,
};
use jiff::civil::DateTime;
use serde_json::Value;

use crate::filter::{Field, Key, Range, Text};
use crate::page::{Order, list};
use crate::{Moment, WiseCx};

parameters! {
    /// Announces an order of an online shop.
    ///
    /// `POST /orders`. Documented by WiseCX API v1, "Orders", "Order Creation". Sent twice, it may make two
    /// orders.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::orders::{CreateOrder, EcommercePlatform, NewCustomer, OrderStatus};
    ///
    /// let buyer = NewCustomer::new("Nour", "nour@example.com").phone("59899000000");
    /// let order = CreateOrder::new("store-1", EcommercePlatform::Custom, "A-17", 466.50, buyer)
    ///     .status(OrderStatus::Cancelled)
    ///     .reject_reason("The card was refused.")
    ///     .sales_recovery(true);
    /// let written = client.send(order).await?;
    /// println!("order {}", written.id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// A required text is empty, or the amount is no number.
    pub struct CreateOrder {
        required {
            /// The shop's id on its platform.
            ecommerce_store_id: String as into,
            /// The platform that the order comes from.
            ecommerce_platform: EcommercePlatform as into,
            /// The order's id on its platform.
            ecommerce_order_id: String as into,
            /// What it costs in all. An amount of up to 15 digits is sent as it was written, but for
            /// zeros at its end: 466.50 goes as 466.5. Of the currency the vendor knows nothing.
            total_amount: f64,
            /// Who buys.
            customer: NewCustomer as into,
        }
        optional {
            /// What became of it. It stands in the vendor's example, not in its table.
            status: Option<OrderStatus> as (into OrderStatus),
            /// Why it was cancelled.
            reject_reason: Option<String> as (into String),
            /// Whether to win back an order that failed, with a case for the buyer: on WhatsApp if there
            /// is a phone number, else one of the web.
            sales_recovery: Option<bool> as (bool),
        }
    }
}

impl Operation for CreateOrder {
    type Vendor = WiseCx;
    type Output = WrittenOrder;
    const SPEC: Spec = Spec::new("orders.create", Method::POST, "/orders");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        for (field, text) in [
            ("ecommerce_store_id", self.ecommerce_store_id.as_str()),
            ("ecommerce_platform", self.ecommerce_platform.as_str()),
            ("ecommerce_order_id", &self.ecommerce_order_id),
            ("customer.name", &self.customer.name),
            ("customer.email", &self.customer.email),
        ] {
            if text.trim().is_empty() {
                return Err(EncodeError::new(field, "is empty"));
            }
        }
        check(Some(self.total_amount))?;
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<WrittenOrder, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Changes an order. What isn't set stays as it is.
    ///
    /// `PUT /orders/{id}`. Documented by WiseCX API v1, "Orders", "Order updated by ID".
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::orders::UpdateOrder;
    ///
    /// client
    ///     .send(UpdateOrder::new(7387474).reject_reason("Out of stock").sales_recovery(false))
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The amount is no number.
    pub struct UpdateOrder {
        path {
            /// The order's id at WiseCX.
            id: Id as into,
        }
        optional {
            /// The shop's id on its platform.
            ecommerce_store_id: Option<String> as (into String),
            /// The platform that the order comes from.
            ecommerce_platform: Option<EcommercePlatform> as (into EcommercePlatform),
            /// The order's id on its platform.
            ecommerce_order_id: Option<String> as (into String),
            /// What became of it. The vendor shows it for a new order only: that it can be changed is
            /// likely, but nowhere said.
            status: Option<OrderStatus> as (into OrderStatus),
            /// Why it was cancelled.
            reject_reason: Option<String> as (into String),
            /// What it costs in all; see [`CreateOrder`].
            total_amount: Option<f64> as (f64),
            /// Whether to win back an order that failed; see [`CreateOrder`].
            sales_recovery: Option<bool> as (bool),
            /// Who buys.
            customer: Option<CustomerUpdate> as (into CustomerUpdate),
        }
    }
}

impl Operation for UpdateOrder {
    type Vendor = WiseCx;
    type Output = WrittenOrder;
    const SPEC: Spec = Spec::new("orders.update", Method::PUT, "/orders/{id}");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)?;
        check(self.total_amount)?;
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<WrittenOrder, DecodeError> {
        Self::payload(&reply)
    }
}

/// JSON has no word for what isn't a number: it would go as null.
fn check(total_amount: Option<f64>) -> Result<(), EncodeError> {
    if total_amount.is_some_and(|amount| !amount.is_finite()) {
        return Err(EncodeError::new("total_amount", "is no number"));
    }
    Ok(())
}

list! {
    /// Lists the orders.
    ///
    /// `GET /orders`. Documented by WiseCX API v1, "Orders", "Orders Retrieval". Which fields a row has
    /// without `fields` isn't documented: name those that you need.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use jiff::civil::date;
    /// use wisecx::Order;
    /// use wisecx::orders::{ListOrders, OrderField};
    ///
    /// let changed = ListOrders::new()
    ///     .fields(["id", "status", "total_amount", "updated_at"])
    ///     .filter(OrderField::UPDATED_AT.at_least(date(2026, 11, 1)))
    ///     .sort_field("updated_at")
    ///     .sort(Order::Ascending);
    /// let mut orders = client.items(changed);
    /// while let Some(order) = orders.try_next().await? {
    ///     println!("{:?}: {:?}", order.id, order.status);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub struct ListOrders of EcommerceOrder {
        id: "orders.list",
        route: "/orders",
        fields: String,
        filter: OrderField,
        sort: Order,
    }
}

/// The fields that [`ListOrders`] can be filtered by. The vendor names them without a prefix.
#[derive(Clone, Copy, Debug)]
pub enum OrderField {}

/// What an order's field takes.
type Of<T, C> = Field<OrderField, T, C>;

impl OrderField {
    /// The shop's id on its platform.
    pub const ECOMMERCE_STORE_ID: Of<String, Key> = Field::new("ecommerce_store_id");
    /// What became of it.
    pub const STATUS: Of<OrderStatus, Text> = Field::new("status");
    /// When it was announced.
    pub const CREATED_AT: Of<Moment, Range> = Field::new("created_at");
    /// When it was last changed.
    pub const UPDATED_AT: Of<Moment, Range> = Field::new("updated_at");
}

open_enum! {
    /// Where an order comes from.
    pub enum EcommercePlatform {
        /// VTEX.
        Vtex = "vtex",
        /// Shopify.
        Shopify = "shopify",
        /// WooCommerce.
        WooCommerce = "woocommerce",
        /// Fenicio, which the vendor's document calls Phoenician where it speaks of new orders.
        Fenicio = "fenicio",
        /// Any other, through the channel for custom shops.
        Custom = "custom",
    }
}

open_enum! {
    /// What became of an order. The vendor documents no set: these stand in its examples.
    pub enum OrderStatus {
        /// Not decided.
        Pending = "pending",
        /// Accepted.
        Confirmed = "confirmed",
        /// Called off.
        Cancelled = "cancelled",
    }
}

parameters! {
    /// The buyer of a new order.
    pub struct NewCustomer {
        required {
            /// The name.
            name: String as into,
            /// The e-mail address.
            email: String as into,
        }
        optional {
            /// The number of a personal document.
            personal_id: Option<String> as (into String),
            /// The phone number. Without it there is no case on WhatsApp.
            phone: Option<String> as (into String),
        }
    }
}

parameters! {
    /// What changes of a buyer.
    pub struct CustomerUpdate {
        optional {
            /// The name.
            name: Option<String> as (into String),
            /// The e-mail address.
            email: Option<String> as (into String),
            /// The number of a personal document.
            personal_id: Option<String> as (into String),
            /// The phone number. Without it there is no case on WhatsApp.
            phone: Option<String> as (into String),
        }
    }
}

reply! {
    /// An order that was written.
    pub struct WrittenOrder {
        required {
            /// The order's id at WiseCX.
            id: Id,
        }
        optional {
            /// The same once more: a JSON object in a text, `{"id":7387492}`.
            message: Option<String>,
        }
    }
}

reply! {
    /// An order of an online shop. It has the fields that were asked for.
    pub struct EcommerceOrder {
        optional {
            /// The id at WiseCX.
            id: Option<Id>,
            /// The shop's id on its platform.
            ecommerce_store_id: Option<String>,
            /// The platform that it comes from.
            ecommerce_platform: Option<EcommercePlatform>,
            /// Its id on its platform.
            ecommerce_order_id: Option<String>,
            /// What became of it.
            status: Option<OrderStatus>,
            /// Why it was cancelled.
            reject_reason: Option<String>,
            /// What it costs in all.
            total_amount: Option<f64>,
            /// Whether it is one to win back.
            sales_recovery: Option<bool>,
            /// Who buys.
            customer: Option<Customer>,
            /// When it was announced. The vendor doesn't say in which zone, here and below.
            created_at: Option<DateTime>,
            /// When it was last changed.
            updated_at: Option<DateTime>,
            /// What the platform said of it. Each has its own form.
            order_data: Option<Value>,
        }
    }
}

reply! {
    /// The buyer of an order.
    pub struct Customer {
        optional {
            /// The name.
            name: Option<String>,
            /// The e-mail address.
            email: Option<String>,
            /// The phone number.
            phone: Option<String>,
            /// The number of a personal document.
            personal_id: Option<String>,
        }
    }
}
