//! A vendor's list of operations, written once.

/// Lists a vendor's operations, in its document's order.
///
/// Makes `OPERATIONS`, their specs, and with the vendor crate's feature `registry` the module
/// `registry`, with an entry for each.
///
/// ```
/// mod acme {
///     use ccaas_core::doctest::{Acme, GetCase, ListCases};
///
///     ccaas_core::operations! {
///         Acme: GetCase, ListCases,
///     }
/// }
///
/// assert_eq!(acme::OPERATIONS[0].id, "cases.get");
/// ```
#[macro_export]
macro_rules! operations {
    ($vendor:ident: $($($part:ident)::+),+ $(,)?) => {
        /// Every operation that the vendor documents, in its document's order.
        pub const OPERATIONS: &[$crate::Spec] = &[
            $(<$($part)::+ as $crate::Operation>::SPEC),+
        ];

        /// The operations by name, with the feature `registry`.
        #[cfg(feature = "registry")]
        pub mod registry {
            use super::*;

            /// Every operation, in the order of [`OPERATIONS`].
            pub const ENTRIES: &[$crate::registry::Entry<$vendor>] = &[
                $($crate::registry::Entry::of::<$($part)::+>()),+
            ];
        }
    };
}
