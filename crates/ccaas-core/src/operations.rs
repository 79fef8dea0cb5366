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
///
/// Behind `; inbound:` stand the specs of the calls that the vendor makes: they are no operations that a client
/// could send, so they are part of `OPERATIONS` only.
#[macro_export]
macro_rules! operations {
    (
        $vendor:ident: $($($part:ident)::+),+ $(,)?
        $(; inbound: $($($inbound:ident)::+),+ $(,)?)?
    ) => {
        /// Every operation that the vendor documents, in its document's order.
        pub const OPERATIONS: &[$crate::Spec] = &[
            $(<$($part)::+ as $crate::Operation>::SPEC,)+
            $($($($inbound)::+,)+)?
        ];

        /// The operations by name, with the feature `registry`.
        #[cfg(feature = "registry")]
        pub mod registry {
            use super::*;

            /// Every operation that a client can send, in the order of [`OPERATIONS`].
            pub const ENTRIES: &[$crate::registry::Entry<$vendor>] = &[
                $($crate::registry::Entry::of::<$($part)::+>()),+
            ];
        }
    };
}
