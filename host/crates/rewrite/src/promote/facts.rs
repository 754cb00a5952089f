//! What promotion is told besides the module.

use super::bytes::Bytes;

/// What is known of a module besides its code: from its sources, by somebody who has read them.
#[derive(Debug, Default)]
pub struct Facts {
    /// Variadic functions, each with the parameter that points to the arguments.
    pub variadic: Vec<(u32, u32)>,
    /// Objects whose addresses go to places where they cannot be followed.
    pub objects: Vec<Object>,
    /// Rules that are left out.
    pub without: Vec<Rule>,
}

/// A known object in a function's own frame: from its source, not from the module.
#[derive(Clone, Copy, Debug)]
pub struct Object {
    pub function: u32,
    pub bytes: Bytes,
}

/// A rule of promotion that the module itself bears out; those that facts do are left out by leaving out the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// What a callee touches through a pointer that it does not keep is known.
    Callees,
    /// An address that escapes from one frame is none in another frame of the function.
    Frames,
    /// An address that is kept in a variable is followed through it.
    Variables,
}
