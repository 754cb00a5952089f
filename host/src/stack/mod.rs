//! The stack of C in a module's memory. LLVM keeps its end in the first global and puts it either before the data, where
//! running over it leaves the memory, or between data and heap, where that damages the data unseen. Here a module is given
//! a larger one behind its memory ([`widen`]), and each write of that global that may lower it is checked ([`guard`]).

mod guard;
mod widen;

use wasm_encoder::ExportKind;
use wasmparser::Payload;
use wasmtime::{AsContext, AsContextMut, Instance, Module};

pub use guard::{Marked, mark};
pub use widen::{as_linked, widen};

use crate::asyncify;
use crate::image::{self, rewrite};

/// Part of the name of a compiled file, and of the fuel model. To be raised with every change here that alters the code.
pub const REVISION: u32 = 1;

/// LLVM's `__stack_pointer` is the first global.
const STACK_POINTER: u32 = 0;
/// What remains below the lowest place that is allowed. A function that calls no other keeps up to 128 bytes below the
/// stack pointer without moving it ("red zone"); in modules that were optimised afterwards 4,128 bytes were found.
const LEAF_BYTES: u32 = 64 * 1024;
/// Begins the name under which a module exports its stack pointer; the bounds follow.
const EXPORT: &str = "fuelcell:stack:";
/// What a module exports that Asyncify has prepared: the address of what it unwinds into, top and end. It writes past the end,
/// and traps when it has unwound.
const UNWOUND_EXPORT: &str = "fuelcell:unwound";

/// Where the stack pointer may be, both ends included. Both are below 2^31.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    pub low: u32,
    pub high: u32,
}

impl Bounds {
    fn export_name(self) -> String {
        format!("{EXPORT}{}:{}", self.low, self.high)
    }

    fn of_name(name: &str) -> Option<Self> {
        let (low, high) = name.strip_prefix(EXPORT)?.split_once(':')?;
        Some(Self { low: low.parse().ok()?, high: high.parse().ok()? })
    }
}

/// How the code of a module is compiled as to its stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// The stack lies behind data: every write is checked.
    Checked(Bounds),
    /// It lies before them, and running over it is a trap anyway. Only told.
    Told(Bounds),
}

/// The module, exporting its stack pointer under a name that tells the bounds, and where it unwinds to, if it can.
pub fn told(wasm: &[u8], bounds: Bounds) -> Result<Vec<u8>, String> {
    let unwound = asyncify::data(wasm);
    rewrite(wasm, |section, out| {
        let Payload::ExportSection(reader) = section else { return Ok(false) };
        let mut exports = image::copied_exports(reader)?;
        exports.export(&bounds.export_name(), ExportKind::Global, STACK_POINTER);
        if let Some(data) = unwound {
            exports.export(UNWOUND_EXPORT, ExportKind::Global, data);
        }
        out.section(&exports);
        Ok(true)
    })
}

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
            || pointer.is_some_and(|pointer| !(self.bounds.low..=self.bounds.high).contains(&(pointer as u32)))
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

#[cfg(test)]
mod tests;
