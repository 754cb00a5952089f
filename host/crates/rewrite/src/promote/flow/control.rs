//! Ways through a function: what holds where blocks, loops and branches meet.

use wasmparser::{BlockType, FrameKind, ModuleArity};

use super::Pass;
use super::state::{Label, Operand};
use crate::promote::findings::Way;
use crate::promote::value::{STACK_POINTER, Value};

impl Pass<'_> {
    pub(super) fn arity(&self, block_type: BlockType) -> (usize, usize) {
        self.block_type_arity(block_type).map_or((0, 0), |(taken, given)| (taken as usize, given as usize))
    }

    pub(super) fn open(&mut self, block_type: BlockType, kind: FrameKind) {
        let (taken, _) = self.arity(block_type);
        let height = self.operands.len().saturating_sub(taken);
        self.bind_operands(height);
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

    /// What a block takes, or a branch brings, has to be pushed, whatever becomes of one use of it.
    fn bind_operands(&mut self, height: usize) {
        self.operands[height..].iter_mut().for_each(|operand| operand.source = None);
    }

    /// What a loop takes is not followed round it.
    pub(super) fn forget_operands(&mut self, height: usize) {
        for index in height..self.operands.len() {
            self.leak(self.operands[index].value, Way::Computed);
            self.operands[index] = Value::Other.into();
        }
    }

    pub(super) fn meet_head(&mut self, head: usize) {
        match self.heads.get_mut(&head) {
            Some(state) => self.head_changed |= state.join(&self.state),
            None => {
                self.heads.insert(head, self.state.clone());
            }
        }
    }

    pub(super) fn branch(&mut self, depth: u32) {
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
        self.bind_operands(brought);
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

    pub(super) fn stop(&mut self) {
        self.unreachable = Some(0);
    }

    pub(super) fn otherwise(&mut self) {
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

    pub(super) fn end(&mut self) {
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
                self.leak_top(self.results, Way::AsItIs);
            }
            self.findings.is_balanced = self.state.stack_pointer == Value::Frame { frame: STACK_POINTER, at: 0 };
        }
    }

    /// Goes on after the innermost block, a loop too.
    pub(super) fn branch_out(&mut self) {
        if let Some(label) = self.labels.last_mut() {
            if label.kind == FrameKind::Loop {
                label.kind = FrameKind::Block;
            }
            self.branch(0);
        }
    }
}
