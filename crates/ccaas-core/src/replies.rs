//! The struct of a reply: what it holds, read loosely.

/// Defines a struct of a reply: the payload of an operation, or an object inside one.
///
/// The fields stand in up to three blocks, in this order:
///
/// - `required`: what always comes; a reply without it can't be decoded;
/// - `optional`: an `Option`, a `Vec` or a map, read by [`Lenient`](crate::types::lenient::Lenient).
///   What is missing, null or nothing is `None` or empty, and a number may stand in a text;
/// - `secret`: as `optional`, but left out when the struct is serialised.
///
/// Unknown fields are passed over. `=> "name"` gives the name on the wire, where it isn't the one that
/// `rename_all` makes.
///
/// ```
/// ccaas_core::reply! {
///     /// A case.
///     pub struct Case {
///         required {
///             /// Its id.
///             id: ccaas_core::types::Id,
///         }
///         optional {
///             /// How often it was opened again.
///             reopened: Option<u32> => "reopenedCount",
///             /// When it was solved.
///             solved_at: Option<jiff::civil::DateTime>,
///             /// Its tags.
///             tags: Vec<String>,
///         }
///     }
/// }
///
/// let case: Case =
///     serde_json::from_str(r#"{"id": "7", "reopenedCount": "2", "solved_at": "", "new": 1}"#)?;
/// assert_eq!(case.reopened, Some(2));
/// assert_eq!(case.solved_at, None);
/// assert!(case.tags.is_empty());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! reply {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $(required { $(
                $(#[$required_meta:meta])*
                $required:ident : $required_type:ty $(=> $required_wire:literal)?
            ),+ $(,)? })?
            $(optional { $(
                $(#[$optional_meta:meta])*
                $optional:ident : $optional_type:ty $(=> $optional_wire:literal)?
            ),+ $(,)? })?
            $(secret { $(
                $(#[$secret_meta:meta])*
                $secret:ident : $secret_type:ty $(=> $secret_wire:literal)?
            ),+ $(,)? })?
        }
    ) => {
        #[derive(
            Clone,
            Debug,
            PartialEq,
            $crate::private::serde::Serialize,
            $crate::private::serde::Deserialize,
        )]
        #[serde(crate = "ccaas_core::private::serde")]
        $(#[$meta])*
        #[non_exhaustive]
        pub struct $name {
            $($(
                $(#[$required_meta])*
                $(#[serde(rename = $required_wire)])?
                pub $required: $required_type,
            )+)?
            $($(
                $(#[$optional_meta])*
                $(#[serde(rename = $optional_wire)])?
                #[serde(
                    default,
                    deserialize_with = "ccaas_core::types::lenient::optional",
                    skip_serializing_if = "ccaas_core::private::is_absent"
                )]
                pub $optional: $optional_type,
            )+)?
            $($(
                $(#[$secret_meta])*
                $(#[serde(rename = $secret_wire)])?
                #[serde(
                    default,
                    deserialize_with = "ccaas_core::types::lenient::optional",
                    skip_serializing
                )]
                pub $secret: $secret_type,
            )+)?
        }

        impl $crate::types::lenient::Lenient for $name {
            fn lenient<'de, D: $crate::private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<::std::option::Option<Self>, D::Error> {
                $crate::types::lenient::object(deserializer)
            }
        }
    };
    // Whatever else is written gets a reason instead of a token that wasn't expected.
    ($($other:tt)*) => {
        ::std::compile_error!(
            "reply! takes the blocks required, optional and secret, in this order; a field is `name: Type`, with \
             `=> \"wire name\"` behind it where the vendor calls it something else"
        );
    };
}
