//! The vendor crates, with their types left behind.

use ccaas::registry::Entry;
use ccaas::{Spec, Vendor, apps_api, wesal_pulse, wesal_voc, wisecx};

/// What a vendor crate says of itself.
pub(crate) struct VendorCrate {
    /// The crate's name, which is also its catalogue's and its folder's.
    pub(crate) name: &'static str,
    /// Every operation, those that the vendor calls included.
    pub(crate) operations: &'static [Spec],
    /// The operations that can be sent.
    pub(crate) entries: Vec<Sendable>,
}

/// One operation of a registry.
pub(crate) struct Sendable {
    /// The id.
    pub(crate) id: &'static str,
    /// The type, with its whole path.
    pub(crate) type_path: &'static str,
    /// The names of its parameters.
    pub(crate) parameters: Vec<String>,
}

impl VendorCrate {
    fn of<V: Vendor>(entries: &[Entry<V>]) -> Self {
        VendorCrate {
            name: V::NAME,
            operations: V::OPERATIONS,
            entries: entries.iter().map(Sendable::of).collect(),
        }
    }

    /// The operation with this id, as the registry has it.
    pub(crate) fn entry(&self, id: &str) -> Option<&Sendable> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// The crate's name in Rust.
    pub(crate) fn module(&self) -> String {
        self.name.replace('-', "_")
    }
}

/// Whether somebody may write this for a type, which has this path in full.
///
/// Any part of the path will do: `GetCase`, `cases::GetCase`. A module in the midst of it may be
/// private, and what is in it re-exported by the one above.
pub(crate) fn is_name_of(written: &str, type_path: &str) -> bool {
    let mut path = type_path.rsplit("::");
    let mut written = written.rsplit("::");
    // The type itself is its last part, whatever else is left out.
    written.next() == path.next() && written.all(|part| path.any(|module| module == part))
}

impl Sendable {
    fn of<V: Vendor>(entry: &Entry<V>) -> Self {
        Sendable {
            id: entry.spec.id,
            type_path: entry.type_path(),
            parameters: entry.parameters(),
        }
    }
}

/// Every vendor crate: a line for each.
pub(crate) fn all() -> Vec<VendorCrate> {
    vec![
        VendorCrate::of(wesal_voc::registry::ENTRIES),
        VendorCrate::of(wesal_pulse::registry::ENTRIES),
        VendorCrate::of(wisecx::registry::ENTRIES),
        VendorCrate::of(apps_api::registry::ENTRIES),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_may_be_named_without_the_modules_that_it_is_re_exported_from() {
        let path = "acme::cases::lists::ListCases";
        for written in [
            "ListCases",
            "lists::ListCases",
            "cases::ListCases",
            "acme::cases::ListCases",
            path,
        ] {
            assert!(is_name_of(written, path), "{written}");
        }
        for written in [
            "",
            "Cases",
            "lists",
            "users::ListCases",
            "lists::cases::ListCases",
            "x::acme::cases::ListCases",
        ] {
            assert!(!is_name_of(written, path), "{written}");
        }
    }
}
