//! The plot of slot promotion: analyse every function, decide, rewrite, and again, until nothing more can be promoted. What
//! one round takes out of memory lets the next see through the functions that did so.

use wasmparser::BinaryReaderError;

use super::facts::Facts;
use super::features;
use super::rounds::Analysis;
use crate::body::Body;
use crate::messages;
use crate::sections::{bodies, with_bodies};
use crate::shape::Shape;

/// The ninth round finds nothing more to promote in CPython; what is left after so many stays in memory.
const MAX_ROUNDS: usize = 12;

/// A module with slots as locals.
#[derive(Debug)]
pub struct Promoted {
    /// The very bytes that were given where there was nothing to promote.
    pub wasm: Vec<u8>,
    /// What it uses of WebAssembly that the optimiser has to be told.
    pub features: Vec<&'static str>,
    /// Functions that were rewritten.
    pub functions: u32,
    pub slots: u32,
    /// Frames that are not made any more.
    pub frames: u32,
}

/// Promotes what can be promoted. Errors are sentences for people.
pub fn promote(wasm: &[u8], facts: &Facts) -> Result<Promoted, String> {
    let features = features::used(wasm)?;
    let shape = Shape::read(wasm).map_err(refused)?;
    check_facts(&shape, facts)?;
    let mut bodies = bodies(wasm).map_err(refused)?;
    let unchanged = || Promoted { wasm: wasm.to_vec(), features: features.clone(), functions: 0, slots: 0, frames: 0 };
    let Some(stack_pointer) = stack_pointer(&shape, &bodies).map_err(refused)? else { return Ok(unchanged()) };
    let Some(mut analysis) = Analysis::of(&shape, stack_pointer, facts, &bodies).map_err(refused)? else {
        return Ok(unchanged());
    };
    if let Some((function, parameter)) = analysis.wrong_variadic() {
        return Err(messages::tune_wrong_fact(function, parameter));
    }
    let mut rewritten = vec![false; bodies.len()];
    let (mut slots, mut frames) = (0, 0);
    for _ in 0..MAX_ROUNDS {
        let round = analysis.round(&mut bodies).map_err(refused)?;
        if round.functions.is_empty() {
            break;
        }
        slots += round.slots;
        frames += round.frames;
        round.functions.into_iter().for_each(|index| rewritten[index] = true);
    }
    let functions = rewritten.into_iter().filter(|is| *is).count() as u32;
    if functions == 0 {
        return Ok(unchanged());
    }
    let wasm = with_bodies(wasm, &bodies).map_err(|error| messages::cannot_tune(&error))?;
    features::check_promoted(&wasm)?;
    Ok(Promoted { wasm, features, functions, slots, frames })
}

fn check_facts(shape: &Shape, facts: &Facts) -> Result<(), String> {
    let has = |function: u32, parameter: u32| {
        let is_own = function >= shape.imported_functions && (function as usize) < shape.functions.len();
        is_own && (parameter as usize) < shape.signature(function).0.len().max(1)
    };
    let variadic = facts.variadic.iter().copied();
    let objects = facts.objects.iter().map(|object| (object.function, 0));
    match variadic.chain(objects).find(|(function, parameter)| !has(*function, *parameter)) {
        Some((function, parameter)) => Err(messages::tune_wrong_fact(function, parameter)),
        None => Ok(()),
    }
}

/// Of the globals that are set, the one that is read most: every frame is made below the stack pointer. `None` where there
/// is none.
fn stack_pointer(shape: &Shape, bodies: &[Vec<u8>]) -> Result<Option<u32>, BinaryReaderError> {
    let mut uses = vec![(0, false); shape.private_globals.len()];
    for bytes in bodies {
        for (global, is_set) in Body::parse(bytes)?.used_globals() {
            if let Some(place) = shape.private_globals.iter().position(|private| *private == global) {
                uses[place].0 += usize::from(!is_set);
                uses[place].1 |= is_set;
            }
        }
    }
    let candidates = uses.iter().enumerate().filter(|(_, (reads, is_set))| *reads > 0 && *is_set);
    let most = candidates.max_by_key(|(place, (reads, _))| (*reads, usize::MAX - place));
    Ok(most.map(|(place, _)| shape.private_globals[place]))
}

fn refused(error: BinaryReaderError) -> String {
    messages::cannot_tune(&error)
}
