//! The plot of slot promotion: analyse every function, decide, rewrite, and again, until nothing more can be promoted. What
//! one round takes out of memory lets the next see through the functions that did so.

use wasm_encoder::{CodeSection, Module, RawSection};
use wasmparser::{BinaryReaderError, Parser, Payload};

use super::body::Body;
use super::entry::Entry;
use super::escapes::{Context, Object};
use super::findings::Findings;
use super::reach::{Links, Reaches};
use super::rewrite::rewrite;
use super::shape::Shape;
use super::{escapes, features, flow, slots};
use crate::messages;

/// A round ends with nothing promoted after 5 for CPython; what is left after so many stays in memory.
const MAX_ROUNDS: usize = 12;
/// Passes that find which functions return a parameter of theirs.
const MAX_RETURN_PASSES: usize = 4;
/// As many locals as a function may have, by the WebAssembly JavaScript interface, "Limits".
const MAX_LOCALS: usize = 50_000;

/// What is known of a module besides its code: from its sources, by somebody who has read them.
#[derive(Debug, Default)]
pub struct Facts {
    /// Variadic functions that do not show it, with the parameter that points to the arguments.
    pub variadic: Vec<(u32, u32)>,
    /// Objects whose addresses go to places where they cannot be followed.
    pub objects: Vec<Object>,
}

/// A module with slots as locals.
#[derive(Debug)]
pub struct Promoted {
    /// The very bytes that were given where there was nothing to promote.
    pub wasm: Vec<u8>,
    /// What it uses of WebAssembly that the optimiser has to be told.
    pub features: Vec<&'static str>,
    /// Functions that were rewritten.
    pub functions: u32,
    pub slots: u32,
    /// Frames that are not made any more.
    pub frames: u32,
}

/// Promotes what can be promoted. Errors are sentences for people.
pub fn promote(wasm: &[u8], facts: &Facts) -> Result<Promoted, String> {
    let features = features::used(wasm)?;
    let shape = Shape::read(wasm).map_err(refused)?;
    check_facts(&shape, facts)?;
    let mut bodies = bodies(wasm).map_err(refused)?;
    let unchanged = || Promoted { wasm: wasm.to_vec(), features: features.clone(), functions: 0, slots: 0, frames: 0 };
    let Some(stack_pointer) = stack_pointer(&shape, &bodies).map_err(refused)? else { return Ok(unchanged()) };
    let analysis = Analysis { shape: &shape, stack_pointer, facts };
    let Some(mut known) = analysis.prepare(&bodies).map_err(refused)? else { return Ok(unchanged()) };
    let mut rewritten = vec![false; bodies.len()];
    let (mut slots, mut frames) = (0, 0);
    for _ in 0..MAX_ROUNDS {
        let round = analysis.round(&mut bodies, &mut known).map_err(refused)?;
        if round.functions.is_empty() {
            break;
        }
        slots += round.slots;
        frames += round.frames;
        round.functions.into_iter().for_each(|index| rewritten[index] = true);
    }
    let functions = rewritten.into_iter().filter(|is| *is).count() as u32;
    if functions == 0 {
        return Ok(unchanged());
    }
    let wasm = with_bodies(wasm, &bodies).map_err(refused)?;
    Ok(Promoted { wasm, features, functions, slots, frames })
}

fn check_facts(shape: &Shape, facts: &Facts) -> Result<(), String> {
    let has = |function: u32, parameter: u32| {
        let is_own = function >= shape.imported_functions && (function as usize) < shape.functions.len();
        is_own && (parameter as usize) < shape.signature(function).0.len().max(1)
    };
    let variadic = facts.variadic.iter().copied();
    let objects = facts.objects.iter().map(|object| (object.function, 0));
    match variadic.chain(objects).find(|(function, parameter)| !has(*function, *parameter)) {
        Some((function, parameter)) => Err(messages::tune_wrong_fact(function, parameter)),
        None => Ok(()),
    }
}

fn bodies(wasm: &[u8]) -> Result<Vec<Vec<u8>>, BinaryReaderError> {
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::CodeSectionEntry(body) = payload? {
            bodies.push(body.as_bytes().to_vec());
        }
    }
    Ok(bodies)
}

/// The global that is read most: every frame is made below the stack pointer. `None` where there is none.
fn stack_pointer(shape: &Shape, bodies: &[Vec<u8>]) -> Result<Option<u32>, BinaryReaderError> {
    let mut reads = vec![0; shape.private_globals.len()];
    for bytes in bodies {
        for global in Body::parse(bytes)?.read_globals() {
            if let Some(place) = shape.private_globals.iter().position(|private| *private == global) {
                reads[place] += 1;
            }
        }
    }
    let most = reads.iter().enumerate().max_by_key(|(place, count)| (**count, usize::MAX - place));
    Ok(most.filter(|(_, count)| **count > 0).map(|(place, _)| shape.private_globals[place]))
}

struct Analysis<'a> {
    shape: &'a Shape,
    stack_pointer: u32,
    facts: &'a Facts,
}

/// What is known of the functions from one round to the next.
struct Known {
    /// For each function, imported ones too: the parameter whose value it returns.
    returned: Vec<Option<u32>>,
    entries: Vec<Entry>,
}

#[derive(Default)]
struct Round {
    functions: Vec<usize>,
    slots: u32,
    frames: u32,
}

impl Analysis<'_> {
    /// `None` where a function does not put the stack pointer back: then it is none, or not one that everybody keeps to, and
    /// what lies below it may be anybody's.
    fn prepare(&self, bodies: &[Vec<u8>]) -> Result<Option<Known>, BinaryReaderError> {
        let mut known = Known { returned: Vec::new(), entries: Vec::new() };
        for _ in 0..MAX_RETURN_PASSES {
            let all = self.findings(bodies, &known.returned)?;
            let mut returned = vec![None; self.shape.imported_functions as usize];
            returned.extend(all.iter().map(|findings| findings.as_ref()?.returned));
            if returned == known.returned {
                break;
            }
            known.returned = returned;
        }
        let all = self.findings(bodies, &known.returned)?;
        if !all.iter().flatten().all(|findings| findings.is_balanced) {
            return Ok(None);
        }
        for (index, findings) in all.iter().enumerate() {
            let parameters = self.parameters(index);
            let body = Body::parse(&bodies[index])?;
            let entry = findings.as_ref().map(|findings| Entry::of(&body, findings, parameters));
            known.entries.push(entry.unwrap_or_default());
        }
        for (function, parameter) in &self.facts.variadic {
            known.entries[(function - self.shape.imported_functions) as usize].variadic = Some(*parameter);
        }
        Ok(Some(known))
    }

    fn findings(
        &self,
        bodies: &[Vec<u8>],
        returned: &[Option<u32>],
    ) -> Result<Vec<Option<Findings>>, BinaryReaderError> {
        let follow = |(index, bytes): (usize, &Vec<u8>)| {
            let body = Body::parse(bytes)?;
            Ok(flow::follow(self.shape, self.stack_pointer, returned, self.function(index), &body))
        };
        bodies.iter().enumerate().map(follow).collect()
    }

    /// Promotes what the bodies allow as they are now.
    fn round(&self, bodies: &mut [Vec<u8>], known: &mut Known) -> Result<Round, BinaryReaderError> {
        let all = self.findings(bodies, &known.returned)?;
        let links: Vec<_> =
            all.iter().enumerate().map(|(index, findings)| self.links(index, findings, known)).collect();
        let reaches = Reaches::between(self.shape.imported_functions, &links);
        let mut round = Round::default();
        let mut settled = Vec::new();
        for (index, findings) in all.iter().enumerate() {
            let imported = self.shape.imported_functions;
            let objects = &self.facts.objects;
            let context = Context { reaches: &reaches, entries: &known.entries, imported, objects };
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
            // Homes are told by where they lie in the first frame, so they must not be looked for in another one.
            if findings.frames.first().is_some_and(|frame| plan.vanishing.contains(&frame.id)) {
                settled.push(index);
            }
            round.functions.push(index);
            round.slots += plan.slots.len() as u32;
            round.frames += plan.vanishing.len() as u32;
            let rewritten = rewrite(&body, parameters, findings, &plan);
            bodies[index] = rewritten;
        }
        settled.into_iter().for_each(|index| known.entries[index].homes.clear());
        Ok(round)
    }

    fn links(&self, index: usize, findings: &Option<Findings>, known: &Known) -> Links {
        let returned = known.returned.get(self.function(index) as usize).copied().flatten();
        Links::of(findings.as_ref(), returned, self.parameters(index) as usize)
    }

    fn function(&self, index: usize) -> u32 {
        self.shape.imported_functions + index as u32
    }

    fn parameters(&self, index: usize) -> u32 {
        self.shape.signature(self.function(index)).0.len() as u32
    }
}

fn with_bodies(wasm: &[u8], bodies: &[Vec<u8>]) -> Result<Vec<u8>, BinaryReaderError> {
    let mut out = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::CodeSectionStart { .. } => {
                let mut code = CodeSection::new();
                for body in bodies {
                    code.raw(body);
                }
                out.section(&code);
            }
            Payload::CodeSectionEntry(_) => {}
            other => {
                if let Some((id, range)) = other.as_section() {
                    out.section(&RawSection { id, data: &wasm[range] });
                }
            }
        }
    }
    Ok(out.finish())
}

fn refused(error: BinaryReaderError) -> String {
    messages::cannot_tune(&error)
}
