//! Which parts of WebAssembly a module uses. Tuning knows the operators of WebAssembly 2.0 without vectors: with others a value
//! could go ways that [`super::flow`] does not see.

use wasmparser::{Validator, WasmFeatures};

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
    let known = OPTIONAL.iter().fold(USUAL, |all, (_, feature)| all.union(*feature));
    if is_valid(wasm, known) {
        let is_used = |feature: WasmFeatures| !is_valid(wasm, known.difference(feature));
        return Ok(OPTIONAL.iter().filter(|(_, feature)| is_used(*feature)).map(|(name, _)| *name).collect());
    }
    let all = WasmFeatures::all();
    validated(wasm, all)?;
    let unknown = all.difference(known).iter_names();
    let needed = unknown.filter(|(_, feature)| !is_valid(wasm, all.difference(*feature)));
    let names: Vec<_> = needed.map(|(name, _)| name.to_lowercase().replace('_', "-")).collect();
    match names.as_slice() {
        // One of two would do, so that the module needs neither alone.
        [] => validated(wasm, known).map(|()| Vec::new()),
        names => Err(messages::tune_unknown_features(names)),
    }
}

fn is_valid(wasm: &[u8], features: WasmFeatures) -> bool {
    validated(wasm, features).is_ok()
}

fn validated(wasm: &[u8], features: WasmFeatures) -> Result<(), String> {
    let found = Validator::new_with_features(features).validate_all(wasm);
    found.map(|_| ()).map_err(|error| messages::cannot_tune(&error))
}
