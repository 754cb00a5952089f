//! `poll_oneoff`. It never waits: when nothing is ready but clocks, the virtual clock moves to the first of them.

use super::super::abi::{Version, subclockflags};
use super::super::call::{Answer, Call};
use super::super::charges;
use super::super::clock::ClockId;
use super::super::descriptors::Object;
use super::super::errno::Errno;
use super::super::guest::{double_word, word};

/// The most subscriptions of one call.
const MAX_SUBSCRIPTIONS: u32 = 1024;
const EVENT_BYTES: u32 = 32;

/// What a guest waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Awaited {
    /// A clock that is due after this much more virtual time.
    Clock { wait_ns: u64 },
    /// A descriptor, which is always ready: with this many bytes, or with the reason why it never will be.
    Descriptor { kind: u8, ready: Result<u64, Errno> },
}

struct Subscription {
    userdata: u64,
    awaited: Awaited,
}

pub fn poll_oneoff(call: &mut Call<'_>, subscriptions: u32, events: u32, count: u32, ready: u32) -> Answer {
    if count == 0 || count > MAX_SUBSCRIPTIONS {
        return Err(Errno::Inval.into());
    }
    call.guest.span(ready, 4)?;
    call.guest.span(events, count * EVENT_BYTES)?;
    let size = subscription_bytes(call.version);
    call.charge(u64::from(count) * (charges::IOVEC + charges::BYTE * u64::from(size + EVENT_BYTES)))?;
    let span = call.guest.span(subscriptions, count * size)?;
    let awaited = call
        .guest
        .read(&span)?
        .chunks_exact(size as usize)
        .map(|bytes| decode(call, bytes))
        .collect::<Result<Vec<_>, _>>()?;

    let slept_ns = awaited.iter().map(wait).min().unwrap_or(0);
    call.wasi.clock.sleep(slept_ns);
    let mut told = 0;
    for subscription in awaited.iter().filter(|subscription| wait(subscription) <= slept_ns) {
        call.guest.write(events + told * EVENT_BYTES, &encode(subscription))?; // inside the span checked above
        told += 1;
    }
    Ok(call.guest.write_u32(ready, told)?)
}

/// How long virtual time has to move on until this is ready.
fn wait(subscription: &Subscription) -> u64 {
    match subscription.awaited {
        Awaited::Clock { wait_ns } => wait_ns,
        Awaited::Descriptor { .. } => 0,
    }
}

/// `wasi_unstable` has one more word in a clock's subscription, before the others.
fn subscription_bytes(version: Version) -> u32 {
    match version {
        Version::Preview1 => 48,
        Version::Unstable => 56,
    }
}

fn decode(call: &Call<'_>, bytes: &[u8]) -> Result<Subscription, Errno> {
    let userdata = double_word(bytes, 0);
    let kind = bytes[8];
    let awaited = match kind {
        0 => decode_clock(call, bytes)?,
        1 | 2 => Awaited::Descriptor { kind, ready: descriptor_ready(call, word(bytes, 16), kind == 1) },
        _ => return Err(Errno::Inval),
    };
    Ok(Subscription { userdata, awaited })
}

fn decode_clock(call: &Call<'_>, bytes: &[u8]) -> Result<Awaited, Errno> {
    let at = match call.version {
        Version::Preview1 => 16,
        Version::Unstable => 24,
    };
    let id = ClockId::from_number(word(bytes, at))?;
    if id == ClockId::CpuTime {
        return Err(Errno::Inval); // it stands still while a guest sleeps
    }
    let timeout = double_word(bytes, at + 8);
    let flags = word(bytes, at + 24) as u16; // the field has 16 bits, padding follows
    if flags & !subclockflags::ALL != 0 {
        return Err(Errno::Inval);
    }
    let absolute = flags & subclockflags::ABSTIME != 0;
    let now = call.wasi.clock.now_ns(id, call.meter.used());
    Ok(Awaited::Clock { wait_ns: if absolute { timeout.saturating_sub(now) } else { timeout } })
}

/// The bytes that a file has from its position on; 1 for a stream, of which nobody knows.
fn descriptor_ready(call: &Call<'_>, fd: u32, reads: bool) -> Result<u64, Errno> {
    let descriptor = call.wasi.descriptors.get(fd)?;
    match &descriptor.object {
        Object::Stdin if reads => Ok(1),
        Object::Output(_) if !reads => Ok(1),
        Object::Device(_) => Ok(1),
        object @ (Object::File(_) | Object::MountedFile(_)) if reads => {
            let (tree, ino) = call.wasi.stored(object).ok_or(Errno::Stale)?;
            Ok(tree.inode(ino)?.size().saturating_sub(descriptor.position))
        }
        Object::File(_) | Object::MountedFile(_) | Object::HostFile(_) => Ok(1),
        _ => Err(Errno::Badf),
    }
}

fn encode(subscription: &Subscription) -> [u8; EVENT_BYTES as usize] {
    let mut event = [0; EVENT_BYTES as usize];
    event[0..8].copy_from_slice(&subscription.userdata.to_le_bytes());
    if let Awaited::Descriptor { kind, ready } = subscription.awaited {
        event[10] = kind;
        match ready {
            Ok(bytes) => event[16..24].copy_from_slice(&bytes.to_le_bytes()),
            Err(errno) => event[8..10].copy_from_slice(&(errno as u16).to_le_bytes()),
        }
    }
    event
}
