//! Channels.

use wisecx::Order;
use wisecx::channels::ListChannels;

use crate::snapshots;

#[test]
fn list_channels() {
    snapshots(
        ListChannels::new(),
        ListChannels::new()
            .fields(["id", "name", "source"])
            .sort(Order::Descending)
            .sort_field("name")
            .limit(50)
            .page(2),
    );
}
