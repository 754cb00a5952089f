//! Promotion from file to file, as a worker is asked for it.

use std::io::Write;

use fuelcell_protocol::{FailureCode, Promote};
use sha2::{Digest, Sha256};

use crate::engine::failure::Failure;
use crate::engine::module;
use crate::messages;
use fuelcell_rewrite::promote::{Bytes, Facts, Object, Rule, promote};

/// What was written.
pub struct Tuned {
    pub sha256: String,
    pub bytes: u64,
    pub functions: u32,
    pub slots: u32,
    pub frames: u32,
    pub features: Vec<String>,
}

/// Promotes the module in `request.wasm` and writes the outcome into the new file `request.promoted`.
pub fn promote_file(request: &Promote) -> Result<Tuned, Failure> {
    let wasm = module::read_verified(&request.wasm, &request.sha256)?;
    let objects = request.objects.iter().map(|(function, start, bytes)| {
        let start = i64::from(*start);
        Object { function: *function, bytes: Bytes { start, end: start + i64::from(*bytes) } }
    });
    let without = request.without.iter().map(|rule| rule_of(*rule)).collect();
    let facts = Facts { variadic: request.variadic.clone(), objects: objects.collect(), without };
    let made = promote(&wasm, &facts).map_err(|why| Failure::new(FailureCode::BadModule, why))?;
    let path = &request.promoted;
    let mut target = module::create(path)?;
    let written = target.write_all(&made.wasm);
    written.map_err(|error| Failure::io(&error, messages::cannot_write(path, &error)))?;
    Ok(Tuned {
        sha256: module::hex(&Sha256::digest(&made.wasm)),
        bytes: made.wasm.len() as u64,
        functions: made.functions,
        slots: made.slots,
        frames: made.frames,
        features: made.features.into_iter().map(str::to_owned).collect(),
    })
}

fn rule_of(rule: fuelcell_protocol::Rule) -> Rule {
    match rule {
        fuelcell_protocol::Rule::Callees => Rule::Callees,
        fuelcell_protocol::Rule::Frames => Rule::Frames,
        fuelcell_protocol::Rule::Variables => Rule::Variables,
    }
}
