//! fuelcell's worker: runs one WebAssembly guest at a time under fuel and says exactly what it cost.
//! `main.rs` is the plot; `docs/architecture.md` has the whole picture.

pub mod archive;
pub mod arrivals;
pub mod asyncify;
pub mod boot;
pub mod channel;
pub mod course;
pub mod drive;
pub mod ending;
pub mod engine;
pub mod heap;
pub mod image;
pub mod inline;
pub mod lasting;
pub mod limiter;
pub mod messages;
pub mod module;
pub mod objects;
pub mod outcome;
#[cfg(target_os = "linux")]
pub mod probe;
pub mod profile;
pub mod program;
pub mod program_image;
pub mod protocol;
pub mod reactor;
pub mod renewal;
pub mod report;
pub mod rewind;
pub mod run;
pub mod snapshot;
pub mod spares;
pub mod tune;
pub mod walls;
pub mod wasi;
pub mod worker;
