//! A range of a frame.

/// Bytes of the frame, counted from the stack pointer at the function's begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes {
    pub start: i64,
    pub end: i64,
}

impl Bytes {
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}
