//! What is in a file: reading, writing, changing its size.

use std::sync::Arc;

use super::super::errno::Errno;
use super::{Body, Ino, Inode, Tree};

/// The largest offset that the file types of preview1 can hold as a signed number.
const MAX_OFFSET: u64 = i64::MAX as u64;
/// Room in a vector that is not worth giving back.
const KEPT_CAPACITY_BYTES: usize = 4096;

impl Tree {
    fn contents(&self, ino: Ino) -> Result<&Arc<Vec<u8>>, Errno> {
        match &self.inode(ino)?.body {
            Body::File(bytes) => Ok(bytes),
            Body::Directory(_) => Err(Errno::Isdir),
            Body::Symlink(_) => Err(Errno::Inval),
        }
    }

    /// The contents from `offset` on, at most `limit` bytes of them.
    pub fn read(&self, ino: Ino, offset: u64, limit: u64) -> Result<&[u8], Errno> {
        let bytes = self.contents(ino)?;
        let size = bytes.len() as u64;
        let start = offset.min(size);
        let end = start.saturating_add(limit).min(size);
        // Both are at most the size, which is a usize.
        Ok(&bytes[start as usize..end as usize])
    }

    /// The bytes to move besides the data before the file can be written up to `offset` and `size`:
    /// the zeros of a gap, and the copy of a given file that is written for the first time.
    pub fn write_overhead(&self, ino: Ino, offset: u64) -> Result<u64, Errno> {
        let bytes = self.contents(ino)?;
        let size = bytes.len() as u64;
        let copy = if Arc::strong_count(bytes) > 1 { size } else { 0 };
        Ok(offset.saturating_sub(size).saturating_add(copy))
    }

    /// Takes the room for a file that is to reach at least to `end`. Nothing is allocated yet.
    pub fn reserve(&mut self, ino: Ino, end: u64) -> Result<(), Errno> {
        if end > MAX_OFFSET {
            return Err(Errno::Fbig);
        }
        let size = self.contents(ino)?.len() as u64;
        let names = names(self.inode(ino)?);
        let growth = end.saturating_sub(size).saturating_mul(names);
        self.quota.take(growth, 0)
    }

    /// Writes the pieces one after the other from `offset` on, for which `reserve` has taken the room.
    pub fn write<'a>(
        &mut self,
        ino: Ino,
        offset: u64,
        pieces: impl Iterator<Item = &'a [u8]>,
        now_ns: u64,
    ) -> Result<(), Errno> {
        let mut at = usize::try_from(offset).map_err(|_| Errno::Fbig)?;
        let inode = self.inode_mut(ino)?;
        let Body::File(bytes) = &mut inode.body else { return Err(Errno::Badf) };
        let bytes = Arc::make_mut(bytes);
        if at > bytes.len() {
            bytes.resize(at, 0);
        }
        for piece in pieces {
            let (over, beyond) = piece.split_at(piece.len().min(bytes.len() - at));
            bytes[at..at + over.len()].copy_from_slice(over);
            bytes.extend_from_slice(beyond);
            at += piece.len();
        }
        inode.times.modify(now_ns);
        Ok(())
    }

    /// Cuts or zero-fills the file to `size`; to grow, `reserve` must have taken the room.
    pub fn resize(&mut self, ino: Ino, size: u64, now_ns: u64) -> Result<(), Errno> {
        let length = usize::try_from(size).map_err(|_| Errno::Fbig)?;
        let inode = self.inode_mut(ino)?;
        let names = names(inode);
        let Body::File(bytes) = &mut inode.body else { return Err(Errno::Inval) };
        let cut = bytes.len().saturating_sub(length) as u64;
        if length == 0 {
            *bytes = Arc::default();
        } else {
            let bytes = Arc::make_mut(bytes);
            bytes.resize(length, 0);
            // What the quota gets back the host must get back too.
            if bytes.capacity() / 2 > length.max(KEPT_CAPACITY_BYTES) {
                bytes.shrink_to_fit();
            }
        }
        inode.times.modify(now_ns);
        self.quota.give_back_bytes(cut.saturating_mul(names));
        Ok(())
    }
}

/// How often the quota counts the inode's bytes.
pub(super) fn names(inode: &Inode) -> u64 {
    inode.links.max(1)
}
