//! Reading and writing devices, but for the streams, which `transfer` moves at once.

use std::sync::Arc;

use super::super::call::Call;
use super::super::charges;
use super::super::devices::{self, Device};
use super::super::errno::Errno;
use super::super::fault::Fault;
use super::super::guest::{self, Span};
use super::environment;

/// More than the digits of any number of nanoseconds.
const MAX_CLOCK_BYTES: u64 = 64;

/// Gives what a device has from an offset on.
pub fn read(call: &mut Call<'_>, device: &Device, spans: Vec<Span>, offset: u64) -> Result<u64, Fault> {
    let text = match device {
        Device::Text(text) => Arc::clone(text),
        Device::Stdin => return Err(Errno::Spipe.into()),
        Device::Output(_) => return Err(Errno::Badf.into()),
        Device::Null | Device::Clock => Arc::default(),
        Device::Random => return read_random(call, &spans),
    };
    read_text(call, spans, text.get(usize::try_from(offset).unwrap_or(usize::MAX)..).unwrap_or_default())
}

/// Fills the spans with the front of a text.
fn read_text(call: &mut Call<'_>, spans: Vec<Span>, text: &[u8]) -> Result<u64, Fault> {
    let moved = guest::total(&spans).min(text.len() as u64);
    call.charge(charges::BYTE * moved)?;
    let mut rest = text;
    for span in guest::head(spans, moved) {
        let (piece, after) = rest.split_at(span.len());
        call.guest.read_mut(&span)?.copy_from_slice(piece);
        rest = after;
    }
    Ok(moved)
}

/// Fills the spans with the bytes that `random_get` would give.
fn read_random(call: &mut Call<'_>, spans: &[Span]) -> Result<u64, Fault> {
    let total = guest::total(spans);
    call.charge(charges::BYTE * total)?;
    for span in spans {
        environment::fill_random(call, span)?;
    }
    Ok(total)
}

/// Takes what is written: `null` and the random ones drop it, the clock sleeps for that many nanoseconds.
pub fn write(call: &mut Call<'_>, device: &Device, spans: &[Span]) -> Result<u64, Fault> {
    let total = guest::total(spans);
    match device {
        Device::Output(_) => return Err(Errno::Spipe.into()),
        Device::Null | Device::Random => {}
        Device::Clock if total > MAX_CLOCK_BYTES => return Err(Errno::Inval.into()),
        Device::Clock => {
            call.charge(charges::BYTE * total)?;
            let mut written = Vec::new();
            for span in spans {
                written.extend_from_slice(call.guest.read(span)?);
            }
            call.wasi.clock.sleep(devices::nanoseconds(&written)?);
        }
        Device::Stdin | Device::Text(_) => return Err(Errno::Badf.into()),
    }
    Ok(total)
}
