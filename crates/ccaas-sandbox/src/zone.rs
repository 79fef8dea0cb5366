//! The time zone of the Wesal products.

use jiff::tz::Offset;

/// Riyadh, where the vendor sits; it has no summer time.
///
/// None of the references names a zone for times that are written without one.
pub(crate) const RIYADH: Offset = Offset::constant(3);
