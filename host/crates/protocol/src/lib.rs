//! The frames that runner and host exchange: the words between both, and nothing else.
//! A frame is a 4-byte little-endian length and one MessagePack map; `docs/protocol.md` tells the conversation.

#![forbid(unsafe_code)]

mod frame;
mod from_host;
mod reactor;
#[cfg(test)]
mod schema;
mod to_host;

pub use frame::{decode, read_frame, write_frame};
pub use from_host::{
    EngineModel, FailureCode, FromHost, GuestError, Layer, LayerState, Profile, RunResult, Status, Usage,
};
pub use reactor::{Callee, Reactor};
pub use to_host::{
    Access, Boot, FilePart, Image, ImageSource, ModuleSource, MountSource, Needs, Preopen, ProgramRequest, Promote,
    Rewind, Rule, Run, RunLimits, Snapshot, Stub, ToHost,
};

/// Version of the conversation; a difference ends it with a message that names both.
pub const PROTOCOL_VERSION: u32 = 5;
/// The largest frame either side accepts, in bytes.
pub const MAX_FRAME_BYTES: usize = 64 * 1024 * 1024;
/// The most file, input or output bytes that one frame carries.
pub const CHUNK_BYTES: usize = 1024 * 1024;
