//! Functions that call what can be copied.

use std::collections::BTreeMap;

use wasmparser::{Operator, ValType};

use super::MAX_BODY_BYTES;
use super::callee::Callee;
use crate::body::Body;

/// The most locals that a function may have, as engines agree (WebAssembly JavaScript Interface, "Implementation-defined Limits").
const MAX_LOCALS: usize = 50_000;

const SCALARS: [ValType; 4] = [ValType::I32, ValType::I64, ValType::F32, ValType::F64];

/// The body with each call of a callee replaced; `None` where it calls none, or would come out too long. Copies share their locals, for none of them
/// reads what another one left.
pub fn inline_into<'c, 'a: 'c>(
    body: &Body,
    parameters: u32,
    callee: impl Fn(u32) -> Option<&'c Callee<'a>>,
) -> Option<Vec<u8>> {
    let calls = body.operators.iter().enumerate().filter_map(|(at, operator)| match operator {
        Operator::Call { function_index } => Some((at, callee(*function_index)?)),
        _ => None,
    });
    let calls: Vec<_> = calls.collect();
    let copied: usize = calls.iter().map(|(_, callee)| callee.bytes()).sum();
    if calls.is_empty() || body.bytes.len() + copied > MAX_BODY_BYTES {
        return None;
    }
    let counts = SCALARS.map(|scalar| calls.iter().map(|(_, callee)| count(callee, scalar)).max().unwrap_or(0));
    let new_locals: Vec<_> =
        SCALARS.iter().zip(counts).flat_map(|(scalar, count)| std::iter::repeat_n(*scalar, count)).collect();
    let first = parameters + body.local_count();
    if first as usize + new_locals.len() > MAX_LOCALS {
        return None;
    }
    let edits: BTreeMap<_, _> =
        calls.iter().map(|(at, callee)| (*at, callee.copy(&places(callee, &new_locals, first)))).collect();
    Some(body.rewritten(&new_locals, &edits))
}

fn count(callee: &Callee, scalar: ValType) -> usize {
    callee.locals.iter().filter(|ty| **ty == scalar).count()
}

/// Where a callee's locals are in its caller: each has one of its type for itself.
fn places(callee: &Callee, new_locals: &[ValType], first: u32) -> Vec<u32> {
    let mut taken = vec![false; new_locals.len()];
    let mut place = |ty: &ValType| {
        let free = new_locals.iter().zip(&taken).position(|(local, taken)| local == ty && !taken);
        let free = free.unwrap_or_default();
        taken[free] = true;
        first + free as u32
    };
    callee.locals.iter().map(&mut place).collect()
}
