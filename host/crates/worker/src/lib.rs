//! fuelcell's worker: runs one WebAssembly guest at a time under fuel and says exactly what it cost.
//! `main.rs` is the plot; `docs/architecture.md` has the whole picture.

pub mod archive;
pub mod arrivals;
pub mod channel;
pub mod engine;
pub mod fuel_model;
pub mod messages;
pub mod promote_file;
pub mod reuse;
pub mod run;
pub mod start;
pub mod worker;
