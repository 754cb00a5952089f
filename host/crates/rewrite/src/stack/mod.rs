//! The stack of C in a module's memory. LLVM keeps its end in the first global and puts it either before the data, where
//! running over it leaves the memory, or between data and heap, where that damages the data unseen. Here a module is given
//! a larger one behind its memory ([`widen`]), and each write of that global that may lower it is checked ([`guard`]).

mod guard;
mod widen;

use wasm_encoder::ExportKind;
use wasmparser::Payload;

pub use guard::{Marked, mark};
pub use widen::{as_linked, widen};

use crate::asyncify;
use crate::sections::{Customs, copied_exports, copy};

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
pub const UNWOUND_EXPORT: &str = "fuelcell:unwound";

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

    /// The bounds, if an export of this name tells them.
    pub fn of_name(name: &str) -> Option<Self> {
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
    copy(wasm, Customs::LeftOut, |section, out| {
        let Payload::ExportSection(reader) = section else { return Ok(false) };
        let mut exports = copied_exports(reader)?;
        exports.export(&bounds.export_name(), ExportKind::Global, STACK_POINTER);
        if let Some(data) = unwound {
            exports.export(UNWOUND_EXPORT, ExportKind::Global, data);
        }
        out.section(&exports);
        Ok(true)
    })
}

#[cfg(test)]
mod tests;
