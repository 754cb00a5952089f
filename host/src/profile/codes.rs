//! Code objects: their names, and which line an instruction belongs to. Layout of CPython 3.11 on wasm32 from
//! `cpython/code.h` and `cpython/unicodeobject.h`; the table of lines from `Objects/locations.md`.

use std::collections::HashMap;

use super::frames::{Frame, word};

/// Of `PyCodeObject`.
const FIRST_LINE: u32 = 48;
const FILE_NAME: u32 = 80;
const QUALIFIED_NAME: u32 = 88;
const LINE_TABLE: u32 = 92;
const INSTRUCTIONS: u32 = 116;
/// Of `bytes` and compact `str`.
const LENGTH: u32 = 8;
const BYTES_DATA: u32 = 16;
const STATE: u32 = 16;
const ASCII_DATA: u32 = 24;
const COMPACT_DATA: u32 = 36;

/// Bounds on what a guest can have the host keep.
const MAX_CODES: usize = 20_000;
const MAX_NAME_CHARACTERS: u32 = 200;
const MAX_LINE_TABLE_BYTES: u32 = 1 << 20;

/// Where the harness's own files lie.
const HARNESS: &str = "/_fuelcell/";

/// What a code object is known by: one that is freed may leave its address to another.
type Key = [u32; 4];

/// The code objects that were seen.
#[derive(Default)]
pub struct Codes {
    known: HashMap<Key, Option<u32>>,
    /// Of each, in the order of their numbers.
    pub names: Vec<String>,
    pub files: Vec<String>,
    pub first_lines: Vec<u32>,
    /// The line of every code unit.
    lines: Vec<Vec<u32>>,
}

impl Codes {
    /// Number and current line of a frame's code; `None` for the harness, and for what is no code.
    pub fn locate(&mut self, memory: &[u8], frame: &Frame) -> Option<(u32, u32)> {
        let field = |offset: u32| word(memory, frame.code.checked_add(offset)?);
        let (first_line, table) = (field(FIRST_LINE)?, field(LINE_TABLE)?);
        let key = [frame.code, field(QUALIFIED_NAME)?, first_line, table];
        let code = match self.known.get(&key) {
            Some(known) => *known,
            None => self.describe(memory, key, field(FILE_NAME)?),
        }?;
        let unit = frame.instruction.checked_sub(frame.code.checked_add(INSTRUCTIONS)?).map(|bytes| bytes / 2);
        let line = unit.and_then(|unit| self.lines[code as usize].get(unit as usize));
        Some((code, *line.unwrap_or(&first_line)))
    }

    fn describe(&mut self, memory: &[u8], key: Key, file_name: u32) -> Option<u32> {
        let [_, name, first_line, table] = key;
        let has_room = self.names.len() < MAX_CODES;
        let described = has_room.then(|| Some((text(memory, name)?, text(memory, file_name)?))).flatten();
        let number = described.filter(|(_, file)| !file.starts_with(HARNESS)).map(|(name, file)| {
            self.names.push(name);
            self.files.push(file);
            self.first_lines.push(first_line);
            self.lines.push(lines(table_of(memory, table).unwrap_or_default(), first_line));
            self.names.len() as u32 - 1
        });
        // What is left out is remembered as well, as far as that is no way to fill the host's memory.
        if self.known.len() < 2 * MAX_CODES {
            self.known.insert(key, number);
        }
        number
    }
}

fn table_of(memory: &[u8], object: u32) -> Option<&[u8]> {
    let length = word(memory, object.checked_add(LENGTH)?)?.min(MAX_LINE_TABLE_BYTES) as usize;
    let start = object.checked_add(BYTES_DATA)? as usize;
    memory.get(start..start.checked_add(length)?)
}

/// The line of every code unit.
fn lines(table: &[u8], first_line: u32) -> Vec<u32> {
    let mut lines = Vec::new();
    let mut line = first_line;
    let mut rest = table.iter().copied();
    // Every entry begins with a byte whose highest bit is set: what is skipped over has none.
    while let Some(first) = rest.next() {
        if first & 0x80 == 0 {
            continue;
        }
        let (kind, units) = ((first >> 3) & 15, usize::from(first & 7) + 1);
        let delta = match kind {
            10..=12 => i32::from(kind) - 10,
            13 | 14 => signed_number(&mut rest),
            _ => 0,
        };
        line = line.wrapping_add_signed(delta);
        lines.extend(std::iter::repeat_n(line, units));
    }
    lines
}

/// Six bits a byte, the lowest first, as long as bit 6 says that more follows; the lowest bit of all is the sign.
fn signed_number(rest: &mut impl Iterator<Item = u8>) -> i32 {
    let (mut value, mut shift) = (0u32, 0);
    for byte in rest.by_ref() {
        value |= u32::from(byte & 63).checked_shl(shift).unwrap_or(0);
        shift += 6;
        if byte & 64 == 0 {
            break;
        }
    }
    let magnitude = (value >> 1) as i32;
    if value & 1 == 1 { -magnitude } else { magnitude }
}

/// The text of a `str` object, which is compact unless somebody made it from C.
fn text(memory: &[u8], object: u32) -> Option<String> {
    let state = word(memory, object.checked_add(STATE)?)?;
    let (kind, compact, ascii) = ((state >> 2) & 7, state & (1 << 5) != 0, state & (1 << 6) != 0);
    if !compact {
        return None;
    }
    let length = word(memory, object.checked_add(LENGTH)?)?.min(MAX_NAME_CHARACTERS) as usize;
    let start = object.checked_add(if ascii { ASCII_DATA } else { COMPACT_DATA })? as usize;
    let bytes = memory.get(start..start.checked_add(length * kind as usize)?)?;
    let point = |bytes: &[u8]| bytes.iter().rev().fold(0, |point, byte| point << 8 | u32::from(*byte));
    match kind {
        1 | 2 | 4 => {
            Some(bytes.chunks(kind as usize).map(|one| char::from_u32(point(one)).unwrap_or('\u{fffd}')).collect())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_lines_is_read_unit_by_unit() {
        // No location; one unit on the next line; two units in short form; a long one 20 lines up; one without columns.
        let up = (20 << 1 | 1) as u8;
        let table = [0xf8, 0x80 | 11 << 3, 1, 2, 0x80 | 1, 5, 0x80 | 14 << 3, up, 0, 1, 2, 0x80 | 13 << 3, 2];
        assert_eq!(lines(&table, 100), [100, 101, 101, 101, 81, 82]);
    }

    #[test]
    fn numbers_may_take_many_bytes() {
        assert_eq!(signed_number(&mut [64 | 2, 3].into_iter()), (2 + 3 * 64) / 2);
        assert_eq!(signed_number(&mut [127; 40].into_iter()), -(0x7fff_ffff));
        assert_eq!(signed_number(&mut [].into_iter()), 0);
    }

    #[test]
    fn text_of_every_width_is_read() {
        let object = |kind: u32, ascii: bool, length: u32, data: &[u8]| {
            let mut object = vec![0; if ascii { 24 } else { 36 }];
            object[8..12].copy_from_slice(&length.to_le_bytes());
            object[16..20].copy_from_slice(&(kind << 2 | 1 << 5 | u32::from(ascii) << 6).to_le_bytes());
            object.extend(data);
            object
        };
        assert_eq!(text(&object(1, true, 2, b"ab"), 0).as_deref(), Some("ab"));
        assert_eq!(text(&object(1, false, 1, &[0xe9]), 0).as_deref(), Some("é"));
        assert_eq!(text(&object(2, false, 1, &[0xac, 0x20]), 0).as_deref(), Some("€"));
        assert_eq!(text(&object(4, false, 2, &[0, 0xf6, 1, 0, 0, 0xd8, 0, 0]), 0).as_deref(), Some("😀\u{fffd}"));
        assert_eq!(text(&object(1, true, 9, b"ab"), 0), None);
        assert_eq!(text(&object(7, true, 1, b"ab"), 0), None);
    }
}
