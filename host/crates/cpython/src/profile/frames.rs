//! The interpreter's stack of frames, as it lies in memory. Layout of CPython 3.11 on wasm32, from its headers
//! `cpython/pystate.h` and `internal/pycore_frame.h`. The guest owns this memory: nothing that is read is trusted.

use crate::objects::word;

/// `PyThreadState.cframe` is so far before `curexc_type`, where the current exception is kept.
const CFRAME_BEFORE_ERROR: u32 = 20;
/// `_PyCFrame.current_frame`.
const CURRENT_FRAME: u32 = 4;
/// Of `_PyInterpreterFrame`.
const CODE: u32 = 16;
const PREVIOUS: u32 = 24;
const PREVIOUS_INSTRUCTION: u32 = 28;
/// CPython's own limit is 1,000 frames, unless a program raises it; of more, the outermost are not seen.
pub const MAX_DEPTH: usize = 2000;

/// A frame: where it lies, its code object, and the address of the instruction that it last began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    pub address: u32,
    pub code: u32,
    pub instruction: u32,
}

/// The frames, the innermost first; as many as can be read.
pub fn walk(memory: &[u8], error_slot: u32) -> impl Iterator<Item = Frame> {
    let first = error_slot.checked_sub(CFRAME_BEFORE_ERROR).and_then(|at| word(memory, at));
    let mut next = first.and_then(|cframe| word(memory, cframe.checked_add(CURRENT_FRAME)?));
    let one = move || {
        let address = next.filter(|address| *address != 0)?;
        let field = |offset: u32| word(memory, address.checked_add(offset)?);
        let frame = Frame { address, code: field(CODE)?, instruction: field(PREVIOUS_INSTRUCTION)? };
        next = field(PREVIOUS);
        Some(frame)
    };
    std::iter::from_fn(one).take(MAX_DEPTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stack(memory: &[u8], error_slot: u32) -> Vec<Frame> {
        walk(memory, error_slot).collect()
    }

    /// Memory with words at addresses.
    fn memory(words: &[(u32, u32)]) -> Vec<u8> {
        let mut memory = vec![0; 1024];
        for (address, value) in words {
            memory[*address as usize..*address as usize + 4].copy_from_slice(&value.to_le_bytes());
        }
        memory
    }

    #[test]
    fn frames_are_read_from_the_innermost_outwards() {
        let inner = [(200 + CODE, 700), (200 + PREVIOUS_INSTRUCTION, 720), (200 + PREVIOUS, 300)];
        let outer = [(300 + CODE, 800), (300 + PREVIOUS_INSTRUCTION, 820)];
        let words = [&[(80, 104), (108, 200)][..], &inner, &outer].concat();
        let inner = Frame { address: 200, code: 700, instruction: 720 };
        let frames = [inner, Frame { address: 300, code: 800, instruction: 820 }];
        assert_eq!(stack(&memory(&words), 100), frames);
    }

    #[test]
    fn a_ring_of_frames_ends_and_wild_pointers_lead_nowhere() {
        let ring = [(80, 104), (108, 200), (200 + PREVIOUS, 200)];
        assert_eq!(stack(&memory(&ring), 100).len(), MAX_DEPTH);
        assert_eq!(stack(&memory(&[(80, u32::MAX)]), 100), []);
        assert_eq!(stack(&memory(&[(80, 104), (108, 1020)]), 100), []);
        assert_eq!(stack(&memory(&[]), 5), []);
    }
}
