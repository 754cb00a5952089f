//! What compiled code and fuel figures depend on, as hashes.

use std::hash::{DefaultHasher, Hash, Hasher};

use fuelcell_protocol::EngineModel;
use fuelcell_rewrite::{inline, stack};
use wasmtime::Engine;

use crate::engine::config;
use crate::start::{image, snapshot};

/// Hash under which compiled code may be loaded again: engine version, flags and CPU features,
/// what is inlined and how stacks are guarded.
pub fn compatibility(engine: &Engine) -> String {
    let mut hasher = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    (inline::REVISION, stack::REVISION).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// Both for the engine of modules that throw exceptions. What can be loaded there follows from what the other can load, and the
/// flags in which they differ stand in the model.
pub fn exceptions(engine: &Engine) -> EngineModel {
    let model = format!("{}; {}; {}", fuel_model(), config::exceptions_model(), image::model());
    let mut hasher = DefaultHasher::new();
    (compatibility(engine), config::exceptions_model()).hash(&mut hasher);
    EngineModel {
        engine: format!("{:016x}", hasher.finish()),
        fuel_model: blake3::hash(model.as_bytes()).to_hex()[..16].to_owned(),
    }
}

/// Hash of everything in this host that a fuel figure depends on: engine version, flags that change a guest's path, and
/// the charges of the system interface, how snapshots are made and called.
pub fn fuel_model() -> String {
    let model = format!(
        "{}; inlined {}; guarded {}; {}; {}",
        config::model(),
        inline::REVISION,
        stack::REVISION,
        snapshot::model(),
        fuelcell_wasi::FUEL_MODEL
    );
    blake3::hash(model.as_bytes()).to_hex()[..16].to_owned()
}
