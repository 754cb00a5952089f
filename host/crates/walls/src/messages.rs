//! What each wall is, in a few words.

use std::fmt::Display;

pub fn wall_refused(error: &impl Display) -> String {
    format!("the system refused it: {error}")
}

pub fn wall_unsupported() -> String {
    "this system does not have it".to_owned()
}

pub fn wall_no_new_privs() -> String {
    "no program can give it more rights".to_owned()
}

pub fn wall_environment() -> String {
    "nothing of the environment is kept".to_owned()
}

pub fn wall_descriptors() -> String {
    "nothing inherited but stdin, stdout and stderr; umask 077".to_owned()
}

pub fn wall_session() -> String {
    "a session of its own, without terminal".to_owned()
}

pub fn wall_parent_death() -> String {
    "killed when the runner dies".to_owned()
}

pub fn wall_not_dumpable() -> String {
    "no core file, closed to other processes of the user".to_owned()
}

pub fn wall_rlimits() -> String {
    "no core, few descriptors; memory and CPU time as each run's limits ask".to_owned()
}

/// What the kernel's version of landlock can: TCP came with the fourth, signals with the sixth.
pub fn wall_landlock(version: i64) -> String {
    let tcp = if version >= 4 { ", no TCP" } else { "" };
    let signals = if version >= 6 { ", no signals to others" } else { "" };
    format!("no files but preopened directories{tcp}{signals}")
}

pub fn wall_landlock_cannot_keep_whole(version: i64) -> String {
    format!(
        "it stands, but version {version} of it cannot forbid to cut the files of a directory that is only to be read; \
         Linux 6.2 or newer can"
    )
}

pub fn wall_no_landlock() -> String {
    "this kernel does not have it, or it is turned off; Linux 5.13 or newer has it".to_owned()
}

pub fn wall_seccomp() -> String {
    "a short list of system calls: no programs, processes, sockets or new code".to_owned()
}
