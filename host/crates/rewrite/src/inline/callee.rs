//! Functions that are copied to where they are called.

use wasm_encoder::{Encode, Instruction};
use wasmparser::{Operator, Result, ValType};

use crate::body::Body;

/// The most operators of a function that is copied.
const MAX_OPERATORS: usize = 50;
/// What calling costs: a unit for the operator, one for entering the function.
const CALL_FUEL: usize = 2;

/// An opcode of the core specification ("Binary Format", "Instructions").
const RETURN: u8 = 0x0f;

/// A short function without branches and calls, which sets each of its locals before it reads it.
pub struct Callee<'a> {
    body: Body<'a>,
    parameters: usize,
    /// Types of the parameters, and of the other locals after them.
    pub locals: Vec<ValType>,
    /// How many operators are what it does: those before its `return` and `end`.
    work: usize,
}

impl<'a> Callee<'a> {
    /// The function with this body, if it is one.
    pub fn of(bytes: &'a [u8], (parameters, results): (&[ValType], &[ValType])) -> Result<Option<Self>> {
        if parameters.len() > CALL_FUEL || bytes.len() > MAX_OPERATORS * 8 {
            return Ok(None);
        }
        let body = Body::parse(bytes)?;
        let declared = body.locals.iter().flat_map(|(count, ty)| std::iter::repeat_n(*ty, *count as usize));
        let locals: Vec<_> = parameters.iter().copied().chain(declared.take(MAX_OPERATORS)).collect();
        let opcode = |operator: usize| bytes.get(*body.starts.get(operator)?).copied();
        let length = body.operators.len();
        let work = length.saturating_sub(if opcode(length.saturating_sub(2)) == Some(RETURN) { 2 } else { 1 });
        let mut height = 0;
        let is_straight = (0..work).all(|operator| {
            let change = opcode(operator).and_then(height_change);
            height += change.unwrap_or_default();
            change.is_some()
        });
        let callee = Self { body, parameters: parameters.len(), locals, work };
        // A `return` drops what lies below its results, and a copy of the function does not.
        let is_level = height == results.len() as i32;
        let is_callee = length <= MAX_OPERATORS && is_straight && is_level && callee.is_scalar() && callee.sets_first();
        Ok(is_callee.then_some(callee))
    }

    /// Whether no local is read while it has the zero that it begins with.
    fn sets_first(&self) -> bool {
        let mut is_set = vec![false; self.locals.len()];
        is_set[..self.parameters].fill(true);
        self.body.operators[..self.work].iter().all(|operator| match operator {
            Operator::LocalGet { local_index } => is_set.get(*local_index as usize).is_some_and(|is| *is),
            Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                is_set.get_mut(*local_index as usize).map(|is| *is = true).is_some()
            }
            _ => true,
        })
    }

    fn is_scalar(&self) -> bool {
        self.locals.iter().all(|ty| matches!(ty, ValType::I32 | ValType::I64 | ValType::F32 | ValType::F64))
    }

    /// About how long a copy is.
    pub fn bytes(&self) -> usize {
        self.body.bytes.len()
    }

    /// What it does to the arguments on the operand stack, in locals of its caller.
    pub fn copy(&self, locals: &[u32]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for local in locals[..self.parameters].iter().rev() {
            Instruction::LocalSet(*local).encode(&mut bytes);
        }
        for _ in self.parameters..CALL_FUEL {
            Instruction::I32Const(0).encode(&mut bytes);
            Instruction::Drop.encode(&mut bytes);
        }
        let Body { operators, starts, bytes: own, .. } = &self.body;
        for (operator, at) in operators[..self.work].iter().zip(starts.windows(2)) {
            match operator {
                Operator::LocalGet { local_index } => Instruction::LocalGet(locals[*local_index as usize]),
                Operator::LocalSet { local_index } => Instruction::LocalSet(locals[*local_index as usize]),
                Operator::LocalTee { local_index } => Instruction::LocalTee(locals[*local_index as usize]),
                _ => {
                    bytes.extend_from_slice(&own[at[0]..at[1]]);
                    continue;
                }
            }
            .encode(&mut bytes);
        }
        bytes
    }
}

/// By how much an operator changes the height of the operand stack; `None` for those that no callee has. By opcode: what
/// is no constant, load, store or numeric operator there, and neither about locals and globals, could be anything.
fn height_change(opcode: u8) -> Option<i32> {
    Some(match opcode {
        // nop, drop, select without a type
        0x01 => 0,
        0x1a => -1,
        0x1b => -2,
        // local.get, local.set, local.tee, global.get, global.set
        0x20 | 0x23 => 1,
        0x21 | 0x24 => -1,
        0x22 => 0,
        // loads, stores, memory.size, constants
        0x28..=0x35 => 0,
        0x36..=0x3e => -2,
        0x3f | 0x41..=0x44 => 1,
        // numeric operators of one operand, then those of two
        0x45 | 0x50 | 0x67..=0x69 | 0x79..=0x7b | 0x8b..=0x91 | 0x99..=0x9f | 0xa7..=0xc4 => 0,
        0x46..=0xa6 => -1,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use wasmparser::{
        BinaryReader, BlockType, ContType, FrameKind, FuncType, ModuleArity, OperatorsReader, RefType, SubType,
    };

    use super::*;

    /// A module that has nothing.
    struct Nothing;

    impl ModuleArity for Nothing {
        fn sub_type_at(&self, _: u32) -> Option<&SubType> {
            None
        }
        fn tag_type_arity(&self, _: u32) -> Option<(u32, u32)> {
            None
        }
        fn type_index_of_function(&self, _: u32) -> Option<u32> {
            None
        }
        fn func_type_of_cont_type(&self, _: &ContType) -> Option<&FuncType> {
            None
        }
        fn sub_type_of_ref_type(&self, _: &RefType) -> Option<&SubType> {
            None
        }
        fn control_stack_height(&self) -> u32 {
            0
        }
        fn label_block(&self, _: u32) -> Option<(BlockType, FrameKind)> {
            None
        }
    }

    #[test]
    fn heights_are_those_of_the_specification() {
        let mut known = 0;
        for opcode in 0..=u8::MAX {
            let Some(change) = height_change(opcode) else { continue };
            let bytes = [opcode, 0, 0, 0, 0, 0, 0, 0, 0, 0];
            let operator = OperatorsReader::new(BinaryReader::new(&bytes, 0)).read().unwrap();
            let (taken, given) = operator.operator_arity(&Nothing).unwrap();
            assert_eq!(change, given as i32 - taken as i32, "{operator:?}");
            known += 1;
        }
        assert_eq!(known, 164);
    }
}
