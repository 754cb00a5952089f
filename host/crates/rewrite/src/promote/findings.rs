//! What a function does with addresses in its frame and with its parameters.

use super::access::Access;
use super::bytes::Bytes;
use super::value::{FrameId, Value};

/// Everything that [`super::flow`] found in a function. Operators are named by their index in the body.
#[derive(Default)]
pub struct Findings {
    /// Loads and stores whose address is followed.
    pub accesses: Vec<Found>,
    /// Followed values that go where they are followed no further.
    pub leaks: Vec<Leak>,
    /// Followed values that are handed to a function of the module.
    pub arguments: Vec<Argument>,
    /// In the order in which they are made.
    pub frames: Vec<Frame>,
    /// Where the stack pointer is set.
    pub settings: Vec<Setting>,
    /// Whether the stack pointer is at every end of the function what it was at its begin.
    pub is_balanced: bool,
    /// Whether a frame's address is used where something else may have been put over the frame.
    pub uses_overlaid: bool,
    /// A variadic function, with its parameter for the arguments, that is given neither a place in a frame nor 0 for none.
    pub misgiven: Option<(u32, u32)>,
    /// What the function returns on every way, if that is a parameter's own value.
    pub returned: Option<u32>,
}

pub struct Found {
    pub operator: usize,
    pub access: Access,
    pub address: Value,
    /// The operator that put the address on the operand stack, where it does just that.
    pub source: Option<usize>,
}

impl Found {
    /// The bytes that it works on, if they are the frame's.
    pub fn bytes(&self) -> Option<Bytes> {
        let Value::Frame { at, .. } = self.address else { return None };
        let start = i64::from(at) + self.access.offset as i64;
        Some(Bytes { start, end: start + i64::from(self.access.bytes) })
    }
}

pub struct Leak {
    pub value: Value,
    pub way: Way,
}

/// What becomes of a value that is followed no further.
#[derive(Clone, Copy)]
pub enum Way {
    /// It is stored there, as it is.
    Stored(Value),
    /// It is returned, or given away, as it is.
    AsItIs,
    /// Something is made from it. An optimiser may have taken a constant out of the address that the source has, and add it
    /// later, so which part of the frame was meant cannot be told.
    Computed,
}

pub struct Argument {
    pub function: u32,
    pub index: u32,
    pub value: Value,
}

pub struct Setting {
    pub operator: usize,
    pub value: Value,
    pub source: Option<usize>,
    /// The stack pointer until then.
    pub before: Value,
}

/// A frame: from `start` to `end`, counted from the stack pointer at the function's begin.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    pub id: FrameId,
    pub start: i64,
    pub end: i64,
}

impl Frame {
    pub fn bytes(&self) -> Bytes {
        Bytes { start: self.start, end: self.end }
    }
}
