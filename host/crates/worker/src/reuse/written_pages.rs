//! Which pages of a memory were written, as the kernel tells it.

use std::fs::File;
use std::hint::black_box;
use std::io::{self, Read, Seek, SeekFrom};

use crate::engine::limiter::PAGE_BYTES;

/// Bits of an entry of `/proc/PID/pagemap` (Documentation/admin-guide/mm/pagemap.rst). A private page that was written is
/// no page of its file any more.
const PRESENT: u64 = 1 << 63;
const SWAPPED: u64 = 1 << 62;
const FILE_PAGE: u64 = 1 << 61;
const ENTRY_BYTES: usize = 8;

/// Knows which pages of this process were written.
pub struct WrittenPages {
    pagemap: File,
    page_bytes: usize,
}

impl WrittenPages {
    /// `None` where the system does not tell: every run then gets a new instance.
    pub fn open() -> Option<Self> {
        let pagemap = File::open("/proc/self/pagemap").ok()?;
        Some(Self { pagemap, page_bytes: rustix::param::page_size() })
    }

    /// Bytes of a page of the system.
    pub fn page_bytes(&self) -> usize {
        self.page_bytes
    }

    /// The blocks of a memory that may have been written since its instance began, by their number in it. `None` where the
    /// system does not tell.
    pub fn written_blocks(&self, memory: &mut [u8], block_bytes: usize) -> Option<Vec<usize>> {
        if !self.page_bytes.is_multiple_of(block_bytes) {
            return None;
        }
        let per_page = self.page_bytes / block_bytes;
        Some(self.written(memory)?.into_iter().flat_map(|page| page * per_page..(page + 1) * per_page).collect())
    }

    /// The pages of a memory that were written since its instance began, by their number in it. `None` where the system does not
    /// tell.
    pub fn written(&self, memory: &mut [u8]) -> Option<Vec<usize>> {
        let first = memory.first_mut()?;
        *first = black_box(*first);
        let written = self.written_pages(memory).ok()?;
        // The first page was written just now: what does not tell so tells nothing.
        (written.first() == Some(&0)).then_some(written)
    }

    /// The pages of `bytes` that are no longer as they were mapped, by their number in it.
    fn written_pages(&self, bytes: &[u8]) -> io::Result<Vec<usize>> {
        debug_assert!(PAGE_BYTES.is_multiple_of(self.page_bytes));
        let first = bytes.as_ptr() as usize / self.page_bytes;
        let mut entries = vec![0; bytes.len() / self.page_bytes * ENTRY_BYTES];
        let mut pagemap = &self.pagemap;
        pagemap.seek(SeekFrom::Start((first * ENTRY_BYTES) as u64))?;
        pagemap.read_exact(&mut entries)?;
        let (entries, _) = entries.as_chunks::<ENTRY_BYTES>();
        let is_written = |entry: u64| entry & SWAPPED != 0 || (entry & PRESENT != 0 && entry & FILE_PAGE == 0);
        let numbered = entries.iter().enumerate();
        Ok(numbered.filter(|(_, entry)| is_written(u64::from_le_bytes(**entry))).map(|(page, _)| page).collect())
    }
}
