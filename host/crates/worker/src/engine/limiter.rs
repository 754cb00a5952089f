//! The memory cap. Records that it refused something, so that the outcome never has to be guessed from text.

use fuelcell_protocol::Needs;
use wasmtime::{ResourceLimiter, Result};

use super::config::EXCEPTION_HEAP_BYTES;

/// Bytes of a WebAssembly page.
pub const PAGE_BYTES: usize = 65_536;
/// Elements a table may have; the largest known guest of which nothing special is said (clang) needs 17,142.
const TABLE_ELEMENTS: usize = 20_000;

pub struct Limiter {
    max_bytes: usize,
    table_elements: usize,
    has_exceptions: bool,
    /// Whether memory or a table was refused to grow: the guest saw -1, or could not start.
    pub refused: bool,
}

impl Limiter {
    pub fn new(memory_pages: u64) -> Self {
        let max_bytes = (memory_pages as usize).saturating_mul(PAGE_BYTES);
        Self { max_bytes, table_elements: TABLE_ELEMENTS, has_exceptions: false, refused: false }
    }

    /// With what is special about a module.
    pub fn with_needs(self, needs: &Needs) -> Self {
        let table_elements = needs.table_elements.map_or(self.table_elements, |elements| elements as usize);
        Self { table_elements, has_exceptions: needs.exceptions, ..self }
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
    fn memory_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> Result<bool> {
        // The heap of exceptions asks here too. It begins with all that it may have, and the guest never hears of it.
        if self.has_exceptions && current == 0 && desired == EXCEPTION_HEAP_BYTES {
            return Ok(true);
        }
        if self.has_exceptions && current == EXCEPTION_HEAP_BYTES {
            return Ok(false);
        }
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
        self.allow(desired <= self.table_elements)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn grows(limiter: &mut Limiter, current: usize, desired: usize) -> (bool, bool) {
        (limiter.memory_growing(current, desired, None).unwrap(), limiter.refused)
    }

    #[test]
    fn the_heap_of_exceptions_is_no_memory_of_the_guest() {
        let needs = Needs { exceptions: true, ..Needs::default() };
        let mut limiter = Limiter::new(1).with_needs(&needs);
        assert_eq!(grows(&mut limiter, 0, EXCEPTION_HEAP_BYTES), (true, false));
        assert_eq!(grows(&mut limiter, EXCEPTION_HEAP_BYTES, 2 * EXCEPTION_HEAP_BYTES), (false, false));
        assert_eq!(grows(&mut limiter, PAGE_BYTES, 2 * PAGE_BYTES), (false, true));
    }

    #[test]
    fn without_exceptions_every_growth_is_the_guests() {
        assert_eq!(grows(&mut Limiter::new(1), 0, EXCEPTION_HEAP_BYTES), (false, true));
    }

    #[test]
    fn tables_are_as_large_as_is_said_of_the_module() {
        let needs = Needs { table_elements: Some(47_157), ..Needs::default() };
        let mut limiter = Limiter::new(1);
        assert!(!limiter.table_growing(0, TABLE_ELEMENTS + 1, None).unwrap());
        let mut limiter = limiter.with_needs(&needs);
        assert!(limiter.table_growing(0, 47_157, None).unwrap());
        assert!(!limiter.table_growing(0, 47_158, None).unwrap());
    }
}
