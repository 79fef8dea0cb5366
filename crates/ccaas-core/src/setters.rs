//! Setters for the optional parameters of an operation.

/// Writes the setters of an operation's optional parameters, inside its `impl`.
///
/// A field that has no setter is required, and stands in `new`. The field may be the type itself or
/// an `Option` of it. Three forms say what a caller may give:
///
/// ```
/// /// Lists the cases.
/// #[derive(Clone, Debug, Default)]
/// pub struct ListCases {
///     limit: Option<u32>,
///     subject: Option<String>,
///     tags: Vec<String>,
/// }
///
/// impl ListCases {
///     ccaas_core::setters! {
///         /// How many a page holds.
///         limit: u32,
///         /// Only cases with this subject.
///         subject: into String,
///         /// Only cases with any of these tags.
///         tags: each String,
///     }
/// }
///
/// let list = ListCases::default().limit(10).subject("Billing").tags(["vip", "late"]);
/// assert_eq!(list.tags, ["vip", "late"]);
/// ```
#[macro_export]
macro_rules! setters {
    () => {};
    ($(#[$meta:meta])* $name:ident : into $type:ty $(, $($rest:tt)*)?) => {
        $(#[$meta])*
        #[must_use]
        pub fn $name(mut self, $name: impl ::std::convert::Into<$type>) -> Self {
            let value: $type = $name.into();
            self.$name = ::std::convert::From::from(value);
            self
        }
        $($crate::setters! { $($rest)* })?
    };
    ($(#[$meta:meta])* $name:ident : each $type:ty $(, $($rest:tt)*)?) => {
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
        $($crate::setters! { $($rest)* })?
    };
    ($(#[$meta:meta])* $name:ident : $type:ty $(, $($rest:tt)*)?) => {
        $(#[$meta])*
        #[must_use]
        pub fn $name(mut self, $name: $type) -> Self {
            self.$name = ::std::convert::From::from($name);
            self
        }
        $($crate::setters! { $($rest)* })?
    };
}
