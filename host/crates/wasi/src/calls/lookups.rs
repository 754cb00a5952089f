//! What is at a path, without opening it.

use super::super::abi::{Filestat, Filetype};
use super::super::call::{Answer, Call};
use super::super::charges;
use super::super::errno::Errno;
use super::super::fault::Fault;
use super::super::hostdir;
use super::super::memfs::{Body, Follow};
use super::super::mounts::Mounted;
use super::super::opening::follow;
use super::base::{Base, base, existing, host_directory, to_look_at};
use super::files::TimeChange;

pub fn path_filestat_get(call: &mut Call<'_>, fd: u32, lookup: u32, path: u32, path_len: u32, stat: u32) -> Answer {
    let follow = follow(lookup)?;
    let path = call.path(path, path_len)?;
    let filestat = match base(call, fd)? {
        Base::Tree(ino) => {
            let ino = existing(call, ino, &path, follow)?;
            call.wasi.tree.stat(ino)?
        }
        Base::Mount(base) => stat_in_mount(call, base, &path, follow)?,
        Base::Host(fd) => {
            let path = to_look_at(call, fd, &path, follow)?;
            let metadata = host_directory(call.wasi, fd)?.metadata(&path, follow)?;
            hostdir::filestat(&metadata, &mut call.wasi.host_inodes)
        }
    };
    Ok(call.guest.write(stat, &filestat.encode(call.version))?)
}

#[expect(clippy::too_many_arguments, reason = "the interface has this many")]
pub fn path_filestat_set_times(
    call: &mut Call<'_>,
    fd: u32,
    lookup: u32,
    path: u32,
    path_len: u32,
    atim: u64,
    mtim: u64,
    flags: u32,
) -> Answer {
    let follow = follow(lookup)?;
    let change = TimeChange::decode(atim, mtim, flags)?;
    let path = call.path(path, path_len)?;
    match base(call, fd)? {
        Base::Tree(ino) => {
            let ino = existing(call, ino, &path, follow)?;
            let now = call.now_ns();
            Ok(call.wasi.tree.set_times(ino, change.accessed.at(now), change.modified.at(now), now)?)
        }
        Base::Mount(_) => Err(Errno::Rofs.into()),
        Base::Host(fd) => {
            let path = to_look_at(call, fd, &path, follow)?;
            Ok(host_directory(call.wasi, fd)?.set_times(&path, follow, change.on_host())?)
        }
    }
}

/// Copies as much of the target as the buffer holds, as `readlink` does.
pub fn path_readlink(
    call: &mut Call<'_>,
    fd: u32,
    path: u32,
    path_len: u32,
    buf: u32,
    buf_len: u32,
    used: u32,
) -> Answer {
    call.guest.span(used, 4)?;
    let span = call.guest.span(buf, buf_len)?;
    let path = call.path(path, path_len)?;
    let target = match base(call, fd)? {
        Base::Tree(ino) => {
            let ino = existing(call, ino, &path, Follow::No)?;
            match &call.wasi.tree.inode(ino)?.body {
                Body::Symlink(target) => target.clone(),
                Body::File(_) | Body::Lent(_) | Body::Directory(_) => return Err(Errno::Inval.into()),
            }
        }
        // No link is in a mount.
        Base::Mount(base) => {
            stat_in_mount(call, base, &path, Follow::No)?;
            return Err(Errno::Inval.into());
        }
        Base::Host(fd) => {
            let path = to_look_at(call, fd, &path, Follow::No)?;
            host_directory(call.wasi, fd)?.read_link(&path)?
        }
    };
    let head = &target.as_bytes()[..target.len().min(span.len())];
    call.charge(charges::BYTE * head.len() as u64)?;
    call.guest.write(buf, head)?;
    Ok(call.guest.write_u32(used, u32::try_from(head.len()).map_err(|_| Errno::Overflow)?)?)
}

/// What `stat` tells of a path in a mount, where something must be.
fn stat_in_mount(call: &mut Call<'_>, base: Mounted, path: &str, follow: Follow) -> Result<Filestat, Fault> {
    let Mounted { mount, ino } = base;
    let place = call.wasi.mounts.tree(mount)?.resolve(ino, path, follow, &mut call.meter)?;
    let is_report = call.wasi.mounts.is_report(mount, &place);
    let filestat = match (is_report, place.target) {
        (false, Some(_)) if call.wasi.mounts.device(mount, &place).is_some() => Filestat::DEVICE,
        (true, _) => call.wasi.tree.stat(call.wasi.tree.report().ok_or(Errno::Noent)?)?,
        (false, Some(ino)) => call.wasi.mounts.stat(Mounted { mount, ino })?,
        (false, None) => return Err(Errno::Noent.into()),
    };
    if place.slash && filestat.filetype != Filetype::Directory {
        return Err(Errno::Notdir.into());
    }
    Ok(filestat)
}
