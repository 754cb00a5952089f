//! Descriptors themselves: closing, moving, telling about them, and the preopened directories.

use super::super::abi::{self, Filetype, fdflags, rights};
use super::super::call::{Answer, Call};
use super::super::charges;
use super::super::descriptors::{Object, Rights};
use super::super::errno::Errno;

const FDSTAT_BYTES: usize = 24;
const PRESTAT_BYTES: usize = 8;

pub fn fd_close(call: &mut Call<'_>, fd: u32) -> Answer {
    let closed = call.wasi.descriptors.remove(fd)?;
    call.wasi.release(closed);
    Ok(())
}

pub fn fd_renumber(call: &mut Call<'_>, from: u32, to: u32) -> Answer {
    if let Some(replaced) = call.wasi.descriptors.renumber(from, to)? {
        call.wasi.release(replaced);
    }
    Ok(())
}

pub fn fd_fdstat_get(call: &mut Call<'_>, fd: u32, stat: u32) -> Answer {
    let descriptor = call.wasi.descriptors.get(fd)?;
    let filetype = match descriptor.object {
        Object::Stdin | Object::Output(_) => Filetype::Unknown,
        Object::Device(_) => Filetype::CharacterDevice,
        Object::File(_) | Object::MountedFile(_) | Object::HostFile(_) => Filetype::RegularFile,
        Object::Directory(_) | Object::MountedDirectory(_) | Object::HostDirectory(_) => Filetype::Directory,
    };
    let mut bytes = [0; FDSTAT_BYTES];
    bytes[0] = filetype as u8;
    bytes[2..4].copy_from_slice(&descriptor.flags.to_le_bytes());
    bytes[8..16].copy_from_slice(&descriptor.rights.base.to_le_bytes());
    bytes[16..24].copy_from_slice(&descriptor.rights.inheriting.to_le_bytes());
    Ok(call.guest.write(stat, &bytes)?)
}

/// Only `append` and `nonblock` can be changed; nothing waits here, so `nonblock` is kept and means nothing.
pub fn fd_fdstat_set_flags(call: &mut Call<'_>, fd: u32, flags: u32) -> Answer {
    let flags = abi::fd_flags(flags)?;
    let held = &mut call.wasi.descriptors.get_mut(fd)?.flags;
    if flags & !(fdflags::APPEND | fdflags::NONBLOCK | *held) != 0 {
        return Err(Errno::Inval.into());
    }
    *held = flags;
    Ok(())
}

/// Rights can be given up, never gained.
pub fn fd_fdstat_set_rights(call: &mut Call<'_>, fd: u32, base: u64, inheriting: u64) -> Answer {
    if (base | inheriting) & !rights::ALL != 0 {
        return Err(Errno::Inval.into());
    }
    let held = &mut call.wasi.descriptors.get_mut(fd)?.rights;
    if base & !held.base != 0 || inheriting & !held.inheriting != 0 {
        return Err(Errno::Notcapable.into());
    }
    *held = Rights { base, inheriting };
    Ok(())
}

pub fn fd_prestat_get(call: &mut Call<'_>, fd: u32, prestat: u32) -> Answer {
    let name = call.wasi.descriptors.get(fd)?.preopen.as_ref().ok_or(Errno::Badf)?;
    let length = u32::try_from(name.len()).map_err(|_| Errno::Overflow)?;
    let mut bytes = [0; PRESTAT_BYTES]; // the tag 0: a directory
    bytes[4..8].copy_from_slice(&length.to_le_bytes());
    Ok(call.guest.write(prestat, &bytes)?)
}

pub fn fd_prestat_dir_name(call: &mut Call<'_>, fd: u32, path: u32, path_len: u32) -> Answer {
    let name = call.wasi.descriptors.get(fd)?.preopen.as_ref().ok_or(Errno::Badf)?;
    if name.len() > path_len as usize {
        return Err(Errno::Nametoolong.into());
    }
    call.meter.charge(charges::BYTE * name.len() as u64)?;
    Ok(call.guest.write(path, name.as_bytes())?)
}
