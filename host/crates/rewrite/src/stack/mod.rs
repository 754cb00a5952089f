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
pub const REVISION: u32 = 2;

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

/// What lies below a stack of a module that has others, as fibers have: more than any function takes at once. MRI takes as
/// much as a call has arguments, for which its own stack has 512 KiB.
const FENCE_BYTES: u32 = 1 << 20;
/// Ends the name where a module has other stacks.
const OTHERS: &str = ":others";

/// Where the stack pointer may be, both ends included. Both are below 2^31.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    pub low: u32,
    pub high: u32,
    /// Whether it may be elsewhere too, for the module switches stacks: then it must not be in the fence below this one.
    pub has_others: bool,
}

impl Bounds {
    fn export_name(self) -> String {
        format!("{EXPORT}{}:{}{}", self.low, self.high, if self.has_others { OTHERS } else { "" })
    }

    /// Whether the stack pointer may be there.
    pub fn allow(self, pointer: u32) -> bool {
        match self.has_others {
            true => !(self.low - FENCE_BYTES..self.low).contains(&pointer),
            false => (self.low..=self.high).contains(&pointer),
        }
    }

    /// The bounds, if an export of this name tells them.
    pub fn of_name(name: &str) -> Option<Self> {
        let bounds = name.strip_prefix(EXPORT)?;
        let (numbers, has_others) = bounds.strip_suffix(OTHERS).map_or((bounds, false), |numbers| (numbers, true));
        let (low, high) = numbers.split_once(':')?;
        let (low, high) = (low.parse().ok()?, high.parse().ok()?);
        let has_fence = !has_others || low >= FENCE_BYTES;
        has_fence.then_some(Self { low, high, has_others })
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
