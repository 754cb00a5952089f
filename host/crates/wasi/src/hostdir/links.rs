//! Symbolic links of the machine, followed one by one. The kernel would follow 40 of them in one call, each with thousands
//! of components that nobody has paid for: four milliseconds for one path. So it is asked for paths without links only,
//! and what links add to a path is paid for like the path itself.

use std::borrow::Cow;

use cap_std::fs::Dir;
use rustix::fs::{Mode, OFlags, ResolveFlags, openat2};
use rustix::io::Errno as SystemErrno;

use super::super::charges::{self, Meter};
use super::super::errno::Errno;
use super::super::fault::Fault;
use super::super::guest::MAX_PATH_BYTES;
use super::super::memfs::Follow;
use super::given;

/// As many as the kernel follows (path_resolution(7)).
const MAX_LINKS: u32 = 40;

/// The path without links on its way; at its end one may be, unless it is to be followed. What cannot be walked stays as it
/// is, for the call itself to fail.
pub fn settle<'p>(dir: &Dir, path: &'p str, follow: Follow, meter: &mut Meter) -> Result<Cow<'p, str>, Fault> {
    let bare = path.trim_end_matches('/');
    if follow == Follow::Yes || bare.is_empty() || bare.len() == path.len() {
        return settle_whole(dir, path, follow, meter);
    }
    // The kernel would follow a link before a slash.
    let settled = settle_whole(dir, bare, follow, meter)?;
    Ok(if settled == bare { Cow::Borrowed(path) } else { Cow::Owned(settled.into_owned() + "/") })
}

fn settle_whole<'p>(dir: &Dir, path: &'p str, follow: Follow, meter: &mut Meter) -> Result<Cow<'p, str>, Fault> {
    let mut settled = Cow::Borrowed(path);
    for _ in 0..=MAX_LINKS {
        if !has_link(dir, &settled, follow) {
            return Ok(settled);
        }
        settled = Cow::Owned(beyond_first_link(dir, &settled, meter)?);
        charge_look(&settled, meter)?;
    }
    Err(Errno::Loop.into())
}

/// Whether the kernel meets a link on its way. A kernel without this call follows them all itself.
fn has_link(dir: &Dir, path: &str, follow: Follow) -> bool {
    let last = if follow == Follow::Yes { OFlags::empty() } else { OFlags::NOFOLLOW };
    let flags = OFlags::PATH | OFlags::CLOEXEC | last;
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
    openat2(dir, path, flags, Mode::empty(), resolve).err() == Some(SystemErrno::LOOP)
}

/// A look walks the path once more.
fn charge_look(path: &str, meter: &mut Meter) -> Result<(), Fault> {
    let components = path.split('/').count() as u64;
    Ok(meter.charge(charges::HOST_CALL + charges::PATH_COMPONENT * components)?)
}

/// The path with what its first link says in the place of that link.
fn beyond_first_link(dir: &Dir, path: &str, meter: &mut Meter) -> Result<String, Fault> {
    let slash = if path.ends_with('/') || path.ends_with("/.") { "/" } else { "" };
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    // Of the paths that begin this one, those that reach the first link meet it: the shortest is searched by halves.
    let (mut without, mut with) = (0, parts.len());
    while with - without > 1 {
        let middle = without.midpoint(with);
        let beginning = parts[..middle].join("/");
        charge_look(&beginning, meter)?;
        if has_link(dir, &beginning, Follow::Yes) { with = middle } else { without = middle }
    }
    let target = dir.read_link(given(&parts[..with].join("/"))?).map_err(Errno::from)?;
    let target = target.into_os_string().into_string().map_err(|_| Errno::Ilseq)?;
    meter.charge(charges::HOST_CALL + charges::PATH_BYTE * target.len() as u64)?;
    if target.starts_with('/') {
        return Err(Errno::Perm.into());
    }
    let beyond = [&parts[..without], &[target.as_str()], &parts[with..]].concat().join("/") + slash;
    if beyond.len() > MAX_PATH_BYTES as usize { Err(Errno::Nametoolong.into()) } else { Ok(beyond) }
}
