//! Where `wasi_unstable` differs.

use fuelcell_wasi::Version;

use crate::guest::*;

fn guest() -> Guest {
    Guest::of_version(spec(), Version::Unstable)
}

#[test]
fn whence_has_another_order() {
    let mut guest = guest();
    let file = u64::from(guest.open("f", CREAT).unwrap());
    guest.write(4, b"abcdef").unwrap();
    for (whence, offset, position) in [(2, 1, 1), (0, 2, 3), (1, -1i64 as u64, 5)] {
        assert_eq!(guest.call("fd_seek", &[file, offset, whence, u64::from(OUT)]), 0);
        assert_eq!(guest.u64(OUT), position);
    }
}

#[test]
fn a_filestat_has_56_bytes() {
    let mut guest = guest();
    guest.open("f", CREAT).unwrap();
    guest.write(4, b"abc").unwrap();
    guest.put(OUT, &[0xff; 64]);
    assert_eq!(guest.call("fd_filestat_get", &[4, u64::from(OUT)]), 0);
    assert_eq!((guest.u32(OUT + 16), guest.u32(OUT + 20), guest.u64(OUT + 24)), (4, 1, 3));
    assert_eq!(guest.u64(OUT + 56), u64::MAX);
}

#[test]
fn a_subscription_has_56_bytes() {
    let mut guest = guest();
    let words = [7, 0, 0, 1, 5_000, 0, 0, 8, 0, 0, 1, 9_000, 0, 0];
    guest.put(IN, &words.map(u64::to_le_bytes).concat());
    assert_eq!(guest.call("poll_oneoff", &[u64::from(IN), u64::from(IN + 512), 2, u64::from(OUT)]), 0);
    assert_eq!((guest.u32(OUT), guest.u64(IN + 512)), (1, 7));
}
