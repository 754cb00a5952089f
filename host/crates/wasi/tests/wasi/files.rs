//! Open files of the run directory.

use std::time::Instant;

use fuelcell_wasi::{Stop, WasiSpec};

use crate::guest::*;

fn seek(guest: &mut Guest, fd: u32, offset: i64, whence: u64) -> Result<u64, i32> {
    match guest.call("fd_seek", &[u64::from(fd), offset as u64, whence, u64::from(OUT)]) {
        0 => Ok(guest.u64(OUT)),
        errno => Err(errno),
    }
}

#[test]
fn reads_and_writes_move_the_position() {
    let mut guest = guest();
    let file = guest.open("f", CREAT).unwrap();
    assert_eq!(guest.write(file, b"abcdef"), Ok(6));
    assert_eq!(guest.call("fd_tell", &[u64::from(file), u64::from(OUT)]), 0);
    assert_eq!(guest.u64(OUT), 6);
    assert_eq!(seek(&mut guest, file, 1, 0), Ok(1));
    assert_eq!(guest.read(file, 2), Ok(b"bc".to_vec()));
    assert_eq!(seek(&mut guest, file, 1, 1), Ok(4));
    assert_eq!(guest.read(file, 9), Ok(b"ef".to_vec()));
    assert_eq!(seek(&mut guest, file, -6, 2), Ok(0));
}

#[test]
fn a_position_is_never_negative_and_may_lie_past_the_end() {
    let mut guest = guest();
    let file = guest.open("f", CREAT).unwrap();
    assert_eq!(seek(&mut guest, file, -1, 0), Err(INVAL));
    assert_eq!(seek(&mut guest, file, -1, 1), Err(INVAL));
    assert_eq!(seek(&mut guest, file, i64::MAX, 0), Ok(i64::MAX as u64));
    assert_eq!(seek(&mut guest, file, 1, 1), Err(INVAL));
    assert_eq!(guest.read(file, 1), Ok(Vec::new()));
    assert_eq!(guest.write(file, b"x"), Err(FBIG));
    assert_eq!(seek(&mut guest, file, 3, 0), Ok(3));
    assert_eq!(guest.write(file, b"x"), Ok(1));
    assert_eq!(guest.finish().files, [("f".to_owned(), b"\0\0\0x".to_vec())]);
}

#[test]
fn reads_and_writes_at_an_offset_leave_the_position() {
    let mut guest = guest();
    let file = guest.open("f", CREAT).unwrap();
    guest.write(file, b"abcdef").unwrap();
    guest.put(IN + 64, b"XY");
    guest.put_iovec(IN + 64, 2);
    assert_eq!(guest.call("fd_pwrite", &[u64::from(file), u64::from(IN), 1, 1, u64::from(OUT)]), 0);
    assert_eq!(guest.call("fd_pread", &[u64::from(file), u64::from(IN), 1, 5, u64::from(OUT)]), 0);
    assert_eq!((guest.u32(OUT), guest.bytes(IN + 64, 1)), (1, b"f".to_vec()));
    assert_eq!(seek(&mut guest, file, 0, 1), Ok(6));
    assert_eq!(guest.call("fd_pread", &[u64::from(file), u64::from(IN), 1, u64::MAX, u64::from(OUT)]), INVAL);
    assert_eq!(guest.call("fd_pwrite", &[u64::from(file), u64::from(IN), 1, 1 << 63, u64::from(OUT)]), INVAL);
    assert_eq!(guest.finish().files[0].1, b"aXYdef");
}

#[test]
fn appending_goes_to_the_end_wherever_the_position_is() {
    let mut guest = guest();
    let file = guest.open("f", CREAT).unwrap();
    guest.write(file, b"abc").unwrap();
    assert_eq!(guest.call("fd_fdstat_set_flags", &[u64::from(file), 1]), 0);
    seek(&mut guest, file, 0, 0).unwrap();
    guest.write(file, b"de").unwrap();
    assert_eq!(seek(&mut guest, file, 0, 1), Ok(5));
    assert_eq!(guest.call("fd_fdstat_set_flags", &[u64::from(file), 0]), 0);
    seek(&mut guest, file, 0, 0).unwrap();
    guest.write(file, b"X").unwrap();
    assert_eq!(guest.finish().files[0].1, b"Xbcde");
}

#[test]
fn pieces_are_gathered_and_scattered() {
    let mut guest = guest();
    let file = guest.open("f", CREAT).unwrap();
    guest.put(IN + 64, b"abcdef");
    guest.put(IN, &[IN + 64, 2, IN + 67, 3].map(u32::to_le_bytes).concat());
    assert_eq!(guest.call("fd_write", &[u64::from(file), u64::from(IN), 2, u64::from(OUT)]), 0);
    assert_eq!(guest.u32(OUT), 5);
    guest.put(IN, &[IN + 128, 1, IN + 130, 9].map(u32::to_le_bytes).concat());
    assert_eq!(guest.call("fd_pread", &[u64::from(file), u64::from(IN), 2, 0, u64::from(OUT)]), 0);
    assert_eq!((guest.u32(OUT), guest.bytes(IN + 128, 6)), (5, b"a\0bdef".to_vec()));
}

#[test]
fn a_full_disk_refuses_the_whole_write() {
    let mut guest = guest();
    let file = guest.open("f", CREAT).unwrap();
    assert_eq!(guest.write(file, &[1; 990]), Ok(990));
    assert!(!guest.wasi().quota_refused());
    assert_eq!(guest.write(file, &[1; 11]), Err(NOSPC));
    assert!(guest.wasi().quota_refused());
    assert_eq!(guest.write(file, &[1; 10]), Ok(10));
    assert_eq!(guest.call("fd_filestat_set_size", &[u64::from(file), 1 << 42]), NOSPC);
    assert_eq!(guest.call("fd_filestat_set_size", &[u64::from(file), u64::MAX]), FBIG);
    assert_eq!(guest.call("fd_allocate", &[u64::from(file), 0, 1_001]), NOSPC);
    assert_eq!(guest.call("fd_allocate", &[u64::from(file), u64::MAX, 1]), FBIG);
    let left = guest.finish();
    assert_eq!((left.disk_bytes, left.disk_entries), (1_000, 1));
}

#[test]
fn sizes_can_be_set_and_allocated() {
    let mut guest = guest();
    let file = guest.open("f", CREAT).unwrap();
    guest.write(file, b"abc").unwrap();
    assert_eq!(guest.call("fd_allocate", &[u64::from(file), 1, 1]), 0);
    assert_eq!(guest.call("fd_allocate", &[u64::from(file), 1, 0]), INVAL);
    assert_eq!(guest.stat(3, "f", 0).unwrap()[4], 3);
    assert_eq!(guest.call("fd_allocate", &[u64::from(file), 3, 2]), 0);
    assert_eq!(guest.stat(3, "f", 0).unwrap()[4], 5);
    assert_eq!(guest.call("fd_filestat_set_size", &[u64::from(file), 2]), 0);
    assert_eq!(guest.finish().files[0].1, b"ab");
}

#[test]
fn a_filestat_is_virtual_through_and_through() {
    let mut guest = guest();
    let file = guest.open("f", CREAT).unwrap();
    let before = guest.fuel();
    guest.write(file, b"abc").unwrap();
    let written = START_NS + FUEL - before + 4 + 2 + 200 + 10 + 3;
    assert_eq!(guest.call("fd_filestat_get", &[u64::from(file), u64::from(OUT)]), 0);
    let stat: [u64; 8] = std::array::from_fn(|index| guest.u64(OUT + 8 * index as u32));
    assert_eq!(stat, [1, 2, 4, 1, 3, written, written, written]);
    assert_eq!(guest.stat(3, ".", 0).unwrap()[..5], [1, 1, 3, 2, 0]);
}

#[test]
fn times_can_be_set() {
    let mut guest = guest();
    let file = guest.open("f", CREAT).unwrap();
    assert_eq!(guest.call("fd_filestat_set_times", &[u64::from(file), 111, 222, 1 | 4]), 0);
    assert_eq!(guest.stat(3, "f", 0).unwrap()[5..7], [111, 222]);
    assert_eq!(guest.call("fd_filestat_set_times", &[u64::from(file), 0, 333, 4]), 0);
    assert_eq!(guest.stat(3, "f", 0).unwrap()[5..7], [111, 333]);
    guest.put(IN, b"f");
    assert_eq!(guest.call("path_filestat_set_times", &[3, 1, u64::from(IN), 1, 0, 0, 2 | 8]), 0);
    let [accessed, modified, changed] = guest.stat(3, "f", 0).unwrap()[5..8].try_into().unwrap();
    assert!(accessed == modified && modified == changed && changed > START_NS);
}

#[test]
fn an_unlinked_open_file_keeps_its_contents() {
    let mut guest = guest();
    let file = guest.open("f", CREAT).unwrap();
    guest.write(file, b"abc").unwrap();
    assert_eq!(guest.at_path("path_unlink_file", 3, "f", &[]), 0);
    seek(&mut guest, file, 0, 0).unwrap();
    assert_eq!(guest.read(file, 3), Ok(b"abc".to_vec()));
    assert_eq!(guest.call("fd_filestat_get", &[u64::from(file), u64::from(OUT)]), 0);
    assert_eq!(guest.u64(OUT + 24), 0);
    let left = guest.finish();
    assert_eq!((left.files, left.disk_bytes), (Vec::new(), 3));
}

#[test]
fn directories_are_not_read_or_written() {
    let mut guest = guest();
    assert_eq!(guest.read(3, 1), Err(ISDIR));
    assert_eq!(guest.write(3, b"x"), Err(BADF));
    assert_eq!(seek(&mut guest, 3, 0, 0), Err(BADF));
    assert_eq!(guest.call("fd_filestat_set_size", &[3, 0]), BADF);
    assert_eq!(guest.call("fd_sync", &[3]), 0);
}

#[test]
fn syncing_and_advising_a_file_succeed() {
    let mut guest = guest();
    let file = u64::from(guest.open("f", CREAT).unwrap());
    assert_eq!(guest.call("fd_sync", &[file]), 0);
    assert_eq!(guest.call("fd_datasync", &[file]), 0);
    assert_eq!(guest.call("fd_advise", &[file, 0, 10, 5]), 0);
}

#[test]
fn long_gaps_are_filled_a_piece_at_a_time() {
    const MIB: u64 = 1024 * 1024;
    let large = || Guest::new(WasiSpec { disk_bytes: 16 * MIB, ..spec() });
    let mut guest = large();
    let file = guest.open("f", CREAT).unwrap();
    guest.write(file, b"a").unwrap();
    assert_eq!(guest.call("fd_filestat_set_size", &[u64::from(file), 3 * MIB + 5]), 0);
    seek(&mut guest, file, 6 * MIB as i64, 0).unwrap();
    guest.write(file, b"z").unwrap();
    let expected = [&b"a"[..], &vec![0; 6 * MIB as usize - 1], b"z"].concat();
    let left = guest.finish();
    assert!(left.files[0].1 == expected);
    assert_eq!(left.disk_bytes, 6 * MIB + 1);

    let mut late = large();
    let file = late.open("f", CREAT).unwrap();
    late.set_deadline(Instant::now());
    assert_eq!(late.try_call("fd_allocate", &[u64::from(file), 0, 4 * MIB]), Err(Stop::Deadline));
}
