//! Names that are made, moved and removed.

use super::super::call::{Answer, Call};
use super::super::charges;
use super::super::errno::Errno;
use super::super::memfs::Follow;
use super::super::opening::follow;
use super::base::{Base, base, existing, host_directory, resolve, to_change, to_look_at};

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
    let base = base(call, fd)?;
    // A preopen does not know where the guest finds it, so that no such link could be followed in it.
    if target.starts_with('/') && !matches!(base, Base::Mount(_)) {
        return Err(Errno::Perm.into());
    }
    match base {
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
