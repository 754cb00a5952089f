//! Instances that serve again. A new instance pays a fault for the first touch of every page, which is most of what a short
//! run takes; so the instance of a snapshot is kept, and after each run its memory is brought back to what it was: every
//! page that the kernel says was written is overwritten with its first contents. A snapshot has no other state than memory
//! and mutable globals (`image.rs` refuses modules that have). Whatever is unusual ends the instance instead.

use super::written_pages::WrittenPages;
use crate::engine::instance::Spare;
use std::collections::HashMap;
use std::sync::Arc;

use wasmtime::Val;

use crate::engine::guest::Guest;
use crate::engine::instance;
use crate::engine::limiter::PAGE_BYTES;
use crate::engine::module::Loaded;
use crate::reuse::mapped_image::MappedImage;
use crate::reuse::program_image::{BLOCK_BYTES, ProgramImage};

/// The most written pages of the system with which an instance is kept; a short run writes about 150.
const MAX_WRITTEN_PAGES: usize = 1024;

/// What a snapshot's instances begin with, as far as guests have changed it.
#[derive(Default)]
pub struct Originals {
    /// Contents of pages of the system, by their number in the memory.
    pages: HashMap<usize, Box<[u8]>>,
    /// Values of mutable globals, by the names under which the snapshot exports them.
    globals: Vec<(String, Val)>,
}

/// Makes instances as good as new.
pub struct Renewal {
    pages: Arc<WrittenPages>,
}

impl Renewal {
    pub fn new(pages: Arc<WrittenPages>) -> Self {
        Self { pages }
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
        let page_bytes = self.pages.page_bytes();
        let Spare { mut store, instance } = used;
        *store.data_mut() = Guest::vacant();
        let memory = instance.get_memory(&mut store, "memory")?;
        let written = self.pages.written(memory.data_mut(&mut store))?;
        if let Some(placed) = &loaded.image {
            return renew_placed(loaded, placed, Spare { store, instance }, &written, page_bytes);
        }
        if image.is_some() && page_bytes != BLOCK_BYTES {
            return None;
        }
        let in_image = |page: &usize| image?.block(page * page_bytes);
        let others: Vec<_> = written.iter().copied().filter(|page| in_image(page).is_none()).collect();
        if others.len() > MAX_WRITTEN_PAGES {
            return None;
        }
        let start_pages = u64::from(loaded.reactor?.start_pages);
        let is_as_large = memory.size(&store) == image.map_or(start_pages, ProgramImage::pages);
        if is_as_large && others.iter().all(|page| originals.pages.contains_key(page)) {
            let bytes = memory.data_mut(&mut store);
            for page in written {
                let start = page * page_bytes;
                let contents = in_image(&page).unwrap_or_else(|| &originals.pages[&page]);
                bytes[start..start + page_bytes].copy_from_slice(contents);
            }
            for (name, value) in image.map_or(&originals.globals[..], ProgramImage::globals) {
                instance.get_global(&mut store, name)?.set(&mut store, *value).ok()?;
            }
            return Some(Spare { store, instance });
        }
        // A page that only a memory that had grown has is of no use where none is to have grown.
        let first_pages = start_pages as usize * (PAGE_BYTES / page_bytes);
        let others: Vec<_> = others.into_iter().filter(|page| image.is_some() || *page < first_pages).collect();
        let fresh = instance::begin(loaded, store.into_data()).ok()?;
        let mut fresh = self.remember(fresh, &others, originals)?;
        if let Some(image) = image {
            image.restore(&mut fresh.store, &fresh.instance).ok()?;
        }
        Some(fresh)
    }

    /// Keeps the first contents of pages that guests are seen to write, out of an instance that nobody has used.
    fn remember(&self, mut fresh: Spare, written: &[usize], originals: &mut Originals) -> Option<Spare> {
        let page_bytes = self.pages.page_bytes();
        let Spare { store, instance } = &mut fresh;
        let bytes = instance.get_memory(&mut *store, "memory")?.data(&*store);
        for page in written {
            let start = page * page_bytes;
            // What has grown begins with zeros.
            let contents = bytes.get(start..start + page_bytes).map_or_else(|| vec![0; page_bytes].into(), Box::from);
            originals.pages.entry(*page).or_insert(contents);
        }
        if originals.pages.len() > MAX_WRITTEN_PAGES {
            originals.pages.clear();
        }
        originals.globals = instance::mutable_globals(store, instance);
        Some(fresh)
    }
}

/// [`Renewal::renew`] of an instance whose memory lies over a file: that has what every page began with. Few pages are copied;
/// of many, the system gets its memory back.
fn renew_placed(
    loaded: &Loaded,
    placed: &MappedImage,
    used: Spare,
    written: &[usize],
    page_bytes: usize,
) -> Option<Spare> {
    let Spare { mut store, instance } = used;
    let memory = instance.get_memory(&mut store, "memory")?;
    // A memory cannot become smaller again.
    if memory.size(&store) != u64::from(placed.callee.start_pages) {
        return instance::begin(loaded, store.into_data()).ok();
    }
    let bytes = memory.data_mut(&mut store);
    if written.len() > MAX_WRITTEN_PAGES {
        placed.lay_over(bytes).ok()?;
    } else {
        for page in written {
            let place = page * page_bytes..(page + 1) * page_bytes;
            bytes[place.clone()].copy_from_slice(&placed.contents()[place]);
        }
    }
    placed.reset_globals(&mut store, &instance).ok()?;
    Some(Spare { store, instance })
}
