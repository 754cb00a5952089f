//! Making and removing names.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::errno::Errno;
use super::{Body, Directory, Ino, Place, Tree};

/// The deepest that an entry can lie, the run directory's own entries being at 1. Refused with `nametoolong`:
/// it keeps every path that comes back short enough to be made again.
pub const MAX_DEPTH: u32 = 64;

impl Tree {
    pub fn create_file(&mut self, place: &Place, now_ns: u64) -> Result<Ino, Errno> {
        if place.slash {
            return Err(Errno::Isdir);
        }
        self.create(place, Body::File(Arc::default()), now_ns)
    }

    pub fn create_directory(&mut self, place: &Place, now_ns: u64) -> Result<Ino, Errno> {
        let directory = Directory { entries: BTreeMap::new(), parent: place.directory };
        self.create(place, Body::Directory(directory), now_ns)
    }

    pub fn create_symlink(&mut self, place: &Place, target: &str, now_ns: u64) -> Result<Ino, Errno> {
        if place.target.is_none() && place.slash {
            return Err(Errno::Noent);
        }
        self.create(place, Body::Symlink(target.to_owned()), now_ns)
    }

    fn create(&mut self, place: &Place, body: Body, now_ns: u64) -> Result<Ino, Errno> {
        let name = self.free_name(place)?;
        let bytes = if let Body::Symlink(target) = &body { target.len() as u64 } else { 0 };
        self.quota.take(bytes, 1)?;
        let ino = self.insert(body, now_ns);
        self.attach(place.directory, name, ino, now_ns)?;
        Ok(ino)
    }

    /// Gives a file one more name.
    pub fn link(&mut self, ino: Ino, place: &Place, now_ns: u64) -> Result<(), Errno> {
        let inode = self.inode(ino)?;
        if inode.is_directory() {
            return Err(Errno::Perm);
        }
        let size = inode.size();
        if place.target.is_none() && place.slash {
            return Err(Errno::Noent);
        }
        let name = self.free_name(place)?;
        self.quota.take(size, 1)?;
        let inode = self.inode_mut(ino)?;
        inode.links += 1;
        inode.times.changed_ns = now_ns;
        self.attach(place.directory, name, ino, now_ns)
    }

    pub fn unlink(&mut self, place: &Place, now_ns: u64) -> Result<(), Errno> {
        let Some(name) = &place.name else { return Err(Errno::Isdir) };
        let ino = place.target.ok_or(Errno::Noent)?;
        if self.inode(ino)?.is_directory() {
            return Err(Errno::Isdir);
        }
        if place.slash {
            return Err(Errno::Notdir);
        }
        self.detach(place.directory, name, now_ns)?;
        self.drop_name(ino, now_ns)
    }

    pub fn remove_directory(&mut self, place: &Place, now_ns: u64) -> Result<(), Errno> {
        let Some(name) = &place.name else { return Err(Errno::Inval) };
        let ino = place.target.ok_or(Errno::Noent)?;
        if !self.directory(ino)?.entries.is_empty() {
            return Err(Errno::Notempty);
        }
        self.detach(place.directory, name, now_ns)?;
        self.drop_name(ino, now_ns)
    }

    /// The name of a place where nothing is yet and something may be put.
    pub(super) fn free_name(&self, place: &Place) -> Result<String, Errno> {
        if place.target.is_some() {
            return Err(Errno::Exist);
        }
        let name = place.name.as_ref().ok_or(Errno::Exist)?;
        self.check_room_below(place.directory, 0)?;
        Ok(name.clone())
    }

    /// Whether an entry with `levels` more below it may be put in the directory.
    pub(super) fn check_room_below(&self, directory: Ino, levels: u32) -> Result<(), Errno> {
        if self.inode(directory)?.links == 0 {
            return Err(Errno::Noent);
        }
        if self.depth(directory)? + levels > MAX_DEPTH { Err(Errno::Nametoolong) } else { Ok(()) }
    }

    /// Puts a name in a directory, with all that follows for the directory itself.
    pub(super) fn attach(&mut self, directory: Ino, name: String, ino: Ino, now_ns: u64) -> Result<(), Errno> {
        if let Body::Directory(child) = &mut self.inode_mut(ino)?.body {
            child.parent = directory;
            self.inode_mut(directory)?.links += 1;
        }
        self.directory_mut(directory)?.entries.insert(name, ino);
        self.inode_mut(directory)?.times.modify(now_ns);
        Ok(())
    }

    /// Takes a name out of a directory; the inode keeps its own count.
    pub(super) fn detach(&mut self, directory: Ino, name: &str, now_ns: u64) -> Result<(), Errno> {
        let ino = self.directory_mut(directory)?.entries.remove(name).ok_or(Errno::Noent)?;
        let was_directory = self.inode(ino)?.is_directory();
        let inode = self.inode_mut(directory)?;
        inode.times.modify(now_ns);
        if was_directory {
            inode.links -= 1;
        }
        Ok(())
    }

    /// One name less: gives its entry back, and its bytes unless only a descriptor still holds them.
    pub(super) fn drop_name(&mut self, ino: Ino, now_ns: u64) -> Result<(), Errno> {
        self.quota.give_back_entry();
        let inode = self.inode_mut(ino)?;
        inode.times.changed_ns = now_ns;
        inode.links = if inode.is_directory() { 0 } else { inode.links.saturating_sub(1) };
        if inode.links > 0 {
            let size = inode.size();
            self.quota.give_back_bytes(size);
        }
        self.reap(ino);
        Ok(())
    }
}
