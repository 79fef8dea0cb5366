//! How to reach a vendor of the sandbox.

/// Where a vendor of the sandbox answers, and the credentials that it accepts.
///
/// The credentials are made up and the same in every run, so it is no harm to print them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    pub(crate) vendor: &'static str,
    pub(crate) base_url: String,
    pub(crate) env: Vec<(&'static str, String)>,
}

impl Access {
    /// The vendor's name, such as `wesal-voc`.
    pub fn vendor(&self) -> &'static str {
        self.vendor
    }

    /// The URL that the vendor's paths are appended to, without a slash at its end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The environment variables that a client of this vendor reads, with their values: the base
    /// URL and the credentials.
    pub fn env(&self) -> &[(&'static str, String)] {
        &self.env
    }

    /// The value of one of the variables of [`env`](Self::env).
    ///
    /// ```
    /// let sandbox = ccaas_sandbox::Sandbox::in_process();
    /// let voc = sandbox.vendor("wesal-voc").unwrap();
    /// assert_eq!(voc.var("WESAL_VOC_EMAIL"), Some("user@example.com"));
    /// assert_eq!(voc.var("WESAL_VOC_SHOE_SIZE"), None);
    /// ```
    pub fn var(&self, name: &str) -> Option<&str> {
        self.env
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_str())
    }
}
