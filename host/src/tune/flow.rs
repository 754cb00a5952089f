//! Follows addresses through a function: which loads and stores use the frame's address or a parameter, and where else
//! such a value goes.
//!
//! An abstract interpretation of the body. Each local, each operand and the stack pointer has a [`Value`]; where ways meet,
//! what differs becomes [`Value::Mixed`]. A loop's head is met again from its end, so passes are made until nothing changes
//! at any head: values only ever move towards `Mixed`, which ends. The findings are those of one more pass, made with the
//! values that hold on every way.

mod arity;
mod control;
mod values;

use std::collections::HashMap;

use wasmparser::{BlockType, FrameKind, Operator};

use super::access::Access;
use super::body::Body;
use super::findings::{Findings, Leak, Setting};
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
}
