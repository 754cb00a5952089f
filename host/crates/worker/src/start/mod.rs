//! Snapshots: booted once, and begun from.

pub mod boot;
pub mod rewind;
pub mod snapshot;
