//! What is known about an open file, and its size and times.

use std::fs::FileTimes;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::super::abi::{self, Filestat, fstflags};
use super::super::call::{Answer, Call};
use super::super::charges;
use super::super::descriptors::Object;
use super::super::errno::Errno;
use super::super::hostdir;
use super::super::memfs::Ino;
use super::transfer::not_a_file;

/// The deadline is looked at between zeros of this size.
const FILLED_BYTES: u64 = 1024 * 1024;
/// The largest `advice` of preview1.
const LAST_ADVICE: u32 = 5;

/// Advice is heard and not needed: nothing here has a cache to steer.
pub fn fd_advise(call: &mut Call<'_>, fd: u32, _offset: u64, _len: u64, advice: u32) -> Answer {
    if advice > LAST_ADVICE {
        return Err(Errno::Inval.into());
    }
    match &call.wasi.descriptors.get(fd)?.object {
        Object::File(_) | Object::MountedFile(_) | Object::HostFile(_) => Ok(()),
        object => Err(not_a_file(object, Errno::Spipe).into()),
    }
}

/// Makes sure that the file reaches to the end of the range; it never becomes shorter.
pub fn fd_allocate(call: &mut Call<'_>, fd: u32, offset: u64, len: u64) -> Answer {
    if len == 0 {
        return Err(Errno::Inval.into());
    }
    let end = offset.checked_add(len).ok_or(Errno::Fbig)?;
    let descriptor = call.wasi.descriptors.get(fd)?;
    match &descriptor.object {
        Object::File(ino) => {
            descriptor.check_writable()?;
            let ino = *ino;
            if end > call.wasi.tree.inode(ino)?.size() { set_tree_size(call, ino, end) } else { Ok(()) }
        }
        Object::HostFile(file) => {
            descriptor.check_writable()?;
            call.meter.charge(charges::HOST_CALL + charges::HOST_CHANGE)?;
            if end > file.size()? {
                file.set_size(end)?;
            }
            Ok(())
        }
        object => Err(not_a_file(object, Errno::Spipe).into()),
    }
}

/// `fd_sync` and `fd_datasync`: the run directory is always in sync with itself.
pub fn fd_sync(call: &mut Call<'_>, fd: u32) -> Answer {
    match &call.wasi.descriptors.get(fd)?.object {
        Object::HostFile(file) => {
            call.meter.charge(charges::HOST_SYNC)?;
            Ok(file.sync()?)
        }
        Object::Stdin | Object::Output(_) | Object::Device(_) => Err(Errno::Inval.into()),
        _ => Ok(()),
    }
}

pub fn fd_filestat_get(call: &mut Call<'_>, fd: u32, stat: u32) -> Answer {
    let wasi = &mut *call.wasi;
    let filestat = match &wasi.descriptors.get(fd)?.object {
        Object::Stdin => wasi.streams.stdin_stat(),
        Object::Output(_) => Filestat::STREAM,
        Object::Device(_) => Filestat::DEVICE,
        Object::File(ino) | Object::Directory(ino) => wasi.tree.stat(*ino)?,
        Object::MountedFile(mounted) | Object::MountedDirectory(mounted) => wasi.mounts.stat(*mounted)?,
        Object::HostFile(file) => {
            call.meter.charge(charges::HOST_CALL)?;
            hostdir::filestat(&file.metadata()?, &mut wasi.host_inodes)
        }
        Object::HostDirectory(directory) => {
            call.meter.charge(charges::HOST_CALL)?;
            hostdir::filestat(&directory.own_metadata()?, &mut wasi.host_inodes)
        }
    };
    Ok(call.guest.write(stat, &filestat.encode(call.version))?)
}

pub fn fd_filestat_set_size(call: &mut Call<'_>, fd: u32, size: u64) -> Answer {
    let descriptor = call.wasi.descriptors.get(fd)?;
    match &descriptor.object {
        Object::File(ino) => {
            descriptor.check_writable()?;
            set_tree_size(call, *ino, size)
        }
        Object::HostFile(file) => {
            descriptor.check_writable()?;
            call.meter.charge(charges::HOST_CALL + charges::HOST_CHANGE)?;
            Ok(file.set_size(size)?)
        }
        object => Err(not_a_file(object, Errno::Inval).into()),
    }
}

fn set_tree_size(call: &mut Call<'_>, ino: Ino, size: u64) -> Answer {
    call.wasi.tree.reserve(ino, size)?;
    if size > 0 {
        let overhead = call.wasi.tree.write_overhead(ino, size, size)?;
        call.charge(charges::BYTE * overhead)?;
    }
    fill_tree(call, ino, size)?;
    let now = call.now_ns();
    Ok(call.wasi.tree.resize(ino, size, now)?)
}

/// Brings a file of the run directory to nearly `size` by zeros that are paid for, looking at the deadline on the way.
pub fn fill_tree(call: &mut Call<'_>, ino: Ino, size: u64) -> Answer {
    let mut filled = call.wasi.tree.inode(ino)?.size();
    if size.saturating_sub(filled) <= FILLED_BYTES {
        return Ok(());
    }
    call.wasi.tree.make_room(ino, size)?;
    let now = call.now_ns();
    while size - filled > FILLED_BYTES {
        call.wasi.deadline.check()?;
        filled += FILLED_BYTES;
        call.wasi.tree.resize(ino, filled, now)?;
    }
    Ok(())
}

pub fn fd_filestat_set_times(call: &mut Call<'_>, fd: u32, atim: u64, mtim: u64, flags: u32) -> Answer {
    let change = TimeChange::decode(atim, mtim, flags)?;
    let now = call.now_ns();
    let wasi = &mut *call.wasi;
    match &wasi.descriptors.get(fd)?.object {
        Object::Stdin | Object::Output(_) | Object::Device(_) => Err(Errno::Inval.into()),
        Object::MountedFile(_) | Object::MountedDirectory(_) => Err(Errno::Rofs.into()),
        Object::File(ino) | Object::Directory(ino) => {
            Ok(wasi.tree.set_times(*ino, change.accessed.at(now), change.modified.at(now), now)?)
        }
        Object::HostFile(file) => {
            call.meter.charge(charges::HOST_CALL)?;
            Ok(file.set_times(change.on_host())?)
        }
        Object::HostDirectory(directory) => {
            call.meter.charge(charges::HOST_CALL)?;
            Ok(directory.set_own_times(change.on_host())?)
        }
    }
}

/// What becomes of one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewTime {
    Keep,
    Now,
    At(u64),
}

impl NewTime {
    fn decode(time_ns: u64, given: bool, now: bool) -> Result<NewTime, Errno> {
        match (given, now) {
            (true, true) => Err(Errno::Inval),
            (true, false) => Ok(NewTime::At(time_ns)),
            (false, true) => Ok(NewTime::Now),
            (false, false) => Ok(NewTime::Keep),
        }
    }

    /// The time to set on the virtual clock.
    pub fn at(self, now_ns: u64) -> Option<u64> {
        match self {
            NewTime::Keep => None,
            NewTime::Now => Some(now_ns),
            NewTime::At(time_ns) => Some(time_ns),
        }
    }

    /// The time to set on the host, whose files follow the host's clock.
    fn on_host(self) -> Option<SystemTime> {
        match self {
            NewTime::Keep => None,
            NewTime::Now => Some(SystemTime::now()),
            NewTime::At(time_ns) => Some(UNIX_EPOCH + Duration::from_nanos(time_ns)),
        }
    }
}

/// What `filestat_set_times` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeChange {
    pub accessed: NewTime,
    pub modified: NewTime,
}

impl TimeChange {
    pub fn decode(atim: u64, mtim: u64, flags: u32) -> Result<TimeChange, Errno> {
        abi::defined(flags, fstflags::ALL)?;
        let has = |flag| flags & flag != 0;
        Ok(TimeChange {
            accessed: NewTime::decode(atim, has(fstflags::ATIM), has(fstflags::ATIM_NOW))?,
            modified: NewTime::decode(mtim, has(fstflags::MTIM), has(fstflags::MTIM_NOW))?,
        })
    }

    pub fn on_host(self) -> FileTimes {
        let mut times = FileTimes::new();
        if let Some(accessed) = self.accessed.on_host() {
            times = times.set_accessed(accessed);
        }
        if let Some(modified) = self.modified.on_host() {
            times = times.set_modified(modified);
        }
        times
    }
}
