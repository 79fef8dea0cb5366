//! Orders of web shops, and those of Mercado Libre.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    cases, contacts,
    filters::{self, DATED, Filters, LISTED, SEARCHED},
    lists,
    store::{Row, Store, missing, row, stamp},
};
use crate::{
    call::{BodyTable::Json, Call},
    reply::{Answer, Reply},
    strict::{Field, Fields, Kind, Table},
    vendor::Op,
};

/// The spellings of the vendor's list, and those of its table for writing.
const PLATFORM: Kind = Kind::OneOf(&[
    "vtex",
    "shopify",
    "woocommerce",
    "fenicio",
    "custom",
    "Vtex",
    "Shopify",
    "WooCommerce",
    "Phoenician",
]);

const CREATE: Table = &[
    Field::required("ecommerce_store_id", Kind::Filled),
    Field::required("ecommerce_platform", PLATFORM),
    Field::required("ecommerce_order_id", Kind::Filled),
    Field::optional("status", Kind::Filled),
    Field::optional("reject_reason", Kind::Text),
    Field::required("total_amount", Kind::Number),
    Field::optional("sales_recovery", Kind::Bool),
    Field::required(
        "customer",
        Kind::Object(&[
            Field::required("name", Kind::Filled),
            Field::required("email", Kind::Filled),
            Field::optional("personal_id", Kind::Text),
            Field::optional("phone", Kind::Text),
        ]),
    ),
];

const UPDATE: Table = &[
    Field::optional("ecommerce_store_id", Kind::Filled),
    Field::optional("ecommerce_platform", PLATFORM),
    Field::optional("ecommerce_order_id", Kind::Filled),
    Field::optional("status", Kind::Filled),
    Field::optional("reject_reason", Kind::Text),
    Field::optional("total_amount", Kind::Number),
    Field::optional("sales_recovery", Kind::Bool),
    Field::optional(
        "customer",
        Kind::Object(&[
            Field::optional("name", Kind::Filled),
            Field::optional("email", Kind::Filled),
            Field::optional("personal_id", Kind::Text),
            Field::optional("phone", Kind::Text),
        ]),
    ),
];

const FIELDS: &[&str] = &[
    "id",
    "ecommerce_store_id",
    "ecommerce_platform",
    "ecommerce_order_id",
    "status",
    "reject_reason",
    "total_amount",
    "sales_recovery",
    "customer",
    "created_at",
    "updated_at",
    "order_data",
];

const USUAL: &[&str] = &["id", "status", "customer", "created_at"];

const FILTERS: Filters = Filters {
    prefixes: &["order.", "orders."],
    fields: &[
        (&["ecommerce_store_id"], LISTED),
        (&["status"], SEARCHED),
        (&["created_at", "updated_at"], DATED),
    ],
};

pub(super) fn operations() -> Vec<Op<Store>> {
    const LIST: Table = &lists::filtered(FIELDS);
    vec![
        Op::post("orders.create", "/orders", create).body(Json(CREATE)),
        Op::put("orders.update", "/orders/{id}", update).body(Json(UPDATE)),
        Op::get("orders.list", "/orders", list).query(LIST),
        Op::get("meli.orders.get", "/meli/orders/{id}", meli_order),
    ]
}

fn create(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = store.next_id();
    let mut order = row(json!({
        "id": id,
        "status": "pending",
        "reject_reason": "",
        "sales_recovery": false,
        "created_at": stamp(call.now),
        "order_data": call.body.all(),
    }));
    write(&mut order, &call.body, call.now);
    store.orders.insert(id, order);
    recover(store, id, &call.body, call.now);
    Ok(answer(id))
}

fn update(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = call.number("id")?;
    let order = store.orders.get_mut(&id).ok_or_else(|| missing("Order"))?;
    write(order, &call.body, call.now);
    recover(store, id, &call.body, call.now);
    Ok(answer(id))
}

/// The id twice: as a number, and in JSON within a text.
fn answer(id: u64) -> Reply {
    Reply::ok(&json!({"id": id, "message": json!({"id": id}).to_string()}))
}

fn write(order: &mut Row, body: &Fields, now: Timestamp) {
    let mut given = body.all().clone();
    if let Some(platform) = given.get("ecommerce_platform").and_then(Value::as_str) {
        let platform = match platform.to_lowercase() {
            translated if translated == "phoenician" => "fenicio".to_owned(),
            platform => platform,
        };
        given.insert("ecommerce_platform".to_owned(), platform.into());
    }
    if let Some(changed) = body.map("customer") {
        let mut customer = row(json!({"name": "", "email": "", "phone": "", "personal_id": ""}));
        let before = order.get("customer").and_then(Value::as_object);
        customer.extend(before.into_iter().flatten().chain(changed).map(owned));
        given.insert("customer".to_owned(), customer.into());
    }
    order.extend(given);
    order.insert("updated_at".to_owned(), stamp(now).into());
}

fn owned((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

/// Opens a case to win the buyer back, on WhatsApp if there is a number, when a body asks for it.
fn recover(store: &mut Store, id: u64, body: &Fields, now: Timestamp) {
    if body.flag("sales_recovery") != Some(true) {
        return;
    }
    let buyer = store
        .orders
        .get(&id)
        .and_then(|order| Fields::from(order).member("customer"))
        .unwrap_or_default();
    let channel = match buyer.text("phone") {
        "" => "web",
        _ => "whatsapp",
    };
    let contact = contacts::find_or_make(store, &buyer, now);
    let case = cases::open(store, channel, &format!("Recovery of order {id}"), now);
    if let Some(case) = store.cases.get_mut(&case) {
        case.set("contact_id", contact);
    }
    store.note_by_system(case, format!("[sales_recovery] order {id}"), now);
}

fn list(store: &mut Store, call: &Call<'_>) -> Answer {
    let conditions = filters::read(call, &FILTERS)?;
    let rows = store.orders.values().cloned();
    Ok(lists::page(call, rows, &conditions, USUAL).bare())
}

fn meli_order(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = call.number("id")?;
    let order = store.meli_orders.get(&id).ok_or_else(|| missing("Order"))?;
    Ok(Reply::ok(&Value::Object(order.clone())))
}

impl Store {
    /// An order that Mercado Libre has told the vendor of.
    pub(super) fn meli_order(&mut self, order_data: Value, now: Timestamp) -> u64 {
        let id = self.next_id();
        self.put_meli_order(id, order_data, now);
        self.tell(
            now,
            "meli_new_order",
            json!({"id": id, "event": "meli_new_order"}),
        );
        id
    }

    pub(super) fn put_meli_order(&mut self, id: u64, order_data: Value, now: Timestamp) {
        let order = json!({
            "id": id,
            "meli_order_id": format!("2000001{id:08}"),
            "product_id": format!("MLA{id}"),
            "pack_id": format!("2000001{id:08}"),
            "buyer_id": format!("13{id}"),
            "order_data": order_data,
            "created_at": stamp(now),
        });
        self.meli_orders.insert(id, row(order));
    }

    /// The same order again, with other data. Tells whether there is such an order.
    pub(super) fn update_meli_order(&mut self, id: u64, order_data: Value, now: Timestamp) -> bool {
        let Some(order) = self.meli_orders.get_mut(&id) else {
            return false;
        };
        order.insert("order_data".to_owned(), order_data);
        let body = json!({"id": id, "event": "meli_order_updated"});
        self.tell(now, "meli_order_updated", body);
        true
    }
}
