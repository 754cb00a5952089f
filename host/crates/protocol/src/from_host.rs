//! What the host answers.

#[cfg(test)]
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

#[cfg(test)]
use crate::schema::Bytes;
use crate::{Callee, FilePart, Reactor};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum FromHost {
    Hello {
        protocol: u32,
        host: String,
        wasmtime: String,
        /// Hash of the engine: code compiled under another one cannot be loaded.
        engine: String,
        /// Hash of all in the host that a fuel figure depends on.
        fuel_model: String,
        /// The same two of the engine for modules that throw exceptions.
        exceptions: EngineModel,
        /// Before anything was opened; `opened` has the state after that.
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
        #[cfg_attr(test, schemars(with = "Option<BTreeMap<String, u64>>"))]
        reactor: Option<Reactor>,
    },
    Imaged {
        id: u32,
        digest: String,
        bytes: u64,
        #[cfg_attr(test, schemars(with = "BTreeMap<String, u64>"))]
        reactor: Callee,
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
        #[cfg_attr(test, schemars(range(min = 1, max = 2)))]
        stream: u8,
        #[cfg_attr(test, schemars(with = "Bytes"))]
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

/// An engine, as far as others have to know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EngineModel {
    /// Hash under which compiled code may be loaded again.
    pub engine: String,
    /// Hash of all that a fuel figure depends on.
    pub fuel_model: String,
}

/// One wall around the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Layer {
    pub layer: String,
    pub state: LayerState,
    pub detail: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RunResult {
    pub id: u32,
    pub status: Status,
    pub exit_code: Option<u8>,
    pub trap: Option<String>,
    /// Whether that is because the guest's stack was full.
    pub stack_full: bool,
    pub usage: Usage,
    /// Whether compiling is no part of the fuel.
    pub compile_free: bool,
    pub truncated_stdout: bool,
    pub truncated_stderr: bool,
    pub deleted: Vec<String>,
    pub error: Option<GuestError>,
    /// The `repr` of the final expression's value.
    pub value: Option<String>,
    /// What the called function returned, as tagged JSON.
    pub returned: Option<String>,
    /// What the guest wrote into the report of its mount; absent when that is nothing.
    #[cfg_attr(test, schemars(with = "Option<Bytes>"))]
    pub report: Option<ByteBuf>,
    pub profile: Option<Profile>,
}

/// What a run used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Usage {
    pub fuel: u64,
    pub fuel_exact: bool,
    pub compile_fuel: Option<u64>,
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
    #[cfg_attr(test, schemars(range(min = 0)))]
    pub duration_ms: f64,
}

/// Where a run's fuel went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
