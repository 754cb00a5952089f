//! The frames that runner and host exchange. The twin of `src/host/protocol.ts`: the same names in the same order.
//! A frame is a 4-byte little-endian length and one MessagePack map; `docs/protocol.md` tells the conversation.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::reactor::Reactor;

/// Version of the conversation; a difference ends it with a message that names both.
pub const PROTOCOL_VERSION: u32 = 2;
/// The largest frame either side accepts, in bytes.
pub const MAX_FRAME_BYTES: usize = 64 * 1024 * 1024;
/// The most file, input or output bytes that one frame carries.
pub const CHUNK_BYTES: usize = 1024 * 1024;

// ---- runner to host ----

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum ToHost {
    Open {
        id: u32,
        modules: Vec<ModuleSource>,
        mounts: Vec<MountSource>,
        preopens: Vec<Preopen>,
        seal: bool,
    },
    /// `stack_pages` is how large the stack in the module's memory becomes: 0 leaves it as it was linked, and where that is
    /// absent nothing is known of the module.
    Compile {
        id: u32,
        wasm: String,
        sha256: String,
        stack_pages: Option<u32>,
        compiled: String,
    },
    Snapshot(Snapshot),
    Archive {
        id: u32,
        archive: String,
    },
    Digest {
        id: u32,
        path: String,
    },
    Promote(Promote),
    File(FilePart),
    Run(Box<Run>),
    Input {
        id: u32,
        data: ByteBuf,
        last: bool,
    },
    Forget {
        image: u32,
    },
}

/// A compiled module to load under a name. `digest` is the BLAKE3 of the compiled file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ModuleSource {
    pub name: String,
    pub compiled: String,
    pub digest: String,
    /// Set when the module is a snapshot that is called: the fields of its [`Reactor`], as they come from the cache.
    pub reactor: Option<BTreeMap<String, u64>>,
    /// Where its runs find their devices, if they have any.
    pub devices: Option<String>,
}

/// A read-only directory that every run of a module sees. `digest` is the BLAKE3 of the archive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MountSource {
    /// Name of the module, which is opened by the same request.
    pub module: String,
    pub guest: String,
    pub archive: String,
    pub digest: String,
    /// Whether the file `report` in it can be written and comes back in the result.
    pub report: bool,
}

/// Boots the module in `wasm` with these files, arguments and environment, and compiles its snapshot into `compiled`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Snapshot {
    pub id: u32,
    pub wasm: String,
    pub sha256: String,
    pub files: Vec<(String, ByteBuf)>,
    pub args: Vec<String>,
    pub env: Vec<(String, String)>,
    /// The directories that its runs will see; `module` is not looked at.
    pub mounts: Vec<MountSource>,
    pub devices: Option<String>,
    /// Set for a module that Asyncify has prepared: its snapshot is started, and goes on where the boot unwound.
    pub rewind: Option<Rewind>,
    /// As of a module that is compiled.
    pub stack_pages: Option<u32>,
    pub compiled: String,
}

/// What has to be known of a module to stop it while it is unwound.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rewind {
    /// Index of the function that `_start` calls again for every rewinding.
    pub main: u32,
    /// Addresses of bytes that have to be 0 for `_start` to be called again.
    pub clear: Vec<u32>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Preopen {
    pub host: String,
    pub guest: String,
    pub access: Access,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    Read,
    ReadWrite,
}

/// Writes the module in `wasm` with slots of its frames as locals into `promoted`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Promote {
    pub id: u32,
    pub wasm: String,
    pub sha256: String,
    /// Variadic functions, each with the parameter that points to the arguments.
    pub variadic: Vec<(u32, u32)>,
    /// Objects in frames: function, start counted from the frame's end, bytes.
    pub objects: Vec<(u32, i32, u32)>,
    /// Rules that are left out, to see what each gains.
    pub without: Vec<Rule>,
    pub promoted: String,
}

/// A rule of promotion that the module itself bears out; those that facts do are left out by leaving out the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// What a callee touches through a pointer that it does not keep is known.
    Callees,
    /// An address that escapes from one frame is none in another frame of the function.
    Frames,
    /// An address that is kept in a variable is followed through it.
    Variables,
}

/// A piece of a file: before `Run` one for the guest to find, before `Archive` one to put in it, before `RunResult` one
/// that the guest left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FilePart {
    pub id: u32,
    pub path: String,
    pub data: ByteBuf,
    pub last: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Run {
    pub id: u32,
    pub module: String,
    /// The whole argv, with the program's name first.
    pub args: Vec<String>,
    pub env: Vec<(String, String)>,
    /// The file that holds the submitted code; it is not among the files that come back.
    pub entry: Option<String>,
    /// Whether the run directory is the guest's `/`.
    pub chroot: bool,
    /// The first bytes of stdin; more come as `Input` when the host pulls, unless `stdin_last`.
    pub stdin: ByteBuf,
    pub stdin_last: bool,
    /// How many bytes stdin has, if that is known.
    pub stdin_bytes: Option<u64>,
    /// What a snapshot is given to run; absent in a cold start, which finds everything in `args`, `env` and the files.
    pub program: Option<ProgramRequest>,
    pub limits: RunLimits,
    pub clock_start_ms: u64,
    pub seed: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProgramRequest {
    /// The path of the code in the run directory; absent for the runtime's own, with which the snapshot was taken.
    pub entry: Option<String>,
    /// The caller's own arguments, behind those of the runtime.
    pub args: Vec<String>,
    /// The caller's own environment, beside that of the runtime.
    pub env: Vec<(String, String)>,
    /// What is run before the code, piece by piece, and metered apart.
    pub setup: Vec<ByteBuf>,
    /// A function to call after the code has run, as JSON.
    pub call: Option<ByteBuf>,
    /// Whether the value of a final expression is wanted.
    pub last_value: bool,
    /// Fuel between two looks at where the program is, if a profile is wanted.
    pub profile_fuel: Option<u64>,
    /// Under what number the worker may keep the state after compiling, which is then no part of the run's fuel; absent where
    /// it is.
    pub image: Option<u32>,
    /// Whether compiling is all there is to do.
    pub compile_only: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RunLimits {
    pub fuel: u64,
    pub timeout_ms: u64,
    pub memory_pages: u64,
    pub output_bytes: u64,
    pub disk_bytes: u64,
    pub disk_entries: u64,
    pub open_files: u64,
}

// ---- host to runner ----

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum FromHost {
    Hello {
        protocol: u32,
        host: String,
        wasmtime: String,
        engine: String,
        fuel_model: String,
        hardening: Vec<Layer>,
    },
    /// `hardening` is the state after the modules were opened and, if that was asked for, the worker sealed.
    Opened {
        id: u32,
        hardening: Vec<Layer>,
    },
    Compiled {
        id: u32,
        digest: String,
        bytes: u64,
    },
    Snapshotted {
        id: u32,
        digest: String,
        bytes: u64,
        /// Absent for a snapshot that is started.
        reactor: Option<Reactor>,
    },
    Archived {
        id: u32,
        digest: String,
        bytes: u64,
    },
    Digested {
        id: u32,
        digest: String,
    },
    Promoted {
        id: u32,
        sha256: String,
        bytes: u64,
        functions: u32,
        slots: u32,
        frames: u32,
        /// What the module uses of WebAssembly that an optimiser has to be told, by the names of the proposals.
        features: Vec<String>,
    },
    Output {
        id: u32,
        stream: u8,
        data: ByteBuf,
    },
    Pull {
        id: u32,
    },
    File(FilePart),
    Result(Box<RunResult>),
    Failed {
        id: u32,
        code: FailureCode,
        message: String,
    },
}

/// One wall around the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Layer {
    pub layer: String,
    pub state: LayerState,
    pub detail: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LayerState {
    /// It stands.
    On,
    /// It goes up when the worker is sealed, before its first run.
    Ready,
    /// It could not go up.
    Off,
    /// This system has no such thing.
    Unsupported,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RunResult {
    pub id: u32,
    pub status: Status,
    pub exit_code: Option<u8>,
    pub trap: Option<String>,
    /// Whether that is because the guest's stack was full.
    pub stack_full: bool,
    pub fuel: u64,
    pub fuel_exact: bool,
    pub compile_fuel: Option<u64>,
    /// Whether compiling is no part of the fuel.
    pub compile_free: bool,
    /// What was used when the setup had ended, if there was one and it did.
    pub setup_fuel: Option<u64>,
    /// What the code used after that, the interpreter's end not included.
    pub code_fuel: Option<u64>,
    pub memory_pages: u64,
    pub grown_pages: u64,
    pub output_bytes: u64,
    pub disk_bytes: u64,
    pub disk_entries: u64,
    pub open_files: u64,
    pub duration_ms: f64,
    pub truncated_stdout: bool,
    pub truncated_stderr: bool,
    pub deleted: Vec<String>,
    pub error: Option<GuestError>,
    /// The `repr` of the final expression's value.
    pub value: Option<String>,
    /// What the called function returned, as tagged JSON.
    pub returned: Option<String>,
    /// What the guest wrote into the report of its mount; absent when that is nothing.
    pub report: Option<ByteBuf>,
    pub profile: Option<Profile>,
}

/// Where a run's fuel went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Profile {
    pub interval_fuel: u64,
    /// Of each piece of code.
    pub names: Vec<String>,
    pub files: Vec<String>,
    pub first_lines: Vec<u32>,
    /// Four numbers for each calling context: its parent or -1, its code, its line, its fuel without that of its callees.
    pub nodes: Vec<i64>,
    pub outside_fuel: u64,
    pub truncated: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Exit,
    OutOfFuel,
    Timeout,
    OutOfMemory,
    OutputLimit,
    DiskLimit,
    Trap,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GuestError {
    #[serde(rename = "type")]
    pub kind: String,
    pub message: String,
    pub line: Option<u32>,
    pub traceback: String,
}

/// Why a request failed before or apart from the guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailureCode {
    BadRequest,
    BadModule,
    DigestMismatch,
    SnapshotRefused,
    DiskFull,
    Io,
    Internal,
}

// ---- frames ----

/// Reads one frame's body. `None` is the orderly end between two frames.
pub fn read_frame(input: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0u8; 4];
    match input.read(&mut length[..1])? {
        0 => return Ok(None),
        _ => input.read_exact(&mut length[1..])?,
    }
    let length = u32::from_le_bytes(length) as usize;
    if length > MAX_FRAME_BYTES {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            format!("a frame of {length} bytes is over the limit of {MAX_FRAME_BYTES}"),
        ));
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body)?;
    Ok(Some(body))
}

/// Writes one message as a frame, without flushing.
pub fn write_frame(output: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    let body = rmp_serde::to_vec_named(message).map_err(io::Error::other)?;
    if body.len() > MAX_FRAME_BYTES {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the frame to send is over the limit"));
    }
    output.write_all(&(body.len() as u32).to_le_bytes())?;
    output.write_all(&body)
}

/// The message that a frame's body holds.
pub fn decode<'a, T: Deserialize<'a>>(body: &'a [u8]) -> io::Result<T> {
    rmp_serde::from_slice(body).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}
