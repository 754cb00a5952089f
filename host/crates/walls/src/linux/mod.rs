//! The walls on Linux. All of them work for an ordinary user, and inside a container with default settings.

mod calls;
mod landlock;
mod process;
mod rlimits;
mod seccomp;

pub use rlimits::{Held, limit_run};

use super::{Raise, Seal};

pub const AT_START: &[(&str, Raise)] = &[
    ("no-new-privs", process::no_new_privs),
    ("environment", process::environment),
    ("descriptors", process::descriptors),
    ("session", process::session),
    ("parent-death", process::parent_death),
];

/// Not from the start: it closes the worker's own `/proc/self` too, where `renewal.rs` has to open a file.
const NOT_DUMPABLE: &str = "not-dumpable";
pub const RLIMITS: &str = "rlimits";

/// In this order: seccomp last, for it forbids the calls by which the others go up.
pub const WHEN_SEALED: &[(&str, Raise, Seal)] = &[
    (NOT_DUMPABLE, process::may_be_closed, |_| process::not_dumpable()),
    (RLIMITS, rlimits::supported, rlimits::seal),
    ("landlock", landlock::supported, landlock::seal),
    ("seccomp", seccomp::supported, seccomp::seal),
];
