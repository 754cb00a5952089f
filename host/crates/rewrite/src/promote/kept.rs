//! Variables in which a function keeps addresses of its own frame, as in `int *p = &x`, or when a function that was inlined is
//! handed one.
//!
//! Whether such an address gets out of the function depends on whether its variable does, and the other way round. So it is first
//! assumed of all variables that nobody else reaches them, and what is stored in one is followed to where it is loaded again. Those that
//! are found to be reached after all are given up, until the rest is confirmed. That is no circle: the first access to one of the rest
//! that the function does not make itself would need an address that had got out before, and up to then each one was followed.

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::ValType;

use super::access::Access;
use super::bytes::Bytes;
use super::findings::{Findings, Found, Way};
use super::slots::Plan;
use super::value::{FrameId, Value};

/// A variable's frame, and its bytes in it.
pub type Place = (FrameId, Bytes);
pub type Kept = BTreeSet<Place>;

/// Where a load or store of a whole address works, if that is a frame's.
pub fn place_of(address: Value, access: Access) -> Option<Place> {
    let Value::Frame { frame, at } = address else { return None };
    let start = i64::from(at) + access.offset as i64;
    let is_address = access.val_type == ValType::I32 && access.bytes == 4;
    is_address.then_some((frame, Bytes { start, end: start + 4 }))
}

/// All variables that could keep an address; none where no address is stored in one.
pub fn candidates(findings: &Findings) -> Kept {
    let is_kept = |way: Way| matches!(way, Way::Stored(Value::Frame { .. }));
    if !findings.leaks.iter().any(|leak| leak.value.has_frame() && is_kept(leak.way)) {
        return Kept::new();
    }
    let mut whole: BTreeMap<Place, bool> = BTreeMap::new();
    for found in &findings.accesses {
        if let (Value::Frame { frame, .. }, Some(bytes)) = (found.address, found.bytes()) {
            *whole.entry((frame, bytes)).or_insert(true) &= place_of(found.address, found.access).is_some();
        }
    }
    whole.into_iter().filter_map(|(place, is_whole)| is_whole.then_some(place)).collect()
}

/// Those of the variables that the plan makes locals of.
pub fn confirmed(kept: &Kept, findings: &Findings, plan: &Plan) -> Kept {
    let first = |accesses: &[usize]| accesses.first().map(|index| &findings.accesses[*index]);
    let place = |found: &Found| place_of(found.address, found.access);
    let planned: Kept = plan.slots.iter().filter_map(|slot| place(first(&slot.accesses)?)).collect();
    kept.intersection(&planned).copied().collect()
}
