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

/// What of a frame has to stay in memory.
#[derive(Default)]
pub struct Escapes {
    /// Bytes that others reach.
    pub reached: Vec<Bytes>,
    /// From here on upwards lie arguments for a variadic function. The caller only writes them, so no slot that it reads
    /// is one.
    pub arguments_from: Option<i64>,
    /// Others may reach anything but what is spared.
    pub are_unbounded: bool,
    pub spared: Vec<Bytes>,
}

impl Escapes {
    pub fn any(&self) -> bool {
        !self.reached.is_empty() || self.arguments_from.is_some() || self.are_unbounded
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
    for found in &findings.accesses {
        if let Value::Frame { frame, .. } = found.address {
            let bytes = Bytes::of(found)?;
            let own = findings.frames.iter().find(|known| known.id == frame)?;
            if bytes.start < own.start || bytes.end > own.end {
                return None;
            }
        }
    }
    let mut all: BTreeMap<_, _> = findings.frames.iter().map(|frame| (frame.id, Escapes::default())).collect();
    let mut highest: BTreeMap<FrameId, i64> = BTreeMap::new();
    let leaks = findings.leaks.iter().map(|leak| (leak.value, None));
    let arguments = findings.arguments.iter().map(|argument| (argument.value, Some(argument)));
    for (value, argument) in leaks.chain(arguments).filter(|(value, _)| value.has_frame()) {
        let Value::Frame { frame, at } = value else { return None };
        let own = findings.frames.iter().find(|known| known.id == frame)?;
        let at = i64::from(at);
        if at < own.start || at > own.end {
            return None;
        }
        let escapes = all.get_mut(&frame)?;
        match bounds(findings, own, at, argument, function, context) {
            Bounds::Within(bytes) => escapes.reached.push(bytes),
            Bounds::Arguments => escapes.arguments_from = Some(escapes.arguments_from.map_or(at, |from| from.min(at))),
            Bounds::Unknown => {
                escapes.are_unbounded = true;
                let highest = highest.entry(frame).or_insert(at);
                *highest = at.max(*highest);
            }
        }
    }
    for setting in &findings.settings {
        if let Value::Mixed(_) = setting.value
            && setting.value.has_frame()
        {
            return None;
        }
    }
    // Homes lie at the top of the first frame, above everything whose address may be elsewhere.
    if let (Some(first), Some(entry)) = (findings.frames.first(), context.entry(function)) {
        let escapes = all.get_mut(&first.id)?;
        let lowest = entry.homes.last().map_or(i64::MIN, |home| home.start);
        let is_above = highest.get(&first.id).is_some_and(|highest| *highest < lowest);
        if escapes.are_unbounded && entry.homes.len() >= 2 && is_above {
            escapes.spared.clone_from(&entry.homes);
        }
    }
    Some(all)
}

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
