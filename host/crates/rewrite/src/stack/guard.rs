//! A check behind each write of the stack pointer that may lower it: what is below its bounds, or above them, is a trap
//! before anything is written there. Calls are inlined between the two steps, so that they stay as short as they were.
//!
//! A function makes its frame by taking a constant from the pointer, which costs four units of fuel to check
//! ([`LOWERED`]), and gives it back by adding the constant to the frame's address, which cannot lower it where that address
//! comes from frames only. All else, such as `alloca`, may be any number, and is checked for six units ([`MOVED`]).
//! Where a module has several stacks, each check costs six.

use std::collections::{BTreeMap, BTreeSet};

use wasm_encoder::{BlockType, ConstExpr, Encode, GlobalSection, GlobalType, Instruction, ValType};
use wasmparser::{Operator, Payload};

use super::{Bounds, FENCE_BYTES, STACK_POINTER};
use crate::body::Body;
use crate::sections::{Customs, copy, initial_value, text};
use crate::sections::{bodies, with_bodies};

/// A module in which the writes to be checked set other globals, which stand for the stack pointer.
pub struct Marked {
    pub wasm: Vec<u8>,
    /// The first of the two globals.
    next_global: u32,
}

/// Globals behind those of the module: for a write of the pointer less a constant, and for any other.
const LOWERED: u32 = 0;
const MOVED: u32 = 1;

/// Marks the writes that have to be checked.
pub fn mark(wasm: &[u8]) -> Result<Marked, String> {
    let mut next_global = 0;
    let widened = copy(wasm, Customs::LeftOut, |section, out| {
        let Payload::GlobalSection(reader) = section else { return Ok(false) };
        next_global = reader.count();
        let mut globals = GlobalSection::new();
        for global in reader.clone() {
            let global = global.map_err(text)?;
            let (val_type, init) = initial_value(&global)?;
            globals.global(GlobalType { val_type, mutable: global.ty.mutable, shared: false }, &init);
        }
        for _ in [LOWERED, MOVED] {
            let number = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
            globals.global(number, &ConstExpr::i32_const(0));
        }
        out.section(&globals);
        Ok(true)
    })?;
    let marked = edited(&widened, |body| {
        writes_to_check(body).into_iter().map(|(at, mark)| (at, global_set(next_global + mark))).collect()
    })?;
    Ok(Marked { wasm: marked, next_global })
}

impl Marked {
    /// `wasm`, which was marked, with the code of `inlined`, which was made of that: each mark is a write and its check.
    pub fn expand(&self, wasm: &[u8], inlined: &[u8], bounds: Bounds) -> Result<Vec<u8>, String> {
        let checks = [LOWERED, MOVED].map(|mark| encoded(&check(mark, bounds)));
        let mut expanded = bodies(inlined).map_err(text)?;
        for bytes in &mut expanded {
            let body = Body::parse(bytes).map_err(text)?;
            let check_of = |operator: &Operator| match operator {
                Operator::GlobalSet { global_index } => {
                    let mark = global_index.checked_sub(self.next_global)?;
                    checks.get(mark as usize).cloned()
                }
                _ => None,
            };
            let edits: BTreeMap<_, _> = body
                .operators
                .iter()
                .enumerate()
                .filter_map(|(at, operator)| Some((at, check_of(operator)?)))
                .collect();
            if !edits.is_empty() {
                *bytes = body.rewritten(&[], &edits);
            }
        }
        with_bodies(wasm, &expanded)
    }
}

/// Sets the pointer to the number on the operand stack. It is set before it is looked at, which tells afterwards why there was a trap.
fn check(mark: u32, Bounds { low, high, has_others }: Bounds) -> Vec<Instruction<'static>> {
    let within = |from: u32, bytes: u32| {
        [Instruction::I32Const(from as i32), Instruction::I32Sub, Instruction::I32Const(bytes as i32)]
    };
    let mut instructions = vec![Instruction::GlobalSet(STACK_POINTER), Instruction::GlobalGet(STACK_POINTER)];
    if has_others {
        instructions.extend(within(low - FENCE_BYTES, FENCE_BYTES));
        instructions.push(Instruction::I32LtU);
    } else if mark == LOWERED {
        // It was within its bounds, and what was taken from it is less than 2^31.
        instructions.extend([Instruction::I32Const(low as i32), Instruction::I32LtS]);
    } else {
        instructions.extend(within(low, high - low));
        instructions.push(Instruction::I32GtU);
    }
    instructions.extend([Instruction::If(BlockType::Empty), Instruction::Unreachable, Instruction::End]);
    instructions
}

/// The writes that have to be checked, and how.
fn writes_to_check(body: &Body) -> Vec<(usize, u32)> {
    let frames = frame_addresses(body);
    let mut found = Vec::new();
    // Blocks are numbered; of each local the ones in which it was given the address of a frame.
    let mut open = vec![0];
    let mut next_block = 1;
    let mut made_in: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
    for (at, operator) in body.operators.iter().enumerate() {
        match operator {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => {
                open.push(next_block);
                next_block += 1;
            }
            Operator::Else => {
                open.pop();
                open.push(next_block);
                next_block += 1;
            }
            Operator::End => drop(open.pop()),
            Operator::LocalTee { local_index } if frames.contains(local_index) => {
                made_in.entry(*local_index).or_default().extend(open.last());
            }
            Operator::GlobalSet { global_index: STACK_POINTER } => {
                // What comes later in a block that is still open is reached by way of what came before.
                let is_frame = |local: &u32| {
                    made_in.get(local).is_some_and(|blocks| open.iter().any(|block| blocks.contains(block)))
                };
                found.extend(mark_of(body, at, is_frame).map(|mark| (at, mark)));
            }
            _ => {}
        }
    }
    found
}

/// How a write is to be checked; `None` for one that cannot lower the pointer.
fn mark_of(body: &Body, at: usize, is_frame: impl Fn(&u32) -> bool) -> Option<u32> {
    let (value, _) = written_value(body, at);
    match sum(body, value) {
        Some((Operator::GlobalGet { global_index: STACK_POINTER }, added)) if added <= 0 => Some(LOWERED),
        Some((Operator::LocalGet { local_index }, added)) if added >= 0 && is_frame(local_index) => None,
        _ => Some(MOVED),
    }
}

/// Locals that are given nothing but addresses of frames: each assignment is of the pointer less a constant, which is
/// written to the pointer at once and so was checked.
fn frame_addresses(body: &Body) -> BTreeSet<u32> {
    let is_made = |at: usize| {
        let (value, kept) = written_value(body, at);
        let frame = sum(body, value);
        let is_frame =
            matches!(frame, Some((Operator::GlobalGet { global_index: STACK_POINTER }, added)) if added <= 0);
        kept.filter(|_| is_frame)
    };
    let made: BTreeSet<_> = writes(body).filter_map(is_made).collect();
    let (mut frames, mut others) = (BTreeSet::new(), BTreeSet::new());
    for (at, operator) in body.operators.iter().enumerate() {
        if let Operator::LocalTee { local_index } | Operator::LocalSet { local_index } = operator {
            let kind = if made.contains(&at) { &mut frames } else { &mut others };
            kind.insert(*local_index);
        }
    }
    &frames - &others
}

fn writes(body: &Body) -> impl Iterator<Item = usize> {
    let is_write = |operator: &Operator| matches!(operator, Operator::GlobalSet { global_index: STACK_POINTER });
    body.operators.iter().enumerate().filter(move |(_, operator)| is_write(operator)).map(|(at, _)| at)
}

/// The operator whose result the write at `at` writes, and the `local.tee` between them, if there is one.
fn written_value(body: &Body, at: usize) -> (Option<usize>, Option<usize>) {
    let before = at.checked_sub(1);
    match before.and_then(|before| body.operators.get(before)) {
        Some(Operator::LocalTee { .. }) => (before.and_then(|before| before.checked_sub(1)), before),
        _ => (before, None),
    }
}

/// What the operator at `at` computes, if that is a constant added to, or taken from, what another operator gives.
fn sum<'a, 'b>(body: &'b Body<'a>, at: Option<usize>) -> Option<(&'b Operator<'a>, i64)> {
    let at = at?;
    let Operator::I32Const { value } = body.operators.get(at.checked_sub(1)?)? else { return None };
    let added = match body.operators[at] {
        Operator::I32Add => i64::from(*value),
        Operator::I32Sub => -i64::from(*value),
        _ => return None,
    };
    // The other half of 2^32 could be meant.
    (added.unsigned_abs() < 1 << 31).then_some(())?;
    Some((body.operators.get(at.checked_sub(2)?)?, added))
}

fn edited(wasm: &[u8], edits: impl Fn(&Body) -> BTreeMap<usize, Vec<u8>>) -> Result<Vec<u8>, String> {
    let mut all = bodies(wasm).map_err(text)?;
    for bytes in &mut all {
        let body = Body::parse(bytes).map_err(text)?;
        let edits = edits(&body);
        if !edits.is_empty() {
            *bytes = body.rewritten(&[], &edits);
        }
    }
    with_bodies(wasm, &all)
}

fn global_set(index: u32) -> Vec<u8> {
    encoded(&[Instruction::GlobalSet(index)])
}

fn encoded(instructions: &[Instruction]) -> Vec<u8> {
    let mut bytes = Vec::new();
    instructions.iter().for_each(|instruction| instruction.encode(&mut bytes));
    bytes
}
