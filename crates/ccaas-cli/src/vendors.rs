//! The vendors that this program knows.
//!
//! A new one is a line in the table at the end, and a file in `tour/`.

use std::pin::Pin;

use ccaas::registry::Entry;
use ccaas::{
    Client, Environment, Error, Facts, Prepared, Reply, Spec, Variable, Vendor, did_you_mean,
};
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::tour::{Errand, Row, Step, Visit};

/// A future that stays on its thread.
pub(crate) type Later<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// What a vendor crate has beside its [`Vendor`].
pub(crate) trait Known: Vendor + Sized {
    /// The environment variables that it reads.
    const VARIABLES: &'static [Variable];
    /// The operations by name.
    const ENTRIES: &'static [Entry<Self>];
    /// What the steps of its tour hand on to each other.
    type Seen: Default;

    /// Reads the settings from an environment.
    fn from_environment(environment: &Environment) -> Result<Self, Error>;
    /// The steps of its tour.
    fn steps() -> Vec<Step<Self>>;
}

/// A vendor, with its type left behind.
pub(crate) struct Entrance {
    /// The name, `wesal-voc` for example.
    pub(crate) name: &'static str,
    /// Every operation.
    pub(crate) operations: &'static [Spec],
    /// The environment variables that it reads.
    pub(crate) variables: &'static [Variable],
    /// Where an environment makes its clients go.
    pub(crate) base_url: fn(&Environment) -> Result<String, Error>,
    /// The operation of each step of its tour that changes data.
    pub(crate) changes: fn() -> Vec<&'static str>,
    /// How many steps its tour has.
    pub(crate) steps: fn() -> usize,
    /// Takes the tour.
    pub(crate) tour: for<'a> fn(Errand, Rows<'a>) -> Later<'a, Result<(), Failure>>,
    /// The JSON Schema of an operation's parameters; `None` for a call that the vendor makes.
    pub(crate) schema: fn(&str) -> Option<Value>,
    /// The request that an operation makes.
    pub(crate) prepare: fn(&Environment, &str, Parameters) -> Result<Option<Prepared>, Error>,
    /// Sends an operation.
    pub(crate) send: SendOperation,
}

/// Makes a client and sends the operation of this id; `None` for a call that the vendor makes.
type SendOperation = for<'a> fn(&'a Environment, &'a str, Parameters) -> Later<'a, Sent>;

type Sent = Result<Option<Reply>, Error>;

/// An operation's parameters.
pub(crate) type Parameters = Map<String, Value>;

/// Who gets the rows of a tour, as they come.
pub(crate) type Rows<'a> = &'a mut dyn FnMut(Row) -> std::io::Result<()>;

impl Entrance {
    const fn to<V: Known>() -> Self {
        Entrance {
            name: V::NAME,
            operations: V::OPERATIONS,
            variables: V::VARIABLES,
            base_url: base_url::<V>,
            changes: || {
                let steps = V::steps();
                let ids = steps.iter().filter(|step| step.changes());
                ids.map(Step::operation).collect()
            },
            steps: || V::steps().len(),
            tour: |errand, rows| Box::pin(Visit::<V>::tour(errand, rows)),
            schema: |operation| Some(entry::<V>(operation)?.schema().to_value()),
            prepare: |environment, operation, parameters| {
                let client = client::<V>(environment)?;
                let prepare = |entry: &Entry<V>| entry.prepare(&client, parameters);
                entry::<V>(operation).map(prepare).transpose()
            },
            send: |environment, operation, parameters| {
                Box::pin(send::<V>(environment, operation, parameters))
            },
        }
    }
}

fn entry<V: Known>(operation: &str) -> Option<&'static Entry<V>> {
    V::ENTRIES.iter().find(|entry| entry.spec.id == operation)
}

fn base_url<V: Known>(environment: &Environment) -> Result<String, Error> {
    let vendor = V::from_environment(environment)?;
    vendor.validate()?;
    let first = V::OPERATIONS.first();
    Ok(first.map_or_else(String::new, |spec| {
        vendor.origin(&Facts::of(spec)).as_str().to_owned()
    }))
}

fn client<V: Known>(environment: &Environment) -> Result<Client<V>, Error> {
    Client::builder(V::from_environment(environment)?)
        .user_agent(AGENT)
        .build()
}

async fn send<V: Known>(
    environment: &Environment,
    operation: &str,
    parameters: Parameters,
) -> Sent {
    let client = client::<V>(environment)?;
    match entry::<V>(operation) {
        Some(entry) => entry.send(&client, parameters).await.map(Some),
        None => Ok(None),
    }
}

/// What this program calls itself, in front of the library's own name.
pub(crate) const AGENT: &str = concat!("ccaas-cli/", env!("CARGO_PKG_VERSION"));

/// The vendor of this name.
pub(crate) fn named(name: &str) -> Result<&'static Entrance, Failure> {
    let names = || VENDORS.iter().map(|vendor| vendor.name);
    VENDORS
        .iter()
        .find(|vendor| vendor.name == name)
        .ok_or_else(|| {
            let close = did_you_mean(name, names());
            let all: Vec<&str> = names().collect();
            Failure::usage(format!("there is no vendor \"{name}\"{close}"))
                .hint(format!("the vendors are {}", all.join(", ")))
        })
}

/// The vendors of these names, each once, in the order of the table; all of them if there are none.
pub(crate) fn chosen(names: &[String]) -> Result<Vec<&'static Entrance>, Failure> {
    for name in names {
        named(name)?;
    }
    let wanted =
        |vendor: &&Entrance| names.is_empty() || names.iter().any(|name| name == vendor.name);
    Ok(VENDORS.iter().filter(wanted).collect())
}

/// One line for each vendor: its module, which is also that of its tour, and its type.
macro_rules! vendors {
    ($($module:ident :: $vendor:ident),+ $(,)?) => {
        /// Every vendor.
        pub(crate) const VENDORS: &[Entrance] = &[
            $(Entrance::to::<ccaas::$module::$vendor>()),+
        ];

        $(impl Known for ccaas::$module::$vendor {
            const VARIABLES: &'static [Variable] = ccaas::$module::$vendor::VARIABLES;
            const ENTRIES: &'static [Entry<Self>] = ccaas::$module::registry::ENTRIES;
            type Seen = crate::tour::$module::Seen;

            fn from_environment(environment: &Environment) -> Result<Self, Error> {
                ccaas::$module::$vendor::from_environment(environment)
            }

            fn steps() -> Vec<Step<Self>> {
                crate::tour::$module::steps()
            }
        })+
    };
}

vendors! {
    wesal_voc::WesalVoc,
    wesal_pulse::WesalPulse,
    wisecx::WiseCx,
    apps_api::AppsApi,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vendor_is_chosen_once_however_often_it_is_named() {
        let twice = ["wesal-pulse".to_owned(), "wesal-pulse".to_owned()];
        let names: Vec<&str> = chosen(&twice).unwrap().iter().map(|one| one.name).collect();
        assert_eq!(names, ["wesal-pulse"]);
        assert_eq!(chosen(&[]).unwrap().len(), VENDORS.len());
    }

    #[test]
    fn every_outbound_operation_can_be_called() {
        for vendor in VENDORS {
            for spec in vendor.operations {
                let outbound = spec.direction == ccaas::Direction::Outbound;
                assert_eq!((vendor.schema)(spec.id).is_some(), outbound, "{}", spec.id);
            }
        }
    }
}
