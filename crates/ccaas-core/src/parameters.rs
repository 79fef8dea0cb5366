//! The struct of an operation: what it takes, and how it is filled in.

/// Defines a struct of parameters: an operation, or an object inside one.
///
/// From one list of documented fields it makes the struct, `new` with what is required, a setter for
/// each of the rest with the field's own words, and its JSON. With the vendor crate's feature
/// `registry` it can also be read from a flat JSON object and describe itself as JSON Schema.
///
/// The fields stand in up to four blocks, in this order; each block may be left out:
///
/// - `path`: required, filled into the path, not part of the body;
/// - `required`: the arguments of `new`;
/// - `optional`: setters, and left out on the wire while they are `None`;
/// - `hidden`: not the caller's, not on the wire.
///
/// `as into` lets `new` take whatever turns into the type. Behind an optional field stands what its
/// setter takes: `as (T)`, `as (into T)`, or `as (each T)` for any iterator. `=> "name"` gives the
/// name on the wire, where it isn't the one that `rename_all` makes.
///
/// ```
/// ccaas_core::parameters! {
///     /// Lists the cases of a group.
///     #[serde(rename_all = "camelCase")]
///     pub struct ListCases {
///         required {
///             /// The group's id.
///             group_id: u64,
///             /// Who asks.
///             user: String as into,
///         }
///         optional {
///             /// How many a page holds.
///             page_size: Option<u32> as (u32),
///             /// Only cases with this subject.
///             subject: Option<String> as (into String) => "title",
///             /// Only cases with any of these tags.
///             tags: Vec<String> as (each String),
///         }
///     }
/// }
///
/// let list = ListCases::new(7, "nour").subject("Billing").tags(["vip", "late"]);
/// assert_eq!(
///     serde_json::to_string(&list)?,
///     r#"{"groupId":7,"user":"nour","title":"Billing","tags":["vip","late"]}"#
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! parameters {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $(path { $(
                $(#[$path_meta:meta])*
                $path:ident : $path_type:ty $(as $path_into:ident)? $(=> $path_wire:literal)?
            ),+ $(,)? })?
            $(required { $(
                $(#[$required_meta:meta])*
                $required:ident : $required_type:ty $(as $required_into:ident)? $(=> $required_wire:literal)?
            ),+ $(,)? })?
            $(optional { $(
                $(#[$optional_meta:meta])*
                $optional:ident : $optional_type:ty as ($($how:tt)+) $(=> $optional_wire:literal)?
            ),+ $(,)? })?
            $(hidden { $(
                $(#[$hidden_meta:meta])*
                $hidden:ident : $hidden_type:ty
            ),+ $(,)? })?
        }
    ) => {
        #[derive(Clone, Debug, $crate::private::serde::Serialize)]
        #[cfg_attr(
            feature = "registry",
            derive($crate::private::serde::Deserialize, $crate::private::schemars::JsonSchema)
        )]
        #[cfg_attr(feature = "registry", serde(deny_unknown_fields))]
        #[cfg_attr(feature = "registry", schemars(crate = "ccaas_core::private::schemars"))]
        #[serde(crate = "ccaas_core::private::serde")]
        $(#[$meta])*
        #[non_exhaustive]
        pub struct $name {
            $($(
                $(#[$path_meta])*
                $(#[serde(rename = $path_wire)])?
                #[serde(skip_serializing)]
                pub $path: $path_type,
            )+)?
            $($(
                $(#[$required_meta])*
                $(#[serde(rename = $required_wire)])?
                pub $required: $required_type,
            )+)?
            $($(
                $(#[$optional_meta])*
                $(#[serde(rename = $optional_wire)])?
                #[serde(default, skip_serializing_if = "ccaas_core::private::is_absent")]
                pub $optional: $optional_type,
            )+)?
            $($(
                $(#[$hidden_meta])*
                #[serde(skip)]
                pub(crate) $hidden: $hidden_type,
            )+)?
        }

        impl $name {
            /// With what it can't do without.
            #[allow(clippy::new_without_default, reason = "`new` is how every operation begins")]
            #[allow(clippy::too_many_arguments, reason = "the vendor requires as many")]
            pub fn new(
                $($($path: $crate::__argument!($path_type $(, $path_into)?),)+)?
                $($($required: $crate::__argument!($required_type $(, $required_into)?),)+)?
            ) -> Self {
                $name {
                    $($($path: $path.into(),)+)?
                    $($($required: $required.into(),)+)?
                    $($($optional: ::std::default::Default::default(),)+)?
                    $($($hidden: ::std::default::Default::default(),)+)?
                }
            }

            $($(
                $crate::__setter! { [$($optional_meta),*] $optional ($($how)+) }
            )+)?
        }
    };
    // Whatever else is written gets a reason instead of a token that wasn't expected.
    ($($other:tt)*) => {
        ::std::compile_error!(
            "parameters! takes the blocks path, required, optional and hidden, in this order; a field \
             of `optional` ends in `as (…)`, which says what its setter takes"
        );
    };
}

/// The type of an argument of `new`.
#[doc(hidden)]
#[macro_export]
macro_rules! __argument {
    ($type:ty) => { $type };
    ($type:ty, into) => { impl ::std::convert::Into<$type> };
}

/// The setter of an optional field.
#[doc(hidden)]
#[macro_export]
macro_rules! __setter {
    ([$($meta:meta),*] $name:ident (into $type:ty)) => {
        $(#[$meta])*
        #[must_use]
        pub fn $name(mut self, $name: impl ::std::convert::Into<$type>) -> Self {
            let value: $type = $name.into();
            self.$name = ::std::convert::From::from(value);
            self
        }
    };
    ([$($meta:meta),*] $name:ident (each $type:ty)) => {
        $(#[$meta])*
        #[must_use]
        pub fn $name<T: ::std::convert::Into<$type>>(
            mut self,
            $name: impl ::std::iter::IntoIterator<Item = T>,
        ) -> Self {
            let values: ::std::vec::Vec<$type> =
                $name.into_iter().map(::std::convert::Into::into).collect();
            self.$name = ::std::convert::From::from(values);
            self
        }
    };
    ([$($meta:meta),*] $name:ident ($type:ty)) => {
        $(#[$meta])*
        #[must_use]
        pub fn $name(mut self, $name: $type) -> Self {
            self.$name = ::std::convert::From::from($name);
            self
        }
    };
}

/// Whether an optional parameter is left out on the wire.
pub trait Absent {
    /// True for `None`. An empty text or list is something, and is sent.
    fn is_absent(&self) -> bool {
        false
    }
}

impl<T> Absent for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T> Absent for Vec<T> {}
impl<K, T> Absent for std::collections::BTreeMap<K, T> {}
impl Absent for bool {}
impl Absent for String {}
impl Absent for crate::types::PageNumber {}

/// For `skip_serializing_if`.
#[doc(hidden)]
pub fn is_absent(value: &impl Absent) -> bool {
    value.is_absent()
}
