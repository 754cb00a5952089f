//! Requests that fail without a guest.

use std::io;

use fuelcell_protocol::FailureCode;

/// A request that failed before any guest ran.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    pub code: FailureCode,
    pub message: String,
}

impl Failure {
    pub fn new(code: FailureCode, message: String) -> Self {
        Self { code, message }
    }

    pub fn io(error: &io::Error, message: String) -> Self {
        let full = error.kind() == io::ErrorKind::StorageFull;
        Self::new(if full { FailureCode::DiskFull } else { FailureCode::Io }, message)
    }
}
