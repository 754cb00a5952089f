//! Landlock: the worker reaches no file, no port and no process but its own, except below the directories of its guests.

use std::io;

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, PathBeneath, PathFd, Ruleset,
    RulesetAttr, RulesetCreatedAttr, RulesetError, Scope,
};

use crate::messages;
use crate::{Purpose, Window};

/// The newest version of the interface that this host knows; what an older kernel lacks is left out.
const NEWEST: ABI = ABI::V7;
/// The first version that can forbid to cut a file.
const TRUNCATE_VERSION: i64 = 3;
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
    let version = version();
    restrict(purpose).map_err(io::Error::other)?;
    match purpose {
        Purpose::Run(windows) => judge(version, windows),
        Purpose::Compile => Ok(messages::wall_landlock(version)),
    }
}

/// Whether a wall of this version keeps what it has to. Without TCP and signals it does: seccomp stops those on every
/// kernel. But only landlock can tell a file that may be read from one that may be cut, which version 3 came with.
fn judge(version: i64, windows: &[Window]) -> io::Result<String> {
    let only_reads = windows.iter().any(|window| !window.writable);
    if only_reads && version < TRUNCATE_VERSION {
        return Err(io::Error::other(messages::wall_landlock_cannot_keep_whole(version)));
    }
    Ok(messages::wall_landlock(version))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn window(writable: bool) -> Window {
        Window { path: "/data".to_owned(), writable }
    }

    #[test]
    fn an_old_version_is_enough_unless_a_directory_is_only_to_be_read() {
        for version in [1, 2, 3, 7] {
            assert_eq!(judge(version, &[]).unwrap(), messages::wall_landlock(version));
            assert_eq!(judge(version, &[window(true)]).unwrap(), messages::wall_landlock(version));
        }
        assert_eq!(judge(3, &[window(false)]).unwrap(), messages::wall_landlock(3));
        for version in [1, 2] {
            let said = judge(version, &[window(true), window(false)]).unwrap_err().to_string();
            assert_eq!(said, messages::wall_landlock_cannot_keep_whole(version));
        }
    }
}
