//! Decides which slots of a frame may become locals: those that nobody else reaches, and whose loads and stores all are of
//! the same bytes. Bytes that are also touched as part of something wider, narrower or beside them stay in memory.

use std::collections::BTreeMap;

use wasmparser::ValType;

use super::access::Access;
use super::bytes::Bytes;
use super::escapes::Escapes;
use super::findings::{Findings, Frame, Setting};
use super::value::{FrameId, Value};

/// A slot of the frame that becomes a local.
pub struct Slot {
    /// Of the local. A slot that is read or written as different types of one width is kept as an integer.
    pub val_type: ValType,
    /// Indexes of its loads and stores in [`Findings::accesses`].
    pub accesses: Vec<usize>,
}

/// What may become of a function's frames.
#[derive(Default)]
pub struct Plan {
    pub slots: Vec<Slot>,
    /// Frames of which nothing is left in memory: they need not be made at all.
    pub vanishing: Vec<FrameId>,
}

impl Plan {
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty() && self.vanishing.is_empty()
    }
}

/// The slots that no access but their own can reach, and the frames that hold nothing else.
pub fn plan(findings: &Findings, escapes: &BTreeMap<FrameId, Escapes>) -> Plan {
    let mut plan = Plan::default();
    // What is set otherwise, by the stack pointer's own value or by `alloca`, may be meant to undo any frame.
    let moves_by_frames = findings.settings.iter().all(|setting| is_own_move(findings, setting));
    for frame in &findings.frames {
        let escapes = &escapes[&frame.id];
        let slots = slots(findings, frame, escapes);
        let promoted: usize = slots.iter().map(|slot| slot.accesses.len()).sum();
        let accesses = findings.accesses.iter().filter(|found| is_in(found.address, frame.id)).count();
        let is_made = findings.settings.iter().any(|setting| is_in(setting.value, frame.id));
        if is_made && promoted == accesses && !escapes.any() && moves_by_frames {
            plan.vanishing.push(frame.id);
        }
        plan.slots.extend(slots);
    }
    plan
}

/// Whether the stack pointer is set from a frame's one end to the other, or left where it is.
fn is_own_move(findings: &Findings, setting: &Setting) -> bool {
    let (Value::Frame { frame, at }, Value::Frame { at: before, .. }) = (setting.value, setting.before) else {
        return false;
    };
    let own = findings.frames.iter().find(|known| known.id == frame);
    own.is_some_and(|own| {
        let ends = [own.start, own.end];
        ends.contains(&i64::from(at)) && ends.contains(&i64::from(before))
    })
}

fn is_in(address: Value, id: FrameId) -> bool {
    matches!(address, Value::Frame { frame, .. } if frame == id)
}

fn slots(findings: &Findings, frame: &Frame, escapes: &Escapes) -> Vec<Slot> {
    if escapes.is_open {
        return Vec::new();
    }
    let mut groups: BTreeMap<Bytes, Vec<usize>> = BTreeMap::new();
    for (index, found) in findings.accesses.iter().enumerate().filter(|(_, found)| is_in(found.address, frame.id)) {
        if let Some(bytes) = found.bytes() {
            groups.entry(bytes).or_default().push(index);
        }
    }
    let keys: Vec<_> = groups.keys().copied().collect();
    let shared = overlapping(&keys);
    let mut slots = Vec::new();
    for (bytes, accesses) in groups {
        let is_read = accesses.iter().any(|index| !findings.accesses[*index].access.is_store);
        let is_argument = escapes.arguments_from.is_some_and(|from| bytes.start >= from) && !is_read;
        let is_reached = escapes.reached.iter().chain(&shared).any(|other| other.overlaps(bytes));
        if !(is_argument || is_reached) {
            let val_type = local_type(accesses.iter().map(|index| &findings.accesses[*index].access));
            slots.push(Slot { val_type, accesses });
        }
    }
    slots
}

/// All of the sorted ranges that overlap another one.
fn overlapping(ranges: &[Bytes]) -> Vec<Bytes> {
    let mut found = Vec::new();
    let mut widest: Option<Bytes> = None;
    for range in ranges {
        if let Some(before) = widest.filter(|before| before.end > range.start) {
            found.extend([before, *range]);
        }
        if widest.is_none_or(|before| before.end < range.end) {
            widest = Some(*range);
        }
    }
    found
}

fn local_type<'a>(accesses: impl Iterator<Item = &'a Access>) -> ValType {
    let mut types = accesses.map(|access| (access.val_type, access.bytes));
    let Some((first, bytes)) = types.next() else { return ValType::I32 };
    let integer = if bytes == 8 { ValType::I64 } else { ValType::I32 };
    let is_float = matches!(first, ValType::F32 | ValType::F64);
    if is_float && types.all(|(other, _)| other == first) { first } else { integer }
}
