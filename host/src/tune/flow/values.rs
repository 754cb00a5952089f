//! What single operators do with the values that are followed.

use wasmparser::Operator;

use super::{Operand, Pass};
use crate::tune::access::Access;
use crate::tune::findings::{Argument, Found, Frame};
use crate::tune::value::{STACK_POINTER, Value};

impl Pass<'_> {
    pub(super) fn other(&mut self, operator: &Operator) {
        let (taken, given) = operator.operator_arity(self).unwrap_or_default();
        self.leak_top(taken as usize);
        for _ in 0..given {
            self.operands.push(Value::Other.into());
        }
    }

    pub(super) fn add(&mut self) {
        let (second, first) = (self.pop().value, self.pop().value);
        let sum = match (first, second) {
            (value, Value::Const(bytes)) | (Value::Const(bytes), value) => self.moved(value, bytes),
            _ => self.unfollowed(first, second),
        };
        self.operands.push(sum.into());
    }

    pub(super) fn subtract(&mut self) {
        let (second, first) = (self.pop().value, self.pop().value);
        let difference = match (first, second) {
            (_, Value::Const(bytes)) => self.moved(first, bytes.wrapping_neg()),
            // `alloca`: room below all frames.
            (Value::Frame { frame: STACK_POINTER, .. }, _) if !second.is_followed() => Value::Other,
            _ => self.unfollowed(first, second),
        };
        self.operands.push(difference.into());
    }

    /// A value plus a constant. What lies below the stack pointer is a new frame.
    pub(super) fn moved(&mut self, value: Value, bytes: i32) -> Value {
        match value {
            Value::Frame { frame: STACK_POINTER, at } if bytes < 0 => {
                let frame = Frame { id: self.at + 1, start: i64::from(at) + i64::from(bytes), end: at.into() };
                self.findings.frames.push(frame);
                Value::Frame { frame: frame.id, at: at.wrapping_add(bytes) }
            }
            _ => value.plus(bytes),
        }
    }

    pub(super) fn unfollowed(&mut self, first: Value, second: Value) -> Value {
        self.leak(first);
        self.leak(second);
        Value::Other
    }

    /// Comparing a parameter tells nothing of what it points to. Where the frame lies must not become visible at all: the
    /// frame may be gone later.
    pub(super) fn compare(&mut self) {
        for operand in [self.pop(), self.pop()] {
            if operand.value.has_frame() {
                self.leak(operand.value);
            }
        }
        self.operands.push(Value::Other.into());
    }

    pub(super) fn access(&mut self, access: Access) {
        let stored = if access.is_store { self.pop().value } else { Value::Other };
        let Operand { value: address, source } = self.pop();
        self.leak_into(stored, Some(address));
        match address {
            Value::Frame { .. } | Value::Parameter { .. } => {
                let found = Found { operator: self.at, access, address, source, stored };
                self.findings.accesses.push(found);
            }
            _ => self.leak(address),
        }
        if !access.is_store {
            self.operands.push(Value::Other.into());
        }
    }

    pub(super) fn call(&mut self, function: u32) {
        let (parameters, results) = self.shape.signature(function);
        let returned = self.returned.get(function as usize).copied().flatten();
        let mut result = Value::Other;
        for index in (0..parameters.len() as u32).rev() {
            let value = self.pop().value;
            if returned == Some(index) {
                result = value;
            }
            if value.is_followed() {
                self.findings.arguments.push(Argument { function, index, value });
            }
        }
        for _ in results {
            self.operands.push(result.into());
        }
    }
}
