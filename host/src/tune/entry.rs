//! The way in which a function begins that was compiled without optimisation.

use wasmparser::Operator;

use super::body::Body;
use super::findings::Findings;
use super::slots::Bytes;
use super::value::Value;

/// What a function's first operators tell of it.
#[derive(Default)]
pub struct Entry {
    /// Where the parameters are stored, before anything else is done: in their order, each below the one before.
    pub homes: Vec<Bytes>,
    /// All parameters but this last one are stored so, and this one, an address, is only kept for later: it is where the
    /// caller has put the arguments that have no parameter.
    pub variadic: Option<u32>,
}

/// How far above the first home the frame may reach: there is room for the value that the function returns.
const RETURN_BYTES: i64 = 8;
/// Room that is left between homes so that each is aligned.
const ALIGNMENT_BYTES: i64 = 8;

impl Entry {
    pub fn of(body: &Body, findings: &Findings, parameters: u32) -> Self {
        let homes = homes(body, findings);
        let count = homes.len() as u32;
        let variadic = (count > 0 && count + 1 == parameters && is_only_kept(findings, count)).then_some(count);
        let is_whole = count == parameters || variadic.is_some();
        Self { homes: if is_whole { homes } else { Vec::new() }, variadic }
    }
}

fn homes(body: &Body, findings: &Findings) -> Vec<Bytes> {
    use Operator as O;
    let mut homes: Vec<Bytes> = Vec::new();
    for (at, operator) in body.operators.iter().enumerate() {
        match operator {
            O::LocalGet { .. } | O::LocalSet { .. } | O::LocalTee { .. } => {}
            O::GlobalGet { .. } | O::GlobalSet { .. } | O::I32Const { .. } | O::I32Sub | O::I32Add => {}
            _ => {
                let expected = Value::parameter(homes.len() as u32);
                let found = findings.accesses.iter().find(|found| found.operator == at);
                let home = found.filter(|found| found.access.is_store && found.stored == expected).and_then(Bytes::of);
                let end = homes.last().map_or(0, |above| above.start);
                let room = if homes.is_empty() { RETURN_BYTES } else { ALIGNMENT_BYTES };
                match home {
                    Some(home) if home.end <= end && end - home.end < room => homes.push(home),
                    _ => break,
                }
            }
        }
    }
    homes
}

/// Whether all that is done with a parameter is storing it in the frame.
fn is_only_kept(findings: &Findings, parameter: u32) -> bool {
    let concerns = |value: Value| match value {
        Value::Parameter { index, .. } => index == parameter,
        Value::Mixed(origins) => origins.parameters().any(|index| index == parameter),
        _ => false,
    };
    let mut leaks = findings.leaks.iter().filter(|leak| concerns(leak.value)).peekable();
    leaks.peek().is_some()
        && leaks.all(|leak| matches!((leak.value, leak.into), (Value::Parameter { .. }, Some(Value::Frame { .. }))))
        && !findings.accesses.iter().any(|found| concerns(found.address))
        && !findings.arguments.iter().any(|argument| concerns(argument.value))
        && findings.returned != Some(parameter)
}
