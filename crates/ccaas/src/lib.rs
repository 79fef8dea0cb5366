//! ccaas
