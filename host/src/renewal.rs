//! Instances that serve again. A new instance pays a fault for the first touch of every page, which is most of what a short
//! run takes; so the instance of a snapshot is kept, and after each run its memory is brought back to what it was: every
//! page that the kernel says was written is overwritten with its first contents. A snapshot has no other state than memory
//! and mutable globals (`image.rs` refuses modules that have). Whatever is unusual ends the instance instead.

use std::collections::HashMap;
use std::fs::File;
use std::hint::black_box;
use std::io::{self, Read, Seek, SeekFrom};

use wasmtime::{Instance, Store, Val};

use crate::limiter::PAGE_BYTES;
use crate::module::Loaded;
use crate::program_image::{BLOCK_BYTES, ProgramImage};
use crate::run::{self, Guest};

/// The most written pages of the system with which an instance is kept; a short run writes about 150.
const MAX_WRITTEN_PAGES: usize = 1024;

/// Bits of an entry of `/proc/PID/pagemap` (Documentation/admin-guide/mm/pagemap.rst). A private page that was written is
/// no page of its file any more.
const PRESENT: u64 = 1 << 63;
const SWAPPED: u64 = 1 << 62;
const FILE_PAGE: u64 = 1 << 61;
const ENTRY_BYTES: usize = 8;

/// An instance that no guest has touched, or of which nothing is left that one could tell.
pub struct Spare {
    pub store: Store<Guest>,
    pub instance: Instance,
}

/// What a snapshot's instances begin with, as far as guests have changed it.
#[derive(Default)]
pub struct Originals {
    /// Contents of pages of the system, by their number in the memory.
    pages: HashMap<usize, Box<[u8]>>,
    /// Values of mutable globals, by the names under which the snapshot exports them.
    globals: Vec<(String, Val)>,
}

/// Knows which pages of this process were written.
pub struct Renewal {
    pagemap: File,
    page_bytes: usize,
}

impl Renewal {
    /// `None` where the system does not tell: every run then gets a new instance.
    pub fn open() -> Option<Self> {
        let pagemap = File::open("/proc/self/pagemap").ok()?;
        Some(Self { pagemap, page_bytes: rustix::param::page_size() })
    }

    /// Makes a used instance of a snapshot as good as new, or as the image that its run went through; or begins another in its
    /// place. `None` when neither pays.
    pub fn renew(
        &self,
        loaded: &Loaded,
        originals: &mut Originals,
        used: Spare,
        image: Option<&ProgramImage>,
    ) -> Option<Spare> {
        let Spare { mut store, instance } = used;
        *store.data_mut() = Guest::vacant();
        let memory = instance.get_memory(&mut store, "memory")?;
        let written = self.written(memory.data_mut(&mut store))?;
        if image.is_some() && self.page_bytes != BLOCK_BYTES {
            return None;
        }
        let in_image = |page: &usize| image?.block(page * self.page_bytes);
        let others: Vec<_> = written.iter().copied().filter(|page| in_image(page).is_none()).collect();
        if others.len() > MAX_WRITTEN_PAGES {
            return None;
        }
        let start_pages = u64::from(loaded.reactor?.start_pages);
        let is_as_large = memory.size(&store) == image.map_or(start_pages, ProgramImage::pages);
        if is_as_large && others.iter().all(|page| originals.pages.contains_key(page)) {
            let bytes = memory.data_mut(&mut store);
            for page in written {
                let start = page * self.page_bytes;
                let contents = in_image(&page).unwrap_or_else(|| &originals.pages[&page]);
                bytes[start..start + self.page_bytes].copy_from_slice(contents);
            }
            for (name, value) in image.map_or(&originals.globals[..], ProgramImage::globals) {
                instance.get_global(&mut store, name)?.set(&mut store, *value).ok()?;
            }
            return Some(Spare { store, instance });
        }
        // A page that only a memory that had grown has is of no use where none is to have grown.
        let first_pages = start_pages as usize * (PAGE_BYTES / self.page_bytes);
        let others: Vec<_> = others.into_iter().filter(|page| image.is_some() || *page < first_pages).collect();
        let fresh = run::begin(loaded, store.into_data()).ok()?;
        let mut fresh = self.remember(fresh, &others, originals)?;
        if let Some(image) = image {
            image.restore(&mut fresh.store, &fresh.instance).ok()?;
        }
        Some(fresh)
    }

    /// Keeps the first contents of pages that guests are seen to write, out of an instance that nobody has used.
    fn remember(&self, mut fresh: Spare, written: &[usize], originals: &mut Originals) -> Option<Spare> {
        let Spare { store, instance } = &mut fresh;
        let bytes = instance.get_memory(&mut *store, "memory")?.data(&*store);
        for page in written {
            let start = page * self.page_bytes;
            // What has grown begins with zeros.
            let contents =
                bytes.get(start..start + self.page_bytes).map_or_else(|| vec![0; self.page_bytes].into(), Box::from);
            originals.pages.entry(*page).or_insert(contents);
        }
        if originals.pages.len() > MAX_WRITTEN_PAGES {
            originals.pages.clear();
        }
        originals.globals = run::mutable_globals(store, instance);
        Some(fresh)
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

    fn written(&self, memory: &mut [u8]) -> Option<Vec<usize>> {
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
