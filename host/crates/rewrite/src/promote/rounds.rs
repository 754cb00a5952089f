//! One round of promotion over all functions of a module.

use wasmparser::BinaryReaderError;

use super::escapes::{self, Context};
use super::facts::Facts;
use super::facts::Rule;
use super::findings::{Findings, Found};
use super::kept::{self, Kept};
use super::reach::{Links, Reaches};
use super::rewrite::rewrite;
use super::slots::Plan;
use super::{flow, slots, variadic};
use crate::body::Body;
use crate::shape::Shape;

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
    /// What each function of the module does, as it is now.
    findings: Vec<Option<Findings>>,
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
        let mut analysis = Self { shape, stack_pointer, facts, returned: Vec::new(), findings: Vec::new() };
        for _ in 0..MAX_RETURN_PASSES {
            let all = analysis.findings(bodies)?;
            let mut returned = vec![None; shape.imported_functions as usize];
            returned.extend(all.iter().map(|findings| findings.as_ref()?.returned));
            if returned == analysis.returned {
                break;
            }
            analysis.returned = returned;
        }
        analysis.findings = analysis.findings(bodies)?;
        let keeps_to_it = |findings: &Option<Findings>| {
            findings.as_ref().is_some_and(|known| known.is_balanced && stays_below(known))
        };
        Ok(analysis.findings.iter().all(keeps_to_it).then_some(analysis))
    }

    /// A function, with its parameter, that is said to be variadic and cannot be, by what it does or by what it is given.
    pub fn wrong_variadic(&self) -> Option<(u32, u32)> {
        let cannot_be = |(function, parameter): &&(u32, u32)| {
            let findings = &self.findings[(function - self.shape.imported_functions) as usize];
            findings.as_ref().is_none_or(|findings| !variadic::may_be(findings, *parameter))
        };
        let misgiven = || self.findings.iter().flatten().find_map(|findings| findings.misgiven);
        self.facts.variadic.iter().find(cannot_be).copied().or_else(misgiven)
    }

    /// Promotes what the bodies allow as they are now.
    pub fn round(&mut self, bodies: &mut [Vec<u8>]) -> Result<Round, BinaryReaderError> {
        let links: Vec<_> = (0..bodies.len()).map(|index| self.links(index)).collect();
        let links = if self.takes(Rule::Callees) { links } else { Vec::new() };
        let context = Context {
            reaches: &Reaches::between(self.shape.imported_functions, &links),
            variadic: &self.facts.variadic,
            objects: &self.facts.objects,
            are_frames_apart: self.takes(Rule::Frames),
        };
        let mut round = Round::default();
        for (index, bytes) in bodies.iter_mut().enumerate() {
            let Some((rewritten, plan)) = self.promote(index, bytes, &context)? else { continue };
            // Frames that go must not take anything of the others with them.
            let after = self.follow(index, &rewritten, &Kept::new())?;
            if after.as_ref().is_none_or(|after| !after.is_balanced || after.uses_overlaid) {
                continue;
            }
            round.functions.push(index);
            round.slots += plan.slots.len() as u32;
            round.frames += plan.vanishing.len() as u32;
            *bytes = rewritten;
            self.findings[index] = after;
        }
        Ok(round)
    }

    /// The function's body with what can be promoted, and what that is; `None` where it is nothing.
    fn promote(
        &self,
        index: usize,
        bytes: &[u8],
        context: &Context,
    ) -> Result<Option<(Vec<u8>, Plan)>, BinaryReaderError> {
        let Some(known) = &self.findings[index] else { return Ok(None) };
        let refined = self.refine(index, bytes, known, context)?;
        let findings = refined.as_ref().unwrap_or(known);
        let plan = self.plan(index, findings, context);
        let (body, parameters) = (Body::parse(bytes)?, self.parameters(index));
        let locals = parameters as usize + body.local_count() as usize + plan.slots.len();
        let is_worth_it = !plan.is_empty() && locals <= MAX_LOCALS;
        Ok(is_worth_it.then(|| (rewrite(&body, parameters, findings, &plan), plan)))
    }

    fn takes(&self, rule: Rule) -> bool {
        !self.facts.without.contains(&rule)
    }

    fn plan(&self, index: usize, findings: &Findings, context: &Context) -> Plan {
        let escapes = escapes::escapes(findings, self.function(index), context);
        escapes.map_or_else(Plan::default, |escapes| slots::plan(findings, &escapes))
    }

    /// What the function does when addresses are followed through its variables too ([`kept`]); `None` where that tells
    /// nothing new.
    fn refine(
        &self,
        index: usize,
        bytes: &[u8],
        known: &Findings,
        context: &Context,
    ) -> Result<Option<Findings>, BinaryReaderError> {
        let mut kept = if self.takes(Rule::Variables) { kept::candidates(known) } else { Kept::new() };
        while !kept.is_empty() {
            let Some(findings) = self.follow(index, bytes, &kept)? else { break };
            let confirmed = kept::confirmed(&kept, &findings, &self.plan(index, &findings, context));
            if confirmed == kept {
                return Ok(Some(findings));
            }
            kept = confirmed;
        }
        Ok(None)
    }

    fn findings(&self, bodies: &[Vec<u8>]) -> Result<Vec<Option<Findings>>, BinaryReaderError> {
        bodies.iter().enumerate().map(|(index, bytes)| self.follow(index, bytes, &Kept::new())).collect()
    }

    fn follow(&self, index: usize, bytes: &[u8], kept: &Kept) -> Result<Option<Findings>, BinaryReaderError> {
        let Self { shape, stack_pointer, facts, ref returned, .. } = *self;
        let around = flow::Around { shape, stack_pointer, returned, variadic: &facts.variadic };
        Ok(flow::follow(around, self.function(index), &Body::parse(bytes)?, kept))
    }

    fn links(&self, index: usize) -> Links {
        let returned = self.returned.get(self.function(index) as usize).copied().flatten();
        Links::of(self.findings[index].as_ref(), returned, self.parameters(index) as usize)
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
    findings.accesses.iter().filter_map(Found::bytes).all(|bytes| bytes.end <= 0)
}
