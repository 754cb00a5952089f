//! The doorbell: a snapshot's harness writes an operation into a buffer of its own and calls `sched_yield`, which takes
//! no arguments; the host does what it asks and writes the answer behind it. Rubbish in the buffer is ignored.
//!
//! The buffer, all little-endian: operation u32, unused u32, argument i64, answer i64.

use super::call::{Answer, Call};
use super::charges;
use super::guest::{double_word, word};
use super::memfs::{Follow, ROOT};

/// Where the harness's buffer is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Bell {
    /// Nobody may ring.
    #[default]
    None,
    /// The `bytearray` at this address holds the buffer.
    At(u32),
    /// The buffer is at this address.
    Buffer(u32),
    /// A boot is under way: the address stands in `reactor.txt`, after `bell `.
    Announced,
}

/// Where a `bytearray` object keeps its bytes' address (`Include/cpython/bytearrayobject.h`).
const BYTEARRAY_START: u32 = 20;
const BELL_BYTES: u32 = 24;
const ANSWER: u32 = 16;

const SLEEP: u32 = 1;
const RANDOM_POSITION: u32 = 2;
const RANDOM_SKIP: u32 = 3;
const FUEL_USED: u32 = 4;

/// Answers the bell if it is one.
pub fn ring(call: &mut Call<'_>) -> Answer {
    let Some(start) = start(call)? else { return Ok(()) };
    let Ok(buffer) = call.guest.span(start, BELL_BYTES) else { return Ok(()) };
    let bytes = call.guest.read(&buffer)?;
    let (operation, argument) = (word(bytes, 0), double_word(bytes, 8));
    let answer = match operation {
        SLEEP => {
            call.wasi.clock.sleep(argument.min(i64::MAX as u64));
            0
        }
        RANDOM_POSITION => call.wasi.random.position(),
        RANDOM_SKIP => {
            call.charge(charges::BYTE * argument)?;
            call.wasi.random.skip(argument);
            0
        }
        FUEL_USED => call.meter.used(),
        _ => return Ok(()),
    };
    // Rung once: a guest that yields again asks for nothing.
    call.guest.write_u64(start, 0)?;
    Ok(call.guest.write_u64(start.saturating_add(ANSWER), answer)?)
}

/// Where the buffer begins.
fn start(call: &mut Call<'_>) -> Result<Option<u32>, super::fault::Fault> {
    if let Bell::Buffer(start) = call.wasi.bell {
        return Ok(Some(start));
    }
    let Some(bell) = address(call)? else { return Ok(None) };
    let Ok(object) = call.guest.span(bell.saturating_add(BYTEARRAY_START), 4) else { return Ok(None) };
    Ok(Some(word(call.guest.read(&object)?, 0)))
}

fn address(call: &mut Call<'_>) -> Result<Option<u32>, super::fault::Fault> {
    match call.wasi.bell {
        Bell::None | Bell::Buffer(_) => Ok(None),
        Bell::At(address) => Ok(Some(address)),
        Bell::Announced => {
            let place = call.wasi.tree.resolve(ROOT, "reactor.txt", Follow::No, &mut call.meter)?;
            let Some(ino) = place.target else { return Ok(None) };
            let text = String::from_utf8_lossy(call.wasi.tree.read(ino, 0, 1 << 16)?);
            let line = text.lines().find_map(|line| line.strip_prefix("bell "));
            Ok(line.and_then(|address| address.parse().ok()))
        }
    }
}
