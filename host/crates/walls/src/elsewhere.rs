//! Systems other than Linux: the walls are named and say that they are not there.

use std::io;

use fuelcell_protocol::RunLimits;

use super::{Purpose, Raise, Seal};
use crate::messages;

pub const AT_START: &[(&str, Raise)] = &[
    ("no-new-privs", unsupported),
    ("environment", unsupported),
    ("descriptors", unsupported),
    ("session", unsupported),
    ("parent-death", unsupported),
];

pub const RLIMITS: &str = "rlimits";

pub const WHEN_SEALED: &[(&str, Raise, Seal)] = &[
    ("not-dumpable", unsupported, never),
    (RLIMITS, unsupported, never),
    ("landlock", unsupported, never),
    ("seccomp", unsupported, never),
];

pub struct Held;

impl Held {
    pub fn open() -> Self {
        Self
    }

    pub fn bytes(&self) -> u64 {
        0
    }
}

pub fn limit_run(_limits: &RunLimits, _held_bytes: u64) {}

fn never(_purpose: Purpose) -> io::Result<String> {
    unsupported()
}

fn unsupported() -> io::Result<String> {
    Err(io::Error::new(io::ErrorKind::Unsupported, messages::wall_unsupported()))
}
