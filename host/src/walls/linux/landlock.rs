//! Landlock: the worker reaches no file, no port and no process but its own, except below the directories of its guests.

use std::io;

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, PathBeneath, PathFd, Ruleset,
    RulesetAttr, RulesetCreatedAttr, RulesetError, Scope,
};

use super::super::Purpose;
use crate::messages;

/// The newest version of the interface that this host knows; what an older kernel lacks is left out.
const NEWEST: ABI = ABI::V7;
/// What nobody's guest can ask for: starting programs, devices, pipes and sockets in the file system.
const NEVER: BitFlags<AccessFs> = landlock::make_bitflags!(AccessFs::{
    Execute | MakeChar | MakeBlock | MakeFifo | MakeSock | IoctlDev
});

pub fn supported() -> io::Result<String> {
    let ruleset = Ruleset::default().set_compatibility(CompatLevel::HardRequirement);
    let created = ruleset.handle_access(AccessFs::from_all(ABI::V1)).and_then(Ruleset::create);
    match created {
        Ok(_) => Ok(messages::wall_landlock(version())),
        Err(_) => Err(io::Error::new(io::ErrorKind::Unsupported, messages::wall_no_landlock())),
    }
}

pub fn seal(purpose: Purpose) -> io::Result<String> {
    let told = messages::wall_landlock(version());
    restrict(purpose).map_err(io::Error::other)?;
    Ok(told)
}

/// The version of the kernel's interface; what it lacks of [`NEWEST`] is not enforced, and must not be claimed.
fn version() -> i64 {
    const VERSION: libc::c_uint = 1;
    // SAFETY: asked for its version, the call reads nothing and makes nothing.
    unsafe { libc::syscall(libc::SYS_landlock_create_ruleset, std::ptr::null::<u8>(), 0_usize, VERSION) }
}

fn restrict(purpose: Purpose) -> Result<(), RulesetError> {
    let mut ruleset = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(NEWEST))?
        .handle_access(AccessNet::from_all(NEWEST))?
        .scope(Scope::from_all(NEWEST))?
        .create()?;
    let Purpose::Run(windows) = purpose else { return ruleset.restrict_self().map(drop) };
    for window in windows {
        // A directory that has gone since it was opened needs no rule.
        let Ok(directory) = PathFd::new(&window.path) else { continue };
        let access = if window.writable { AccessFs::from_all(NEWEST) } else { AccessFs::from_read(NEWEST) };
        ruleset = ruleset.add_rule(PathBeneath::new(directory, access & !NEVER))?;
    }
    ruleset.restrict_self().map(drop)
}
