//! Variadic functions: those whose last parameter points to the arguments that have no parameter.
//!
//! Nothing but the source tells that a function is one. Its shape alone does not: where an optimiser has put a constant in
//! the place of a parameter, an ordinary function that fills a variable of its caller's looks just the same. But its shape,
//! and what it is given, can tell that it is none.

use super::findings::{Findings, Way};
use super::value::Value;

/// Whether a function may be variadic by what it does with this parameter: it stores it in its frame, to be read from there
/// as a `va_list`, and at most hands it on besides.
pub fn may_be(findings: &Findings, parameter: u32) -> bool {
    let concerns = |value: Value| match value {
        Value::Parameter { index, .. } => index == parameter,
        Value::Mixed(origins) => origins.parameters().any(|index| index == parameter),
        _ => false,
    };
    let mut leaks = findings.leaks.iter().filter(|leak| concerns(leak.value)).peekable();
    leaks.peek().is_some()
        && leaks
            .all(|leak| matches!((leak.value, leak.way), (Value::Parameter { .. }, Way::Stored(Value::Frame { .. }))))
        && !findings.accesses.iter().any(|found| concerns(found.address))
        && findings.returned != Some(parameter)
}
