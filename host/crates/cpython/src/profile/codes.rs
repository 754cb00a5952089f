//! Code objects: their names, and which line an instruction belongs to. Layout of CPython 3.11 on wasm32 from
//! `cpython/code.h` and `cpython/unicodeobject.h`; the table of lines from `Objects/locations.md`.

use std::collections::HashMap;

use super::frames::Frame;
use crate::objects::{BYTES_DATA, SIZE, word};

/// Of `PyCodeObject`.
const FIRST_LINE: u32 = 48;
const FILE_NAME: u32 = 80;
const QUALIFIED_NAME: u32 = 88;
const LINE_TABLE: u32 = 92;
const INSTRUCTIONS: u32 = 116;
/// Of compact `str`, whose length lies where other objects have their size.
const STATE: u32 = 16;
const ASCII_DATA: u32 = 24;
const COMPACT_DATA: u32 = 36;

/// Bounds on what a guest can have the host keep.
const MAX_CODES: usize = 20_000;
const MAX_NAME_CHARACTERS: u32 = 200;
const MAX_LINE_TABLE_BYTES: u32 = 1 << 20;
/// Of all code objects together.
const MAX_NAMES_BYTES: usize = 4 << 20;
const MAX_TABLES_BYTES: usize = 8 << 20;

/// Where the harness's own files lie.
const HARNESS: &str = "/_fuelcell/";

/// What a code object is known by: one that is freed may leave its address, and those of its parts, to another.
pub type Key = [u32; 7];

/// `None` for what is no code.
pub fn key_of(memory: &[u8], code: u32) -> Option<Key> {
    let field = |offset: u32| word(memory, code.checked_add(offset)?);
    let (first_line, table) = (field(FIRST_LINE)?, field(LINE_TABLE)?);
    let (name, file) = (field(QUALIFIED_NAME)?, field(FILE_NAME)?);
    let ends = [last_word(memory, table, BYTES_DATA), last_word(memory, file, ASCII_DATA)];
    Some([code, name, first_line, table, file, ends[0], ends[1]])
}

/// The code objects that were seen.
#[derive(Default)]
pub struct Codes {
    known: HashMap<Key, Option<u32>>,
    /// Of each, in the order of their numbers.
    pub names: Vec<String>,
    pub files: Vec<String>,
    pub first_lines: Vec<u32>,
    /// Where lines begin: code units and lines.
    lines: Vec<Vec<(u32, u32)>>,
    names_bytes: usize,
    tables_bytes: usize,
}

impl Codes {
    /// Number and current line of a frame's code; `None` for the harness, and for what cannot be read.
    pub fn locate(&mut self, memory: &[u8], frame: &Frame, key: Key) -> Option<(u32, u32)> {
        let [_, _, first_line, ..] = key;
        let code = match self.known.get(&key) {
            Some(known) => *known,
            None => self.describe(memory, key),
        }?;
        let unit = frame.instruction.checked_sub(frame.code.checked_add(INSTRUCTIONS)?).map(|bytes| bytes / 2);
        let lines = &self.lines[code as usize];
        let line = unit.and_then(|unit| lines.get(lines.partition_point(|(begin, _)| *begin <= unit).checked_sub(1)?));
        Some((code, line.map_or(first_line, |(_, line)| *line)))
    }

    fn describe(&mut self, memory: &[u8], key: Key) -> Option<u32> {
        let [_, name, first_line, table, file_name, ..] = key;
        let has_room = self.names.len() < MAX_CODES && self.names_bytes < MAX_NAMES_BYTES;
        let described = has_room.then(|| Some((text(memory, name)?, text(memory, file_name)?))).flatten();
        let number = described.filter(|(_, file)| !file.starts_with(HARNESS)).map(|(name, file)| {
            self.names_bytes += name.len() + file.len();
            self.names.push(name);
            self.files.push(file);
            self.first_lines.push(first_line);
            let table = table_of(memory, table).filter(|table| self.tables_bytes + table.len() <= MAX_TABLES_BYTES);
            self.tables_bytes += table.map_or(0, <[u8]>::len);
            self.lines.push(lines(table.unwrap_or_default(), first_line));
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
    let length = word(memory, object.checked_add(SIZE)?)?.min(MAX_LINE_TABLE_BYTES) as usize;
    let start = object.checked_add(BYTES_DATA)? as usize;
    memory.get(start..start.checked_add(length)?)
}

/// The last word of an object's data, or what lies there: enough to tell two objects at one address apart.
fn last_word(memory: &[u8], object: u32, data: u32) -> u32 {
    let length = object.checked_add(SIZE).and_then(|at| word(memory, at)).unwrap_or(0);
    let end = object.checked_add(data).and_then(|start| start.checked_add(length)).and_then(|end| end.checked_sub(4));
    end.and_then(|at| word(memory, at)).unwrap_or(0) ^ length.rotate_left(16)
}

/// The code units at which another line begins, and that line.
fn lines(table: &[u8], first_line: u32) -> Vec<(u32, u32)> {
    let mut lines: Vec<(u32, u32)> = Vec::new();
    let (mut unit, mut line) = (0, first_line);
    let mut rest = table.iter().copied();
    // Every entry begins with a byte whose highest bit is set: what is skipped over has none.
    while let Some(first) = rest.next() {
        if first & 0x80 == 0 {
            continue;
        }
        let (kind, units) = ((first >> 3) & 15, u32::from(first & 7) + 1);
        let delta = match kind {
            10..=12 => i32::from(kind) - 10,
            13 | 14 => signed_number(&mut rest),
            _ => 0,
        };
        line = line.wrapping_add_signed(delta);
        if lines.last().is_none_or(|(_, last)| *last != line) {
            lines.push((unit, line));
        }
        unit += units;
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
    let length = word(memory, object.checked_add(SIZE)?)?.min(MAX_NAME_CHARACTERS) as usize;
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
        assert_eq!(lines(&table, 100), [(0, 100), (1, 101), (4, 81), (5, 82)]);
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
