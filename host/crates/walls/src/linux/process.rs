//! What a process can give up about itself.

use std::env;
use std::io;

use rustix::fs::Mode;
use rustix::process::{
    DumpableBehavior, Signal, set_dumpable_behavior, set_parent_process_death_signal, setsid, umask,
};
use rustix::thread::set_no_new_privs;

use crate::messages;

/// What the runner lets through that is of use later; the rest only had to be there when the program was loaded.
const KEPT_VARIABLES: &[&str] = &["RUST_BACKTRACE"];
/// The first descriptor that is not stdin, stdout or stderr.
const FIRST_OTHER: u32 = 3;

/// Executing a program that is setuid gives no rights. Landlock and seccomp need this.
pub fn no_new_privs() -> io::Result<String> {
    set_no_new_privs(true)?;
    Ok(messages::wall_no_new_privs())
}

pub fn environment() -> io::Result<String> {
    let names: Vec<_> = env::vars_os().map(|(name, _)| name).collect();
    for name in names.iter().filter(|name| KEPT_VARIABLES.iter().all(|kept| name != kept)) {
        // SAFETY: walls go up before the first thread, so nobody reads the environment meanwhile.
        unsafe { env::remove_var(name) };
    }
    Ok(messages::wall_environment())
}

/// Closes what was inherited by mistake, and keeps files that are made to their owner.
pub fn descriptors() -> io::Result<String> {
    umask(Mode::RWXG | Mode::RWXO);
    // SAFETY: nothing has been opened yet, so no value in this process owns any of these descriptors.
    match unsafe { libc::syscall(libc::SYS_close_range, FIRST_OTHER, u32::MAX, 0) } {
        0 => Ok(messages::wall_descriptors()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// A session of its own has no terminal, and what is typed there does not end the worker in the middle of a run.
pub fn session() -> io::Result<String> {
    setsid()?;
    Ok(messages::wall_session())
}

pub fn parent_death() -> io::Result<String> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    Ok(messages::wall_parent_death())
}

pub fn may_be_closed() -> io::Result<String> {
    Ok(messages::wall_not_dumpable())
}

/// Other processes of the same user cannot look into this one, and it leaves no core file.
pub fn not_dumpable() -> io::Result<String> {
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    Ok(messages::wall_not_dumpable())
}
