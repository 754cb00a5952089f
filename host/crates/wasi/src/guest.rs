//! The guest's memory. Every address and length in it is hostile: what lies outside gives `fault`, never a panic.

use std::ops::Range;

use super::errno::Errno;

/// The most iovecs of one call; more are refused, as `IOV_MAX` does elsewhere.
pub const MAX_IOVECS: u32 = 1024;
/// The most bytes that one read or write moves; what is above stays for the next call.
pub const MAX_TRANSFER_BYTES: u32 = 16 * 1024 * 1024;
/// The most bytes of a path.
pub const MAX_PATH_BYTES: u32 = 4096;

const IOVEC_BYTES: u32 = 8;

/// A buffer of the guest: checked, and inside its memory for the rest of the call.
pub type Span = Range<usize>;

/// The guest's linear memory during one host call.
pub struct Guest<'a> {
    bytes: &'a mut [u8],
}

impl<'a> Guest<'a> {
    pub fn new(bytes: &'a mut [u8]) -> Self {
        Guest { bytes }
    }

    /// The `length` bytes at `address`, if all of them exist.
    pub fn span(&self, address: u32, length: u32) -> Result<Span, Errno> {
        let start = address as usize;
        let end = start.checked_add(length as usize).ok_or(Errno::Fault)?;
        if end > self.bytes.len() { Err(Errno::Fault) } else { Ok(start..end) }
    }

    /// The bytes of a span. A span of this memory is always whole; any other gives `fault`.
    pub fn read(&self, span: &Span) -> Result<&[u8], Errno> {
        self.bytes.get(span.clone()).ok_or(Errno::Fault)
    }

    pub fn read_mut(&mut self, span: &Span) -> Result<&mut [u8], Errno> {
        self.bytes.get_mut(span.clone()).ok_or(Errno::Fault)
    }

    pub fn write(&mut self, address: u32, bytes: &[u8]) -> Result<(), Errno> {
        let length = u32::try_from(bytes.len()).map_err(|_| Errno::Fault)?;
        let span = self.span(address, length)?;
        self.read_mut(&span)?.copy_from_slice(bytes);
        Ok(())
    }

    pub fn write_u32(&mut self, address: u32, value: u32) -> Result<(), Errno> {
        self.write(address, &value.to_le_bytes())
    }

    pub fn write_u64(&mut self, address: u32, value: u64) -> Result<(), Errno> {
        self.write(address, &value.to_le_bytes())
    }

    /// The buffers that an array of iovecs names, as many and as much of them as one call moves.
    /// They are read before anything is moved, so that a read into the array itself changes nothing.
    pub fn iovecs(&self, address: u32, count: u32) -> Result<Vec<Span>, Errno> {
        if count > MAX_IOVECS {
            return Err(Errno::Inval);
        }
        let array = self.span(address, count * IOVEC_BYTES)?;
        let mut room = MAX_TRANSFER_BYTES;
        let mut spans = Vec::with_capacity(count as usize);
        for iovec in self.read(&array)?.chunks_exact(IOVEC_BYTES as usize) {
            let span = self.span(word(iovec, 0), word(iovec, 4))?;
            let length = span.len().min(room as usize);
            room -= length as u32; // at most `room`
            if length > 0 {
                spans.push(span.start..span.start + length);
            }
        }
        Ok(spans)
    }
}

/// The little-endian u32 at `at`; zero where the bytes end, which a checked layout never reaches.
pub fn word(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|word| word.try_into().ok()).map_or(0, u32::from_le_bytes)
}

/// The little-endian u64 at `at`; zero where the bytes end, which a checked layout never reaches.
pub fn double_word(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(|word| word.try_into().ok()).map_or(0, u64::from_le_bytes)
}

/// The bytes that these buffers hold together.
pub fn total(spans: &[Span]) -> u64 {
    spans.iter().map(|span| span.len() as u64).sum()
}

/// The first `limit` bytes of these buffers.
pub fn head(mut spans: Vec<Span>, limit: u64) -> Vec<Span> {
    let mut room = usize::try_from(limit).unwrap_or(usize::MAX);
    for span in &mut spans {
        span.end = span.start + span.len().min(room);
        room -= span.len();
    }
    spans.retain(|span| !span.is_empty());
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn memory_with_iovecs(iovecs: &[(u32, u32)]) -> Vec<u8> {
        let mut bytes = vec![0; 64];
        for (index, (address, length)) in iovecs.iter().enumerate() {
            bytes[index * 8..index * 8 + 4].copy_from_slice(&address.to_le_bytes());
            bytes[index * 8 + 4..index * 8 + 8].copy_from_slice(&length.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn spans_end_where_the_memory_ends() {
        let mut bytes = vec![0; 64];
        let guest = Guest::new(&mut bytes);
        assert_eq!(guest.span(60, 4), Ok(60..64));
        assert_eq!(guest.span(64, 0), Ok(64..64));
        assert_eq!(guest.span(61, 4), Err(Errno::Fault));
        assert_eq!(guest.span(65, 0), Err(Errno::Fault));
        assert_eq!(guest.span(u32::MAX, u32::MAX), Err(Errno::Fault));
    }

    #[test]
    fn a_write_outside_changes_nothing() {
        let mut bytes = vec![0; 8];
        assert_eq!(Guest::new(&mut bytes).write_u64(1, u64::MAX), Err(Errno::Fault));
        assert_eq!(bytes, [0; 8]);
    }

    #[test]
    fn iovecs_are_checked_and_empty_ones_left_out() {
        let mut bytes = memory_with_iovecs(&[(32, 8), (7, 0), (40, 4)]);
        assert_eq!(Guest::new(&mut bytes).iovecs(0, 3), Ok(vec![32..40, 40..44]));
        let mut bytes = memory_with_iovecs(&[(32, 8), (60, 5)]);
        assert_eq!(Guest::new(&mut bytes).iovecs(0, 2), Err(Errno::Fault));
        assert_eq!(Guest::new(&mut bytes).iovecs(60, 1), Err(Errno::Fault));
        assert_eq!(Guest::new(&mut bytes).iovecs(0, 1025), Err(Errno::Inval));
    }

    #[test]
    fn one_call_moves_at_most_its_cap() {
        let mut bytes = vec![0; MAX_TRANSFER_BYTES as usize + 64];
        bytes[..16].copy_from_slice(&memory_with_iovecs(&[(16, MAX_TRANSFER_BYTES - 1), (16, 9)])[..16]);
        let spans = Guest::new(&mut bytes).iovecs(0, 2).unwrap();
        assert_eq!(total(&spans), u64::from(MAX_TRANSFER_BYTES));
        assert_eq!(spans[1], 16..17);
    }

    #[test]
    fn a_head_keeps_the_first_bytes() {
        assert_eq!(head(vec![0..4, 8..12, 16..20], 6), vec![0..4, 8..10]);
        assert_eq!(head(vec![0..4, 8..9], 9), vec![0..4, 8..9]);
    }
}
