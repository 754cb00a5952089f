//! The frames that a program is in, kept from one look to the next: a deep stack is not walked again each time.

use std::collections::HashMap;

use super::codes::{Key, key_of};
use super::frames::{self, Frame, MAX_DEPTH};

/// Less than entering a function and leaving it takes: CPython runs hundreds of instructions of the guest for it.
const LEAST_CALL_FUEL: u64 = 20;
/// More frames than any program has that means well. Beyond, all are forgotten and found again.
const MAX_KEPT: usize = 100_000;

/// A frame, what its code is known by, and the node of it and all frames around it.
pub struct Seen {
    pub frame: Frame,
    pub key: Option<Key>,
    pub node: i64,
}

/// The frames of the last look, the outermost first.
#[derive(Default)]
pub struct Stack {
    pub seen: Vec<Seen>,
    /// Where in `seen` the frame at an address is.
    depths: HashMap<u32, usize>,
    /// What was walked over in this look, the innermost first.
    walked: Vec<(Frame, Option<Key>)>,
}

impl Stack {
    /// Brings the frames up to now, after `used` fuel since the last look: how many of them are the same as then; those
    /// behind have no node yet. The outermost are missing where the walk ended at its bound, which is told as well.
    pub fn look(&mut self, memory: &[u8], error_slot: u32, used: u64) -> (usize, bool) {
        if self.seen.len() > MAX_KEPT {
            self.cut(0);
        }
        let (same, is_cut) = self.walk(memory, error_slot, used);
        self.cut(same);
        for (frame, key) in self.walked.drain(..).rev() {
            self.depths.insert(frame.address, self.seen.len());
            self.seen.push(Seen { frame, key, node: 0 });
        }
        (same, is_cut)
    }

    /// Walks outwards, as far as it must, and leaves what is new in `walked`. Where so many frames in a row are as they were
    /// that the fuel would not have sufficed to leave and enter them all again, nothing around them can have changed.
    fn walk(&mut self, memory: &[u8], error_slot: u32, used: u64) -> (usize, bool) {
        let enough = usize::try_from(used / LEAST_CALL_FUEL).unwrap_or(usize::MAX).saturating_add(1);
        let (mut in_a_row, mut last) = (0, 0_usize);
        self.walked.clear();
        for frame in frames::walk(memory, error_slot) {
            let key = key_of(memory, frame.code);
            let expected = if in_a_row > 0 { last.checked_sub(1) } else { self.depths.get(&frame.address).copied() };
            match expected.filter(|depth| self.is_at(*depth, &frame, &key)) {
                Some(depth) => (in_a_row, last) = (in_a_row + 1, depth),
                None => in_a_row = 0,
            }
            self.walked.push((frame, key));
            if in_a_row >= enough {
                self.walked.truncate(self.walked.len() - in_a_row);
                return (last + in_a_row, false);
            }
        }
        let outwards = self.walked.iter().rev().enumerate();
        let same = outwards.take_while(|(depth, (frame, key))| self.is_at(*depth, frame, key)).count();
        let is_cut = self.walked.len() == MAX_DEPTH;
        self.walked.truncate(self.walked.len() - same);
        (same, is_cut)
    }

    fn is_at(&self, depth: usize, frame: &Frame, key: &Option<Key>) -> bool {
        self.seen.get(depth).is_some_and(|seen| seen.frame == *frame && seen.key == *key)
    }

    fn cut(&mut self, depth: usize) {
        for seen in self.seen.drain(depth..) {
            self.depths.remove(&seen.frame.address);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLOT: u32 = 100;

    /// A program's frames as they lie in memory, and what it spent on entering and leaving them.
    struct Program {
        memory: Vec<u8>,
        /// Code and instruction of each, the outermost first.
        frames: Vec<(u32, u32)>,
        used: u64,
    }

    impl Program {
        fn new() -> Self {
            let mut program = Self { memory: vec![0; 1 << 16], frames: Vec::new(), used: 0 };
            program.put(SLOT - 20, 90);
            program
        }

        fn put(&mut self, address: u32, value: u32) {
            self.memory[address as usize..address as usize + 4].copy_from_slice(&value.to_le_bytes());
        }

        fn address(depth: usize) -> u32 {
            1000 + 64 * depth as u32
        }

        fn enter(&mut self, code: u32) {
            self.frames.push((code, code));
            self.used += LEAST_CALL_FUEL / 2;
            self.place();
        }

        fn leave(&mut self) {
            self.frames.pop();
            self.used += LEAST_CALL_FUEL / 2;
            self.place();
        }

        fn advance(&mut self) {
            if let Some((_, instruction)) = self.frames.last_mut() {
                *instruction += 2;
            }
            self.place();
        }

        fn place(&mut self) {
            let depth = self.frames.len();
            self.put(94, if depth == 0 { 0 } else { Self::address(depth - 1) });
            if let Some((code, instruction)) = self.frames.last().copied() {
                let address = Self::address(depth - 1);
                self.put(address + 16, code);
                self.put(address + 24, if depth == 1 { 0 } else { Self::address(depth - 2) });
                self.put(address + 28, instruction);
            }
        }

        fn look(&mut self, stack: &mut Stack) -> usize {
            let (same, is_cut) = stack.look(&self.memory, SLOT, std::mem::take(&mut self.used));
            assert!(!is_cut);
            let seen: Vec<_> = stack.seen.iter().map(|seen| (seen.frame.code, seen.frame.instruction)).collect();
            assert_eq!(seen, self.frames);
            same
        }
    }

    #[test]
    fn a_deep_stack_is_walked_as_far_as_it_can_have_changed() {
        let (mut program, mut stack) = (Program::new(), Stack::default());
        (0..500).for_each(|_| program.enter(40_000));
        assert_eq!(program.look(&mut stack), 0);
        program.advance();
        program.enter(40_000);
        assert_eq!(program.look(&mut stack), 499);
        // Nothing was walked but the frame that did not change: whatever is written further out is not found.
        program.put(Program::address(100) + 16, 50_000);
        assert_eq!(program.look(&mut stack), 501);
    }

    #[test]
    fn the_same_functions_called_by_another_line_are_told_apart() {
        let (mut program, mut stack) = (Program::new(), Stack::default());
        (0..30).for_each(|_| program.enter(40_000));
        program.look(&mut stack);
        (0..29).for_each(|_| program.leave());
        program.advance();
        (0..29).for_each(|_| program.enter(40_000));
        assert_eq!(program.look(&mut stack), 0);
    }

    #[test]
    fn any_way_of_calling_leads_to_the_stack_that_a_whole_walk_finds() {
        let (mut program, mut stack) = (Program::new(), Stack::default());
        // Steele and Vigna's linear congruential generator, "Computationally easy, spectrally good multipliers".
        let mut state = 1_u64;
        let mut draw = |below: u64| {
            state = state.wrapping_mul(0xd134_2543_de82_ef95).wrapping_add(1);
            (state >> 33) % below
        };
        for _ in 0..3_000 {
            for _ in 0..draw(12) {
                match draw(5) {
                    0 => program.leave(),
                    1 => program.advance(),
                    _ if program.frames.len() < 900 => program.enter(40_000 + 8 * draw(2) as u32),
                    _ => (0..draw(400)).for_each(|_| program.leave()),
                }
            }
            program.look(&mut stack);
        }
    }

    #[test]
    fn a_ring_of_frames_is_cut() {
        let (mut program, mut stack) = (Program::new(), Stack::default());
        program.enter(40_000);
        program.put(Program::address(0) + 24, Program::address(0));
        assert_eq!(stack.look(&program.memory, SLOT, 0), (0, true));
        assert_eq!(stack.seen.len(), MAX_DEPTH);
    }
}
