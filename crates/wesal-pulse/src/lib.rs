//! wesal-pulse
