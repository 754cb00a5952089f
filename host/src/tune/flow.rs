//! Follows addresses through a function: which loads and stores use the frame's address or a parameter, and where else
//! such a value goes.
//!
//! An abstract interpretation of the body. Each local, each operand and the stack pointer has a [`Value`]; where ways meet,
//! what differs becomes [`Value::Mixed`]. A loop's head is met again from its end, so passes are made until nothing changes
//! at any head: values only ever move towards `Mixed`, which ends. The findings are those of one more pass, made with the
//! values that hold on every way.

use std::collections::HashMap;

use wasmparser::{BlockType, FrameKind, ModuleArity, Operator, SubType};

use super::access::Access;
use super::body::Body;
use super::findings::{Argument, Findings, Found, Frame, Leak, Setting};
use super::shape::Shape;
use super::value::{STACK_POINTER, Value};

/// Passes after which a function is left as it is. Loops in loops need one each; the most that was seen is 6.
const MAX_PASSES: usize = 64;

/// What the function does; `None` when it takes too many passes to tell.
pub fn follow(
    shape: &Shape,
    stack_pointer: u32,
    returned: &[Option<u32>],
    function: u32,
    body: &Body,
) -> Option<Findings> {
    let mut heads = HashMap::new();
    for _ in 0..MAX_PASSES {
        let mut pass = Pass::new(shape, stack_pointer, returned, function, body, &mut heads);
        pass.run(body);
        if !pass.head_changed {
            return Some(pass.findings);
        }
    }
    None
}

/// What is known at one place.
#[derive(Clone, PartialEq)]
struct State {
    locals: Vec<Value>,
    /// Where the stack pointer is now, as an address of no frame.
    stack_pointer: Value,
}

impl State {
    /// Joins another state into this one; whether anything changed.
    fn join(&mut self, other: &Self) -> bool {
        let mut changed = false;
        let mut join = |one: &mut Value, other: Value| {
            let joined = one.join(other);
            changed |= joined != *one;
            *one = joined;
        };
        for (one, other) in self.locals.iter_mut().zip(&other.locals) {
            join(one, *other);
        }
        join(&mut self.stack_pointer, other.stack_pointer);
        changed
    }
}

/// An operand: its value, and the operator that pushed it if that does nothing else but, perhaps, set a local.
#[derive(Clone, Copy)]
struct Operand {
    value: Value,
    source: Option<usize>,
}

impl From<Value> for Operand {
    fn from(value: Value) -> Self {
        Self { value, source: None }
    }
}

struct Label {
    block_type: BlockType,
    kind: FrameKind,
    /// The operator that opened it.
    operator: usize,
    /// Operands below it.
    height: usize,
    /// What held before an `if`: that holds in its `else`.
    before: Option<(State, Vec<Operand>)>,
    /// What holds after it, from the branches so far, with the results that they bring.
    after: Option<(State, Vec<Value>)>,
}

struct Pass<'p> {
    shape: &'p Shape,
    stack_pointer: u32,
    returned: &'p [Option<u32>],
    heads: &'p mut HashMap<usize, State>,
    head_changed: bool,
    state: State,
    operands: Vec<Operand>,
    labels: Vec<Label>,
    results: usize,
    /// Blocks opened since the last reachable operator; `None` while operators are reachable.
    unreachable: Option<usize>,
    at: usize,
    findings: Findings,
}

impl<'p> Pass<'p> {
    fn new(
        shape: &'p Shape,
        stack_pointer: u32,
        returned: &'p [Option<u32>],
        function: u32,
        body: &Body,
        heads: &'p mut HashMap<usize, State>,
    ) -> Self {
        let (parameters, results) = shape.signature(function);
        let mut locals: Vec<_> = (0..parameters.len() as u32).map(Value::parameter).collect();
        locals.resize(parameters.len() + body.local_count() as usize, Value::Other);
        let function_label = Label {
            block_type: BlockType::FuncType(shape.functions[function as usize]),
            kind: FrameKind::Block,
            operator: 0,
            height: 0,
            before: None,
            after: None,
        };
        Self {
            shape,
            stack_pointer,
            returned,
            heads,
            head_changed: false,
            state: State { locals, stack_pointer: Value::Frame { frame: STACK_POINTER, at: 0 } },
            operands: Vec::new(),
            labels: vec![function_label],
            results: results.len(),
            unreachable: None,
            at: 0,
            findings: Findings { is_balanced: true, ..Findings::default() },
        }
    }

    fn run(&mut self, body: &Body) {
        for (at, operator) in body.operators.iter().enumerate() {
            self.at = at;
            match &mut self.unreachable {
                None => self.step(operator),
                Some(depth) => match operator {
                    Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => *depth += 1,
                    Operator::End if *depth > 0 => *depth -= 1,
                    Operator::End => self.end(),
                    Operator::Else if *depth == 0 => self.otherwise(),
                    _ => {}
                },
            }
        }
    }

    fn step(&mut self, operator: &Operator) {
        use Operator as O;
        let at = Some(self.at);
        match operator {
            O::LocalGet { local_index } => {
                let value = self.state.locals[*local_index as usize];
                self.operands.push(Operand { value, source: at });
            }
            O::LocalSet { local_index } => self.state.locals[*local_index as usize] = self.pop().value,
            O::LocalTee { local_index } => {
                let value = self.pop().value;
                self.state.locals[*local_index as usize] = value;
                self.operands.push(Operand { value, source: at });
            }
            O::GlobalGet { global_index } if *global_index == self.stack_pointer => {
                self.operands.push(Operand { value: self.state.stack_pointer, source: at });
            }
            O::GlobalSet { global_index } if *global_index == self.stack_pointer => {
                let Operand { value, source } = self.pop();
                self.findings.settings.push(Setting { operator: self.at, value, source });
                self.state.stack_pointer = match value {
                    Value::Frame { at, .. } => Value::Frame { frame: STACK_POINTER, at },
                    _ => Value::Other,
                };
            }
            O::I32Const { value } => self.operands.push(Operand { value: Value::Const(*value), source: at }),
            O::I32Add => self.add(),
            O::I32Sub => self.subtract(),
            O::Drop => {
                self.pop();
            }
            O::Select | O::TypedSelect { .. } => {
                let (_, second, first) = (self.pop(), self.pop(), self.pop());
                self.operands.push(first.value.join(second.value).into());
            }
            O::I32Eqz => {
                self.pop();
                self.operands.push(Value::Other.into());
            }
            O::I32Eq | O::I32Ne | O::I32LtS | O::I32LtU | O::I32GtS | O::I32GtU => self.compare(),
            O::I32LeS | O::I32LeU | O::I32GeS | O::I32GeU => self.compare(),
            O::Block { blockty } => self.open(*blockty, FrameKind::Block),
            O::Loop { blockty } => self.open(*blockty, FrameKind::Loop),
            O::If { blockty } => {
                self.pop();
                self.open(*blockty, FrameKind::If);
            }
            O::Else => self.otherwise(),
            O::End => self.end(),
            O::Br { relative_depth } => {
                self.branch(*relative_depth);
                self.stop();
            }
            O::BrIf { relative_depth } => {
                self.pop();
                self.branch(*relative_depth);
            }
            O::BrTable { targets } => {
                self.leak_top(1);
                let mut depths: Vec<_> = targets.targets().flatten().chain([targets.default()]).collect();
                depths.sort_unstable();
                depths.dedup();
                depths.into_iter().for_each(|depth| self.branch(depth));
                self.stop();
            }
            O::Return => {
                self.branch(self.labels.len() as u32 - 1);
                self.stop();
            }
            O::Unreachable => self.stop(),
            O::Call { function_index } => self.call(*function_index),
            _ => match Access::of(operator) {
                Some(access) => self.access(access),
                None => self.other(operator),
            },
        }
    }

    fn pop(&mut self) -> Operand {
        // A valid body never takes more than there is.
        self.operands.pop().unwrap_or(Value::Other.into())
    }

    /// Takes operands that are not followed into the operator.
    fn leak_top(&mut self, count: usize) {
        for _ in 0..count {
            let value = self.pop().value;
            self.leak(value);
        }
    }

    fn leak(&mut self, value: Value) {
        self.leak_into(value, None);
    }

    fn leak_into(&mut self, value: Value, into: Option<Value>) {
        if value.is_followed() {
            self.findings.leaks.push(Leak { value, into });
        }
    }

    fn other(&mut self, operator: &Operator) {
        let (taken, given) = operator.operator_arity(self).unwrap_or_default();
        self.leak_top(taken as usize);
        for _ in 0..given {
            self.operands.push(Value::Other.into());
        }
    }

    fn add(&mut self) {
        let (second, first) = (self.pop().value, self.pop().value);
        let sum = match (first, second) {
            (value, Value::Const(bytes)) | (Value::Const(bytes), value) => self.moved(value, bytes),
            _ => self.unfollowed(first, second),
        };
        self.operands.push(sum.into());
    }

    fn subtract(&mut self) {
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
    fn moved(&mut self, value: Value, bytes: i32) -> Value {
        match value {
            Value::Frame { frame: STACK_POINTER, at } if bytes < 0 => {
                let frame = Frame { id: self.at + 1, start: i64::from(at) + i64::from(bytes), end: at.into() };
                self.findings.frames.push(frame);
                Value::Frame { frame: frame.id, at: at.wrapping_add(bytes) }
            }
            _ => value.plus(bytes),
        }
    }

    fn unfollowed(&mut self, first: Value, second: Value) -> Value {
        self.leak(first);
        self.leak(second);
        Value::Other
    }

    /// Comparing a parameter tells nothing of what it points to. Where the frame lies must not become visible at all: the
    /// frame may be gone later.
    fn compare(&mut self) {
        for operand in [self.pop(), self.pop()] {
            if operand.value.has_frame() {
                self.leak(operand.value);
            }
        }
        self.operands.push(Value::Other.into());
    }

    fn access(&mut self, access: Access) {
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

    fn call(&mut self, function: u32) {
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

    fn arity(&self, block_type: BlockType) -> (usize, usize) {
        self.block_type_arity(block_type).map_or((0, 0), |(taken, given)| (taken as usize, given as usize))
    }

    fn open(&mut self, block_type: BlockType, kind: FrameKind) {
        let (taken, _) = self.arity(block_type);
        let height = self.operands.len().saturating_sub(taken);
        let mut before = None;
        match kind {
            FrameKind::Loop => {
                self.forget_operands(height);
                self.meet_head(self.at);
                self.state = self.heads[&self.at].clone();
            }
            FrameKind::If => before = Some((self.state.clone(), self.operands[height..].to_vec())),
            _ => {}
        }
        self.labels.push(Label { block_type, kind, operator: self.at, height, before, after: None });
    }

    /// What a loop takes is not followed round it.
    fn forget_operands(&mut self, height: usize) {
        for index in height..self.operands.len() {
            self.leak(self.operands[index].value);
            self.operands[index] = Value::Other.into();
        }
    }

    fn meet_head(&mut self, head: usize) {
        match self.heads.get_mut(&head) {
            Some(state) => self.head_changed |= state.join(&self.state),
            None => {
                self.heads.insert(head, self.state.clone());
            }
        }
    }

    fn branch(&mut self, depth: u32) {
        let index = self.labels.len() - 1 - depth as usize;
        let (block_type, kind, head) = {
            let label = &self.labels[index];
            (label.block_type, label.kind, label.operator)
        };
        let (taken, given) = self.arity(block_type);
        if kind == FrameKind::Loop {
            self.forget_operands(self.operands.len().saturating_sub(taken));
            return self.meet_head(head);
        }
        let brought = self.operands.len().saturating_sub(given);
        let results: Vec<_> = self.operands[brought..].iter().map(|operand| operand.value).collect();
        match &mut self.labels[index].after {
            Some((state, known)) => {
                state.join(&self.state);
                for (one, other) in known.iter_mut().zip(results) {
                    *one = one.join(other);
                }
            }
            after => *after = Some((self.state.clone(), results)),
        }
    }

    fn stop(&mut self) {
        self.unreachable = Some(0);
    }

    fn otherwise(&mut self) {
        if self.unreachable.is_none() {
            self.branch(0);
        }
        let Some(label) = self.labels.last_mut() else { return };
        self.operands.truncate(label.height);
        label.kind = FrameKind::Else;
        if let Some((state, operands)) = label.before.take() {
            self.state = state;
            self.operands.extend(operands);
        }
        self.unreachable = None;
    }

    fn end(&mut self) {
        if self.unreachable.is_none() && !self.labels.is_empty() {
            self.branch_out();
        }
        // An `if` without `else`: what holds before it may hold after it.
        if let Some((state, operands)) = self.labels.last_mut().and_then(|label| label.before.take()) {
            self.state = state;
            let height = self.labels.last().map_or(0, |label| label.height);
            self.operands.truncate(height);
            self.operands.extend(operands);
            self.branch_out();
        }
        let Some(label) = self.labels.pop() else { return };
        self.operands.truncate(label.height);
        match label.after {
            Some((state, results)) => {
                self.state = state;
                self.unreachable = None;
                self.operands.extend(results.into_iter().map(Operand::from));
            }
            None => self.unreachable = Some(0),
        }
        if self.labels.is_empty() && self.unreachable.is_none() {
            if let [Operand { value: Value::Parameter { index, offset: 0 }, .. }] = self.operands[..] {
                self.findings.returned = Some(index);
            } else {
                self.leak_top(self.results);
            }
            self.findings.is_balanced = self.state.stack_pointer == Value::Frame { frame: STACK_POINTER, at: 0 };
        }
    }

    /// Goes on after the innermost block, a loop too.
    fn branch_out(&mut self) {
        if let Some(label) = self.labels.last_mut() {
            if label.kind == FrameKind::Loop {
                label.kind = FrameKind::Block;
            }
            self.branch(0);
        }
    }
}

impl ModuleArity for Pass<'_> {
    fn sub_type_at(&self, index: u32) -> Option<&SubType> {
        self.shape.types.get(index as usize)
    }

    fn tag_type_arity(&self, _: u32) -> Option<(u32, u32)> {
        None
    }

    fn type_index_of_function(&self, function: u32) -> Option<u32> {
        self.shape.functions.get(function as usize).copied()
    }

    fn func_type_of_cont_type(&self, _: &wasmparser::ContType) -> Option<&wasmparser::FuncType> {
        None
    }

    fn sub_type_of_ref_type(&self, _: &wasmparser::RefType) -> Option<&SubType> {
        None
    }

    fn control_stack_height(&self) -> u32 {
        self.labels.len() as u32
    }

    fn label_block(&self, depth: u32) -> Option<(BlockType, FrameKind)> {
        let label = self.labels.iter().rev().nth(depth as usize)?;
        Some((label.block_type, label.kind))
    }
}
