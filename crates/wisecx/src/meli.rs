//! Orders of Mercado Libre.

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Spec, parameters, reply,
};
use jiff::civil::DateTime;
use serde_json::Value;

use crate::WiseCx;

parameters! {
    /// Reads an order of Mercado Libre: what to call after a webhook has named it.
    ///
    /// `GET /meli/orders/{id}`. Documented by WiseCX API v1, "Mercado Libre", "Get Order by id".
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::meli::GetMeliOrder;
    ///
    /// let order = client.send(GetMeliOrder::new(12990000)).await?;
    /// println!("{:?} of {:?}", order.meli_order_id, order.buyer_id);
    /// # Ok(())
    /// # }
    /// ```
    pub struct GetMeliOrder {
        path {
            /// The order's id at WiseCX, which webhooks carry; not the one at Mercado Libre.
            id: Id as into,
        }
    }
}

impl Operation for GetMeliOrder {
    type Vendor = WiseCx;
    type Output = MeliOrder;
    const SPEC: Spec = Spec::new("meli.orders.get", Method::GET, "/meli/orders/{id}");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<MeliOrder, DecodeError> {
        Self::payload(&reply)
    }
}

reply! {
    /// An order of Mercado Libre.
    pub struct MeliOrder {
        optional {
            /// The id at WiseCX.
            id: Option<Id>,
            /// The id at Mercado Libre.
            meli_order_id: Option<Id>,
            /// What is bought.
            product_id: Option<Id>,
            /// The pack: orders that were paid for together have the same one.
            pack_id: Option<Id>,
            /// Who buys.
            buyer_id: Option<Id>,
            /// All that Mercado Libre says of it, in its own form.
            order_data: Option<Value>,
            /// When it was made. The vendor doesn't say in which zone.
            created_at: Option<DateTime>,
        }
    }
}
