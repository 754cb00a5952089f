//! A small run directory for tests, handled by paths.

use super::super::charges::Meter;
use super::super::errno::Errno;
use super::super::fault::Fault;
use super::{Follow, Ino, Place, Quota, ROOT, Tree};

/// The time at which a test does what it does not time itself.
pub const NOW_NS: u64 = 1_000;
const PLENTY: u64 = 1 << 40;

pub struct Disk {
    pub tree: Tree,
}

/// A run directory with room for 100 bytes and 300 entries.
pub fn disk() -> Disk {
    Disk { tree: Tree::new(Quota::new(100, 300), NOW_NS) }
}

pub fn plenty() -> Meter {
    Meter::new(PLENTY, PLENTY)
}

impl Disk {
    pub fn resolve(&self, base: Ino, path: &str, follow: Follow) -> Result<Place, Errno> {
        self.tree.resolve(base, path, follow, &mut plenty()).map_err(errno)
    }

    pub fn place(&self, path: &str) -> Result<Place, Errno> {
        self.resolve(ROOT, path, Follow::No)
    }

    /// What a path names, following symbolic links.
    pub fn find(&self, path: &str) -> Result<Ino, Errno> {
        self.resolve(ROOT, path, Follow::Yes)?.target.ok_or(Errno::Noent)
    }

    pub fn make_directory(&mut self, path: &str) -> Result<Ino, Errno> {
        let place = self.place(path)?;
        self.tree.create_directory(&place, NOW_NS)
    }

    pub fn make_symlink(&mut self, path: &str, target: &str) -> Result<Ino, Errno> {
        let place = self.place(path)?;
        self.tree.create_symlink(&place, target, NOW_NS)
    }

    /// Makes a file with these bytes in it.
    pub fn make_file(&mut self, path: &str, bytes: &[u8]) -> Result<Ino, Errno> {
        let place = self.place(path)?;
        let ino = self.tree.create_file(&place, NOW_NS)?;
        self.write(ino, 0, bytes)?;
        Ok(ino)
    }

    pub fn write(&mut self, ino: Ino, offset: u64, bytes: &[u8]) -> Result<(), Errno> {
        self.tree.reserve(ino, offset.saturating_add(bytes.len() as u64))?;
        self.tree.write(ino, offset, [bytes].into_iter(), NOW_NS)
    }

    pub fn resize(&mut self, ino: Ino, size: u64) -> Result<(), Errno> {
        self.tree.reserve(ino, size)?;
        self.tree.resize(ino, size, NOW_NS)
    }

    pub fn read(&self, path: &str) -> Result<&[u8], Errno> {
        self.tree.read(self.find(path)?, 0, u64::MAX)
    }

    pub fn unlink(&mut self, path: &str) -> Result<(), Errno> {
        let place = self.place(path)?;
        self.tree.unlink(&place, NOW_NS)
    }

    pub fn remove_directory(&mut self, path: &str) -> Result<(), Errno> {
        let place = self.place(path)?;
        self.tree.remove_directory(&place, NOW_NS)
    }

    pub fn link(&mut self, old: &str, new: &str) -> Result<(), Errno> {
        let ino = self.place(old)?.target.ok_or(Errno::Noent)?;
        let place = self.place(new)?;
        self.tree.link(ino, &place, NOW_NS)
    }

    pub fn rename(&mut self, from: &str, to: &str) -> Result<(), Errno> {
        let (from, to) = (self.place(from)?, self.place(to)?);
        self.tree.rename(&from, &to, NOW_NS, &mut plenty()).map_err(errno)
    }

    /// The names in a directory.
    pub fn names(&self, path: &str) -> Result<Vec<&str>, Errno> {
        Ok(self.tree.directory(self.find(path)?)?.entries.keys().map(String::as_str).collect())
    }

    pub fn links(&self, path: &str) -> Result<u64, Errno> {
        Ok(self.tree.inode(self.find(path)?)?.links)
    }

    /// Bytes and entries in use.
    pub fn used(&self) -> (u64, u64) {
        (self.tree.quota.used_bytes(), self.tree.quota.used_entries())
    }
}

pub fn errno(fault: Fault) -> Errno {
    match fault {
        Fault::Errno(errno) => errno,
        Fault::Stop(stop) => panic!("the run ended: {stop}"),
    }
}
