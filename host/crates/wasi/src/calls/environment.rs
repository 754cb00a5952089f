//! Arguments, environment variables, randomness.

use super::super::call::{Answer, Call};
use super::super::charges;
use super::super::errno::Errno;
use super::super::guest::Span;

/// The deadline is looked at between pieces of this size.
const RANDOM_PIECE_BYTES: usize = 64 * 1024;

pub fn args_sizes_get(call: &mut Call<'_>, count: u32, buf_size: u32) -> Answer {
    let strings = std::mem::take(&mut call.wasi.args);
    let answer = sizes(call, &strings, count, buf_size);
    call.wasi.args = strings;
    answer
}

pub fn args_get(call: &mut Call<'_>, argv: u32, argv_buf: u32) -> Answer {
    let strings = std::mem::take(&mut call.wasi.args);
    let answer = copy(call, &strings, argv, argv_buf);
    call.wasi.args = strings;
    answer
}

pub fn environ_sizes_get(call: &mut Call<'_>, count: u32, buf_size: u32) -> Answer {
    let strings = std::mem::take(&mut call.wasi.env);
    let answer = sizes(call, &strings, count, buf_size);
    call.wasi.env = strings;
    answer
}

pub fn environ_get(call: &mut Call<'_>, environ: u32, environ_buf: u32) -> Answer {
    let strings = std::mem::take(&mut call.wasi.env);
    let answer = copy(call, &strings, environ, environ_buf);
    call.wasi.env = strings;
    answer
}

/// Tells how many strings there are and how many bytes they take, each with a zero byte at its end.
fn sizes(call: &mut Call<'_>, strings: &[String], count: u32, buf_size: u32) -> Answer {
    call.charge(charges::IOVEC * strings.len() as u64)?;
    let bytes: usize = strings.iter().map(|string| string.len() + 1).sum();
    call.guest.span(buf_size, 4)?;
    call.guest.write_u32(count, u32::try_from(strings.len()).map_err(|_| Errno::Overflow)?)?;
    call.guest.write_u32(buf_size, u32::try_from(bytes).map_err(|_| Errno::Overflow)?)?;
    Ok(())
}

/// Writes the strings into `buf` one after the other, and an array of their addresses.
fn copy(call: &mut Call<'_>, strings: &[String], array: u32, buf: u32) -> Answer {
    let (mut slot, mut address) = (array, buf);
    for string in strings {
        let length = u32::try_from(string.len() + 1).map_err(|_| Errno::Overflow)?;
        call.charge(charges::IOVEC + charges::BYTE * u64::from(length))?;
        call.guest.write_u32(slot, address)?;
        call.guest.write(address, string.as_bytes())?;
        let next = address.checked_add(length).ok_or(Errno::Fault)?;
        call.guest.write(next - 1, &[0])?;
        slot = slot.checked_add(4).ok_or(Errno::Fault)?;
        address = next;
    }
    Ok(())
}

pub fn random_get(call: &mut Call<'_>, buf: u32, buf_len: u32) -> Answer {
    let span = call.guest.span(buf, buf_len)?;
    call.charge(charges::BYTE * u64::from(buf_len))?;
    fill_random(call, &span)
}

/// Fills a span that is paid for.
pub fn fill_random(call: &mut Call<'_>, span: &Span) -> Answer {
    for piece in call.guest.read_mut(span)?.chunks_mut(RANDOM_PIECE_BYTES) {
        call.wasi.deadline.check()?;
        call.wasi.random.fill(piece);
    }
    Ok(())
}
