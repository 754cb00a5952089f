//! A larger stack, behind the memory that a module begins with.

use wasm_encoder::{ConstExpr, GlobalSection, GlobalType, MemorySection, MemoryType, ValType};
use wasmparser::{DataKind, MemoryType as ReadMemoryType, Operator, Parser, Payload, TypeRef};

use super::{Bounds, FENCE_BYTES, LEAF_BYTES};
use crate::sections::{Customs, copy, initial_value, text};
use crate::{asyncify, messages};

/// Bytes of a WebAssembly page.
const PAGE_BYTES: usize = 65_536;
/// A stack ends below this: comparing its pointer as a signed number is then enough.
const MAX_PAGES: u64 = (1 << 31) / PAGE_BYTES as u64 - 1;

/// The module with a stack of so many pages behind its memory, and where that is. What allocates memory by growing it, and
/// not from the end of the data, puts nothing else there. An error for a module that is not as LLVM links it.
pub fn widen(wasm: &[u8], pages: u32) -> Result<(Vec<u8>, Bounds), String> {
    let Outline { memory, stack_end, .. } = Outline::of(wasm)?;
    let (memory, _) = memory.zip(stack_end).ok_or_else(messages::stack_not_found)?;
    let (low, high) = (memory.initial, memory.initial + u64::from(pages));
    let has_others = asyncify::data(wasm).is_some();
    let below_bytes = if has_others { FENCE_BYTES } else { LEAF_BYTES };
    let least_pages = u64::from(below_bytes) / PAGE_BYTES as u64 + 1;
    if high > MAX_PAGES || u64::from(pages) < least_pages {
        return Err(messages::stack_pages(pages, least_pages));
    }
    let address = |pages: u64| (pages as usize * PAGE_BYTES) as u32;
    let bounds = Bounds { low: address(low) + below_bytes, high: address(high), has_others };
    let widened = copy(wasm, Customs::LeftOut, |section, out| {
        match section {
            Payload::MemorySection(_) => {
                out.section(MemorySection::new().memory(MemoryType {
                    minimum: high,
                    maximum: memory.maximum.map(|maximum| maximum + u64::from(pages)),
                    memory64: false,
                    shared: false,
                    page_size_log2: None,
                }));
            }
            Payload::GlobalSection(reader) => {
                let mut globals = GlobalSection::new();
                for (index, global) in reader.clone().into_iter().enumerate() {
                    let global = global.map_err(text)?;
                    let (val_type, init) = match index {
                        0 => (ValType::I32, ConstExpr::i32_const(bounds.high as i32)),
                        _ => initial_value(&global)?,
                    };
                    globals.global(GlobalType { val_type, mutable: global.ty.mutable, shared: false }, &init);
                }
                out.section(&globals);
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok((widened, bounds))
}

/// Where the stack of a module lies that is left as it was linked, if that is before all of its data.
pub fn as_linked(wasm: &[u8]) -> Result<Option<Bounds>, String> {
    let Outline { stack_end, first_data, .. } = Outline::of(wasm)?;
    let bounds = |high: u32| Bounds { low: LINKED_LEAF_BYTES, high, has_others: false };
    Ok(stack_end.filter(|end| first_data.is_some_and(|data| *end <= data) && *end < 1 << 31).map(bounds))
}

/// Nothing is changed there, so what counts is how far below the pointer clang's own code reaches.
pub const LINKED_LEAF_BYTES: u32 = 128;

/// What has to be known of a module.
#[derive(Default)]
struct Outline {
    /// Its only memory, if that is its own.
    memory: Option<ReadMemoryType>,
    /// The value that its first global begins with, if that is a mutable number of its own.
    stack_end: Option<u32>,
    /// The lowest address with data.
    first_data: Option<u32>,
}

impl Outline {
    fn of(wasm: &[u8]) -> Result<Self, String> {
        let mut found = Self::default();
        let mut has_imported_global = false;
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.map_err(text)? {
                Payload::ImportSection(reader) => {
                    for import in reader.into_imports() {
                        has_imported_global |= matches!(import.map_err(text)?.ty, TypeRef::Global(_));
                    }
                }
                Payload::MemorySection(reader) if reader.count() == 1 => {
                    let memory = reader.into_iter().next().transpose().map_err(text)?;
                    found.memory = memory.filter(|memory| !memory.memory64 && !memory.shared);
                }
                Payload::GlobalSection(reader) if !has_imported_global => {
                    let Some(first) = reader.into_iter().next().transpose().map_err(text)? else { continue };
                    let is_pointer = first.ty.mutable && first.ty.content_type == wasmparser::ValType::I32;
                    found.stack_end = constant(&first.init_expr)?.filter(|_| is_pointer);
                }
                Payload::DataSection(reader) => {
                    for data in reader {
                        let DataKind::Active { offset_expr, .. } = data.map_err(text)?.kind else { continue };
                        // An offset that is no number could be anywhere.
                        let offset = constant(&offset_expr)?.unwrap_or(0);
                        found.first_data = Some(found.first_data.map_or(offset, |first| first.min(offset)));
                    }
                }
                _ => {}
            }
        }
        Ok(found)
    }
}

fn constant(expression: &wasmparser::ConstExpr) -> Result<Option<u32>, String> {
    Ok(match expression.get_operators_reader().read().map_err(text)? {
        Operator::I32Const { value } => Some(value as u32),
        _ => None,
    })
}
