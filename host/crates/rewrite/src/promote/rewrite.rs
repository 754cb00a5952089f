//! Writes a function anew with slots of its frame as locals.

use std::collections::BTreeMap;

use wasm_encoder::{Encode, Instruction};
use wasmparser::{Operator, ValType};

use super::access::Access;
use super::findings::Findings;
use super::slots::Plan;
use super::value::Value;
use crate::body::Body;

/// What takes the place of an operator.
type Edits = BTreeMap<usize, Vec<Instruction<'static>>>;

/// The body, as in a code section, with the plan carried out.
pub fn rewrite(body: &Body, parameters: u32, findings: &Findings, plan: &Plan) -> Vec<u8> {
    let mut edits = Edits::new();
    let first = parameters + body.local_count();
    for (slot, local) in plan.slots.iter().zip(first..) {
        for index in &slot.accesses {
            let found = &findings.accesses[*index];
            let has_address = !skip_source(&mut edits, body, found.source);
            let mut instead = Vec::new();
            if found.access.is_store {
                instead.extend(narrowed(found.access, slot.val_type));
                instead.push(Instruction::LocalSet(local));
                instead.extend(has_address.then_some(Instruction::Drop));
            } else {
                instead.extend(has_address.then_some(Instruction::Drop));
                instead.push(Instruction::LocalGet(local));
                instead.extend(widened(found.access, slot.val_type));
            }
            edits.insert(found.operator, instead);
        }
    }
    for setting in &findings.settings {
        if matches!(setting.value, Value::Frame { frame, .. } if plan.vanishing.contains(&frame)) {
            let has_value = !skip_source(&mut edits, body, setting.source);
            edits.insert(setting.operator, has_value.then_some(Instruction::Drop).into_iter().collect());
        }
    }
    let edits = edits.into_iter().map(|(operator, instead)| (operator, encoded(&instead))).collect();
    body.rewritten(&plan.slots.iter().map(|slot| slot.val_type).collect::<Vec<_>>(), &edits)
}

fn encoded(instructions: &[Instruction]) -> Vec<u8> {
    let mut bytes = Vec::new();
    instructions.iter().for_each(|instruction| instruction.encode(&mut bytes));
    bytes
}

/// Takes away the operator that pushed a value nobody wants any more, if it does nothing else; whether it did.
fn skip_source(edits: &mut Edits, body: &Body, source: Option<usize>) -> bool {
    let Some(source) = source else { return false };
    let instead = match body.operators[source] {
        Operator::LocalTee { local_index } => vec![Instruction::LocalSet(local_index)],
        _ => Vec::new(),
    };
    edits.insert(source, instead);
    true
}

/// From an operand that is stored to what the local holds. Bits above a narrow store's width are cut off by the loads.
fn narrowed(access: Access, local: ValType) -> Option<Instruction<'static>> {
    match (access.val_type, local) {
        (ValType::I64, ValType::I32) => Some(Instruction::I32WrapI64),
        (ValType::F32, ValType::I32) => Some(Instruction::I32ReinterpretF32),
        (ValType::F64, ValType::I64) => Some(Instruction::I64ReinterpretF64),
        _ => None,
    }
}

/// From what the local holds to the operand that the load gives.
fn widened(access: Access, local: ValType) -> Vec<Instruction<'static>> {
    let mut instructions = match (access.bytes, access.is_signed) {
        (1, true) => vec![Instruction::I32Extend8S],
        (2, true) => vec![Instruction::I32Extend16S],
        (1, false) => vec![Instruction::I32Const(0xff), Instruction::I32And],
        (2, false) => vec![Instruction::I32Const(0xffff), Instruction::I32And],
        _ => Vec::new(),
    };
    match (access.val_type, local) {
        (ValType::I64, ValType::I32) if access.is_signed => instructions.push(Instruction::I64ExtendI32S),
        (ValType::I64, ValType::I32) => instructions.push(Instruction::I64ExtendI32U),
        (ValType::F32, ValType::I32) => instructions.push(Instruction::F32ReinterpretI32),
        (ValType::F64, ValType::I64) => instructions.push(Instruction::F64ReinterpretI64),
        _ => {}
    }
    instructions
}
