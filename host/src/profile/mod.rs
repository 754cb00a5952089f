//! Where a run's fuel goes. Measuring from inside would change what is measured (a profile function switches CPython's
//! specialised instructions off), so the host looks: it stops the guest after every few units of fuel, reads the
//! interpreter's frames out of its memory, and charges what was used since the last look to where the guest is now.
//! Stopping costs the guest nothing, so a profiled run costs the same fuel as a plain one.

mod codes;
mod frames;

use std::collections::HashMap;

use crate::protocol::Profile;
use codes::{Codes, Key, key_of};
use frames::Frame;

/// The most calling contexts that are kept; what comes later is charged to the nearest one that is.
const MAX_NODES: usize = 100_000;
/// No parent, and no node: outside the program.
const OUTSIDE: i64 = -1;

/// A frame that was seen at the last look, and the node of it and all frames around it.
struct Seen {
    frame: Frame,
    key: Option<Key>,
    node: i64,
}

/// Gathers where fuel was used, in a tree of calling contexts.
pub struct Profiler {
    interval_fuel: u64,
    error_slot: u32,
    codes: Codes,
    /// The frames of this look, the innermost first.
    frames: Vec<Frame>,
    /// Those of the last look, the outermost first: most of them are still there, and need not be looked up again.
    seen: Vec<Seen>,
    /// Parent, code and line of every node, with the fuel that was used in it and not below.
    nodes: Vec<[i64; 4]>,
    known: HashMap<[i64; 3], i64>,
    outside_fuel: u64,
    truncated: bool,
    /// What was left at the last look.
    fuel_left: u64,
}

impl Profiler {
    /// `error_slot` is where the interpreter keeps the current exception: a fixed distance from what leads to its frames.
    pub fn new(interval_fuel: u64, error_slot: u32, fuel_left: u64) -> Self {
        Self {
            interval_fuel,
            error_slot,
            codes: Codes::default(),
            frames: Vec::new(),
            seen: Vec::new(),
            nodes: Vec::new(),
            known: HashMap::new(),
            outside_fuel: 0,
            truncated: false,
            fuel_left,
        }
    }

    /// What was left at the last look.
    pub fn fuel_left(&self) -> u64 {
        self.fuel_left
    }

    /// Charges what was used since the last look to where the guest is.
    pub fn look(&mut self, memory: &[u8], fuel_left: u64) {
        let used = self.fuel_left.saturating_sub(fuel_left);
        self.fuel_left = fuel_left;
        match self.place(memory) {
            OUTSIDE => self.outside_fuel += used,
            node => self.nodes[node as usize][3] += used as i64,
        }
    }

    /// The profile of a run that has ended. What came after the last look was outside.
    pub fn end(mut self, fuel_left: u64) -> Profile {
        self.outside_fuel += self.fuel_left.saturating_sub(fuel_left);
        let Codes { names, files, first_lines, .. } = self.codes;
        Profile {
            interval_fuel: self.interval_fuel,
            names,
            files,
            first_lines,
            nodes: self.nodes.into_flattened(),
            outside_fuel: self.outside_fuel,
            truncated: self.truncated,
        }
    }

    /// The node of the innermost frame; frames of the harness, and what cannot be read, are left out.
    fn place(&mut self, memory: &[u8]) -> i64 {
        let mut frames = std::mem::take(&mut self.frames);
        frames::read_stack(memory, self.error_slot, &mut frames);
        self.truncated |= frames.len() == frames::MAX_DEPTH;
        let (mut node, mut depth) = (OUTSIDE, 0);
        for frame in frames.iter().rev() {
            let key = key_of(memory, frame.code);
            if let Some(seen) = self.seen.get(depth).filter(|seen| seen.frame == *frame && seen.key == key) {
                node = seen.node;
            } else {
                self.seen.truncate(depth);
                node = self.below(node, memory, frame, key);
                self.seen.push(Seen { frame: *frame, key, node });
            }
            depth += 1;
        }
        self.seen.truncate(depth);
        self.frames = frames;
        node
    }

    /// The node of a frame that was called from a node; that node for frames that are left out, and when no more are kept.
    fn below(&mut self, above: i64, memory: &[u8], frame: &Frame, key: Option<Key>) -> i64 {
        let Some((code, line)) = key.and_then(|key| self.codes.locate(memory, frame, key)) else { return above };
        let context = [above, i64::from(code), i64::from(line)];
        if let Some(known) = self.known.get(&context) {
            return *known;
        }
        if self.nodes.len() == MAX_NODES {
            self.truncated = true;
            return above;
        }
        let new = self.nodes.len() as i64;
        self.nodes.push([context[0], context[1], context[2], 0]);
        self.known.insert(context, new);
        new
    }
}
