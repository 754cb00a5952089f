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
/// The program has another name than the runtime's own.
const NAMED: u32 = 64;
/// What compiling depends on. The rest comes when the code is bytecode, so that this is the same whatever a run is given.
const OF_COMPILING: u32 = LAST_VALUE | CALLED | NAMED;

/// What a run asks of the snapshot.
pub struct Program<'a> {
    pub code: &'a [u8],
    /// The path of the code in the run directory, where it is not the runtime's own.
    pub entry: Option<&'a str>,
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
    /// takes the short way. A setup gets what the run is given at once, for nothing of it is kept.
    pub fn piece(&self, index: usize) -> Option<Piece<'a>> {
        let is_given = !self.setup.is_empty();
        let flags = if is_given { self.flags() } else { self.flags() & OF_COMPILING };
        let entry = self.entry.unwrap_or_default();
        match self.setup.get(index) {
            Some(source) => Some(Piece { source, entry, flags: flags | SETUP, is_given }),
            None => (index == self.setup.len()).then_some(Piece { source: self.code, entry, flags, is_given }),
        }
    }

    /// What the run is given when its code is bytecode; `None` where there is nothing, or it was given before.
    pub fn given(&self) -> Option<Piece<'a>> {
        let flags = self.flags();
        let is_wanted = self.setup.is_empty() && flags & (EXTRAS | RESEED | CALLED) != 0;
        is_wanted.then_some(Piece { source: &[], entry: "", flags, is_given: true })
    }

    /// All that is asked, for a harness that is given everything at once.
    pub fn all_flags(&self) -> u32 {
        self.flags()
    }

    fn flags(&self) -> u32 {
        let flag = |wanted: bool, flag: u32| if wanted { flag } else { 0 };
        flag(self.reseed, RESEED)
            | flag(self.last_value, LAST_VALUE)
            | flag(self.call.is_some(), CALLED)
            | flag(!self.args.is_empty() || !self.env.is_empty(), EXTRAS)
            | flag(!self.setup.is_empty(), METERED)
            | flag(self.entry.is_some() && self.call.is_none(), NAMED)
    }

    /// How many pieces there are.
    pub fn pieces(&self) -> usize {
        self.setup.len() + 1
    }
}

/// What is posted at a time: something for the harness to compile and run, or what a run of that is given.
pub struct Piece<'a> {
    pub source: &'a [u8],
    pub entry: &'a str,
    pub flags: u32,
    /// Whether arguments, variables and the call come with it.
    pub is_given: bool,
}
