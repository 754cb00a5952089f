//! Follows addresses through a function: which loads and stores use the frame's address or a parameter, and where else
//! such a value goes.
//!
//! An abstract interpretation of the body. Each local, each operand and the stack pointer has a [`Value`]; where ways meet,
//! what differs becomes [`Value::Mixed`]. A loop's head is met again from its end, so passes are made until nothing changes
//! at any head: values only ever move towards `Mixed`, which ends. The findings are those of one more pass, made with the
//! values that hold on every way.

mod arity;
mod control;
mod state;
mod values;

use std::collections::HashMap;

use state::{Label, Operand, State};
use wasmparser::{BlockType, FrameKind, Operator};

use super::access::Access;
use super::findings::{Findings, Leak, Way};
use super::kept::Kept;
use super::value::Value;
use crate::body::Body;
use crate::shape::Shape;

/// Passes after which a function is left as it is. Loops in loops need one each; the most that was seen is 6.
const MAX_PASSES: usize = 64;

/// What is known of the module that the function is of.
#[derive(Clone, Copy)]
pub struct Around<'m> {
    pub shape: &'m Shape,
    /// The global that is it.
    pub stack_pointer: u32,
    /// For each function, imported ones too: the parameter whose value it returns.
    pub returned: &'m [Option<u32>],
    /// Variadic functions, each with the parameter that points to the arguments.
    pub variadic: &'m [(u32, u32)],
}

/// What the function does; `None` when it takes too many passes to tell.
pub fn follow(around: Around, function: u32, body: &Body, kept: &Kept) -> Option<Findings> {
    let mut heads = HashMap::new();
    for _ in 0..MAX_PASSES {
        let mut pass = Pass::new(around, function, body, kept, &mut heads);
        pass.run(body);
        if !pass.head_changed {
            return Some(pass.findings);
        }
    }
    None
}

struct Pass<'p> {
    around: Around<'p>,
    /// Variables whose contents are followed too.
    kept: &'p Kept,
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
        around: Around<'p>,
        function: u32,
        body: &Body,
        kept: &'p Kept,
        heads: &'p mut HashMap<usize, State>,
    ) -> Self {
        let shape = around.shape;
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
            around,
            kept,
            heads,
            head_changed: false,
            state: State::new(locals),
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
            O::GlobalGet { global_index } if *global_index == self.around.stack_pointer => {
                self.operands.push(Operand { value: self.state.stack_pointer, source: at });
            }
            O::GlobalSet { global_index } if *global_index == self.around.stack_pointer => {
                self.set_stack_pointer();
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
                self.leak_top(1, Way::Computed);
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
    fn leak_top(&mut self, count: usize, way: Way) {
        for _ in 0..count {
            let value = self.pop().value;
            self.leak(value, way);
        }
    }

    fn leak(&mut self, value: Value, way: Way) {
        self.check_use(value);
        if value.is_followed() {
            self.findings.leaks.push(Leak { value, way });
        }
    }

    /// Notes it where the frame of an address that is used may have been written over.
    fn check_use(&mut self, value: Value) {
        if let Value::Frame { frame, .. } = value {
            self.findings.uses_overlaid |= self.state.overlaid.contains(&frame);
        }
    }
}
