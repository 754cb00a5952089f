//! What of a function's frames can be reached by others: the bounds of the objects whose addresses leave the function.
//!
//! Which bytes a callee touches is known ([`super::reach`]). What becomes of other addresses is not, but a pointer reaches only
//! the object that it was made from. Where that begins and ends a module does not say. What it says, or its sources say:
//!
//! - A frame is made by one function, so an object in the frame of a function that was inlined lies in that frame alone.
//! - Arguments of a variadic call lie in memory that the compiler sets aside for the call. The caller writes them and never
//!   reads them, so a slot that it reads is none of them.
//! - What somebody read in the source ([`Object`]).

use std::collections::BTreeMap;

use super::bytes::Bytes;
use super::facts::Object;
use super::findings::{Argument, Findings, Frame, Way};
use super::reach::{Reach, Reaches};
use super::value::{FrameId, Value};

/// What of a frame has to stay in memory.
#[derive(Default)]
pub struct Escapes {
    /// Bytes that others reach.
    pub reached: Vec<Bytes>,
    /// From here on upwards lie arguments for a variadic function. The caller only writes them, so no slot that it reads
    /// is one.
    pub arguments_from: Option<i64>,
    /// An address went where it is not known how far it reaches: it may be anywhere in the frame.
    pub is_open: bool,
}

impl Escapes {
    pub fn any(&self) -> bool {
        !self.reached.is_empty() || self.arguments_from.is_some() || self.is_open
    }
}

pub struct Context<'c> {
    pub reaches: &'c Reaches,
    /// Functions with the parameter that points to the arguments.
    pub variadic: &'c [(u32, u32)],
    pub objects: &'c [Object],
    /// Whether an address that goes where it is not known how far it reaches is one of its own frame only.
    pub are_frames_apart: bool,
}

/// Each frame's escapes; `None` where all of every frame could be reached.
pub fn escapes(findings: &Findings, function: u32, context: &Context) -> Option<All> {
    if findings.uses_overlaid || !stays_in_frames(findings) {
        return None;
    }
    let mut all: All = findings.frames.iter().map(|frame| (frame.id, Escapes::default())).collect();
    for argument in findings.arguments.iter().filter(|argument| argument.value.has_frame()) {
        let (own, at) = place(findings, argument.value)?;
        let bounds =
            argument_bounds(argument, at, context).or_else(|| object_bounds(findings, own, at, function, context));
        note(&mut all, findings, own, at, bounds);
    }
    for leak in findings.leaks.iter().filter(|leak| leak.value.has_frame()) {
        let (own, at) = place(findings, leak.value)?;
        let bounds = match leak.way {
            Way::Computed => None,
            Way::Stored(_) | Way::AsItIs => object_bounds(findings, own, at, function, context),
        };
        note(&mut all, findings, own, at, bounds);
    }
    if !context.are_frames_apart && all.values().any(|escapes| escapes.is_open) {
        all.values_mut().for_each(|escapes| escapes.is_open = true);
    }
    let is_clear = |value: Value| !matches!(value, Value::Mixed(_)) || !value.has_frame();
    findings.settings.iter().all(|setting| is_clear(setting.value)).then_some(all)
}

/// The frame that a value is an address in, and where. An address one past a frame's end may be one of the next object.
fn place(findings: &Findings, value: Value) -> Option<(&Frame, i64)> {
    let Value::Frame { frame, at } = value else { return None };
    let own = findings.frames.iter().find(|known| known.id == frame)?;
    let at = i64::from(at);
    (own.start <= at && at < own.end).then_some((own, at))
}

/// How far an address reaches.
enum Bounds {
    Within(Bytes),
    Arguments,
}

type All = BTreeMap<FrameId, Escapes>;

fn note(all: &mut All, findings: &Findings, frame: &Frame, at: i64, bounds: Option<Bounds>) {
    let escapes = all.entry(frame.id).or_default();
    match bounds {
        None => escapes.is_open = true,
        Some(Bounds::Arguments) => {
            escapes.arguments_from = Some(escapes.arguments_from.map_or(at, |from| from.min(at)));
        }
        Some(Bounds::Within(bytes)) => {
            escapes.reached.push(bytes);
            // What a callee touches beyond the frame may be in another one, as it lies in memory.
            let is_met = |other: &&Frame| !within(bytes, frame) && bytes.overlaps(other.bytes());
            for other in findings.frames.iter().filter(is_met) {
                all.entry(other.id).or_default().reached.push(bytes);
            }
        }
    }
}

/// Whether all loads and stores through a frame's address are of that frame.
fn stays_in_frames(findings: &Findings) -> bool {
    findings.accesses.iter().all(|found| {
        let (Value::Frame { frame, .. }, Some(bytes)) = (found.address, found.bytes()) else { return true };
        let own = findings.frames.iter().find(|known| known.id == frame);
        own.is_some_and(|own| within(bytes, own))
    })
}

fn within(bytes: Bytes, frame: &Frame) -> bool {
    frame.start <= bytes.start && bytes.end <= frame.end
}

fn argument_bounds(argument: &Argument, at: i64, context: &Context) -> Option<Bounds> {
    match context.reaches.of(argument.function, argument.index) {
        // The callee gets an address, if only to compare it: the frame has to stay.
        Reach::Nothing => Some(Bounds::Within(Bytes { start: at, end: at })),
        Reach::Bytes(range) => Some(Bounds::Within(Bytes { start: range.start + at, end: range.end + at })),
        Reach::Anything => context.variadic.contains(&(argument.function, argument.index)).then_some(Bounds::Arguments),
    }
}

fn object_bounds(findings: &Findings, frame: &Frame, at: i64, function: u32, context: &Context) -> Option<Bounds> {
    let is_first = findings.frames.first() == Some(frame);
    let mut objects = context.objects.iter().filter(|object| is_first && object.function == function);
    let object = objects.find(|object| object.bytes.start <= at && at < object.bytes.end)?;
    Some(Bounds::Within(object.bytes))
}
