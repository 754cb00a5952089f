//! Devices: files of a mount that stand for something of the run's own.

use std::sync::Arc;

use fuelcell_wasi::{Mount, WasiSpec, device_tree};

use crate::guest::*;

/// The descriptor of the devices, after the streams and `/`.
const DEVICES: u32 = 4;

fn with_devices() -> WasiSpec {
    let devices =
        Mount { guest: "/dev".to_owned(), tree: Arc::new(device_tree().unwrap()), report: false, devices: true };
    WasiSpec {
        args: vec!["ruby".to_owned(), "a b".to_owned()],
        env: vec![("K".to_owned(), "v".to_owned())],
        mounts: Arc::new([devices]),
        open_files: 16,
        ..spec()
    }
}

/// The type of what is at a path, as `path_filestat_get` tells it.
fn type_of(guest: &mut Guest, name: &str) -> u8 {
    guest.put(IN, name.as_bytes());
    let arguments = [u64::from(DEVICES), 1, u64::from(IN), name.len() as u64, u64::from(OUT)];
    assert_eq!(guest.call("path_filestat_get", &arguments), 0);
    guest.bytes(OUT + 16, 1)[0]
}

fn open(guest: &mut Guest, name: &str, oflags: u32) -> Result<u32, i32> {
    guest.open_at(DEVICES, name, oflags, READ | WRITE)
}

#[test]
fn devices_are_character_devices_and_cannot_be_removed() {
    let mut guest = Guest::new(with_devices());
    for name in ["clock", "cmdline", "environ", "null", "random", "stderr", "stdin", "stdout", "urandom"] {
        assert_eq!(type_of(&mut guest, name), 2, "{name}");
        assert_eq!(guest.at_path("path_unlink_file", DEVICES, name, &[]), ROFS);
        assert_eq!(open(&mut guest, name, CREAT | EXCL), Err(EXIST));
    }
    assert_eq!(open(&mut guest, "tty", CREAT), Err(ROFS));
}

#[test]
fn the_streams_can_be_opened_again() {
    let mut guest = Guest::new(with_devices());
    let stdin = guest.open_at(DEVICES, "stdin", 0, READ).unwrap();
    let stdout = open(&mut guest, "stdout", CREAT | TRUNC).unwrap();
    assert_eq!(guest.read(stdin, 4), guest.read(0, 4));
    assert_eq!(guest.write(stdout, b"abc"), Ok(3));
    assert_eq!(guest.wasi().output_usage()[0].kept, 3);
    assert_eq!(guest.write(stdin, b"abc"), Err(BADF));
    assert_eq!(guest.read(stdout, 1), Err(BADF));
}

#[test]
fn random_devices_give_the_bytes_that_random_get_gives() {
    let mut guest = Guest::new(with_devices());
    assert_eq!(guest.call("random_get", &[u64::from(IN), 8]), 0);
    let whole = guest.bytes(IN, 8);
    let mut guest = Guest::new(with_devices());
    for (name, expected) in [("urandom", &whole[..3]), ("random", &whole[3..])] {
        let random = guest.open_at(DEVICES, name, 0, READ | WRITE).unwrap();
        assert_eq!(guest.read(random, expected.len() as u32).unwrap(), expected);
        assert_eq!(guest.write(random, b"drop"), Ok(4));
    }
}

#[test]
fn the_run_is_told_in_texts_and_nothing_in_null() {
    let mut guest = Guest::new(with_devices());
    let mut text = |name: &str| {
        let file = guest.open_at(DEVICES, name, 0, READ).unwrap();
        guest.read(file, 64).unwrap()
    };
    assert_eq!([text("cmdline"), text("environ"), text("null")], [&b"ruby\0a b\0"[..], b"K=v\0", b""]);
    let null = open(&mut guest, "null", 0).unwrap();
    assert_eq!(guest.write(null, b"abc"), Ok(3));
}

#[test]
fn what_is_written_into_the_clock_moves_it() {
    let mut guest = Guest::new(with_devices());
    let now = |guest: &mut Guest| {
        assert_eq!(guest.call("clock_time_get", &[1, 0, u64::from(OUT)]), 0);
        guest.u64(OUT)
    };
    let clock = open(&mut guest, "clock", 0).unwrap();
    let before = now(&mut guest);
    assert_eq!(guest.write(clock, b"5000000000\n"), Ok(11));
    assert_eq!((now(&mut guest) - before) / 1_000_000, 5_000);
    for wrong in [&b"soon"[..], b"-1", &[b'1'; 65]] {
        assert_eq!(guest.write(clock, wrong), Err(INVAL));
    }
}
