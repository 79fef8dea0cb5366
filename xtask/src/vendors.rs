//! The vendor crates, with their types left behind.

use ccaas::registry::Entry;
use ccaas::{Spec, Vendor, wesal_pulse, wesal_voc};

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
    ]
}
