//! Calls of short functions give way to what these do, before a module is compiled. A program cannot tell: every exact
//! figure of fuel stays what it was, at each host call and at the end. Where a program ends in a trap just when its budget is
//! spent, the one or the other may be noticed first.
//!
//! What is left of a run's fuel stands in memory while a function calls another, so that each call waits for two stores and
//! two loads. Interpreters that were compiled without optimisation call functions of five instructions all the time: CPython
//! starts in 0.7 of the time without such calls. The engine's own inlining leaves the largest functions as they are, the
//! interpreter's loop among them, and takes 2.8 GB for CPython, 0.3 GB being what compiling takes otherwise.
//!
//! A call costs a unit for its operator and one for entering the function. In its place each argument goes into a local, for
//! a unit, and constants that are dropped at once, each a unit and no instruction of the machine, make up for the rest. So a
//! [`callee::Callee`] has two parameters at most. It has no branches and makes no calls; a second round takes in those that
//! have become like that in the first.

mod callee;
mod caller;

use callee::Callee;
use wasmparser::Result;

use crate::body::Body;
use crate::sections::{bodies, text, with_bodies};
use crate::shape::Shape;

/// Part of the name of a compiled file, and of the fuel model. To be raised with every change here that alters the compiled code.
pub const REVISION: u32 = 1;

const ROUNDS: usize = 2;
/// The most functions of a module that is looked at: each takes some kilobytes meanwhile. clang has 54,322.
const MAX_FUNCTIONS: usize = 100_000;
/// What a round may add to a module's code, of which CPython's takes a fifth; a small module may grow by more.
const MAX_GROWTH_PERCENT: usize = 50;
const SMALL_GROWTH_BYTES: usize = 64 << 10;
/// The longest body, in bytes, that a function comes to: compilers take more than twice the time for twice the length.
const MAX_BODY_BYTES: usize = 512 << 10;

/// A valid module with such calls replaced; `None` where there are none.
pub fn inline(wasm: &[u8]) -> std::result::Result<Option<Vec<u8>>, String> {
    let shape = Shape::read(wasm).map_err(text)?;
    let mut bodies = bodies(wasm).map_err(text)?;
    if bodies.len() > MAX_FUNCTIONS {
        return Ok(None);
    }
    let mut has_changed = false;
    for _ in 0..ROUNDS {
        has_changed |= round(&shape, &mut bodies).map_err(text)?;
    }
    if has_changed { with_bodies(wasm, &bodies).map(Some) } else { Ok(None) }
}

/// Replaces every call of what is a callee now; whether there was one.
fn round(shape: &Shape, bodies: &mut [Vec<u8>]) -> Result<bool> {
    let before = bodies.to_vec();
    let functions = (shape.imported_functions..).zip(&before);
    let callees = functions.map(|(function, bytes)| Callee::of(bytes, shape.signature(function)));
    let callees = callees.collect::<Result<Vec<_>>>()?;
    let callee = |function: u32| callees.get(function.checked_sub(shape.imported_functions)? as usize)?.as_ref();
    let code_bytes: usize = before.iter().map(Vec::len).sum();
    let mut growth_left = (code_bytes * MAX_GROWTH_PERCENT / 100).max(SMALL_GROWTH_BYTES);
    let mut has_changed = false;
    for ((function, bytes), target) in (shape.imported_functions..).zip(&before).zip(bodies) {
        let parameters = shape.signature(function).0.len() as u32;
        let Some(longer) = caller::inline_into(&Body::parse(bytes)?, parameters, callee) else { continue };
        let growth = longer.len().saturating_sub(bytes.len());
        if growth <= growth_left && longer.len() <= MAX_BODY_BYTES {
            growth_left -= growth;
            *target = longer;
            has_changed = true;
        }
    }
    Ok(has_changed)
}
