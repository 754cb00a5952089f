//! Snapshots: booted once, and begun from.

pub mod boot;
pub mod image;
pub mod rewind;
pub mod snapshot;
