//! What a throw costs. The engine unwinds the stack for it, which takes some microseconds, and its table of costs holds no
//! more than 255 units for an operator. So [`NOPS`] of them are put before each: a `nop` becomes no instruction of the machine, and
//! can cost as much as any other.

use wasmparser::{BinaryReaderError, FunctionBody, Operator, Parser, Payload};

use crate::sections::{text, with_bodies};

/// How many stand before an operator that throws.
pub const NOPS: usize = 40;
const NOP: u8 = 0x01;

/// The module with its throws charged. What it has of `nop` itself is left out, for that is free elsewhere.
pub fn charge(wasm: &[u8]) -> Result<Vec<u8>, String> {
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::CodeSectionEntry(body) = payload.map_err(text)? {
            bodies.push(charged(&body).map_err(text)?);
        }
    }
    with_bodies(wasm, &bodies)
}

fn charged(body: &FunctionBody<'_>) -> Result<Vec<u8>, BinaryReaderError> {
    let (bytes, start) = (body.as_bytes(), body.range().start);
    let mut charged = Vec::with_capacity(bytes.len());
    let mut copied = 0;
    for found in body.get_operators_reader()?.into_iter_with_offsets() {
        let (operator, offset) = found?;
        let at = offset - start;
        match operator {
            Operator::Throw { .. } | Operator::ThrowRef => {
                charged.extend_from_slice(&bytes[copied..at]);
                charged.resize(charged.len() + NOPS, NOP);
                copied = at;
            }
            Operator::Nop => {
                charged.extend_from_slice(&bytes[copied..at]);
                copied = at + 1;
            }
            _ => {}
        }
    }
    charged.extend_from_slice(&bytes[copied..]);
    Ok(charged)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body_of(wat: &str) -> Vec<u8> {
        let wasm = charge(&wat::parse_str(wat).unwrap()).unwrap();
        wasmparser::Validator::new().validate_all(&wasm).unwrap();
        crate::sections::bodies(&wasm).unwrap().remove(0)
    }

    #[test]
    fn nops_stand_before_what_throws_and_nowhere_else() {
        let thrown = body_of("(module (tag $t) (func nop (throw $t)))");
        let expected = [&[0][..], &[NOP; NOPS], &[0x08, 0, 0x0b]].concat();
        assert_eq!(thrown, expected);
    }

    #[test]
    fn throwing_again_is_charged_too() {
        let thrown = body_of("(module (func (param exnref) nop (throw_ref (local.get 0)) nop))");
        let expected = [&[0, 0x20, 0][..], &[NOP; NOPS], &[0x0a, 0x0b]].concat();
        assert_eq!(thrown, expected);
    }

    #[test]
    fn a_function_that_does_not_throw_stays_as_it_is() {
        assert_eq!(body_of("(module (func (drop (i32.const 257))))"), [0, 0x41, 0x81, 2, 0x1a, 0x0b]);
    }
}
