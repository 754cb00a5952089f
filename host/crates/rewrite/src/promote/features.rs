//! Which parts of WebAssembly a module uses. Tuning knows the operators of WebAssembly 2.0 without vectors: with others a value
//! could go ways that [`super::flow`] does not see.

use wasmparser::{BinaryReaderError, Validator, WasmFeatures};

use crate::messages;

/// What the optimiser is always told to expect.
const USUAL: WasmFeatures =
    WasmFeatures::WASM1.union(WasmFeatures::SIGN_EXTENSION).union(WasmFeatures::SATURATING_FLOAT_TO_INT);
/// What it is told of only if the module uses it, by its name in WebAssembly 2.0's proposals.
const OPTIONAL: [(&str, WasmFeatures); 3] = [
    ("bulk-memory", WasmFeatures::BULK_MEMORY),
    ("reference-types", WasmFeatures::REFERENCE_TYPES),
    ("multi-value", WasmFeatures::MULTI_VALUE),
];

/// The names of what a module uses beyond the usual. Refuses what is no valid module, and by their names what is not known.
pub fn used(wasm: &[u8]) -> Result<Vec<&'static str>, String> {
    if is_valid(wasm, USUAL) {
        return Ok(Vec::new());
    }
    let known = known();
    if is_valid(wasm, known) {
        let is_used = |feature: WasmFeatures| !is_valid(wasm, known.difference(feature));
        return Ok(OPTIONAL.iter().filter(|(_, feature)| is_used(*feature)).map(|(name, _)| *name).collect());
    }
    let all = WasmFeatures::all();
    validated(wasm, all).map_err(|error| messages::cannot_tune(&error))?;
    let unknown = all.difference(known).iter_names();
    let needed = unknown.filter(|(_, feature)| !is_valid(wasm, all.difference(*feature)));
    let names: Vec<_> = needed.map(|(name, _)| name.to_lowercase().replace('_', "-")).collect();
    match names.as_slice() {
        // One of two would do, so that the module needs neither alone.
        [] => validated(wasm, known).map(|()| Vec::new()).map_err(|error| messages::cannot_tune(&error)),
        names => Err(messages::tune_unknown_features(names)),
    }
}

/// Whether what came out is a module still. If it is not, the fault is of the promotion.
pub fn check_promoted(wasm: &[u8]) -> Result<(), String> {
    validated(wasm, known()).map_err(|error| messages::tune_made_invalid(&error))
}

fn known() -> WasmFeatures {
    OPTIONAL.iter().fold(USUAL, |all, (_, feature)| all.union(*feature))
}

fn is_valid(wasm: &[u8], features: WasmFeatures) -> bool {
    validated(wasm, features).is_ok()
}

fn validated(wasm: &[u8], features: WasmFeatures) -> Result<(), BinaryReaderError> {
    Validator::new_with_features(features).validate_all(wasm).map(|_| ())
}
