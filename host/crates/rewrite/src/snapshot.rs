//! Rewrites a module for a snapshot: first so that its state can be read, then so that it begins with a given state.
//! Two passes over the sections; code is copied byte for byte.

use wasm_encoder::{ConstExpr, DataSection, ExportKind, GlobalSection, GlobalType, MemorySection, MemoryType, ValType};
use wasmparser::{Parser, Payload};

pub use crate::lasting::mutable_globals;
use crate::lasting::refuse_lasting_state;
use crate::messages;
use crate::sections::{Customs, copied_exports, copy, initial_value, text};

/// Export names for what a snapshot needs to reach; the prefix cannot clash with a C symbol.
pub const TABLE_EXPORT: &str = "fuelcell:table";
pub const GLOBAL_EXPORT: &str = "fuelcell:global:";

/// Zero bytes in a row that end a data segment: a segment's header costs about eight.
const GAP_BYTES: usize = 64;

/// Bytes of a WebAssembly page.
const PAGE_BYTES: usize = 65_536;

/// A mutable global: its index and the value to begin with.
pub struct GlobalValue {
    pub index: u32,
    pub value: Number,
}

/// What a global of a snapshot can hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    I32(i32),
    I64(i64),
}

pub fn global_export(index: u32) -> String {
    format!("{GLOBAL_EXPORT}{index}")
}

/// The module with its mutable globals and its function table exported.
pub fn instrument(wasm: &[u8]) -> Result<Vec<u8>, String> {
    let mutable = mutable_globals(wasm)?;
    copy(wasm, Customs::LeftOut, |section, out| {
        let Payload::ExportSection(reader) = section else { return Ok(false) };
        let mut exports = copied_exports(reader)?;
        for (index, _) in &mutable {
            exports.export(&global_export(*index), ExportKind::Global, *index);
        }
        exports.export(TABLE_EXPORT, ExportKind::Table, 0);
        out.section(&exports);
        Ok(true)
    })
}

/// The module as it would be after its memory and globals have come to these values.
pub fn snapshot(wasm: &[u8], memory: &[u8], globals: &[GlobalValue]) -> Result<Vec<u8>, String> {
    refuse_lasting_state(wasm)?;
    let pages = (memory.len() / PAGE_BYTES) as u64;
    copy(wasm, Customs::LeftOut, |section, out| {
        match section {
            Payload::MemorySection(reader) => {
                let declared = reader.clone().into_iter().next().ok_or_else(messages::no_memory)?.map_err(text)?;
                let memory_type = MemoryType {
                    minimum: pages,
                    maximum: declared.maximum,
                    memory64: false,
                    shared: false,
                    page_size_log2: None,
                };
                out.section(MemorySection::new().memory(memory_type));
            }
            Payload::GlobalSection(_) => {
                out.section(&fixed_globals(wasm, globals)?);
            }
            Payload::ExportSection(reader) => {
                let mut exports = copied_exports(reader)?;
                exports.export(TABLE_EXPORT, ExportKind::Table, 0);
                for global in globals {
                    exports.export(&global_export(global.index), ExportKind::Global, global.index);
                }
                out.section(&exports);
            }
            Payload::DataSection(_) => {
                out.section(&segments(memory));
            }
            // Has run already; and the count of the old segments.
            Payload::StartSection { .. } | Payload::DataCountSection { .. } => {}
            _ => return Ok(false),
        }
        Ok(true)
    })
}

fn fixed_globals(wasm: &[u8], values: &[GlobalValue]) -> Result<GlobalSection, String> {
    let mut section = GlobalSection::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::GlobalSection(reader) = payload.map_err(text)? else { continue };
        for (index, global) in reader.into_iter().enumerate() {
            let global = global.map_err(text)?;
            let fixed = values.iter().find(|value| value.index == index as u32);
            let (val_type, init) = match fixed.map(|fixed| fixed.value) {
                Some(Number::I32(value)) => (ValType::I32, ConstExpr::i32_const(value)),
                Some(Number::I64(value)) => (ValType::I64, ConstExpr::i64_const(value)),
                None => initial_value(&global)?,
            };
            section.global(GlobalType { val_type, mutable: global.ty.mutable, shared: false }, &init);
        }
    }
    Ok(section)
}

/// Data segments for all that is not zero.
fn segments(memory: &[u8]) -> DataSection {
    let mut section = DataSection::new();
    let mut at = 0;
    while let Some(start) = memory[at..].iter().position(|byte| *byte != 0).map(|skip| at + skip) {
        let mut end = start;
        let mut next = start;
        while next < memory.len() && next - end <= GAP_BYTES {
            if memory[next] != 0 {
                end = next;
            }
            next += 1;
        }
        section.active(0, &ConstExpr::i32_const(start as i32), memory[start..=end].iter().copied());
        at = end + 1;
    }
    section
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmtime::{Engine, Instance, Store, Val};

    /// Counts its own starts in memory and in a global, far apart.
    const COUNTER: &str = r#"(module
        (memory (export "memory") 1 9)
        (global $constant i32 (i32.const 7))
        (global $starts (mut i32) (i32.const 40))
        (global $long (mut i64) (i64.const -1))
        (table 1 funcref)
        (elem (i32.const 0) $start)
        (data (i32.const 16) "gone")
        (func $start (export "_start")
            (drop (memory.grow (i32.const 2)))
            (global.set $starts (i32.add (global.get $starts) (i32.const 1)))
            (i32.store (i32.const 16) (i32.const 0))
            (i32.store8 (i32.const 131072) (global.get $starts))))"#;

    fn started(wasm: &[u8]) -> (Store<()>, Instance) {
        let engine = Engine::default();
        let mut store = Store::new(&engine, ());
        let module = wasmtime::Module::new(&engine, wasm).unwrap();
        let instance = Instance::new(&mut store, &module, &[]).unwrap();
        instance.get_typed_func::<(), ()>(&mut store, "_start").unwrap().call(&mut store, ()).unwrap();
        (store, instance)
    }

    #[test]
    fn a_snapshot_begins_where_the_module_was() {
        let wasm = wat::parse_str(COUNTER).unwrap();
        let (mut store, instance) = started(&instrument(&wasm).unwrap());
        let memory = instance.get_memory(&mut store, "memory").unwrap().data(&store).to_vec();
        let indexes = mutable_globals(&wasm).unwrap();
        let values: Vec<_> = indexes
            .iter()
            .map(|(index, _)| {
                let global = instance.get_global(&mut store, &global_export(*index)).unwrap();
                let value = match global.get(&mut store) {
                    Val::I64(value) => Number::I64(value),
                    value => Number::I32(value.unwrap_i32()),
                };
                GlobalValue { index: *index, value }
            })
            .collect();
        assert_eq!(memory.len(), 3 * PAGE_BYTES);
        let image = snapshot(&wasm, &memory, &values).unwrap();

        let (mut store, instance) = started(&image);
        let again = instance.get_memory(&mut store, "memory").unwrap();
        assert_eq!((again.size(&store), again.data(&store)[131_072]), (5, 42));
        assert_eq!(again.data(&store)[16..20], [0; 4]);
        assert!(matches!(instance.get_table(&mut store, TABLE_EXPORT), Some(table) if table.size(&store) == 1));
        assert_eq!(values[1].value, Number::I64(-1));
    }

    #[test]
    fn the_same_state_gives_the_same_bytes() {
        let wasm = wat::parse_str(COUNTER).unwrap();
        let memory = vec![3; PAGE_BYTES];
        assert_eq!(snapshot(&wasm, &memory, &[]).unwrap(), snapshot(&wasm, &memory, &[]).unwrap());
    }

    #[test]
    fn segments_leave_out_long_runs_of_zeros() {
        let mut memory = vec![0u8; 1000];
        memory[10] = 1;
        memory[10 + GAP_BYTES] = 2;
        memory[500] = 3;
        assert_eq!(segments(&memory).len(), 2);
        assert_eq!(segments(&[0; 100]).len(), 0);
    }

    #[test]
    fn a_module_whose_state_lies_elsewhere_is_refused() {
        let table = r#"(module (memory 1) (table 2 funcref)
            (func (table.set (i32.const 0) (ref.null func))))"#;
        let refused = snapshot(&wat::parse_str(table).unwrap(), &[0; 65_536], &[]).unwrap_err();
        assert_eq!(refused, "the module uses table.set, which a snapshot cannot hold");
        let imported = r#"(module (import "env" "g" (global (mut i32))) (memory 1))"#;
        assert_eq!(instrument(&wat::parse_str(imported).unwrap()).unwrap_err(), "the module imports a global");
    }
}
