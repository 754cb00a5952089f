//! What a run asks of a snapshot, cut into the pieces that its harness takes.

use serde_bytes::ByteBuf;

/// Flags of a request, as in `run.py`.
const RESEED: u32 = 1;
const LAST_VALUE: u32 = 2;
const CALLED: u32 = 4;
const EXTRAS: u32 = 8;
/// Something stands before the program, and is metered apart.
const METERED: u32 = 16;
/// What is posted is such a thing, and not yet the program.
const SETUP: u32 = 32;

/// What a run asks of the snapshot.
pub struct Program<'a> {
    pub code: &'a [u8],
    /// What is run before the code, piece by piece, in the same namespace.
    pub setup: &'a [ByteBuf],
    /// The caller's arguments, the program's name not among them.
    pub args: &'a [String],
    /// The caller's environment, what the runtime itself sets not among it.
    pub env: &'a [(String, String)],
    pub call: Option<&'a [u8]>,
    pub last_value: bool,
    pub reseed: bool,
}

impl<'a> Program<'a> {
    /// A piece by its place, each with its flags: those of setup and then the code. A plain program has no flags at all, and
    /// takes the short way.
    pub fn piece(&self, index: usize) -> Option<Piece<'a>> {
        let flag = |wanted: bool, flag: u32| if wanted { flag } else { 0 };
        let flags = flag(self.reseed, RESEED)
            | flag(self.last_value, LAST_VALUE)
            | flag(self.call.is_some(), CALLED)
            | flag(!self.args.is_empty() || !self.env.is_empty(), EXTRAS)
            | flag(!self.setup.is_empty(), METERED);
        match self.setup.get(index) {
            Some(source) => Some(Piece { source, flags: flags | SETUP }),
            None => (index == self.setup.len()).then_some(Piece { source: self.code, flags }),
        }
    }

    /// How many pieces there are.
    pub fn pieces(&self) -> usize {
        self.setup.len() + 1
    }
}

/// What the harness compiles and runs at a time.
pub struct Piece<'a> {
    pub source: &'a [u8],
    pub flags: u32,
}
