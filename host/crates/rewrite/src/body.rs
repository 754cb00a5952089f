//! A function's body, taken apart into operators.

use std::collections::BTreeMap;

use wasm_encoder::Function;
use wasmparser::{BinaryReader, FunctionBody, Operator, Result, ValType};

pub struct Body<'a> {
    /// The body's bytes, locals and operators.
    pub bytes: &'a [u8],
    /// Types of the declared locals, run by run, without the parameters.
    pub locals: Vec<(u32, ValType)>,
    pub operators: Vec<Operator<'a>>,
    /// Where each operator begins in `bytes`, and where the last one ends.
    pub starts: Vec<usize>,
}

impl<'a> Body<'a> {
    pub fn parse(bytes: &'a [u8]) -> Result<Self> {
        let body = FunctionBody::new(BinaryReader::new(bytes, 0));
        let locals = body.get_locals_reader()?.into_iter().collect::<Result<_>>()?;
        let (mut operators, mut starts) = (Vec::new(), Vec::new());
        for operator in body.get_operators_reader()?.into_iter_with_offsets() {
            let (operator, start) = operator?;
            operators.push(operator);
            starts.push(start);
        }
        starts.push(bytes.len());
        Ok(Self { bytes, locals, operators, starts })
    }

    pub fn local_count(&self) -> u32 {
        self.locals.iter().map(|(count, _)| count).sum()
    }

    /// The globals that it reads and sets, each as often as it does, and whether it is set.
    pub fn used_globals(&self) -> impl Iterator<Item = (u32, bool)> {
        self.operators.iter().filter_map(|operator| match operator {
            Operator::GlobalGet { global_index } => Some((*global_index, false)),
            Operator::GlobalSet { global_index } => Some((*global_index, true)),
            _ => None,
        })
    }

    /// The body with more locals, and other bytes in place of some operators.
    pub fn rewritten(&self, new_locals: &[ValType], edits: &BTreeMap<usize, Vec<u8>>) -> Vec<u8> {
        let locals = self.locals.iter().map(|(count, ty)| (*count, encoded(*ty)));
        let new_locals = new_locals.chunk_by(|one, other| one == other).map(|run| (run.len() as u32, encoded(run[0])));
        let mut bytes = Function::new(locals.chain(new_locals).collect::<Vec<_>>()).into_raw_body();
        let mut copied = self.starts[0];
        for (at, instead) in edits {
            bytes.extend_from_slice(&self.bytes[copied..self.starts[*at]]);
            bytes.extend_from_slice(instead);
            copied = self.starts[at + 1];
        }
        bytes.extend_from_slice(&self.bytes[copied..]);
        bytes
    }
}

/// Locals of other reference types come out wrong. C has none; a module that has them is not valid afterwards, and is left as it is.
fn encoded(ty: ValType) -> wasm_encoder::ValType {
    match ty {
        ValType::I64 => wasm_encoder::ValType::I64,
        ValType::F32 => wasm_encoder::ValType::F32,
        ValType::F64 => wasm_encoder::ValType::F64,
        ValType::V128 => wasm_encoder::ValType::V128,
        ValType::Ref(reference) if reference.is_extern_ref() => wasm_encoder::ValType::EXTERNREF,
        ValType::Ref(_) => wasm_encoder::ValType::FUNCREF,
        ValType::I32 => wasm_encoder::ValType::I32,
    }
}
