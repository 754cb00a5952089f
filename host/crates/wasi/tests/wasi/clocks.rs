//! Time as the guest sees it, and waiting that does not wait.

use crate::guest::*;

/// Nanoseconds on a clock.
fn now(guest: &mut Guest, id: u64) -> u64 {
    assert_eq!(guest.call("clock_time_get", &[id, 0, u64::from(OUT)]), 0);
    guest.u64(OUT)
}

/// A subscription to a clock.
fn clock(userdata: u64, id: u32, timeout_ns: u64, flags: u32) -> Vec<u8> {
    let words = [userdata, 0, u64::from(id), timeout_ns, 0, u64::from(flags)];
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// A subscription to a descriptor: 1 to read, 2 to write.
fn descriptor(userdata: u64, kind: u64, fd: u64) -> Vec<u8> {
    [userdata, kind, fd, 0, 0, 0].iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// Polls and gives the events' userdata, errno, type and bytes.
fn poll(guest: &mut Guest, subscriptions: &[Vec<u8>]) -> Result<Vec<(u64, u16, u8, u64)>, i32> {
    guest.put(IN, &subscriptions.concat());
    let count = subscriptions.len() as u64;
    match guest.call("poll_oneoff", &[u64::from(IN), u64::from(PAGE_BYTES), count, u64::from(OUT)]) {
        0 => {}
        errno => return Err(errno),
    }
    let event = |index: u32| {
        let bytes = guest.bytes(PAGE_BYTES + 32 * index, 32);
        let number = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap());
        (number(0), u16::from_le_bytes([bytes[8], bytes[9]]), bytes[10], number(16))
    };
    Ok((0..guest.u32(OUT)).map(event).collect())
}

#[test]
fn clocks_tell_the_fuel_used() {
    let mut guest = guest();
    let used = 3 + 2 + 200; // the call with its arguments, and its charge
    assert_eq!(now(&mut guest, 0), START_NS + used);
    assert_eq!(now(&mut guest, 1), 2 * used);
    assert_eq!(now(&mut guest, 2), 3 * used);
    assert_eq!(now(&mut guest, 3), 4 * used);
    assert_eq!(guest.call("clock_res_get", &[1, u64::from(OUT)]), 0);
    assert_eq!(guest.u64(OUT), 1);
}

#[test]
fn a_sleep_moves_real_and_monotonic_time() {
    let mut guest = guest();
    let before = [0, 1, 2].map(|id| now(&mut guest, id));
    let fuel = guest.fuel();
    assert_eq!(poll(&mut guest, &[clock(9, 1, 5_000_000_000, 0)]), Ok(vec![(9, 0, 0, 0)]));
    let polled = fuel - guest.fuel();
    let step = 3 * 205 + polled;
    let after = [0, 1, 2].map(|id| now(&mut guest, id));
    assert_eq!(after, [before[0] + step + 5_000_000_000, before[1] + step + 5_000_000_000, before[2] + step]);
}

#[test]
fn time_moves_to_the_first_of_many_timeouts() {
    let mut guest = guest();
    let subscriptions = [clock(1, 1, 3_000, 0), clock(2, 0, 2_000, 0), clock(3, 1, 2_000, 0)];
    assert_eq!(poll(&mut guest, &subscriptions), Ok(vec![(2, 0, 0, 0), (3, 0, 0, 0)]));
}

#[test]
fn absolute_time_that_has_passed_is_due_at_once() {
    let mut guest = guest();
    assert_eq!(poll(&mut guest, &[clock(1, 0, START_NS, 1), clock(2, 1, 1, 0)]), Ok(vec![(1, 0, 0, 0)]));
    let end = START_NS + 1_000_000_000;
    assert_eq!(poll(&mut guest, &[clock(1, 0, end, 1)]), Ok(vec![(1, 0, 0, 0)]));
    assert_eq!(now(&mut guest, 0), end + 205);
}

#[test]
fn an_endless_sleep_ends_at_the_end_of_time() {
    let mut guest = guest();
    for _ in 0..2 {
        assert_eq!(poll(&mut guest, &[clock(1, 1, u64::MAX, 0)]), Ok(vec![(1, 0, 0, 0)]));
    }
    assert_eq!(now(&mut guest, 1), u64::MAX);
}

#[test]
fn descriptors_are_ready_at_once() {
    let mut guest = guest();
    let file = u64::from(guest.open("f", CREAT).unwrap());
    guest.write(4, b"abcd").unwrap();
    assert_eq!(guest.call("fd_seek", &[file, 1, 0, u64::from(OUT)]), 0);
    let subscriptions = [
        clock(1, 1, 1, 0),
        descriptor(2, 1, 0),
        descriptor(3, 2, 1),
        descriptor(4, 1, file),
        descriptor(5, 2, file),
        descriptor(6, 1, 77),
    ];
    let events = [(2, 0, 1, 1), (3, 0, 2, 1), (4, 0, 1, 3), (5, 0, 2, 1), (6, BADF as u16, 1, 0)];
    assert_eq!(poll(&mut guest, &subscriptions), Ok(events.to_vec()));
}

#[test]
fn bad_subscriptions_are_invalid() {
    let mut guest = guest();
    assert_eq!(poll(&mut guest, &[]), Err(INVAL));
    assert_eq!(poll(&mut guest, &[clock(1, 4, 1, 0)]), Err(INVAL));
    assert_eq!(poll(&mut guest, &[clock(1, 2, 1, 0)]), Err(INVAL));
    assert_eq!(poll(&mut guest, &[clock(1, 1, 1, 2)]), Err(INVAL));
    assert_eq!(poll(&mut guest, &[descriptor(1, 3, 0)]), Err(INVAL));
    let arguments = [u64::from(IN), u64::from(IN), 1025, u64::from(OUT)];
    assert_eq!(guest.call("poll_oneoff", &arguments), INVAL);
}
