//! Texts and digits.
//!
//! Layout of a `str`, from 3.11: {length +8; state +16: kind in bits 2 to 4, compact in 5, ascii in 6, ready in 7; data
//! +24 of what is ASCII, else +36, where one that is not compact has its address}.

use crate::objects::{SIZE, word};

const STATE: u32 = 16;
const ASCII_DATA: u32 = 24;
const DATA: u32 = 36;

/// The code points of a `str`, `Some(None)` where it has more than `most`.
pub fn points(memory: &[u8], object: u32, most: usize) -> Option<Option<Vec<u32>>> {
    let state = word(memory, object.checked_add(STATE)?)?;
    let (kind, is_compact, is_ascii) = (state >> 2 & 7, state & 1 << 5 != 0, state & 1 << 6 != 0);
    let length = word(memory, object.checked_add(SIZE)?)? as usize;
    if !matches!(kind, 1 | 2 | 4) {
        return None;
    }
    if length > most {
        return Some(None);
    }
    let data = object.checked_add(if is_compact && is_ascii { ASCII_DATA } else { DATA })?;
    let start = if is_compact { data } else { word(memory, data)? } as usize;
    let bytes = memory.get(start..start.checked_add(length.checked_mul(kind as usize)?)?)?;
    let point = |bytes: &[u8]| bytes.iter().rev().fold(0, |point, byte| point << 8 | u32::from(*byte));
    Some(Some(bytes.chunks(kind as usize).map(point).collect()))
}

/// As JavaScript counts: a lone surrogate stays one, and what is no code point is U+FFFD.
pub fn utf16(points: Vec<u32>) -> Vec<u16> {
    let mut units = Vec::with_capacity(points.len());
    for point in points {
        match (u16::try_from(point), char::from_u32(point)) {
            (Ok(unit), _) => units.push(unit),
            (_, Some(sign)) => units.extend(sign.encode_utf16(&mut [0; 2]).iter()),
            (_, None) => units.push(0xfffd),
        }
    }
    units
}

/// In quotation marks, whatever is not ASCII escaped, lone surrogates too.
pub fn quoted(units: impl Iterator<Item = u16>) -> String {
    let mut text = String::from('"');
    for unit in units {
        match u8::try_from(unit) {
            Ok(sign @ (b'"' | b'\\')) => text.extend(['\\', char::from(sign)]),
            Ok(sign @ 0x20..=0x7e) => text.push(char::from(sign)),
            _ => text.push_str(&format!("\\u{unit:04x}")),
        }
    }
    text.push('"');
    text
}

/// A number of such digits, the lowest first, in hex.
pub fn hex(digits: impl Iterator<Item = u32>, bits_per_digit: usize) -> String {
    let mut nibbles = Vec::new();
    let (mut held, mut bits) = (0u64, 0);
    for digit in digits {
        held |= u64::from(digit) << bits;
        bits += bits_per_digit;
        while bits >= 4 {
            nibbles.push((held & 15) as u8);
            held >>= 4;
            bits -= 4;
        }
    }
    nibbles.push((held & 15) as u8);
    while nibbles.len() > 1 && nibbles.last() == Some(&0) {
        nibbles.pop();
    }
    nibbles.iter().rev().map(|nibble| char::from_digit(u32::from(*nibble), 16).unwrap_or('0')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_thirty_bits_become_hex() {
        assert_eq!(hex([].into_iter(), 30), "0");
        assert_eq!(hex([255].into_iter(), 30), "ff");
        // 2^60 - 1, 2^30 and 2^32.
        assert_eq!(hex([(1 << 30) - 1, (1 << 30) - 1].into_iter(), 30), "fffffffffffffff");
        assert_eq!(hex([0, 1].into_iter(), 30), "40000000");
        assert_eq!(hex([0, 4].into_iter(), 30), "100000000");
    }

    #[test]
    fn texts_are_escaped_and_counted_as_javascript_does() {
        assert_eq!(utf16(vec![0x61, 0x1f600, 0xd800, 0x0011_0000]), [0x61, 0xd83d, 0xde00, 0xd800, 0xfffd]);
        assert_eq!(quoted(utf16(vec![0x22, 0x5c, 0x0a, 0xe9, 0x7f]).into_iter()), r#""\"\\\u000a\u00e9\u007f""#);
    }
}
