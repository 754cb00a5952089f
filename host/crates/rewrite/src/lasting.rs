//! Where a module keeps what lasts from one call to the next: a snapshot holds memory and globals, and nothing else.

use wasmparser::{Operator, Parser, Payload};

use crate::messages;
use crate::sections::text;

/// Every mutable global of a type that a snapshot can hold.
pub fn mutable_globals(wasm: &[u8]) -> Result<Vec<(u32, wasmparser::ValType)>, String> {
    let mut found = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.map_err(text)? {
            Payload::ImportSection(reader) => {
                for import in reader.into_imports() {
                    if matches!(import.map_err(text)?.ty, wasmparser::TypeRef::Global(_)) {
                        return Err(messages::imports_global());
                    }
                }
            }
            Payload::GlobalSection(reader) => {
                for (index, global) in reader.into_iter().enumerate() {
                    let ty = global.map_err(text)?.ty;
                    if ty.mutable {
                        found.push((index as u32, ty.content_type));
                    }
                }
            }
            _ => {}
        }
    }
    Ok(found)
}

/// State outside memory and globals would be lost: tables that change, segments that are used later.
pub fn refuse_lasting_state(wasm: &[u8]) -> Result<(), String> {
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::CodeSectionEntry(body) = payload.map_err(text)? else { continue };
        for operator in body.get_operators_reader().map_err(text)? {
            let lasting = match operator.map_err(text)? {
                Operator::TableSet { .. } => "table.set",
                Operator::TableGrow { .. } => "table.grow",
                Operator::TableFill { .. } => "table.fill",
                Operator::TableInit { .. } => "table.init",
                Operator::TableCopy { .. } => "table.copy",
                Operator::ElemDrop { .. } => "elem.drop",
                Operator::MemoryInit { .. } => "memory.init",
                Operator::DataDrop { .. } => "data.drop",
                _ => continue,
            };
            return Err(messages::lasting_state(lasting));
        }
    }
    Ok(())
}
