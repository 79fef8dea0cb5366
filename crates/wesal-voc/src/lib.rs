//! wesal-voc
