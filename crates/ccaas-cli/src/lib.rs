//! ccaas-cli
