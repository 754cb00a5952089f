//! One round of promotion over all functions of a module.

use wasmparser::BinaryReaderError;

use super::body::Body;
use super::escapes::{self, Context};
use super::findings::Findings;
use super::promote::Facts;
use super::reach::{Links, Reaches};
use super::rewrite::rewrite;
use super::shape::Shape;
use super::slots::Bytes;
use super::{flow, slots, variadic};
use crate::protocol::Rule;

/// Passes that find which functions return a parameter of theirs.
const MAX_RETURN_PASSES: usize = 4;
/// As many locals as a function may have, by the WebAssembly JavaScript interface, "Limits".
const MAX_LOCALS: usize = 50_000;

pub struct Analysis<'a> {
    shape: &'a Shape,
    stack_pointer: u32,
    facts: &'a Facts,
    /// For each function, imported ones too: the parameter whose value it returns.
    returned: Vec<Option<u32>>,
}

/// What a round changed.
#[derive(Default)]
pub struct Round {
    /// Indexes of the bodies that were rewritten.
    pub functions: Vec<usize>,
    pub slots: u32,
    pub frames: u32,
}

impl<'a> Analysis<'a> {
    /// `None` where a function does not put the stack pointer back, loads or stores above where it was when the function
    /// began, or cannot be followed, so that it may: then it is none, or not one that everybody keeps to, and what lies in
    /// a frame may be anybody's.
    pub fn of(
        shape: &'a Shape,
        stack_pointer: u32,
        facts: &'a Facts,
        bodies: &[Vec<u8>],
    ) -> Result<Option<Self>, BinaryReaderError> {
        let mut analysis = Self { shape, stack_pointer, facts, returned: Vec::new() };
        for _ in 0..MAX_RETURN_PASSES {
            let all = analysis.findings(bodies)?;
            let mut returned = vec![None; shape.imported_functions as usize];
            returned.extend(all.iter().map(|findings| findings.as_ref()?.returned));
            if returned == analysis.returned {
                break;
            }
            analysis.returned = returned;
        }
        let all = analysis.findings(bodies)?;
        let keeps_to_it = |findings: &Option<Findings>| {
            findings.as_ref().is_some_and(|known| known.is_balanced && stays_below(known))
        };
        Ok(all.iter().all(keeps_to_it).then_some(analysis))
    }

    /// A function, with its parameter, that is said to be variadic and cannot be, by what it does or by what it is given.
    pub fn wrong_variadic(&self, bodies: &[Vec<u8>]) -> Result<Option<(u32, u32)>, BinaryReaderError> {
        if self.facts.variadic.is_empty() {
            return Ok(None);
        }
        let all = self.findings(bodies)?;
        let cannot_be = |(function, parameter): &&(u32, u32)| {
            let findings = &all[(function - self.shape.imported_functions) as usize];
            findings.as_ref().is_none_or(|findings| !variadic::may_be(findings, *parameter))
        };
        let misgiven = || all.iter().flatten().find_map(|findings| findings.misgiven);
        Ok(self.facts.variadic.iter().find(cannot_be).copied().or_else(misgiven))
    }

    /// Promotes what the bodies allow as they are now.
    pub fn round(&self, bodies: &mut [Vec<u8>]) -> Result<Round, BinaryReaderError> {
        let all = self.findings(bodies)?;
        let links: Vec<_> = all.iter().enumerate().map(|(index, findings)| self.links(index, findings)).collect();
        let takes = |rule: Rule| !self.facts.without.contains(&rule);
        let links = if takes(Rule::Callees) { links } else { Vec::new() };
        let context = Context {
            reaches: &Reaches::between(self.shape.imported_functions, &links),
            variadic: &self.facts.variadic,
            objects: &self.facts.objects,
            are_frames_apart: takes(Rule::Frames),
        };
        let mut round = Round::default();
        for (index, findings) in all.iter().enumerate() {
            let Some(findings) = findings else { continue };
            let Some(escapes) = escapes::escapes(findings, self.function(index), &context) else { continue };
            let plan = slots::plan(findings, &escapes);
            if plan.is_empty() {
                continue;
            }
            let body = Body::parse(&bodies[index])?;
            let parameters = self.parameters(index);
            if parameters as usize + body.local_count() as usize + plan.slots.len() > MAX_LOCALS {
                continue;
            }
            let rewritten = rewrite(&body, parameters, findings, &plan);
            // Frames that go must not take anything of the others with them.
            if self.follow(index, &rewritten)?.is_none_or(|after| !after.is_balanced || after.uses_overlaid) {
                continue;
            }
            round.functions.push(index);
            round.slots += plan.slots.len() as u32;
            round.frames += plan.vanishing.len() as u32;
            bodies[index] = rewritten;
        }
        Ok(round)
    }

    fn findings(&self, bodies: &[Vec<u8>]) -> Result<Vec<Option<Findings>>, BinaryReaderError> {
        bodies.iter().enumerate().map(|(index, bytes)| self.follow(index, bytes)).collect()
    }

    fn follow(&self, index: usize, bytes: &[u8]) -> Result<Option<Findings>, BinaryReaderError> {
        let Self { shape, stack_pointer, facts, ref returned } = *self;
        let around = flow::Around { shape, stack_pointer, returned, variadic: &facts.variadic };
        Ok(flow::follow(around, self.function(index), &Body::parse(bytes)?))
    }

    fn links(&self, index: usize, findings: &Option<Findings>) -> Links {
        let returned = self.returned.get(self.function(index) as usize).copied().flatten();
        Links::of(findings.as_ref(), returned, self.parameters(index) as usize)
    }

    fn function(&self, index: usize) -> u32 {
        self.shape.imported_functions + index as u32
    }

    fn parameters(&self, index: usize) -> u32 {
        self.shape.signature(self.function(index)).0.len() as u32
    }
}

/// Whether no load or store at a fixed place is in a frame of those that called the function.
fn stays_below(findings: &Findings) -> bool {
    findings.accesses.iter().filter_map(Bytes::of).all(|bytes| bytes.end <= 0)
}
