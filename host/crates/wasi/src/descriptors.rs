//! The table of open descriptors.

use super::abi::{fdflags, rights};
use super::devices::Device;
use super::errno::Errno;
use super::hostdir::{HostDirectory, HostFile};
use super::listing::Listing;
use super::memfs::Ino;
use super::mounts::Mounted;
use super::stdio::Stream;

/// What a descriptor stands for.
pub enum Object {
    Stdin,
    Output(Stream),
    /// A file of the run directory.
    File(Ino),
    /// The run directory or a directory in it.
    Directory(Ino),
    MountedFile(Mounted),
    MountedDirectory(Mounted),
    Device(Device),
    HostFile(HostFile),
    HostDirectory(HostDirectory),
}

/// The rights that a descriptor reports. Those of reading and writing a file and of cutting one count, the others are told only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rights {
    pub base: u64,
    pub inheriting: u64,
}

pub struct Descriptor {
    pub object: Object,
    /// The name under which the guest finds a directory that was open from the start.
    pub preopen: Option<String>,
    pub rights: Rights,
    pub flags: u16,
    pub position: u64,
    /// What `fd_readdir` is in the middle of telling.
    pub listing: Option<Listing>,
}

impl Descriptor {
    pub fn new(object: Object, rights: Rights, flags: u16) -> Self {
        Descriptor { object, preopen: None, rights, flags, position: 0, listing: None }
    }

    pub fn stdin() -> Self {
        Descriptor::new(Object::Stdin, Rights { base: rights::STDIN, inheriting: 0 }, 0)
    }

    pub fn output(stream: Stream) -> Self {
        Descriptor::new(Object::Output(stream), Rights { base: rights::OUTPUT, inheriting: 0 }, fdflags::APPEND)
    }

    pub fn preopen(object: Object, name: String) -> Self {
        let rights = Rights { base: rights::DIRECTORY, inheriting: rights::ALL };
        Descriptor { preopen: Some(name), ..Descriptor::new(object, rights, 0) }
    }

    pub fn appends(&self) -> bool {
        self.flags & fdflags::APPEND != 0
    }

    pub fn check_readable(&self) -> Result<(), Errno> {
        self.check(rights::FD_READ)
    }

    pub fn check_writable(&self) -> Result<(), Errno> {
        self.check(rights::FD_WRITE)
    }

    fn check(&self, right: u64) -> Result<(), Errno> {
        if self.rights.base & right == 0 { Err(Errno::Badf) } else { Ok(()) }
    }
}

/// Descriptors by number. The limit counts all that are open, streams and preopens among them, as a process's does.
pub struct Descriptors {
    slots: Vec<Option<Descriptor>>,
    open: usize,
    peak: usize,
    limit: usize,
}

impl Descriptors {
    /// A table with what is open from the start, numbered from 0; the limit refuses only what comes after.
    pub fn new(first: Vec<Descriptor>, limit: usize) -> Self {
        let open = first.len();
        Descriptors { slots: first.into_iter().map(Some).collect(), open, peak: open, limit }
    }

    pub fn get(&self, fd: u32) -> Result<&Descriptor, Errno> {
        self.slots.get(fd as usize).and_then(Option::as_ref).ok_or(Errno::Badf)
    }

    pub fn get_mut(&mut self, fd: u32) -> Result<&mut Descriptor, Errno> {
        self.slots.get_mut(fd as usize).and_then(Option::as_mut).ok_or(Errno::Badf)
    }

    /// How many are open.
    pub fn open(&self) -> usize {
        self.open
    }

    /// Asked before anything is made that a full table could then not hold.
    pub fn check_room(&self) -> Result<(), Errno> {
        if self.open >= self.limit { Err(Errno::Mfile) } else { Ok(()) }
    }

    /// Gives the lowest free number to a descriptor.
    pub fn insert(&mut self, descriptor: Descriptor) -> Result<u32, Errno> {
        self.check_room()?;
        let slot = self.slots.iter().position(Option::is_none).unwrap_or(self.slots.len());
        let fd = u32::try_from(slot).map_err(|_| Errno::Mfile)?;
        if slot == self.slots.len() {
            self.slots.push(None);
        }
        self.slots[slot] = Some(descriptor);
        self.open += 1;
        self.peak = self.peak.max(self.open);
        Ok(fd)
    }

    pub fn remove(&mut self, fd: u32) -> Result<Descriptor, Errno> {
        let descriptor = self.slots.get_mut(fd as usize).and_then(Option::take).ok_or(Errno::Badf)?;
        self.open -= 1;
        Ok(descriptor)
    }

    /// Moves a descriptor onto another, which must be open too, and gives that one back for closing.
    pub fn renumber(&mut self, from: u32, to: u32) -> Result<Option<Descriptor>, Errno> {
        self.get(from)?;
        self.get(to)?;
        if from == to {
            return Ok(None);
        }
        let moved = self.remove(from)?;
        Ok(self.slots[to as usize].replace(moved))
    }

    /// Forgets every listing; whoever is in the middle of one gets a new one.
    pub fn drop_listings(&mut self) {
        for descriptor in self.slots.iter_mut().flatten() {
            descriptor.listing = None;
        }
    }

    /// The entries of all listings together.
    pub fn listed_entries(&self) -> usize {
        self.slots.iter().flatten().filter_map(|descriptor| descriptor.listing.as_ref()).map(Listing::len).sum()
    }

    /// The most that were open at a time.
    pub fn peak(&self) -> u64 {
        self.peak as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(limit: usize) -> Descriptors {
        let first = vec![Descriptor::stdin(), Descriptor::output(Stream::Stdout), Descriptor::output(Stream::Stderr)];
        Descriptors::new(first, limit)
    }

    fn file(ino: Ino) -> Descriptor {
        Descriptor::new(Object::File(ino), Rights { base: rights::ALL, inheriting: 0 }, 0)
    }

    fn ino(descriptor: &Descriptor) -> Option<Ino> {
        if let Object::File(ino) = descriptor.object { Some(ino) } else { None }
    }

    #[test]
    fn the_lowest_free_number_is_given() {
        let mut table = table(8);
        assert_eq!(table.insert(file(10)), Ok(3));
        assert_eq!(table.insert(file(11)), Ok(4));
        table.remove(1).unwrap();
        table.remove(3).unwrap();
        assert_eq!(table.insert(file(12)), Ok(1));
        assert_eq!(table.insert(file(13)), Ok(3));
        assert_eq!(table.insert(file(14)), Ok(5));
    }

    #[test]
    fn the_limit_counts_streams_and_the_peak_stays() {
        let mut table = table(4);
        assert_eq!(table.insert(file(10)), Ok(3));
        assert_eq!(table.insert(file(11)), Err(Errno::Mfile));
        table.remove(0).unwrap();
        table.remove(3).unwrap();
        assert_eq!(table.insert(file(11)), Ok(0));
        assert_eq!(table.peak(), 4);
    }

    #[test]
    fn closed_and_unknown_numbers_are_bad() {
        let mut table = table(8);
        table.remove(2).unwrap();
        assert_eq!(table.remove(2).err(), Some(Errno::Badf));
        assert_eq!(table.get(2).err(), Some(Errno::Badf));
        assert_eq!(table.get_mut(u32::MAX).err(), Some(Errno::Badf));
    }

    #[test]
    fn renumbering_replaces_what_was_there() {
        let mut table = table(8);
        table.insert(file(10)).unwrap();
        table.insert(file(11)).unwrap();
        let replaced = table.renumber(4, 3).unwrap();
        assert_eq!(replaced.as_ref().and_then(ino), Some(10));
        assert_eq!(ino(table.get(3).unwrap()), Some(11));
        assert_eq!(table.get(4).err(), Some(Errno::Badf));
        assert!(table.renumber(3, 3).unwrap().is_none());
        assert_eq!(table.renumber(3, 9).err(), Some(Errno::Badf));
        assert_eq!(table.renumber(9, 3).err(), Some(Errno::Badf));
        assert_eq!(ino(table.get(3).unwrap()), Some(11));
    }
}
