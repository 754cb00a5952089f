//! A module's sections: copied, or with some of them replaced.

use wasm_encoder::{CodeSection, ConstExpr, ExportKind, ExportSection, Module, RawSection, ValType};
use wasmparser::{BinaryReaderError, ExternalKind, Operator, Parser, Payload};

use crate::messages;

/// What becomes of custom sections: names, debugging information and notes.
#[derive(Clone, Copy, PartialEq)]
pub enum Customs {
    Kept,
    LeftOut,
}

/// Copies a module section by section. `replace` writes a section of its own and says true, or says false to copy it.
pub fn copy(
    wasm: &[u8],
    customs: Customs,
    mut replace: impl FnMut(&Payload, &mut Module) -> Result<bool, String>,
) -> Result<Vec<u8>, String> {
    let mut out = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.map_err(text)?;
        let is_custom = matches!(payload, Payload::CustomSection(_));
        if (is_custom && customs == Customs::LeftOut) || replace(&payload, &mut out)? {
            continue;
        }
        if let Some((id, range)) = payload.as_section() {
            out.section(&RawSection { id, data: &wasm[range] });
        }
    }
    Ok(out.finish())
}

pub fn copied_exports(reader: &wasmparser::ExportSectionReader) -> Result<ExportSection, String> {
    let mut exports = ExportSection::new();
    for export in reader.clone() {
        let export = export.map_err(text)?;
        let kind = match export.kind {
            ExternalKind::Func | ExternalKind::FuncExact => ExportKind::Func,
            ExternalKind::Table => ExportKind::Table,
            ExternalKind::Memory => ExportKind::Memory,
            ExternalKind::Global => ExportKind::Global,
            ExternalKind::Tag => ExportKind::Tag,
        };
        exports.export(export.name, kind, export.index);
    }
    Ok(exports)
}

/// The type of a global and the value that it begins with, if that is a plain number.
pub fn initial_value(global: &wasmparser::Global) -> Result<(ValType, ConstExpr), String> {
    match global.init_expr.get_operators_reader().read().map_err(text)? {
        Operator::I32Const { value } => Ok((ValType::I32, ConstExpr::i32_const(value))),
        Operator::I64Const { value } => Ok((ValType::I64, ConstExpr::i64_const(value))),
        _ => Err(messages::global_value()),
    }
}

/// The functions' bodies, in their order.
pub fn bodies(wasm: &[u8]) -> Result<Vec<Vec<u8>>, BinaryReaderError> {
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::CodeSectionEntry(body) = payload? {
            bodies.push(body.as_bytes().to_vec());
        }
    }
    Ok(bodies)
}

/// The module with these bodies in place of its own.
pub fn with_bodies(wasm: &[u8], bodies: &[Vec<u8>]) -> Result<Vec<u8>, String> {
    copy(wasm, Customs::Kept, |section, out| match section {
        Payload::CodeSectionStart { .. } => {
            let mut code = CodeSection::new();
            for body in bodies {
                code.raw(body);
            }
            out.section(&code);
            Ok(true)
        }
        Payload::CodeSectionEntry(_) => Ok(true),
        _ => Ok(false),
    })
}

/// An error as a sentence.
pub fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
