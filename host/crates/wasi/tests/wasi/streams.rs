//! Stdin, stdout, stderr.

use fuelcell_wasi::Stop;

use crate::guest::*;

fn with_stdin(pieces: Vec<Result<Vec<u8>, Stop>>) -> Guest {
    let mut spec = spec();
    spec.stdin = Box::new(Pieces(pieces));
    Guest::new(spec)
}

#[test]
fn pieces_of_stdin_make_no_difference() {
    let run = |pieces: &[&[u8]]| {
        let mut guest = with_stdin(pieces.iter().map(|piece| Ok(piece.to_vec())).collect());
        let read = [guest.read(0, 4), guest.read(0, 4), guest.read(0, 4)];
        (read, guest.fuel())
    };
    let whole = run(&[b"abcdef"]);
    assert_eq!(whole.0, [Ok(b"abcd".to_vec()), Ok(b"ef".to_vec()), Ok(Vec::new())]);
    assert_eq!(run(&[b"a", b"bcde", b"f"]), whole);
}

#[test]
fn one_read_fills_many_buffers() {
    let mut guest = with_stdin(vec![Ok(b"ab".to_vec()), Ok(b"cde".to_vec())]);
    guest.put(IN, &[IN + 64, 3, IN + 128, 9].map(u32::to_le_bytes).concat());
    assert_eq!(guest.call("fd_read", &[0, u64::from(IN), 2, u64::from(OUT)]), 0);
    assert_eq!(
        (guest.u32(OUT), guest.bytes(IN + 64, 3), guest.bytes(IN + 128, 2)),
        (5, b"abc".to_vec(), b"de".to_vec())
    );
}

#[test]
fn a_buffer_may_lie_over_its_own_iovecs() {
    let mut guest = with_stdin(vec![Ok(vec![0xff; 24])]);
    guest.put(IN, &[IN, 16, OUT, 8].map(u32::to_le_bytes).concat());
    assert_eq!(guest.call("fd_read", &[0, u64::from(IN), 2, u64::from(OUT + 64)]), 0);
    assert_eq!(guest.bytes(OUT, 8), [0xff; 8]);
}

#[test]
fn stdin_can_end_the_run() {
    let mut guest = with_stdin(vec![Err(Stop::CallerGone)]);
    guest.put_iovec(IN + 64, 1);
    assert_eq!(guest.try_call("fd_read", &[0, u64::from(IN), 1, u64::from(OUT)]), Err(Stop::CallerGone));
}

#[test]
fn output_ends_the_run_past_its_limit() {
    let mut guest = guest();
    assert_eq!(guest.write(1, &[b'a'; 60]), Ok(60));
    assert_eq!(guest.write(2, &[b'b'; 100]), Ok(100));
    assert_eq!(guest.write(2, b""), Ok(0));
    guest.put(IN, &[IN + 64, 30, IN + 64, 30].map(u32::to_le_bytes).concat());
    guest.put(IN + 64, &[b'c'; 30]);
    let written = guest.try_call("fd_write", &[1, u64::from(IN), 2, u64::from(OUT)]);
    assert_eq!(written, Err(Stop::OutputLimit));
    assert_eq!(guest.stdout(), [&[b'a'; 60][..], &[b'c'; 40]].concat());
    let [stdout, stderr] = guest.wasi().output_usage();
    assert_eq!((stdout.kept, stdout.truncated, stderr.kept, stderr.truncated), (100, true, 100, false));
}

#[test]
fn output_of_a_guest_that_keeps_calling_is_sent_on_every_million_units() {
    let mut guest = guest();
    assert_eq!(guest.write(1, b"now"), Ok(3));
    let flushes = guest.flushes();
    guest.set_fuel(guest.fuel() - 999_000);
    assert_eq!((guest.call("sched_yield", &[]), guest.flushes()), (0, flushes));
    guest.set_fuel(guest.fuel() - 1_000);
    assert_eq!((guest.call("sched_yield", &[]), guest.flushes()), (0, flushes + 1));
}

#[test]
fn streams_go_one_way_and_cannot_seek() {
    let mut guest = guest();
    assert_eq!(guest.read(1, 1), Err(BADF));
    assert_eq!(guest.write(0, b"x"), Err(BADF));
    guest.put_iovec(IN + 64, 1);
    for fd in [0, 1, 2] {
        assert_eq!(guest.call("fd_seek", &[fd, 0, 1, u64::from(OUT)]), SPIPE);
        assert_eq!(guest.call("fd_tell", &[fd, u64::from(OUT)]), SPIPE);
        assert_eq!(guest.call("fd_advise", &[fd, 0, 0, 0]), SPIPE);
        assert_eq!(guest.call("fd_sync", &[fd]), INVAL);
        assert_eq!(guest.call("fd_filestat_set_size", &[fd, 0]), INVAL);
        assert_eq!(guest.call("fd_readdir", &[fd, 0, 0, 0, 0]), NOTDIR);
        assert_eq!(guest.call("path_create_directory", &[fd, u64::from(IN), 1]), NOTDIR);
        assert_eq!(guest.call("sock_recv", &[fd, 0, 0, 0, 0, 0]), NOTSOCK);
    }
    assert_eq!(guest.call("fd_pread", &[0, u64::from(IN), 1, 0, u64::from(OUT)]), SPIPE);
    assert_eq!(guest.call("fd_pwrite", &[1, u64::from(IN), 1, 0, u64::from(OUT)]), SPIPE);
}

#[test]
fn a_closed_stream_is_bad() {
    let mut guest = guest();
    assert_eq!(guest.call("fd_close", &[1]), 0);
    assert_eq!(guest.write(1, b"x"), Err(BADF));
    assert_eq!(guest.stdout(), b"");
}
