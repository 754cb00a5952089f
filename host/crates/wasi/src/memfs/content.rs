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
            Body::Lent(_) => Err(Errno::Rofs),
            Body::Directory(_) => Err(Errno::Isdir),
            Body::Symlink(_) => Err(Errno::Inval),
        }
    }

    /// The contents from `offset` on, at most `limit` bytes of them.
    pub fn read(&self, ino: Ino, offset: u64, limit: u64) -> Result<&[u8], Errno> {
        let bytes = match &self.inode(ino)?.body {
            Body::Lent(lent) => lent.bytes(),
            _ => self.contents(ino)?,
        };
        let size = bytes.len() as u64;
        let start = offset.min(size);
        let end = start.saturating_add(limit).min(size);
        // Both are at most the size, which is a usize.
        Ok(&bytes[start as usize..end as usize])
    }

    /// The bytes to move besides the data, where a file is written from `offset` on and then reaches at least to `end`: the
    /// zeros of a gap, the copy of a given file that is written for the first time, and what the file becomes longer by for
    /// each name but the first, because each is handed back.
    pub fn write_overhead(&self, ino: Ino, offset: u64, end: u64) -> Result<u64, Errno> {
        let bytes = self.contents(ino)?;
        let size = bytes.len() as u64;
        let copy = if Arc::strong_count(bytes) > 1 { size } else { 0 };
        let copies = end.saturating_sub(size).saturating_mul(names(self.inode(ino)?) - 1);
        Ok(offset.saturating_sub(size).saturating_add(copy).saturating_add(copies))
    }

    /// Takes the room for a file that is to reach at least to `end`. Nothing is allocated yet.
    pub fn reserve(&mut self, ino: Ino, end: u64) -> Result<(), Errno> {
        if end > MAX_OFFSET {
            return Err(Errno::Fbig);
        }
        if self.check_report(ino, end)? {
            return Ok(());
        }
        let size = self.contents(ino)?.len() as u64;
        let names = names(self.inode(ino)?);
        let growth = end.saturating_sub(size).saturating_mul(names);
        self.quota.take(growth, 0)
    }

    /// Allocates what a file of `size` bytes needs, so that filling it a piece at a time does not fail on the way.
    pub fn make_room(&mut self, ino: Ino, size: u64) -> Result<(), Errno> {
        let length = usize::try_from(size).map_err(|_| Errno::Fbig)?;
        let most = usize::try_from(self.quota.limits().0).unwrap_or(usize::MAX);
        let Body::File(bytes) = &mut self.inode_mut(ino)?.body else { return Err(Errno::Inval) };
        make_room(Arc::make_mut(bytes), length, most)
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
        let most = usize::try_from(self.quota.limits().0).unwrap_or(usize::MAX);
        let inode = self.inode_mut(ino)?;
        let Body::File(bytes) = &mut inode.body else { return Err(Errno::Badf) };
        let bytes = Arc::make_mut(bytes);
        if at > bytes.len() {
            make_room(bytes, at, most)?;
            bytes.resize(at, 0);
        }
        for piece in pieces {
            let (over, beyond) = piece.split_at(piece.len().min(bytes.len() - at));
            bytes[at..at + over.len()].copy_from_slice(over);
            make_room(bytes, at + piece.len(), most)?;
            bytes.extend_from_slice(beyond);
            at += piece.len();
        }
        inode.times.modify(now_ns);
        Ok(())
    }

    /// Cuts or zero-fills the file to `size`; to grow, `reserve` must have taken the room.
    pub fn resize(&mut self, ino: Ino, size: u64, now_ns: u64) -> Result<(), Errno> {
        let length = usize::try_from(size).map_err(|_| Errno::Fbig)?;
        let most = usize::try_from(self.quota.limits().0).unwrap_or(usize::MAX);
        let counts = !self.check_report(ino, size)?;
        let inode = self.inode_mut(ino)?;
        let names = names(inode);
        let Body::File(bytes) = &mut inode.body else { return Err(Errno::Inval) };
        let cut = bytes.len().saturating_sub(length) as u64;
        if length == 0 {
            *bytes = Arc::default();
        } else {
            let bytes = Arc::make_mut(bytes);
            make_room(bytes, length, most)?;
            bytes.resize(length, 0);
            // What the quota gets back the host must get back too.
            if bytes.capacity() / 2 > length.max(KEPT_CAPACITY_BYTES) {
                bytes.shrink_to_fit();
            }
        }
        inode.times.modify(now_ns);
        if counts {
            self.quota.give_back_bytes(cut.saturating_mul(names));
        }
        Ok(())
    }
}

/// Room for a file of `length` bytes: as much again at a time, but no more than all files may have. A file that the host
/// has no memory for finds its disk full.
fn make_room(bytes: &mut Vec<u8>, length: usize, most: usize) -> Result<(), Errno> {
    if length <= bytes.capacity() {
        return Ok(());
    }
    let room = length.max(bytes.capacity().saturating_mul(2).min(most));
    bytes.try_reserve_exact(room - bytes.len()).map_err(|_| Errno::Nospc)
}

/// How often the quota counts the inode's bytes.
pub(super) fn names(inode: &Inode) -> u64 {
    inode.links.max(1)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::disk;
    use super::*;

    #[test]
    fn a_write_replaces_and_extends() {
        let mut disk = disk();
        let file = disk.make_file("f", b"abcdef").unwrap();
        disk.write(file, 4, b"XYZ").unwrap();
        assert_eq!(disk.read("f"), Ok(&b"abcdXYZ"[..]));
        assert_eq!(disk.used(), (7, 1));
    }

    #[test]
    fn a_gap_is_filled_with_zeros_and_counted() {
        let mut disk = disk();
        let file = disk.make_file("f", b"a").unwrap();
        assert_eq!(disk.tree.write_overhead(file, 4, 5), Ok(3));
        disk.write(file, 4, b"z").unwrap();
        assert_eq!(disk.read("f"), Ok(&b"a\0\0\0z"[..]));
        assert_eq!(disk.used(), (5, 1));
    }

    #[test]
    fn a_read_stops_at_the_end() {
        let mut disk = disk();
        let file = disk.make_file("f", b"abcdef").unwrap();
        assert_eq!(disk.tree.read(file, 2, 3), Ok(&b"cde"[..]));
        assert_eq!(disk.tree.read(file, 5, u64::MAX), Ok(&b"f"[..]));
        assert_eq!(disk.tree.read(file, u64::MAX, u64::MAX), Ok(&b""[..]));
    }

    #[test]
    fn a_file_can_fill_the_quota_and_not_pass_it() {
        let mut disk = disk();
        let file = disk.make_file("f", &[1; 99]).unwrap();
        assert_eq!(disk.write(file, 99, b"ab"), Err(Errno::Nospc));
        assert_eq!(disk.used(), (99, 1));
        assert_eq!(disk.write(file, 99, b"a"), Ok(()));
        assert_eq!(disk.resize(file, 101), Err(Errno::Nospc));
        assert!(disk.tree.quota.refused());
    }

    #[test]
    fn a_sparse_size_is_refused_before_memory_is_taken() {
        let mut disk = disk();
        let file = disk.make_file("f", b"").unwrap();
        assert_eq!(disk.resize(file, 1 << 42), Err(Errno::Nospc));
        assert_eq!(disk.write(file, 1 << 42, b"x"), Err(Errno::Nospc));
        assert_eq!(disk.write(file, u64::MAX, b"x"), Err(Errno::Fbig));
        assert_eq!(disk.used(), (0, 1));
    }

    #[test]
    fn cutting_gives_bytes_back() {
        let mut disk = disk();
        let file = disk.make_file("f", b"abcdef").unwrap();
        disk.resize(file, 2).unwrap();
        assert_eq!((disk.read("f").unwrap(), disk.used()), (&b"ab"[..], (2, 1)));
        disk.resize(file, 0).unwrap();
        assert_eq!(disk.used(), (0, 1));
        assert_eq!(disk.tree.quota.peak_bytes(), 6);
    }

    #[test]
    fn memory_goes_back_with_the_bytes() {
        let mut disk = super::super::fixture::Disk { tree: Tree::new(super::super::Quota::new(1 << 20, 1), 0) };
        let file = disk.make_file("f", &[7; 1 << 20]).unwrap();
        disk.resize(file, 10).unwrap();
        assert!(disk.tree.contents(file).unwrap().capacity() <= 2 * KEPT_CAPACITY_BYTES);
    }

    #[test]
    fn every_name_counts_the_bytes_again() {
        let mut disk = disk();
        let file = disk.make_file("f", &[1; 30]).unwrap();
        disk.link("f", "g").unwrap();
        disk.link("f", "h").unwrap();
        assert_eq!(disk.used(), (90, 3));
        assert_eq!(disk.tree.write_overhead(file, 30, 33), Ok(2 * 3));
        assert_eq!(disk.write(file, 30, &[1; 4]), Err(Errno::Nospc));
        disk.write(file, 30, &[1; 3]).unwrap();
        assert_eq!(disk.used(), (99, 3));
        disk.resize(file, 1).unwrap();
        assert_eq!(disk.used(), (3, 3));
    }

    #[test]
    fn a_given_file_is_copied_when_it_is_first_written() {
        let mut disk = disk();
        disk.tree.give("f".to_owned(), b"abc".to_vec(), 0).unwrap();
        let file = disk.find("f").unwrap();
        assert_eq!(disk.tree.write_overhead(file, 0, 1), Ok(3));
        disk.write(file, 0, b"X").unwrap();
        assert_eq!(disk.tree.write_overhead(file, 0, 1), Ok(0));
        assert_eq!(disk.read("f"), Ok(&b"Xbc"[..]));
    }
}
