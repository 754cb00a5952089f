//! What is known of a value without running the function: whether it is an address in the function's frame, one of its
//! parameters, or a constant.

use std::ops::Range;

/// Parameters that a [`Value::Mixed`] can name. A later one counts as kept by the function, whatever is done with it.
pub const FOLLOWED_PARAMETERS: u32 = 63;
const FRAME_BIT: u64 = 1 << FOLLOWED_PARAMETERS;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Neither made from the frame's address nor from a parameter.
    Other,
    Const(i32),
    /// An address in a frame: the stack pointer as it was when the function began, plus `at` bytes.
    Frame {
        frame: FrameId,
        at: i32,
    },
    /// What the parameter was when the function began, plus this many bytes.
    Parameter {
        index: u32,
        offset: i32,
    },
    /// One of several, depending on the way here.
    Mixed(Origins),
}

/// Names a frame by the operator that made its address, plus one. Functions that were inlined bring frames of their own.
pub type FrameId = usize;
/// The stack pointer as such, of which no frame was made yet.
pub const STACK_POINTER: FrameId = 0;

/// What a value may be made from, one bit for each parameter and one for the frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origins(u64);

impl Origins {
    pub fn parameters(self) -> impl Iterator<Item = u32> {
        let range: Range<u32> = 0..FOLLOWED_PARAMETERS;
        range.filter(move |index| self.0 & (1 << index) != 0)
    }
}

impl Value {
    pub fn parameter(index: u32) -> Self {
        if index < FOLLOWED_PARAMETERS { Self::Parameter { index, offset: 0 } } else { Self::Other }
    }

    fn origins(self) -> u64 {
        match self {
            Self::Other | Self::Const(_) => 0,
            Self::Frame { .. } => FRAME_BIT,
            Self::Parameter { index, .. } => 1 << index,
            Self::Mixed(origins) => origins.0,
        }
    }

    /// What holds for a value that is either of two.
    pub fn join(self, other: Self) -> Self {
        if self == other {
            return self;
        }
        match self.origins() | other.origins() {
            0 => Self::Other,
            origins => Self::Mixed(Origins(origins)),
        }
    }

    pub fn plus(self, bytes: i32) -> Self {
        match self {
            Self::Const(value) => Self::Const(value.wrapping_add(bytes)),
            Self::Frame { frame, at } => Self::Frame { frame, at: at.wrapping_add(bytes) },
            Self::Parameter { index, offset } => Self::Parameter { index, offset: offset.wrapping_add(bytes) },
            Self::Other | Self::Mixed(_) => self,
        }
    }

    /// Whether it may be an address in a frame.
    pub fn has_frame(self) -> bool {
        self.origins() & FRAME_BIT != 0
    }

    pub fn is_followed(self) -> bool {
        self.origins() != 0
    }
}
