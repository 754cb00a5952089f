//! Files that are looked at where they lie, in the system's memory for files: all workers share it.

use std::ffi::c_void;
use std::fs::File;
use std::io;
use std::ptr::{self, NonNull};

use rustix::mm::{MapFlags, ProtFlags, mmap, munmap};

/// A whole file, to be read. Files of the cache are only ever replaced by renaming: what is mapped stays as it was.
pub struct Mapping {
    start: NonNull<c_void>,
    bytes: usize,
}

// SAFETY: nobody writes what is mapped.
unsafe impl Send for Mapping {}
// SAFETY: as above.
unsafe impl Sync for Mapping {}

impl Mapping {
    pub fn of(file: &File) -> io::Result<Self> {
        let bytes = usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?;
        if bytes == 0 {
            return Ok(Self { start: NonNull::dangling(), bytes });
        }
        // SAFETY: a new mapping at a place that the system chooses is in nobody's way.
        let start = unsafe { mmap(ptr::null_mut(), bytes, ProtFlags::READ, MapFlags::SHARED, file, 0)? };
        let start = NonNull::new(start).ok_or_else(|| io::Error::other("mapped at 0"))?;
        Ok(Self { start, bytes })
    }
}

impl AsRef<[u8]> for Mapping {
    fn as_ref(&self) -> &[u8] {
        // SAFETY: so many bytes are mapped there for as long as this lives, and none of them changes.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr().cast(), self.bytes) }
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        if self.bytes > 0 {
            // SAFETY: it is this mapping's own, and nothing of it is lent beyond its life.
            let _ = unsafe { munmap(self.start.as_ptr(), self.bytes) };
        }
    }
}
