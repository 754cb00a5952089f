//! Putting names into directories and taking them out, with all that is counted by it.

use super::super::errno::Errno;
use super::{Body, Ino, Place, Reach, Tree};

impl Tree {
    /// The name of a place where nothing is yet and something may be put.
    pub(super) fn free_name(&self, place: &Place) -> Result<String, Errno> {
        if place.target.is_some() {
            return Err(Errno::Exist);
        }
        let name = place.name.as_ref().ok_or(Errno::Exist)?;
        self.check_reach(place.directory, name, Reach::default())?;
        Ok(name.clone())
    }

    /// Whether an entry that reaches `below` may be put in the directory, which must still have a name itself.
    pub(super) fn check_reach(&self, directory: Ino, name: &str, below: Reach) -> Result<(), Errno> {
        if self.inode(directory)?.links == 0 {
            return Err(Errno::Noent);
        }
        self.directory(directory)?.reach.of_entry(name).check_with(below)
    }

    /// Puts a name in a directory, with all that follows for the directory itself.
    pub(super) fn attach(&mut self, directory: Ino, name: String, ino: Ino, now_ns: u64) -> Result<(), Errno> {
        let reach = self.directory(directory)?.reach.of_entry(&name);
        if let Body::Directory(child) = &mut self.inode_mut(ino)?.body {
            child.parent = directory;
            self.inode_mut(directory)?.links += 1;
            self.set_reach(ino, reach)?;
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
