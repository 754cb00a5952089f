//! The run directory: a file tree in the host's memory. Nothing of the real file system is reachable from it, its
//! listings are sorted, its inode numbers count up in the order of creation, and its quota is exact.

#[cfg(test)]
mod accounts;
mod content;
mod entries;
#[cfg(test)]
mod fixture;
mod given;
mod names;
mod quota;
mod reach;
mod rename;
mod report;
mod resolve;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

pub use given::{Leftovers, SpecError};
pub use quota::Quota;
use reach::Reach;
pub use resolve::{Follow, Place};

use super::abi::{Filestat, Filetype};
use super::charges;
use super::errno::Errno;

/// An inode number. They are never used twice in a run.
pub type Ino = u64;

/// The run directory itself.
pub const ROOT: Ino = 1;
/// The device number that `stat` tells for everything here.
pub const DEVICE: u64 = 1;

/// Above this a directory is large. Few runs have one: by default there may be 1,000 entries in all.
const LARGE_DIRECTORY_ENTRIES: usize = 1024;

/// When something was read, written and changed, in nanoseconds after 1970 on the virtual clock.
/// Reading does not move `accessed_ns`, as on a file system mounted with `noatime`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    pub accessed_ns: u64,
    pub modified_ns: u64,
    pub changed_ns: u64,
}

impl Times {
    fn all(now_ns: u64) -> Times {
        Times { accessed_ns: now_ns, modified_ns: now_ns, changed_ns: now_ns }
    }

    /// What happens to the times of a file that is written and of a directory whose entries change.
    fn modify(&mut self, now_ns: u64) {
        *self = Times::all(now_ns);
    }
}

#[derive(Debug)]
pub enum Body {
    /// The contents are shared with the given file until they are first written.
    File(Arc<Vec<u8>>),
    /// The contents lie in a file of the machine. Nobody can write them.
    Lent(Lent),
    Directory(Directory),
    /// A symbolic link and where it points.
    Symlink(String),
}

/// A part of what somebody else holds.
#[derive(Clone)]
pub struct Lent {
    pub whole: Arc<dyn AsRef<[u8]> + Send + Sync>,
    pub part: Range<usize>,
}

impl Lent {
    fn bytes(&self) -> &[u8] {
        (*self.whole).as_ref().get(self.part.clone()).unwrap_or_default()
    }
}

impl fmt::Debug for Lent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Lent({:?})", self.part)
    }
}

#[derive(Debug)]
pub struct Directory {
    pub entries: BTreeMap<String, Ino>,
    pub parent: Ino,
    /// How far below the run directory it lies.
    reach: Reach,
}

impl Directory {
    fn new(parent: Ino) -> Directory {
        Directory { entries: BTreeMap::new(), parent, reach: Reach::default() }
    }

    /// Whether every look at an entry misses the processor's caches.
    pub fn is_large(&self) -> bool {
        self.entries.len() > LARGE_DIRECTORY_ENTRIES
    }

    /// What a look at each entry costs.
    pub fn listing_charge(&self) -> u64 {
        let each = charges::DIRECTORY_ENTRY + if self.is_large() { charges::LARGE_DIRECTORY } else { 0 };
        each * self.entries.len() as u64
    }
}

#[derive(Debug)]
pub struct Inode {
    pub body: Body,
    /// Names of a file; of a directory its name, its `.` and the `..` of each directory in it. 0 after removal.
    pub links: u64,
    /// Descriptors that hold it; it lives until both are 0.
    opens: u64,
    pub times: Times,
}

impl Inode {
    fn new(body: Body, now_ns: u64) -> Inode {
        let links = if matches!(body, Body::Directory(_)) { 2 } else { 1 };
        Inode { body, links, opens: 0, times: Times::all(now_ns) }
    }

    pub fn filetype(&self) -> Filetype {
        match self.body {
            Body::File(_) | Body::Lent(_) => Filetype::RegularFile,
            Body::Directory(_) => Filetype::Directory,
            Body::Symlink(_) => Filetype::SymbolicLink,
        }
    }

    /// The size that `stat` tells and the quota counts: bytes of a file, of a link's target; 0 for a directory.
    pub fn size(&self) -> u64 {
        match &self.body {
            Body::File(bytes) => bytes.len() as u64,
            Body::Lent(lent) => lent.bytes().len() as u64,
            Body::Directory(_) => 0,
            Body::Symlink(target) => target.len() as u64,
        }
    }

    pub fn is_directory(&self) -> bool {
        matches!(self.body, Body::Directory(_))
    }
}

/// The tree, its quota, and the files that were given before the run.
#[derive(Debug)]
pub struct Tree {
    inodes: BTreeMap<Ino, Inode>,
    next: Ino,
    pub quota: Quota,
    given: BTreeMap<String, Arc<Vec<u8>>>,
    /// A file without a name and outside the quota; see `report.rs`.
    report: Option<Ino>,
}

impl Tree {
    /// An empty run directory.
    pub fn new(quota: Quota, now_ns: u64) -> Tree {
        let root = Inode::new(Body::Directory(Directory::new(ROOT)), now_ns);
        let inodes = BTreeMap::from([(ROOT, root)]);
        Tree { inodes, next: ROOT + 1, quota, given: BTreeMap::new(), report: None }
    }

    /// `stale` never reaches a guest: descriptors and entries keep their inodes alive.
    pub fn inode(&self, ino: Ino) -> Result<&Inode, Errno> {
        self.inodes.get(&ino).ok_or(Errno::Stale)
    }

    fn inode_mut(&mut self, ino: Ino) -> Result<&mut Inode, Errno> {
        self.inodes.get_mut(&ino).ok_or(Errno::Stale)
    }

    pub fn directory(&self, ino: Ino) -> Result<&Directory, Errno> {
        match &self.inode(ino)?.body {
            Body::Directory(directory) => Ok(directory),
            _ => Err(Errno::Notdir),
        }
    }

    fn directory_mut(&mut self, ino: Ino) -> Result<&mut Directory, Errno> {
        match &mut self.inode_mut(ino)?.body {
            Body::Directory(directory) => Ok(directory),
            _ => Err(Errno::Notdir),
        }
    }

    pub fn stat(&self, ino: Ino) -> Result<Filestat, Errno> {
        let inode = self.inode(ino)?;
        Ok(Filestat {
            device: DEVICE,
            inode: ino,
            filetype: inode.filetype(),
            links: inode.links,
            size: inode.size(),
            accessed_ns: inode.times.accessed_ns,
            modified_ns: inode.times.modified_ns,
            changed_ns: inode.times.changed_ns,
        })
    }

    /// Sets the times that are given and marks the change.
    pub fn set_times(
        &mut self,
        ino: Ino,
        accessed_ns: Option<u64>,
        modified_ns: Option<u64>,
        now_ns: u64,
    ) -> Result<(), Errno> {
        let times = &mut self.inode_mut(ino)?.times;
        times.accessed_ns = accessed_ns.unwrap_or(times.accessed_ns);
        times.modified_ns = modified_ns.unwrap_or(times.modified_ns);
        times.changed_ns = now_ns;
        Ok(())
    }

    /// One more descriptor holds the inode.
    pub fn hold(&mut self, ino: Ino) -> Result<(), Errno> {
        self.inode_mut(ino)?.opens += 1;
        Ok(())
    }

    /// A descriptor lets go of the inode, which ends one that has no name any more.
    pub fn release(&mut self, ino: Ino) {
        if let Some(inode) = self.inodes.get_mut(&ino) {
            inode.opens = inode.opens.saturating_sub(1);
            self.reap(ino);
        }
    }

    fn insert(&mut self, body: Body, now_ns: u64) -> Ino {
        let ino = self.next;
        self.next += 1;
        self.inodes.insert(ino, Inode::new(body, now_ns));
        ino
    }

    /// Frees an inode that neither a name nor a descriptor holds.
    fn reap(&mut self, ino: Ino) {
        let Some(inode) = self.inodes.get(&ino) else { return };
        if inode.links == 0 && inode.opens == 0 {
            self.quota.give_back_bytes(inode.size());
            self.inodes.remove(&ino);
        }
    }
}
