//! The state of a snapshot's instance after it has compiled a program, and before anything of a run is in it: the pages that
//! differ from the snapshot's, the size of its memory and its mutable globals. Written over an instance that is as good as new
//! it makes one that stands just behind the compiling, to the bit.

use std::collections::VecDeque;
use std::sync::Arc;

use fuelcell_cpython::course::Spent;
use fuelcell_cpython::heap::damaged;
use fuelcell_cpython::program::Program;
use wasmtime::{Error, Instance, Memory, Store, Val};

use crate::engine::guest::Guest;
use crate::engine::instance;
use crate::engine::instance::Spare;
use crate::engine::module::Loaded;
use crate::reuse::written_pages::WrittenPages;

/// Bytes that are compared, and kept, together.
pub const BLOCK_BYTES: usize = 4096;
/// The largest image, in bytes of its blocks: more is not copied faster than an ordinary source is compiled.
const MAX_IMAGE_BYTES: usize = 16 << 20;
/// The most images that a worker keeps, and bytes of them: what has not been used for the longest time goes first.
const MAX_IMAGES: usize = 64;
const MAX_KEPT_BYTES: usize = 32 << 20;
/// How many keys without an image are remembered.
const MAX_SEEN: usize = 256;

pub struct ProgramImage {
    /// Size of the memory, in WebAssembly pages.
    pages: u64,
    /// Blocks that lie side by side, by where they begin.
    runs: Vec<(usize, Box<[u8]>)>,
    globals: Vec<(String, Val)>,
    pub spent: Spent,
}

impl ProgramImage {
    /// The image of an instance. `None` when it is too large, or no other instance can be begun to compare it with.
    fn of(loaded: &Loaded, written_pages: Option<&WrittenPages>, used: &mut InUse<'_>, spent: Spent) -> Option<Self> {
        let Spare { store: fresh_store, instance: fresh } = &mut instance::begin(loaded, Guest::vacant()).ok()?;
        let fresh = exported_memory(fresh_store, fresh).ok()?.data(&*fresh_store);
        let InUse { store, instance } = used;
        let memory = exported_memory(store, instance).ok()?;
        let written = written_pages.and_then(|pages| pages.written_blocks(memory.data_mut(&mut **store), BLOCK_BYTES));
        let bytes = memory.data(&**store);
        let blocks = written.unwrap_or_else(|| (0..bytes.len() / BLOCK_BYTES).collect());
        let mut runs: Vec<(usize, Vec<u8>)> = Vec::new();
        let mut kept = 0;
        for start in blocks.into_iter().map(|block| block * BLOCK_BYTES) {
            let block = &bytes[start..start + BLOCK_BYTES];
            // What has grown begins with zeros.
            let first = fresh.get(start..start + BLOCK_BYTES).unwrap_or(&[0; BLOCK_BYTES]);
            if block == first {
                continue;
            }
            kept += BLOCK_BYTES;
            if kept > MAX_IMAGE_BYTES {
                return None;
            }
            match runs.last_mut() {
                Some((at, run)) if *at + run.len() == start => run.extend_from_slice(block),
                _ => runs.push((start, block.to_vec())),
            }
        }
        let runs = runs.into_iter().map(|(at, run)| (at, run.into_boxed_slice())).collect();
        let pages = memory.size(&**store);
        Some(Self { pages, runs, globals: instance::mutable_globals(store, instance), spent })
    }

    /// Whether a run with these limits comes as far as the image.
    pub fn is_within(&self, fuel: u64, memory_pages: u64) -> bool {
        self.spent.before_compiling < fuel && self.pages <= memory_pages
    }

    /// What a block holds in the image, by where it begins; `None` for one that is as in the snapshot.
    pub fn block(&self, start: usize) -> Option<&[u8]> {
        let (at, run) = self.runs.get(self.runs.partition_point(|(at, _)| *at <= start).checked_sub(1)?)?;
        run.get(start - at..start - at + BLOCK_BYTES)
    }

    /// Values of the mutable globals.
    pub fn globals(&self) -> &[(String, Val)] {
        &self.globals
    }

    /// Size of the memory, in WebAssembly pages.
    pub fn pages(&self) -> u64 {
        self.pages
    }

    /// Brings an instance that is as good as new to the state of the image.
    pub fn restore(&self, store: &mut Store<Guest>, instance: &Instance) -> Result<(), Error> {
        let memory = exported_memory(store, instance)?;
        let more = self.pages.saturating_sub(memory.size(&*store));
        if more > 0 {
            memory.grow(&mut *store, more)?;
        }
        let bytes = memory.data_mut(&mut *store);
        for (at, run) in &self.runs {
            bytes.get_mut(*at..at + run.len()).ok_or_else(damaged)?.copy_from_slice(run);
        }
        for (name, value) in &self.globals {
            instance.get_global(&mut *store, name).ok_or_else(damaged)?.set(&mut *store, *value)?;
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        self.runs.iter().map(|(_, run)| run.len()).sum()
    }
}

/// An instance that a run is using.
pub struct InUse<'a> {
    pub store: &'a mut Store<Guest>,
    pub instance: &'a Instance,
}

fn exported_memory(store: &mut Store<Guest>, instance: &Instance) -> Result<Memory, Error> {
    instance.get_memory(&mut *store, "memory").ok_or_else(damaged)
}

/// An image, and what it is of.
#[derive(Clone)]
pub struct Known {
    pub key: Key,
    pub image: Arc<ProgramImage>,
}

/// Images of a worker, the one that was used last in the end.
pub struct ProgramImages {
    written_pages: Option<Arc<WrittenPages>>,
    kept: VecDeque<Known>,
    /// What was run once, the last one in the end.
    seen: VecDeque<Key>,
}

/// What an image is of: the program's number, and a hash of all that compiling its code depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    pub program: u32,
    hash: [u8; 32],
}

impl Key {
    /// `None` for a program whose setup comes before the code: what that does is no state of the program's.
    pub fn of(number: u32, module: &str, program: &Program<'_>) -> Option<Self> {
        if !program.setup.is_empty() {
            return None;
        }
        let piece = program.piece(0)?;
        let parts = [module.as_bytes(), &piece.flags.to_le_bytes(), piece.source, piece.entry.as_bytes()];
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        Some(Self { program: number, hash: *hasher.finalize().as_bytes() })
    }
}

impl ProgramImages {
    pub fn new(written_pages: Option<Arc<WrittenPages>>) -> Self {
        Self { written_pages, kept: VecDeque::new(), seen: VecDeque::new() }
    }

    /// An image, which was used now.
    pub fn find(&mut self, key: Key) -> Option<Known> {
        let known = self.kept.remove(self.kept.iter().position(|kept| kept.key == key)?)?;
        self.kept.push_back(known.clone());
        Some(known)
    }

    /// Whether an image would be used again, as far as can be known: it has been wanted before. To be asked once in a run.
    pub fn is_wanted(&mut self, key: Key) -> bool {
        if self.seen.contains(&key) {
            return true;
        }
        self.seen.push_back(key);
        if self.seen.len() > MAX_SEEN {
            self.seen.pop_front();
        }
        false
    }

    /// Keeps the image of an instance that has just compiled its program, unless something of its run may be in it.
    pub fn keep(&mut self, key: Key, loaded: &Loaded, mut used: InUse<'_>, spent: Spent) -> Option<Known> {
        let Guest { wasi, limiter } = used.store.data();
        if wasi.was_called() || limiter.refused {
            return None;
        }
        let image = ProgramImage::of(loaded, self.written_pages.as_deref(), &mut used, spent)?;
        let known = Known { key, image: Arc::new(image) };
        self.kept.retain(|kept| kept.key != key);
        self.kept.push_back(known.clone());
        while self.kept.len() > MAX_IMAGES || self.bytes() > MAX_KEPT_BYTES {
            self.kept.pop_front();
        }
        Some(known)
    }

    /// Lets go of all images of a program.
    pub fn forget(&mut self, program: u32) {
        self.kept.retain(|kept| kept.key.program != program);
        self.seen.retain(|key| key.program != program);
    }

    fn bytes(&self) -> usize {
        self.kept.iter().map(|kept| kept.image.bytes()).sum()
    }
}
