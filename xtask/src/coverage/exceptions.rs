//! Where a crate differs from the catalogue and is right: each with its reason.

use super::gaps::{Gap, Kind};

/// A gap that is none.
#[derive(Debug)]
pub(crate) struct Exception {
    pub(crate) vendor: &'static str,
    /// The operation's id.
    pub(crate) operation: &'static str,
    pub(crate) kind: Kind,
    /// The gap's subject, as `--json` shows it.
    pub(crate) subject: &'static str,
    /// Why the crate is right.
    pub(crate) reason: &'static str,
}

/// Every one of them. One that is no longer needed is a gap itself.
pub(crate) const EXCEPTIONS: &[Exception] = &[
    Exception {
        vendor: "wesal-voc",
        operation: "auth.login",
        kind: Kind::Reply,
        subject: "auth.login.200.older_version",
        reason: "an older API answered in another shape; what has no token must be refused",
    },
    typed_by_its_struct("calls.create_outbound"),
    typed_by_its_struct("calls.create_outbound_by_ticket"),
    typed_by_its_struct("calls.create_inbound"),
    typed_by_its_struct("calls.create_scheduled"),
];

/// The Apps API makes four kinds of calls at one path.
const fn typed_by_its_struct(operation: &'static str) -> Exception {
    Exception {
        vendor: "apps-api",
        operation,
        kind: Kind::Registry,
        subject: "call_type",
        reason: "the struct says which kind of call it is, and sends that; nobody sets it",
    }
}

impl Exception {
    fn excuses(&self, gap: &Gap) -> bool {
        gap.kind == self.kind && gap.operation == self.operation && gap.subject == self.subject
    }

    fn unused(&self) -> Gap {
        Gap {
            operation: self.operation.to_owned(),
            kind: Kind::Exception,
            subject: self.subject.to_owned(),
            message: format!(
                "nothing is wrong with {} ({:?}), so the exception \"{}\" can go",
                self.subject, self.kind, self.reason
            ),
        }
    }
}

/// Takes out the gaps of a vendor that are excused, and puts in the excuses that nothing needs.
pub(crate) fn excuse(vendor: &str, gaps: Vec<Gap>, exceptions: &[Exception]) -> Vec<Gap> {
    let exceptions = || exceptions.iter().filter(|one| one.vendor == vendor);
    let unused: Vec<Gap> = exceptions()
        .filter(|exception| !gaps.iter().any(|gap| exception.excuses(gap)))
        .map(Exception::unused)
        .collect();
    gaps.into_iter()
        .filter(|gap| !exceptions().any(|exception| exception.excuses(gap)))
        .chain(unused)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXCEPTION: Exception = Exception {
        vendor: "acme",
        operation: "cases.list",
        kind: Kind::Wire,
        subject: "query page",
        reason: "the vendor ignores it",
    };

    fn gap(kind: Kind, subject: &str) -> Gap {
        Gap {
            operation: "cases.list".to_owned(),
            kind,
            subject: subject.to_owned(),
            message: String::new(),
        }
    }

    #[test]
    fn an_exception_excuses_its_gap_and_no_other() {
        let other = gap(Kind::Wire, "query limit");
        let gaps = vec![gap(Kind::Wire, "query page"), other.clone()];
        assert_eq!(excuse("acme", gaps, &[EXCEPTION]), [other]);
    }

    #[test]
    fn an_exception_that_nothing_needs_is_a_gap() {
        let left = excuse("acme", vec![gap(Kind::Reply, "query page")], &[EXCEPTION]);
        let kinds: Vec<Kind> = left.iter().map(|gap| gap.kind).collect();
        assert_eq!(kinds, [Kind::Reply, Kind::Exception]);
        assert!(left[1].message.contains("the vendor ignores it"));
    }

    #[test]
    fn another_vendors_exception_is_not_looked_at() {
        assert!(excuse("other", Vec::new(), &[EXCEPTION]).is_empty());
    }
}
