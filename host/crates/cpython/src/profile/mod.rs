//! Where a run's fuel goes. Measuring from inside would change what is measured (a profile function switches CPython's
//! specialised instructions off), so the host looks: it stops the guest after every few units of fuel, reads the
//! interpreter's frames out of its memory, and charges what was used since the last look to where the guest is now.
//! Stopping costs the guest nothing, so a profiled run costs the same fuel as a plain one.

mod codes;
mod frames;
mod stack;

use std::collections::HashMap;

use codes::Codes;
use fuelcell_protocol::Profile;
use stack::{Seen, Stack};

/// The most calling contexts that are kept; what comes later is charged to the nearest one that is.
const MAX_NODES: usize = 100_000;
/// No parent, and no node: outside the program.
const OUTSIDE: i64 = -1;

/// Gathers where fuel was used, in a tree of calling contexts.
pub struct Profiler {
    interval_fuel: u64,
    error_slot: u32,
    codes: Codes,
    stack: Stack,
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
            stack: Stack::default(),
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
        match self.place(memory, used) {
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
    fn place(&mut self, memory: &[u8], used: u64) -> i64 {
        let (same, is_cut) = self.stack.look(memory, self.error_slot, used);
        self.truncated |= is_cut;
        let mut node = same.checked_sub(1).map_or(OUTSIDE, |depth| self.stack.seen[depth].node);
        for depth in same..self.stack.seen.len() {
            node = self.below(node, memory, depth);
            self.stack.seen[depth].node = node;
        }
        node
    }

    /// The node of a frame that was called from a node; that node for frames that are left out, and when no more are kept.
    fn below(&mut self, above: i64, memory: &[u8], depth: usize) -> i64 {
        let Seen { frame, key, .. } = &self.stack.seen[depth];
        let located = key.and_then(|key| self.codes.locate(memory, frame, key));
        let Some((code, line)) = located else { return above };
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
