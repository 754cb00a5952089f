//! Opening files and directories by path.

use super::super::abi::{self, fdflags, rights};
use super::super::call::{Answer, Call};
use super::super::charges;
use super::super::descriptors::{Descriptor, Object, Rights};
use super::super::devices::{Device, Named};
use super::super::errno::Errno;
use super::super::fault::Fault;
use super::super::hostdir::HostOpen;
use super::super::memfs::{Body, Follow, Ino};
use super::super::mounts::Mounted;
use super::super::opening::Opening;
use super::base::to_look_at;

#[expect(clippy::too_many_arguments, reason = "the interface has this many")]
pub fn path_open(
    call: &mut Call<'_>,
    fd: u32,
    lookup: u32,
    path: u32,
    path_len: u32,
    oflags: u32,
    rights_base: u64,
    rights_inheriting: u64,
    flags: u32,
    opened: u32,
) -> Answer {
    call.guest.span(opened, 4)?;
    if (rights_base | rights_inheriting) & !rights::ALL != 0 {
        return Err(Errno::Inval.into());
    }
    let opening = Opening::decode(lookup, oflags, rights_base)?;
    let flags = abi::fd_flags(flags)?;
    call.charge(charges::OPEN)?;
    let path = call.path(path, path_len)?;
    let rights = call.wasi.descriptors.get(fd)?.rights;
    call.wasi.descriptors.check_room()?;
    let object = match &call.wasi.descriptors.get(fd)?.object {
        Object::Directory(_) | Object::MountedDirectory(_) | Object::HostDirectory(_)
            if opening.truncate && rights.base & rights::PATH_FILESTAT_SET_SIZE == 0 =>
        {
            return Err(Errno::Notcapable.into());
        }
        Object::Directory(base) => open_in_tree(call, *base, &path, opening)?,
        Object::MountedDirectory(base) => open_in_mount(call, *base, &path, opening)?,
        Object::HostDirectory(_) if flags & fdflags::SYNCHRONOUS != 0 => return Err(Errno::Notsup.into()),
        Object::HostDirectory(_) => open_on_host(call, fd, &path, opening)?,
        _ => return Err(Errno::Notdir.into()),
    };
    let rights = match object {
        Object::Directory(_) | Object::MountedDirectory(_) | Object::HostDirectory(_) => {
            Rights { base: rights_base & rights::DIRECTORY, inheriting: rights_inheriting }
        }
        _ => Rights { base: rights_base, inheriting: 0 },
    };
    if let Object::File(ino) | Object::Directory(ino) = object {
        call.wasi.tree.hold(ino)?;
    }
    let fd = call.wasi.descriptors.insert(Descriptor::new(object, rights, flags))?;
    Ok(call.guest.write_u32(opened, fd)?)
}

fn open_in_tree(call: &mut Call<'_>, base: Ino, path: &str, opening: Opening) -> Result<Object, Fault> {
    let follow = if opening.creates_only() { Follow::No } else { opening.follow };
    let now = call.now_ns();
    let tree = &mut call.wasi.tree;
    let place = tree.resolve(base, path, follow, &mut call.meter)?;
    let Some(ino) = place.target else {
        if !opening.create {
            return Err(Errno::Noent.into());
        }
        return Ok(Object::File(tree.create_file(&place, now)?));
    };
    open_existing(call, ino, place.slash, opening)
}

fn open_existing(call: &mut Call<'_>, ino: Ino, slash: bool, opening: Opening) -> Result<Object, Fault> {
    let now = call.now_ns();
    let tree = &mut call.wasi.tree;
    if opening.creates_only() {
        return Err(Errno::Exist.into());
    }
    match &tree.inode(ino)?.body {
        Body::Symlink(_) => Err(Errno::Loop.into()),
        Body::Directory(_) if opening.allows_directory() => Ok(Object::Directory(ino)),
        Body::Directory(_) => Err(Errno::Isdir.into()),
        Body::File(_) | Body::Lent(_) if opening.directory || slash => Err(Errno::Notdir.into()),
        Body::File(_) | Body::Lent(_) => {
            if opening.truncate {
                tree.resize(ino, 0, now)?;
            }
            Ok(Object::File(ino))
        }
    }
}

/// Nothing in a mount can be changed but its report, which always exists and is a file of the run.
fn open_in_mount(call: &mut Call<'_>, base: Mounted, path: &str, opening: Opening) -> Result<Object, Fault> {
    let Mounted { mount, ino } = base;
    let place = call.wasi.mounts.tree(mount)?.resolve(ino, path, opening.follow, &mut call.meter)?;
    if call.wasi.mounts.is_report(mount, &place) {
        let report = call.wasi.tree.report().ok_or(Errno::Noent)?;
        return if opening.creates_only() {
            Err(Errno::Exist.into())
        } else {
            open_existing(call, report, place.slash, opening)
        };
    }
    if let Some(named) = call.wasi.mounts.device(mount, &place).filter(|_| place.target.is_some()) {
        return if opening.creates_only() {
            Err(Errno::Exist.into())
        } else if opening.directory || place.slash {
            Err(Errno::Notdir.into())
        } else {
            Ok(open_device(call, named))
        };
    }
    let Some(ino) = place.target else {
        return Err(if opening.create { Errno::Rofs } else { Errno::Noent }.into());
    };
    if opening.creates_only() {
        return Err(Errno::Exist.into());
    }
    let found = Mounted { mount, ino };
    match &call.wasi.mounts.tree(mount)?.inode(ino)?.body {
        Body::Directory(_) if opening.allows_directory() => Ok(Object::MountedDirectory(found)),
        Body::Directory(_) => Err(Errno::Isdir.into()),
        _ if opening.directory || place.slash => Err(Errno::Notdir.into()),
        _ if opening.write || opening.truncate => Err(Errno::Rofs.into()),
        _ => Ok(Object::MountedFile(found)),
    }
}

fn open_device(call: &Call<'_>, named: Named) -> Object {
    Object::Device(match named {
        Named::Stdin => Device::Stdin,
        Named::Output(stream) => Device::Output(stream),
        Named::Null => Device::Null,
        Named::Clock => Device::Clock,
        Named::Random => Device::Random,
        Named::Arguments => Device::Text(call.wasi.texts.arguments(&call.wasi.args)),
        Named::Environment => Device::Text(call.wasi.texts.environment(&call.wasi.env)),
    })
}

fn open_on_host(call: &mut Call<'_>, fd: u32, path: &str, opening: Opening) -> Result<Object, Fault> {
    if opening.create || opening.truncate {
        call.charge(charges::HOST_CHANGE)?;
    }
    let follow = if opening.creates_only() { Follow::No } else { opening.follow };
    let path = to_look_at(call, fd, path, follow)?;
    let Object::HostDirectory(directory) = &call.wasi.descriptors.get(fd)?.object else {
        return Err(Errno::Notdir.into());
    };
    Ok(match directory.open(&path, opening)? {
        HostOpen::File(file) => Object::HostFile(file),
        HostOpen::Directory(directory) => Object::HostDirectory(directory),
    })
}
