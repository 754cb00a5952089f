//! The memory cap. Records that it refused something, so that the outcome never has to be guessed from text.

use wasmtime::{ResourceLimiter, Result};

/// Bytes of a WebAssembly page.
pub const PAGE_BYTES: usize = 65_536;
/// Elements a table may have; the largest known guest (clang) needs 17,142.
const TABLE_ELEMENTS: usize = 20_000;

pub struct Limiter {
    max_bytes: usize,
    /// Whether memory or a table was refused to grow: the guest saw -1, or could not start.
    pub refused: bool,
}

impl Limiter {
    pub fn new(memory_pages: u64) -> Self {
        Self { max_bytes: (memory_pages as usize).saturating_mul(PAGE_BYTES), refused: false }
    }

    /// The most pages that memory may have.
    pub fn max_pages(&self) -> u64 {
        (self.max_bytes / PAGE_BYTES) as u64
    }

    fn allow(&mut self, allowed: bool) -> Result<bool> {
        self.refused |= !allowed;
        Ok(allowed)
    }
}

impl ResourceLimiter for Limiter {
    fn memory_growing(&mut self, _current: usize, desired: usize, maximum: Option<usize>) -> Result<bool> {
        // A grow past the module's own maximum fails by the module's doing, not by ours.
        let own_fault = maximum.is_some_and(|maximum| desired > maximum);
        if own_fault {
            return Ok(false);
        }
        self.allow(desired <= self.max_bytes)
    }

    fn memory_grow_failed(&mut self, _error: wasmtime::Error) -> Result<()> {
        self.refused = true;
        Ok(())
    }

    fn table_growing(&mut self, _current: usize, desired: usize, maximum: Option<usize>) -> Result<bool> {
        if maximum.is_some_and(|maximum| desired > maximum) {
            return Ok(false);
        }
        self.allow(desired <= TABLE_ELEMENTS)
    }

    fn instances(&self) -> usize {
        1
    }

    fn tables(&self) -> usize {
        4
    }

    fn memories(&self) -> usize {
        1
    }
}
