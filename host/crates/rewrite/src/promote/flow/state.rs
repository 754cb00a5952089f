//! What is known at one place of a function.

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::{BlockType, FrameKind};

use crate::promote::findings::Frame;
use crate::promote::kept::Place;
use crate::promote::value::{FrameId, STACK_POINTER, Value};

#[derive(Clone, PartialEq)]
pub struct State {
    pub locals: Vec<Value>,
    /// What the followed variables hold; those that are missing hold [`Value::Other`].
    pub kept: BTreeMap<Place, Value>,
    /// Where the stack pointer is now, as an address of no frame.
    pub stack_pointer: Value,
    /// Frames that something else may have been put over since they were made: another frame, a callee's, or room from
    /// `alloca`. What was in them is lost.
    pub overlaid: BTreeSet<FrameId>,
}

impl State {
    pub fn new(locals: Vec<Value>) -> Self {
        let stack_pointer = Value::Frame { frame: STACK_POINTER, at: 0 };
        Self { locals, kept: BTreeMap::new(), stack_pointer, overlaid: BTreeSet::new() }
    }

    /// Joins another state into this one; whether anything changed.
    pub fn join(&mut self, other: &Self) -> bool {
        let mut changed = false;
        let mut join = |one: &mut Value, other: Value| {
            let joined = one.join(other);
            changed |= joined != *one;
            *one = joined;
        };
        for (one, other) in self.locals.iter_mut().zip(&other.locals) {
            join(one, *other);
        }
        other.kept.keys().for_each(|place| _ = self.kept.entry(*place).or_insert(Value::Other));
        for (place, one) in &mut self.kept {
            join(one, other.kept.get(place).copied().unwrap_or(Value::Other));
        }
        self.kept.retain(|_, value| *value != Value::Other);
        join(&mut self.stack_pointer, other.stack_pointer);
        let known = self.overlaid.len();
        self.overlaid.extend(&other.overlaid);
        changed || known != self.overlaid.len()
    }

    /// A new frame lies over those that were at its place.
    pub fn make(&mut self, new: &Frame, frames: &[Frame]) {
        let over = frames.iter().filter(|frame| frame.start < new.end && new.start < frame.end);
        self.overlaid.extend(over.map(|frame| frame.id));
        self.overlaid.remove(&new.id);
    }

    /// Others use what lies below the stack pointer. Where that is not known, it is below all that it was above before.
    pub fn give_below(&mut self, frames: &[Frame]) {
        if let Value::Frame { at, .. } = self.stack_pointer {
            let below = frames.iter().filter(|frame| frame.start < i64::from(at));
            self.overlaid.extend(below.map(|frame| frame.id));
        }
    }
}

/// An operand: its value, and the operator that pushed it if that does nothing else but, perhaps, set a local.
#[derive(Clone, Copy)]
pub struct Operand {
    pub value: Value,
    pub source: Option<usize>,
}

impl From<Value> for Operand {
    fn from(value: Value) -> Self {
        Self { value, source: None }
    }
}

pub struct Label {
    pub block_type: BlockType,
    pub kind: FrameKind,
    /// The operator that opened it.
    pub operator: usize,
    /// Operands below it.
    pub height: usize,
    /// What held before an `if`: that holds in its `else`.
    pub before: Option<(State, Vec<Operand>)>,
    /// What holds after it, from the branches so far, with the results that they bring.
    pub after: Option<(State, Vec<Value>)>,
}
