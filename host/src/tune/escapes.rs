//! What of a function's frames can be reached by others: the bounds of the objects whose addresses leave the function.
//!
//! An address in a frame is that of an object, or of a part of it, and reaches no other object. Where the object begins and
//! ends a module does not say, but it says what is *not* of the object:
//!
//! - A frame is made by one function, so objects in the frame of a function that was inlined lie in that frame alone.
//! - Arguments of a variadic call lie in memory that the compiler sets aside for the call. The caller writes them and never
//!   reads them, so a slot that it reads is none of them.
//! - The homes of parameters are objects of their own. Only a function that was compiled without optimisation begins by
//!   storing all of its parameters, in order, downwards from the frame's top ([`super::entry`]).
//! - What somebody read in the source ([`Object`]).

use std::collections::BTreeMap;

use super::entry::Entry;
use super::findings::{Argument, Findings, Frame};
use super::reach::{Reach, Reaches};
use super::slots::Bytes;
use super::value::{FrameId, Value};

/// One store at a function's begin may be anything; two that fit are the homes of its parameters.
const LEAST_HOMES: usize = 2;

/// What of a frame has to stay in memory.
#[derive(Default)]
pub struct Escapes {
    /// Bytes that others reach.
    pub reached: Vec<Bytes>,
    /// From here on upwards lie arguments for a variadic function. The caller only writes them, so no slot that it reads
    /// is one.
    pub arguments_from: Option<i64>,
    /// The highest address of which it is not known how far it reaches: others may reach anything but what is spared.
    pub unbounded_at: Option<i64>,
    pub spared: Vec<Bytes>,
}

impl Escapes {
    pub fn any(&self) -> bool {
        !self.reached.is_empty() || self.arguments_from.is_some() || self.unbounded_at.is_some()
    }

    fn note(&mut self, at: i64, bounds: Bounds) {
        match bounds {
            Bounds::Within(bytes) => self.reached.push(bytes),
            Bounds::Arguments => self.arguments_from = Some(self.arguments_from.map_or(at, |from| from.min(at))),
            Bounds::Unknown => self.unbounded_at = self.unbounded_at.max(Some(at)),
        }
    }
}

#[derive(Clone, Copy, Debug)]
/// A known object in a function's own frame: from its source, not from the module.
pub struct Object {
    pub function: u32,
    pub bytes: Bytes,
}

pub struct Context<'c> {
    pub reaches: &'c Reaches,
    pub entries: &'c [Entry],
    pub imported: u32,
    pub objects: &'c [Object],
}

impl Context<'_> {
    fn entry(&self, function: u32) -> Option<&Entry> {
        self.entries.get(function.checked_sub(self.imported)? as usize)
    }
}

/// Each frame's escapes; `None` where all of every frame could be reached.
pub fn escapes(findings: &Findings, function: u32, context: &Context) -> Option<BTreeMap<FrameId, Escapes>> {
    if !stays_in_frames(findings) {
        return None;
    }
    let mut all: BTreeMap<_, _> = findings.frames.iter().map(|frame| (frame.id, Escapes::default())).collect();
    let leaks = findings.leaks.iter().map(|leak| (leak.value, None));
    let arguments = findings.arguments.iter().map(|argument| (argument.value, Some(argument)));
    let settings = findings.settings.iter().filter(|setting| matches!(setting.value, Value::Mixed(_)));
    let settings = settings.map(|setting| (setting.value, None));
    for (value, argument) in leaks.chain(arguments).chain(settings).filter(|(value, _)| value.has_frame()) {
        let Value::Frame { frame, at } = value else { return None };
        let own = findings.frames.iter().find(|known| known.id == frame)?;
        let at = i64::from(at);
        if at < own.start || at > own.end {
            return None;
        }
        let bounds = bounds(findings, own, at, argument, function, context);
        all.get_mut(&frame)?.note(at, bounds);
    }
    // Homes lie at the top of the first frame, above everything whose address may be elsewhere.
    if let (Some(first), Some(entry)) = (findings.frames.first(), context.entry(function)) {
        let lowest = entry.homes.last().map_or(i64::MIN, |home| home.start);
        let escapes = all.get_mut(&first.id)?;
        if entry.homes.len() >= LEAST_HOMES && escapes.unbounded_at.is_some_and(|highest| highest < lowest) {
            escapes.spared.clone_from(&entry.homes);
        }
    }
    Some(all)
}

/// Whether all loads and stores through a frame's address are of that frame.
fn stays_in_frames(findings: &Findings) -> bool {
    findings.accesses.iter().all(|found| {
        let (Value::Frame { frame, .. }, Some(bytes)) = (found.address, Bytes::of(found)) else { return true };
        let own = findings.frames.iter().find(|known| known.id == frame);
        own.is_some_and(|own| own.start <= bytes.start && bytes.end <= own.end)
    })
}

/// How far an address reaches.
enum Bounds {
    Within(Bytes),
    Arguments,
    Unknown,
}

fn bounds(
    findings: &Findings,
    frame: &Frame,
    at: i64,
    argument: Option<&Argument>,
    function: u32,
    context: &Context,
) -> Bounds {
    if let Some(argument) = argument {
        match context.reaches.of(argument.function, argument.index) {
            // The callee gets an address, if only to compare it: the frame has to stay.
            Reach::Nothing => return Bounds::Within(Bytes { start: at, end: at }),
            Reach::Bytes(range) => return Bounds::Within(Bytes { start: range.start + at, end: range.end + at }),
            Reach::Anything => {}
        }
        if context.entry(argument.function).is_some_and(|entry| entry.variadic == Some(argument.index)) {
            return Bounds::Arguments;
        }
    }
    let is_first = findings.frames.first() == Some(frame);
    let mut objects = context.objects.iter().filter(|object| is_first && object.function == function);
    match objects.find(|object| object.bytes.start <= at && at < object.bytes.end) {
        Some(object) => Bounds::Within(object.bytes),
        None => Bounds::Unknown,
    }
}
