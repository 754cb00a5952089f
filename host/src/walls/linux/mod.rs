//! The walls on Linux. All of them work for an ordinary user, and inside a container with default settings.

mod calls;
mod landlock;
mod process;
mod rlimits;
mod seccomp;

pub use rlimits::{held_bytes, limit_run};

use super::{Raise, Seal};

pub const AT_START: &[(&str, Raise)] = &[
    ("no-new-privs", process::no_new_privs),
    ("environment", process::environment),
    ("descriptors", process::descriptors),
    ("session", process::session),
    ("parent-death", process::parent_death),
    ("not-dumpable", process::not_dumpable),
];

pub const RLIMITS: &str = "rlimits";

/// In this order: seccomp last, for it forbids the calls by which the others go up.
pub const WHEN_SEALED: &[(&str, Raise, Seal)] = &[
    (RLIMITS, rlimits::supported, rlimits::seal),
    ("landlock", landlock::supported, landlock::seal),
    ("seccomp", seccomp::supported, seccomp::seal),
];
