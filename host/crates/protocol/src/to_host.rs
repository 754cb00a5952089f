//! What the runner sends.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

#[cfg(test)]
use crate::schema::Bytes;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum ToHost {
    /// Loads modules with their mounts, opens directories and, with `seal`, closes the walls.
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
        needs: Option<Needs>,
        compiled: String,
    },
    Snapshot(Snapshot),
    Image(Box<Image>),
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
        #[cfg_attr(test, schemars(with = "Bytes"))]
        data: ByteBuf,
        last: bool,
    },
    Forget {
        image: u32,
    },
}

/// A compiled module to load under a name. `digest` is the BLAKE3 of the compiled file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ModuleSource {
    pub name: String,
    pub compiled: String,
    pub digest: String,
    /// Set when the module is a snapshot that is called: the fields of its [`crate::Reactor`], as they come from the cache.
    pub reactor: Option<BTreeMap<String, u64>>,
    /// Where its runs find their devices, if they have any.
    pub devices: Option<String>,
    /// What is special about the module.
    pub needs: Option<Needs>,
    /// The image that its runs begin with, where it is a file of its own; `reactor` then tells where in it a program is run.
    pub image: Option<ImageSource>,
}

/// What is special about a runtime's module, as its manifest says it. A module of which nothing is known has nothing of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Needs {
    /// Whether it throws exceptions of WebAssembly: an engine of its own compiles and runs it.
    pub exceptions: bool,
    /// The most elements of a table, in place of what tables may have elsewhere.
    pub table_elements: Option<u32>,
    /// Functions that it imports and nobody provides: each gives a number and does nothing.
    pub stubs: Vec<Stub>,
    /// Exported functions that a cold start calls one after the other, in place of `_start`; the last may give the exit code.
    pub starts: Vec<String>,
}

/// An imported function that does nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Stub {
    pub module: String,
    pub name: String,
    /// What it gives, an `i32`.
    pub answer: i32,
}

/// A file with the memory that a module's runs begin with. `digest` is the BLAKE3 of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImageSource {
    pub path: String,
    pub digest: String,
}

/// Boots a compiled module with these files, arguments and environment, and writes the memory that it then has into `image`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Image {
    pub id: u32,
    pub module: ModuleSource,
    #[cfg_attr(test, schemars(with = "Vec<(String, Bytes)>"))]
    pub files: Vec<(String, ByteBuf)>,
    pub args: Vec<String>,
    pub env: Vec<(String, String)>,
    /// The directories that its runs will see; `module` is not looked at.
    pub mounts: Vec<MountSource>,
    pub boot: Boot,
    pub image: String,
}

/// The exported functions by which a module is booted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Boot {
    /// What is called first of all.
    pub init: String,
    /// Runs source code: address and length of it.
    pub turn: String,
    /// Gives room for so many bytes.
    pub alloc: String,
    /// The file with the source code.
    pub script: String,
}

/// A read-only directory that every run of a module sees. `digest` is the BLAKE3 of the archive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Snapshot {
    pub id: u32,
    pub wasm: String,
    pub sha256: String,
    #[cfg_attr(test, schemars(with = "Vec<(String, Bytes)>"))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rewind {
    /// Index of the function that `_start` calls again for every rewinding.
    pub main: u32,
    /// Addresses of bytes that have to be 0 for `_start` to be called again.
    pub clear: Vec<u32>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Preopen {
    pub host: String,
    pub guest: String,
    pub access: Access,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    Read,
    ReadWrite,
}

/// Writes the module in `wasm` with slots of its frames as locals into `promoted`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FilePart {
    pub id: u32,
    pub path: String,
    #[cfg_attr(test, schemars(with = "Bytes"))]
    pub data: ByteBuf,
    pub last: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
    #[cfg_attr(test, schemars(with = "Bytes"))]
    pub stdin: ByteBuf,
    pub stdin_last: bool,
    /// How many bytes stdin has, if that is known.
    pub stdin_bytes: Option<u64>,
    /// Whether a read ends with a line, as of a terminal, and does not wait until its buffer is full.
    pub stdin_lines: bool,
    /// What a snapshot is given to run; absent in a cold start, which finds everything in `args`, `env` and the files.
    pub program: Option<ProgramRequest>,
    pub limits: RunLimits,
    pub clock_start_ms: u64,
    pub seed: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProgramRequest {
    /// The path of the code in the run directory; absent for the runtime's own, with which the snapshot was taken.
    pub entry: Option<String>,
    /// The caller's own arguments, behind those of the runtime.
    pub args: Vec<String>,
    /// The caller's own environment, beside that of the runtime.
    pub env: Vec<(String, String)>,
    /// What is run before the code, piece by piece, and metered apart.
    #[cfg_attr(test, schemars(with = "Vec<Bytes>"))]
    pub setup: Vec<ByteBuf>,
    /// A function to call after the code has run, as JSON.
    #[cfg_attr(test, schemars(with = "Option<Bytes>"))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
