//! What can be done to a path without opening it.

use super::super::Wasi;
use super::super::abi::{Filestat, Filetype};
use super::super::call::{Answer, Call};
use super::super::charges;
use super::super::descriptors::Object;
use super::super::errno::Errno;
use super::super::fault::Fault;
use super::super::hostdir::{self, HostDirectory};
use super::super::memfs::{Body, Follow, Ino, Place};
use super::super::mounts::Mounted;
use super::super::opening::follow;
use super::files::TimeChange;

/// The directory that a path starts from: its number in the run directory, a mount's, or a descriptor for one of the
/// host's.
enum Base {
    Tree(Ino),
    Mount(Mounted),
    Host(u32),
}

pub fn path_create_directory(call: &mut Call<'_>, fd: u32, path: u32, path_len: u32) -> Answer {
    let path = call.path(path, path_len)?;
    match base(call, fd)? {
        Base::Tree(ino) => {
            let place = resolve(call, ino, &path, Follow::No)?;
            let now = call.now_ns();
            call.wasi.tree.create_directory(&place, now)?;
            Ok(())
        }
        Base::Mount(_) => Err(Errno::Rofs.into()),
        Base::Host(fd) => {
            let path = to_change(call, fd, &path, charges::HOST_CHANGE)?;
            Ok(host_directory(call.wasi, fd)?.create_directory(&path)?)
        }
    }
}

pub fn path_remove_directory(call: &mut Call<'_>, fd: u32, path: u32, path_len: u32) -> Answer {
    let path = call.path(path, path_len)?;
    match base(call, fd)? {
        Base::Tree(ino) => {
            let place = resolve(call, ino, &path, Follow::No)?;
            let now = call.now_ns();
            Ok(call.wasi.tree.remove_directory(&place, now)?)
        }
        Base::Mount(_) => Err(Errno::Rofs.into()),
        Base::Host(fd) => {
            let path = to_change(call, fd, &path, charges::HOST_SYNC)?;
            Ok(host_directory(call.wasi, fd)?.remove_directory(&path)?)
        }
    }
}

pub fn path_unlink_file(call: &mut Call<'_>, fd: u32, path: u32, path_len: u32) -> Answer {
    let path = call.path(path, path_len)?;
    match base(call, fd)? {
        Base::Tree(ino) => {
            let place = resolve(call, ino, &path, Follow::No)?;
            let now = call.now_ns();
            Ok(call.wasi.tree.unlink(&place, now)?)
        }
        Base::Mount(_) => Err(Errno::Rofs.into()),
        Base::Host(fd) => {
            let path = to_change(call, fd, &path, charges::HOST_CHANGE)?;
            Ok(host_directory(call.wasi, fd)?.unlink(&path)?)
        }
    }
}

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

#[expect(clippy::too_many_arguments, reason = "the interface has this many")]
pub fn path_link(
    call: &mut Call<'_>,
    old_fd: u32,
    lookup: u32,
    old_path: u32,
    old_path_len: u32,
    new_fd: u32,
    new_path: u32,
    new_path_len: u32,
) -> Answer {
    let follow = follow(lookup)?;
    let old_path = call.path(old_path, old_path_len)?;
    let new_path = call.path(new_path, new_path_len)?;
    match (base(call, old_fd)?, base(call, new_fd)?) {
        (Base::Tree(old), Base::Tree(new)) => {
            let linked = existing(call, old, &old_path, follow)?;
            // Each name is handed back with the whole contents.
            let size = call.wasi.tree.inode(linked)?.size();
            call.charge(charges::BYTE * size)?;
            let place = resolve(call, new, &new_path, Follow::No)?;
            let now = call.now_ns();
            Ok(call.wasi.tree.link(linked, &place, now)?)
        }
        (Base::Mount(_), Base::Mount(_)) => Err(Errno::Rofs.into()),
        // A host links what a symbolic link names only after resolving it itself, which cap-std does not offer.
        (Base::Host(_), Base::Host(_)) if follow == Follow::Yes => Err(Errno::Inval.into()),
        (Base::Host(old), Base::Host(new)) => {
            let old_path = to_look_at(call, old, &old_path, Follow::No)?;
            let new_path = to_change(call, new, &new_path, charges::HOST_CHANGE)?;
            let to = host_directory(call.wasi, new)?;
            Ok(host_directory(call.wasi, old)?.link(&old_path, to, &new_path)?)
        }
        _ => Err(Errno::Xdev.into()),
    }
}

pub fn path_rename(
    call: &mut Call<'_>,
    fd: u32,
    old_path: u32,
    old_path_len: u32,
    new_fd: u32,
    new_path: u32,
    new_path_len: u32,
) -> Answer {
    let old_path = call.path(old_path, old_path_len)?;
    let new_path = call.path(new_path, new_path_len)?;
    match (base(call, fd)?, base(call, new_fd)?) {
        (Base::Tree(old), Base::Tree(new)) => {
            let from = resolve(call, old, &old_path, Follow::No)?;
            let to = resolve(call, new, &new_path, Follow::No)?;
            let now = call.now_ns();
            call.wasi.tree.rename(&from, &to, now, &mut call.meter)
        }
        (Base::Mount(_), Base::Mount(_)) => Err(Errno::Rofs.into()),
        (Base::Host(old), Base::Host(new)) => {
            let old_path = to_change(call, old, &old_path, charges::HOST_CHANGE)?;
            let new_path = to_change(call, new, &new_path, 0)?;
            let to = host_directory(call.wasi, new)?;
            Ok(host_directory(call.wasi, old)?.rename(&old_path, to, &new_path)?)
        }
        _ => Err(Errno::Xdev.into()),
    }
}

pub fn path_symlink(call: &mut Call<'_>, target: u32, target_len: u32, fd: u32, path: u32, path_len: u32) -> Answer {
    let target = call.path(target, target_len)?;
    let path = call.path(path, path_len)?;
    if target.is_empty() {
        return Err(Errno::Noent.into());
    }
    match base(call, fd)? {
        Base::Tree(ino) => {
            let place = resolve(call, ino, &path, Follow::No)?;
            let now = call.now_ns();
            call.wasi.tree.create_symlink(&place, &target, now)?;
            Ok(())
        }
        Base::Mount(_) => Err(Errno::Rofs.into()),
        Base::Host(fd) => {
            let path = to_change(call, fd, &path, charges::HOST_CHANGE)?;
            Ok(host_directory(call.wasi, fd)?.symlink(&target, &path)?)
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
                Body::File(_) | Body::Directory(_) => return Err(Errno::Inval.into()),
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

fn base(call: &Call<'_>, fd: u32) -> Result<Base, Errno> {
    match &call.wasi.descriptors.get(fd)?.object {
        Object::Directory(ino) => Ok(Base::Tree(*ino)),
        Object::MountedDirectory(mounted) => Ok(Base::Mount(*mounted)),
        Object::HostDirectory(_) => Ok(Base::Host(fd)),
        _ => Err(Errno::Notdir),
    }
}

fn resolve(call: &mut Call<'_>, base: Ino, path: &str, follow: Follow) -> Result<Place, Fault> {
    call.wasi.tree.resolve(base, path, follow, &mut call.meter)
}

/// What is at a path, where something must be; after a slash it must be a directory.
fn existing(call: &mut Call<'_>, base: Ino, path: &str, follow: Follow) -> Result<Ino, Fault> {
    let place = resolve(call, base, path, follow)?;
    let ino = place.target.ok_or(Errno::Noent)?;
    if place.slash && !call.wasi.tree.inode(ino)?.is_directory() {
        return Err(Errno::Notdir.into());
    }
    Ok(ino)
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

/// A path in a host directory after paying for it, without the links that lead to what it names.
pub fn to_look_at(call: &mut Call<'_>, fd: u32, path: &str, follow: Follow) -> Result<String, Fault> {
    call.charge_host_path(path)?;
    // A slash makes the system follow a link at the end in any case.
    let follow = if path.ends_with('/') { Follow::Yes } else { follow };
    Ok(host_directory(call.wasi, fd)?.settle(path, follow, &mut call.meter)?.into_owned())
}

/// [`to_look_at`] for a change of the name itself, which costs so much besides.
fn to_change(call: &mut Call<'_>, fd: u32, path: &str, charge: u64) -> Result<String, Fault> {
    call.charge(charge)?;
    call.charge_host_path(path)?;
    Ok(host_directory(call.wasi, fd)?.settle(path, Follow::No, &mut call.meter)?.into_owned())
}

fn host_directory(wasi: &Wasi, fd: u32) -> Result<&HostDirectory, Errno> {
    match &wasi.descriptors.get(fd)?.object {
        Object::HostDirectory(directory) => Ok(directory),
        _ => Err(Errno::Notdir),
    }
}
