//! Objects of CPython as they lie in a guest's memory.
//!
//! Layout of objects on wasm32, from `Include/cpython/` of 3.11 and unchanged from 3.8 to 3.14; the snapshot's probe
//! checks each: `PyObject` {refcnt +0, type +4}; `PyVarObject` {size +8}; `PyTypeObject.tp_call` +64; `bytes` data +16;
//! `bytearray.ob_start` +20; `list.ob_item` +12; `tuple` items +12.

pub const TYPE: u32 = 4;
pub const SIZE: u32 = 8;
pub const TYPE_CALL: u32 = 64;
pub const BYTES_DATA: u32 = 16;
pub const BYTEARRAY_START: u32 = 20;
pub const LIST_ITEMS: u32 = 12;
pub const TUPLE_ITEMS: u32 = 12;

/// The table index of the function that calls objects of type `kind`.
pub fn type_call(memory: &[u8], kind: u32) -> Option<u32> {
    word(memory, kind.checked_add(TYPE_CALL)?)
}

/// The type of an object.
pub fn type_of(memory: &[u8], object: u32) -> Option<u32> {
    word(memory, object.checked_add(TYPE)?)
}

/// The word at an address, if it lies in memory.
pub fn word(memory: &[u8], address: u32) -> Option<u32> {
    let at = address as usize;
    let bytes = memory.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_outside_the_memory_are_none() {
        assert_eq!(word(&[1, 0, 0, 0, 9], 0), Some(1));
        assert_eq!(word(&[1, 0, 0, 0, 9], 2), None);
        assert_eq!(word(&[1, 0, 0, 0], u32::MAX), None);
        assert_eq!(type_of(&[0; 8], u32::MAX - 1), None);
    }
}
