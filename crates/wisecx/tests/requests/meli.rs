//! Orders of Mercado Libre.

use wisecx::meli::GetMeliOrder;

use crate::snapshots;

#[test]
fn get_meli_order() {
    snapshots(GetMeliOrder::new(12990000), GetMeliOrder::new("12990000"));
}
