//! Moving bytes between the guest's memory and what a descriptor stands for.

use super::super::abi::Whence;
use super::super::call::{Answer, Call};
use super::super::charges;
use super::super::descriptors::Object;
use super::super::devices::Device;
use super::super::errno::Errno;
use super::super::fault::Fault;
use super::super::guest::{self, Span};
use super::super::memfs::Ino;
use super::super::stdio::Stream;
use super::device_bytes;
use super::files::fill_tree;

pub fn fd_read(call: &mut Call<'_>, fd: u32, iovs: u32, iovs_len: u32, nread: u32) -> Answer {
    call.guest.span(nread, 4)?;
    let spans = spans(call, iovs, iovs_len)?;
    let descriptor = call.wasi.descriptors.get(fd)?;
    let moved = if matches!(descriptor.object, Object::Stdin | Object::Device(Device::Stdin)) {
        read_stdin(call, spans)?
    } else {
        let position = descriptor.position;
        let moved = read_at(call, fd, spans, position)?;
        call.wasi.descriptors.get_mut(fd)?.position = position + moved;
        moved
    };
    report(call, nread, moved)
}

pub fn fd_pread(call: &mut Call<'_>, fd: u32, iovs: u32, iovs_len: u32, offset: u64, nread: u32) -> Answer {
    call.guest.span(nread, 4)?;
    let spans = spans(call, iovs, iovs_len)?;
    let moved = read_at(call, fd, spans, checked_offset(offset)?)?;
    report(call, nread, moved)
}

pub fn fd_write(call: &mut Call<'_>, fd: u32, iovs: u32, iovs_len: u32, nwritten: u32) -> Answer {
    call.guest.span(nwritten, 4)?;
    let spans = spans(call, iovs, iovs_len)?;
    let descriptor = call.wasi.descriptors.get(fd)?;
    let moved = match &descriptor.object {
        Object::Output(stream) | Object::Device(Device::Output(stream)) => {
            let stream = *stream;
            write_output(call, stream, &spans)?
        }
        object => {
            let position = match object {
                Object::File(ino) if descriptor.appends() => call.wasi.tree.inode(*ino)?.size(),
                Object::HostFile(file) if descriptor.appends() => file.size()?,
                _ => descriptor.position,
            };
            let moved = write_at(call, fd, &spans, position)?;
            call.wasi.descriptors.get_mut(fd)?.position = position + moved;
            moved
        }
    };
    report(call, nwritten, moved)
}

pub fn fd_pwrite(call: &mut Call<'_>, fd: u32, iovs: u32, iovs_len: u32, offset: u64, nwritten: u32) -> Answer {
    call.guest.span(nwritten, 4)?;
    let spans = spans(call, iovs, iovs_len)?;
    let moved = write_at(call, fd, &spans, checked_offset(offset)?)?;
    report(call, nwritten, moved)
}

pub fn fd_seek(call: &mut Call<'_>, fd: u32, offset: i64, whence: u32, position: u32) -> Answer {
    let whence = Whence::from_number(whence, call.version)?;
    call.guest.span(position, 8)?;
    let descriptor = call.wasi.descriptors.get(fd)?;
    let size = match &descriptor.object {
        object @ (Object::File(_) | Object::MountedFile(_)) => {
            let (tree, ino) = call.wasi.stored(object).ok_or(Errno::Stale)?;
            tree.inode(ino)?.size()
        }
        Object::HostFile(file) => {
            call.meter.charge(charges::HOST_CALL)?;
            file.size()?
        }
        object => return Err(not_a_file(object, Errno::Spipe).into()),
    };
    let base = match whence {
        Whence::Start => 0,
        Whence::Current => descriptor.position,
        Whence::End => size,
    };
    let sought = base.checked_add_signed(offset).filter(|sought| i64::try_from(*sought).is_ok()).ok_or(Errno::Inval)?;
    call.wasi.descriptors.get_mut(fd)?.position = sought;
    Ok(call.guest.write_u64(position, sought)?)
}

pub fn fd_tell(call: &mut Call<'_>, fd: u32, position: u32) -> Answer {
    let descriptor = call.wasi.descriptors.get(fd)?;
    match &descriptor.object {
        Object::File(_) | Object::MountedFile(_) | Object::HostFile(_) => {
            Ok(call.guest.write_u64(position, descriptor.position)?)
        }
        object => Err(not_a_file(object, Errno::Spipe).into()),
    }
}

/// What to say when a file is needed: `stream` for a stream, and for a directory that its descriptor is bad.
pub fn not_a_file(object: &Object, stream: Errno) -> Errno {
    match object {
        Object::Stdin | Object::Output(_) | Object::Device(_) => stream,
        _ => Errno::Badf,
    }
}

fn spans(call: &mut Call<'_>, iovs: u32, iovs_len: u32) -> Result<Vec<Span>, Fault> {
    if iovs_len > guest::MAX_IOVECS {
        return Err(Errno::Inval.into());
    }
    call.charge(charges::IOVEC * u64::from(iovs_len))?;
    Ok(call.guest.iovecs(iovs, iovs_len)?)
}

fn report(call: &mut Call<'_>, address: u32, moved: u64) -> Answer {
    // One call moves at most 16 MiB.
    Ok(call.guest.write_u32(address, u32::try_from(moved).map_err(|_| Errno::Overflow)?)?)
}

/// Offsets are signed in the file types of C, so a larger one is a negative one.
fn checked_offset(offset: u64) -> Result<u64, Errno> {
    if i64::try_from(offset).is_ok() { Ok(offset) } else { Err(Errno::Inval) }
}

/// Reads no more than the fuel can pay, and then pays for what has come: how much that is only stdin knows.
fn read_stdin(call: &mut Call<'_>, spans: Vec<Span>) -> Result<u64, Fault> {
    let mut moved = 0;
    for span in guest::head(spans, call.meter.left() / charges::BYTE) {
        let count = call.wasi.streams.read(call.guest.read_mut(&span)?)?;
        moved += count as u64;
        if count < span.len() || call.wasi.streams.line_is_over() {
            break;
        }
    }
    call.charge(charges::BYTE * moved)?;
    Ok(moved)
}

fn write_output(call: &mut Call<'_>, stream: Stream, spans: &[Span]) -> Result<u64, Fault> {
    let total = guest::total(spans);
    let change = if call.wasi.streams.last() == stream { 0 } else { charges::STREAM_CHANGE };
    call.charge(charges::BYTE * total + change)?;
    for span in spans {
        call.wasi.streams.write(stream, call.guest.read(span)?)?;
    }
    Ok(total)
}

/// A host file is read and written a buffer at a time.
fn further_spans(spans: &[Span]) -> u64 {
    charges::HOST_IOVEC * (spans.len() as u64).saturating_sub(1)
}

/// Reads from a file, for the bytes that there are and not for those that were asked.
fn read_at(call: &mut Call<'_>, fd: u32, spans: Vec<Span>, offset: u64) -> Result<u64, Fault> {
    let descriptor = call.wasi.descriptors.get(fd)?;
    let wanted = guest::total(&spans);
    match &descriptor.object {
        object @ (Object::File(_) | Object::MountedFile(_)) => {
            descriptor.check_readable()?;
            let (tree, ino) = call.wasi.stored(object).ok_or(Errno::Stale)?;
            let mut rest = tree.read(ino, offset, wanted)?;
            let moved = rest.len() as u64;
            call.meter.charge(charges::BYTE * moved)?;
            for span in guest::head(spans, moved) {
                let (piece, after) = rest.split_at(span.len());
                call.guest.read_mut(&span)?.copy_from_slice(piece);
                rest = after;
            }
            Ok(moved)
        }
        Object::HostFile(file) => {
            descriptor.check_readable()?;
            call.meter.charge(charges::HOST_CALL + further_spans(&spans))?;
            let available = file.size()?.saturating_sub(offset).min(wanted);
            call.meter.charge(charges::BYTE * available)?;
            let mut moved = 0;
            for span in guest::head(spans, available) {
                let count = file.read(call.guest.read_mut(&span)?, offset + moved)?;
                moved += count;
                if count < span.len() as u64 {
                    break;
                }
            }
            Ok(moved)
        }
        Object::Device(device) => {
            descriptor.check_readable()?;
            let device = device.clone();
            device_bytes::read(call, &device, spans, offset)
        }
        Object::Directory(_) | Object::MountedDirectory(_) | Object::HostDirectory(_) => Err(Errno::Isdir.into()),
        Object::Stdin => Err(Errno::Spipe.into()),
        Object::Output(_) => Err(Errno::Badf.into()),
    }
}

fn write_at(call: &mut Call<'_>, fd: u32, spans: &[Span], offset: u64) -> Result<u64, Fault> {
    let descriptor = call.wasi.descriptors.get(fd)?;
    match &descriptor.object {
        Object::File(ino) => {
            descriptor.check_writable()?;
            write_tree(call, *ino, spans, offset)
        }
        Object::HostFile(file) => {
            descriptor.check_writable()?;
            call.meter.charge(charges::HOST_CALL + charges::BYTE * guest::total(spans) + further_spans(spans))?;
            let mut moved = 0;
            for span in spans {
                let count = file.write(call.guest.read(span)?, offset + moved)?;
                moved += count;
                if count < span.len() as u64 {
                    break;
                }
            }
            Ok(moved)
        }
        Object::Output(_) => Err(Errno::Spipe.into()),
        Object::Device(device) => {
            descriptor.check_writable()?;
            let device = device.clone();
            device_bytes::write(call, &device, spans)
        }
        // A file of a mount is never opened for writing.
        _ => Err(Errno::Badf.into()),
    }
}

fn write_tree(call: &mut Call<'_>, ino: Ino, spans: &[Span], offset: u64) -> Result<u64, Fault> {
    let total = guest::total(spans);
    if total == 0 {
        return Ok(0);
    }
    let end = offset.saturating_add(total);
    call.wasi.tree.reserve(ino, end)?;
    let overhead = call.wasi.tree.write_overhead(ino, offset, end)?;
    call.charge(charges::BYTE * total.saturating_add(overhead))?;
    fill_tree(call, ino, offset)?;
    let now = call.now_ns();
    let guest = &call.guest;
    let pieces = spans.iter().filter_map(|span| guest.read(span).ok());
    call.wasi.tree.write(ino, offset, pieces, now)?;
    Ok(total)
}
