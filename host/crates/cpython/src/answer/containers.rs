//! What lists, tuples, sets and dicts hold, in the guest's order. `None` where an address leads nowhere, or to more than is
//! looked at.
//!
//! Layout, from 3.11: `PySetObject` {`mask` +16, `table` +20; entries of key and hash, which is -1 where a key
//! was removed}; `PyDictObject` {`ma_used` +8, `ma_keys` +24, `ma_values` +28}; `PyDictKeysObject`
//! {`dk_log2_index_bytes` +5, `dk_kind` +6, `dk_nentries` +16, indices +20, then entries: hash, key and value, or key and
//! value alone where all keys are texts}. Of a dict whose values lie apart, the bytes before these tell the order
//! (`get_index_from_order` in `Objects/dictobject.c`).

use super::room::Room;
use crate::objects::word;

const MASK: u32 = 16;
const TABLE: u32 = 20;
const SET_ENTRY: u32 = 8;

const USED: u32 = 8;
const KEYS: u32 = 24;
const VALUES: u32 = 28;
const LOG2_INDEX_BYTES: u32 = 5;
const KEYS_KIND: u32 = 6;
const ENTRIES: u32 = 16;
const INDICES: u32 = 20;
/// `DICT_KEYS_GENERAL`: entries have a hash.
const GENERAL: u8 = 0;
/// Where the first index stands before the values, which are never more than `SHARED_KEYS_MAX_SIZE`.
const FIRST_ORDER: u32 = 3;
const MAX_SHARED: u32 = 30;

/// So many words side by side.
pub fn row(memory: &[u8], start: u32, count: u32, room: &mut Room) -> Option<Vec<u32>> {
    if !room.take_places(count as usize) {
        return None;
    }
    (0..count).map(|index| word(memory, at(start, index, 4)?)).collect()
}

pub fn set(memory: &[u8], object: u32, room: &mut Room) -> Option<Vec<u32>> {
    let places = word(memory, object.checked_add(MASK)?)?.checked_add(1)?;
    let table = word(memory, object.checked_add(TABLE)?)?;
    if !room.take_places(places as usize) {
        return None;
    }
    let mut found = Vec::new();
    for index in 0..places {
        let entry = at(table, index, SET_ENTRY)?;
        let key = word(memory, entry)?;
        if key != 0 && word(memory, entry.checked_add(4)?)? != u32::MAX {
            found.push(key);
        }
    }
    Some(found)
}

/// Keys and values.
pub fn dict(memory: &[u8], object: u32, room: &mut Room) -> Option<(Vec<u32>, Vec<u32>)> {
    let keys = word(memory, object.checked_add(KEYS)?)?;
    let values = word(memory, object.checked_add(VALUES)?)?;
    let byte = |field: u32| memory.get(keys.checked_add(field)? as usize).copied();
    let index_bytes = 1u32.checked_shl(u32::from(byte(LOG2_INDEX_BYTES)?))?;
    let entries = keys.checked_add(INDICES)?.checked_add(index_bytes)?;
    let (size, key_at) = if byte(KEYS_KIND)? == GENERAL { (12, 4) } else { (8, 0) };
    let count =
        if values == 0 { word(memory, keys.checked_add(ENTRIES)?)? } else { word(memory, object.checked_add(USED)?)? };
    if !room.take_places(count as usize) || (values != 0 && count > MAX_SHARED) {
        return None;
    }
    let mut found = (Vec::new(), Vec::new());
    for order in 0..count {
        let index = if values == 0 {
            order
        } else {
            u32::from(*memory.get(values.checked_sub(FIRST_ORDER)?.checked_sub(order)? as usize)?)
        };
        let key = at(entries, index, size)?.checked_add(key_at)?;
        let value = if values == 0 { key.checked_add(4)? } else { at(values, index, 4)? };
        let value = word(memory, value)?;
        if value != 0 {
            found.0.push(word(memory, key)?);
            found.1.push(value);
        }
    }
    Some(found)
}

fn at(start: u32, index: u32, size: u32) -> Option<u32> {
    start.checked_add(index.checked_mul(size)?)
}
