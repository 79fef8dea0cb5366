//! Opening hours.

use wisecx::business_hours::IsOpen;

use crate::snapshots;

#[test]
fn is_open() {
    snapshots(IsOpen::new(), IsOpen::new().queue_id(53));
}
