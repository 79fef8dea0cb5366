// The example needs a vendor.
#![cfg_attr(
    any(not(doctest), feature = "wesal-pulse"),
    doc = include_str!("../README.md")
)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[doc(inline)]
pub use ccaas_core::*;

#[cfg(feature = "apps-api")]
#[cfg_attr(docsrs, doc(cfg(feature = "apps-api")))]
#[doc(inline)]
pub use apps_api;
#[cfg(feature = "wesal-pulse")]
#[cfg_attr(docsrs, doc(cfg(feature = "wesal-pulse")))]
#[doc(inline)]
pub use wesal_pulse;
#[cfg(feature = "wesal-voc")]
#[cfg_attr(docsrs, doc(cfg(feature = "wesal-voc")))]
#[doc(inline)]
pub use wesal_voc;
#[cfg(feature = "wisecx")]
#[cfg_attr(docsrs, doc(cfg(feature = "wisecx")))]
#[doc(inline)]
pub use wisecx;
