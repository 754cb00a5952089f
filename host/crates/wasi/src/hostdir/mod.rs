//! Directories of the host that a run may see, read-only or to write. cap-std keeps every path inside them, also
//! against symbolic links that change meanwhile. Sizes, types and times are the host's; inode numbers are not.

mod errors;
mod file;
#[cfg(target_os = "linux")]
mod links;
mod numbers;
mod open;

use std::borrow::Cow;
use std::fs::FileTimes;
use std::os::unix::fs::DirEntryExt;
use std::path::Path;
use std::sync::Arc;

use cap_std::fs::{Dir, FileType, Metadata, MetadataExt};
pub use file::HostFile;
pub use numbers::InodeNumbers;
pub use open::HostOpen;

use super::abi::{Filestat, Filetype};
use super::charges::{self, Meter};
use super::deadline::Deadline;
use super::errno::Errno;
use super::fault::Fault;
use super::listing::{ListedEntry, Listing};
use super::memfs::Follow;

/// The most entries of a host directory that are listed; one with more cannot be read.
const MAX_LISTED_ENTRIES: usize = 1_000_000;
/// What a guest may make a symbolic link point to.
const MAX_TARGET_BYTES: usize = 256;
const MAX_TARGET_COMPONENTS: usize = 16;

/// What a guest may do below a directory of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Read,
    ReadWrite,
}

/// A host directory that is open when a run begins.
pub struct HostPreopen {
    pub dir: Dir,
    /// The name under which the guest finds it.
    pub guest: String,
    pub access: Access,
}

/// A descriptor's hold on a host directory.
pub struct HostDirectory {
    handle: Handle,
    access: Access,
}

enum Handle {
    Preopen(Arc<[HostPreopen]>, usize),
    Opened(Dir),
}

impl HostDirectory {
    /// The preopen at `index`, which must exist.
    pub fn preopen(preopens: &Arc<[HostPreopen]>, index: usize) -> Self {
        let access = preopens[index].access;
        HostDirectory { handle: Handle::Preopen(Arc::clone(preopens), index), access }
    }

    fn dir(&self) -> &Dir {
        match &self.handle {
            Handle::Preopen(preopens, index) => &preopens[*index].dir,
            Handle::Opened(dir) => dir,
        }
    }

    /// A path as [`HostDirectory`]'s other functions walk it within what was paid: without links, but perhaps at its end.
    #[cfg(target_os = "linux")]
    pub fn settle<'p>(&self, path: &'p str, follow: Follow, meter: &mut Meter) -> Result<Cow<'p, str>, Fault> {
        links::settle(self.dir(), path, follow, meter)
    }

    /// Elsewhere cap-std follows links itself, up to 40 of them.
    #[cfg(not(target_os = "linux"))]
    pub fn settle<'p>(&self, path: &'p str, _follow: Follow, _meter: &mut Meter) -> Result<Cow<'p, str>, Fault> {
        Ok(Cow::Borrowed(path))
    }

    /// The directory, if things in it may be changed.
    fn writable(&self) -> Result<&Dir, Errno> {
        match self.access {
            Access::Read => Err(Errno::Perm),
            Access::ReadWrite => Ok(self.dir()),
        }
    }

    pub fn create_directory(&self, path: &str) -> Result<(), Errno> {
        Ok(self.writable()?.create_dir(given(path)?)?)
    }

    pub fn remove_directory(&self, path: &str) -> Result<(), Errno> {
        Ok(self.writable()?.remove_dir(given(path)?)?)
    }

    pub fn unlink(&self, path: &str) -> Result<(), Errno> {
        let dir = self.writable()?;
        if path.ends_with('/') {
            // Only a directory can be meant, and that is not what is unlinked.
            return Err(self.metadata(path, Follow::No).err().unwrap_or(Errno::Isdir));
        }
        Ok(dir.remove_file(given(path)?)?)
    }

    pub fn rename(&self, from: &str, to_directory: &HostDirectory, to: &str) -> Result<(), Errno> {
        let dir = self.writable()?;
        let bare = from.trim_end_matches('/');
        if (from.ends_with('/') || to.ends_with('/')) && !self.metadata(bare, Follow::No)?.is_dir() {
            return Err(Errno::Notdir);
        }
        Ok(dir.rename(given(from)?, to_directory.writable()?, given(to)?)?)
    }

    pub fn link(&self, from: &str, to_directory: &HostDirectory, to: &str) -> Result<(), Errno> {
        Ok(self.writable()?.hard_link(given(from)?, to_directory.writable()?, given(to)?)?)
    }

    /// Makes a symbolic link; its target must be relative, for the host would read an absolute one as its own path.
    pub fn symlink(&self, target: &str, path: &str) -> Result<(), Errno> {
        // A path is paid for before it is walked, what links add to it is not.
        if target.len() > MAX_TARGET_BYTES || target.split('/').count() > MAX_TARGET_COMPONENTS {
            return Err(Errno::Nametoolong);
        }
        Ok(self.writable()?.symlink(given(target)?, given(path)?)?)
    }

    pub fn read_link(&self, path: &str) -> Result<String, Errno> {
        let target = self.dir().read_link(given(path)?)?;
        target.into_os_string().into_string().map_err(|_| Errno::Ilseq)
    }

    pub fn metadata(&self, path: &str, follow: Follow) -> Result<Metadata, Errno> {
        let slash = path.ends_with('/');
        let path = given(path)?;
        let found = match follow {
            Follow::Yes => self.dir().metadata(path)?,
            Follow::No => self.dir().symlink_metadata(path)?,
        };
        // cap-std leaves the slash out.
        if slash && !found.is_dir() { Err(Errno::Notdir) } else { Ok(found) }
    }

    pub fn own_metadata(&self) -> Result<Metadata, Errno> {
        Ok(self.dir().dir_metadata()?)
    }

    /// Sets the times of a file or directory; those of a symbolic link itself cannot be set.
    pub fn set_times(&self, path: &str, follow: Follow, times: FileTimes) -> Result<(), Errno> {
        self.writable()?;
        let found = self.metadata(path, follow)?;
        if found.is_symlink() {
            return Err(Errno::Notsup);
        }
        if !found.is_file() && !found.is_dir() {
            return Err(Errno::Acces);
        }
        Ok(self.open_for_times(path)?.set_times(times)?)
    }

    pub fn set_own_times(&self, times: FileTimes) -> Result<(), Errno> {
        self.writable()?;
        Ok(self.open_for_times(".")?.set_times(times)?)
    }

    /// The listing, sorted. Names that are not UTF-8 are left out: no guest could ask for them.
    pub fn listing(
        &self,
        numbers: &mut InodeNumbers,
        meter: &mut Meter,
        deadline: &mut Deadline,
    ) -> Result<Listing, Fault> {
        let own = self.own_metadata()?;
        let inode = numbers.number(own.dev(), own.ino());
        let mut entries = Vec::new();
        for entry in self.dir().entries().map_err(Errno::from)? {
            let entry = entry.map_err(Errno::from)?;
            meter.charge(charges::HOST_ENTRY)?;
            deadline.check_sometimes(meter.used())?;
            if entries.len() == MAX_LISTED_ENTRIES {
                return Err(Errno::Overflow.into());
            }
            let Ok(name) = entry.file_name().into_string() else { continue };
            let filetype = entry.file_type().map_or(Filetype::Unknown, filetype);
            entries.push(ListedEntry { name, inode: numbers.number(own.dev(), entry.ino()), filetype });
        }
        Ok(Listing::new(inode, inode, entries))
    }
}

/// A path as cap-std wants it. An empty one is nothing, as everywhere in the interface.
fn given(path: &str) -> Result<&Path, Errno> {
    if path.is_empty() { Err(Errno::Noent) } else { Ok(Path::new(path)) }
}

fn filetype(kind: FileType) -> Filetype {
    if kind.is_dir() {
        Filetype::Directory
    } else if kind.is_file() {
        Filetype::RegularFile
    } else if kind.is_symlink() {
        Filetype::SymbolicLink
    } else {
        Filetype::Unknown
    }
}

/// What the guest is told about something in a host directory.
pub fn filestat(metadata: &Metadata, numbers: &mut InodeNumbers) -> Filestat {
    Filestat {
        device: numbers::DEVICE,
        inode: numbers.number(metadata.dev(), metadata.ino()),
        filetype: filetype(metadata.file_type()),
        links: metadata.nlink(),
        size: metadata.len(),
        accessed_ns: nanoseconds(metadata.atime(), metadata.atime_nsec()),
        modified_ns: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
        changed_ns: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
    }
}

/// Nanoseconds after 1970; what lies before becomes 0.
fn nanoseconds(seconds: i64, rest: i64) -> u64 {
    let whole = u64::try_from(seconds).unwrap_or(0).saturating_mul(1_000_000_000);
    whole.saturating_add(u64::try_from(rest).unwrap_or(0))
}
