//! The steps of the tour, found in its source.
//!
//! A step begins with `Step::of::<GetCase>`, whose type has the operation's id in its `SPEC`, so
//! that is what is looked for. The id itself proves nothing: a step also writes it where it breaks
//! another operation on purpose.

use crate::vendors::is_name_of;

/// What a step begins with, up to the type.
const STEP: &str = "Step::of::<";

/// The steps of one vendor's tour.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    types: Vec<String>,
}

impl Steps {
    /// Finds the steps in a source file.
    pub(crate) fn read(source: &str) -> Self {
        // Without white space it doesn't matter where rustfmt breaks a line.
        let code: String = source
            .lines()
            .map(|line| line.split("//").next().unwrap_or_default())
            .flat_map(str::chars)
            .filter(|sign| !sign.is_whitespace())
            .collect();
        let types = code
            .split(STEP)
            .skip(1)
            .filter_map(|rest| rest.split(',').next()?.split('>').next())
            .map(str::to_owned)
            .collect();
        Steps { types }
    }

    /// Takes in the steps of another file.
    pub(crate) fn extend(&mut self, more: Steps) {
        self.types.extend(more.types);
    }

    /// Whether there is a step for the operation of this type.
    pub(crate) fn has(&self, type_path: &str) -> bool {
        self.types.iter().any(|written| {
            let written = written.strip_prefix("ccaas::").unwrap_or(written);
            is_name_of(written, type_path)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_found_by_its_type() {
        let mut steps = Steps::read(
            "Step::of::<GetCase>(async |tour| Ok(())),\n\
             super::Step::of::<cases::ListCases>(run),\n\
             Step::of::<\n    ccaas::acme::cases::DeleteCaseOfSomeVeryLongName,\n>(run),",
        );
        steps.extend(Steps::read("Step::of::<SendCase>(run)"));
        for name in [
            "GetCase",
            "ListCases",
            "DeleteCaseOfSomeVeryLongName",
            "SendCase",
        ] {
            assert!(steps.has(&format!("acme::cases::{name}")), "{name}");
        }
        assert!(steps.has("acme::cases::lists::ListCases"), "re-exported");
        assert!(!steps.has("acme::users::ListCases"));
        assert!(!steps.has("acme::cases::Case"));
        assert!(!steps.has("acme::cases::ForgetCase"));
    }

    #[test]
    fn what_is_only_imported_mentioned_or_commented_out_is_no_step() {
        let steps = Steps::read(
            "use acme::cases::GetCase;\n\
             // Step::of::<GetCase>(run),\n\
             Step::of::<ListCases>(run), // not Step::of::<GetCase>\n\
             let call = GetCase::new(1); fault.on(\"cases.get\");",
        );
        assert!(!steps.has("acme::cases::GetCase"));
    }
}
