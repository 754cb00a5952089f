//! Where a path starts from, and what it leads to there.

use super::super::Wasi;
use super::super::call::Call;
use super::super::descriptors::Object;
use super::super::errno::Errno;
use super::super::fault::Fault;
use super::super::hostdir::HostDirectory;
use super::super::memfs::{Follow, Ino, Place};
use super::super::mounts::Mounted;

/// The directory that a path starts from: its number in the run directory, a mount's, or a descriptor for one of the
/// host's.
pub enum Base {
    Tree(Ino),
    Mount(Mounted),
    Host(u32),
}

pub fn base(call: &Call<'_>, fd: u32) -> Result<Base, Errno> {
    match &call.wasi.descriptors.get(fd)?.object {
        Object::Directory(ino) => Ok(Base::Tree(*ino)),
        Object::MountedDirectory(mounted) => Ok(Base::Mount(*mounted)),
        Object::HostDirectory(_) => Ok(Base::Host(fd)),
        _ => Err(Errno::Notdir),
    }
}

pub fn resolve(call: &mut Call<'_>, base: Ino, path: &str, follow: Follow) -> Result<Place, Fault> {
    call.wasi.tree.resolve(base, path, follow, &mut call.meter)
}

/// What is at a path, where something must be; after a slash it must be a directory.
pub fn existing(call: &mut Call<'_>, base: Ino, path: &str, follow: Follow) -> Result<Ino, Fault> {
    let place = resolve(call, base, path, follow)?;
    let ino = place.target.ok_or(Errno::Noent)?;
    if place.slash && !call.wasi.tree.inode(ino)?.is_directory() {
        return Err(Errno::Notdir.into());
    }
    Ok(ino)
}

/// A path in a host directory after paying for it, without the links that lead to what it names.
pub fn to_look_at(call: &mut Call<'_>, fd: u32, path: &str, follow: Follow) -> Result<String, Fault> {
    call.charge_host_path(path)?;
    // A slash makes the system follow a link at the end in any case.
    let follow = if path.ends_with('/') { Follow::Yes } else { follow };
    Ok(host_directory(call.wasi, fd)?.settle(path, follow, &mut call.meter)?.into_owned())
}

/// [`to_look_at`] for a change of the name itself, which costs so much besides.
pub fn to_change(call: &mut Call<'_>, fd: u32, path: &str, charge: u64) -> Result<String, Fault> {
    call.charge(charge)?;
    call.charge_host_path(path)?;
    Ok(host_directory(call.wasi, fd)?.settle(path, Follow::No, &mut call.meter)?.into_owned())
}

pub fn host_directory(wasi: &Wasi, fd: u32) -> Result<&HostDirectory, Errno> {
    match &wasi.descriptors.get(fd)?.object {
        Object::HostDirectory(directory) => Ok(directory),
        _ => Err(Errno::Notdir),
    }
}
