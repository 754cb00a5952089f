//! What can be seen of a guest's stack when it has trapped.

use fuelcell_rewrite::stack::{Bounds, UNWOUND_EXPORT};
use wasmtime::{AsContextMut, Instance, Module};

/// Where a compiled module tells its stack pointer, if it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    name: String,
    bounds: Bounds,
}

impl Told {
    pub fn of(module: &Module) -> Option<Self> {
        module.exports().find_map(|export| {
            let bounds = Bounds::of_name(export.name())?;
            Some(Self { name: export.name().to_owned(), bounds })
        })
    }

    /// Whether a stack of an instance that has trapped is full: that in its memory, or what it unwinds into.
    pub fn is_overrun(&self, mut store: impl AsContextMut, instance: &Instance) -> bool {
        let global = instance.get_global(&mut store, &self.name);
        let pointer = global.and_then(|global| global.get(&mut store).i32());
        self.has_unwound_too_far(&mut store, instance)
            || pointer.is_some_and(|pointer| !self.bounds.allow(pointer as u32))
    }

    fn has_unwound_too_far(&self, mut store: impl AsContextMut, instance: &Instance) -> bool {
        let word = |memory: &[u8], at: usize| Some(u32::from_le_bytes(memory.get(at..at + 4)?.try_into().ok()?));
        let ends = instance.get_global(&mut store, UNWOUND_EXPORT).and_then(|data| {
            let at = data.get(&mut store).i32()? as u32 as usize;
            let memory = instance.get_memory(&mut store, "memory")?.data(store.as_context());
            (at != 0).then_some(())?;
            Some((word(memory, at)?, word(memory, at + 4)?))
        });
        ends.is_some_and(|(top, end)| top > end)
    }
}
