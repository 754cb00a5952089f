//! What single operators do with the values that are followed.

use wasmparser::Operator;

use super::Pass;
use super::state::Operand;
use crate::promote::access::Access;
use crate::promote::findings::{Argument, Found, Frame, Setting, Way};
use crate::promote::kept;
use crate::promote::value::{STACK_POINTER, Value};

impl Pass<'_> {
    pub(super) fn other(&mut self, operator: &Operator) {
        let (taken, given) = operator.operator_arity(self).unwrap_or_default();
        let is_call = matches!(operator, Operator::CallIndirect { .. });
        let is_as_it_is = is_call || matches!(operator, Operator::GlobalSet { .. });
        self.leak_top(taken as usize, if is_as_it_is { Way::AsItIs } else { Way::Computed });
        if is_call {
            self.state.give_below(&self.findings.frames);
        }
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
            // `alloca`: room below the stack pointer, and so below all frames that are still in use.
            (Value::Frame { frame: STACK_POINTER, .. }, _)
                if first == self.state.stack_pointer && !second.is_followed() =>
            {
                self.state.give_below(&self.findings.frames);
                Value::Other
            }
            _ => self.unfollowed(first, second),
        };
        self.operands.push(difference.into());
    }

    /// A value plus a constant. What lies below the stack pointer is a new frame; what lies below a place where the stack
    /// pointer was before is nothing that is known.
    pub(super) fn moved(&mut self, value: Value, bytes: i32) -> Value {
        match value {
            Value::Frame { frame: STACK_POINTER, at } if bytes < 0 && value == self.state.stack_pointer => {
                let frame = Frame { id: self.at + 1, start: i64::from(at) + i64::from(bytes), end: at.into() };
                self.state.make(&frame, &self.findings.frames);
                self.findings.frames.push(frame);
                Value::Frame { frame: frame.id, at: at.wrapping_add(bytes) }
            }
            _ => value.plus(bytes),
        }
    }

    pub(super) fn set_stack_pointer(&mut self) {
        let Operand { value, source } = self.pop();
        let before = self.state.stack_pointer;
        self.findings.settings.push(Setting { operator: self.at, value, source, before });
        if !matches!(value, Value::Frame { .. }) {
            self.state.give_below(&self.findings.frames);
        }
        self.state.stack_pointer = match value {
            Value::Frame { at, .. } => Value::Frame { frame: STACK_POINTER, at },
            _ => Value::Other,
        };
    }

    pub(super) fn unfollowed(&mut self, first: Value, second: Value) -> Value {
        self.leak(first, Way::Computed);
        self.leak(second, Way::Computed);
        Value::Other
    }

    /// Comparing a parameter tells nothing of what it points to. Where the frame lies must not become visible at all: the
    /// frame may be gone later.
    pub(super) fn compare(&mut self) {
        for operand in [self.pop(), self.pop()] {
            if operand.value.has_frame() {
                self.leak(operand.value, Way::Computed);
            }
        }
        self.operands.push(Value::Other.into());
    }

    pub(super) fn access(&mut self, access: Access) {
        let stored = if access.is_store { self.pop().value } else { Value::Other };
        let Operand { value: address, source } = self.pop();
        let place = kept::place_of(address, access).filter(|place| self.kept.contains(place));
        match place {
            Some(place) if access.is_store => {
                self.check_use(stored);
                self.state.kept.insert(place, stored);
            }
            _ => self.leak(stored, Way::Stored(address)),
        }
        self.check_use(address);
        match address {
            Value::Frame { .. } | Value::Parameter { .. } => {
                let found = Found { operator: self.at, access, address, source };
                self.findings.accesses.push(found);
            }
            _ => self.leak(address, Way::Computed),
        }
        if !access.is_store {
            let held = place.and_then(|place| self.state.kept.get(&place)).copied();
            self.operands.push(held.unwrap_or(Value::Other).into());
        }
    }

    pub(super) fn call(&mut self, function: u32) {
        let (parameters, results) = self.around.shape.signature(function);
        let returned = self.around.returned.get(function as usize).copied().flatten();
        let mut result = Value::Other;
        for index in (0..parameters.len() as u32).rev() {
            let value = self.pop().value;
            if returned == Some(index) {
                result = value;
            }
            self.check_use(value);
            if self.around.variadic.contains(&(function, index)) && !value.has_frame() && value != Value::Const(0) {
                self.findings.misgiven = Some((function, index));
            }
            if value.is_followed() {
                self.findings.arguments.push(Argument { function, index, value });
            }
        }
        self.state.give_below(&self.findings.frames);
        for _ in results {
            self.operands.push(result.into());
        }
    }
}
