//! Calls on an ordinary run directory.

use crate::bench::{Arg, Bench, Line, fixed};
use crate::guest::*;
use crate::roomy;

/// Far above what the calls write.
const BUFFER: u32 = 8192;
const BIG: u32 = 2 * PAGE_BYTES - BUFFER;
const STDIN: u64 = 0;
const STDOUT: u64 = 1;
const STDERR: u64 = 2;
const ROOT: u64 = 3;
const OUT_AT: u64 = OUT as u64;
const IN_AT: u64 = IN as u64;

pub fn time() -> Vec<Line> {
    let mut spec = roomy();
    spec.args = vec![String::new(); 1000];
    spec.env = vec![("A".to_owned(), String::new()); 1000];
    let mut bench = Bench::new(spec);
    bench.guest.open("file", CREAT).expect("room");
    given(&mut bench);
    streams(&mut bench);
    file(&mut bench);
    polls(&mut bench);
    paths(&mut bench);
    bench.lines
}

fn given(bench: &mut Bench) {
    let buffer = u64::from(BUFFER);
    bench.time("args_sizes_get of 1,000", &[("args_sizes_get", fixed([OUT_AT, OUT_AT]))]);
    bench.time("args_get of 1,000 empty ones", &[("args_get", fixed([buffer, 3 * buffer]))]);
    bench.time("environ_sizes_get of 1,000", &[("environ_sizes_get", fixed([OUT_AT, OUT_AT]))]);
    bench.time("environ_get of 1,000", &[("environ_get", fixed([buffer, 3 * buffer]))]);
    bench.time("clock_res_get", &[("clock_res_get", fixed([0, OUT_AT]))]);
    bench.time("clock_time_get", &[("clock_time_get", fixed([0, 0, OUT_AT]))]);
    bench.time("random_get of 1 byte", &[("random_get", fixed([buffer, 1]))]);
    bench.time("random_get of 120 KiB", &[("random_get", fixed([buffer, u64::from(BIG)]))]);
    bench.time("sched_yield", &[("sched_yield", fixed([]))]);
    bench.time("proc_raise", &[("proc_raise", fixed([9]))]);
    bench.time("sock_accept", &[("sock_accept", fixed([STDIN, 0, OUT_AT]))]);
    bench.time("sock_recv", &[("sock_recv", fixed([STDIN, IN_AT, 1, 0, OUT_AT, OUT_AT]))]);
    bench.time("sock_send", &[("sock_send", fixed([STDIN, IN_AT, 1, 0, OUT_AT]))]);
    bench.time("sock_shutdown", &[("sock_shutdown", fixed([STDIN, 0]))]);
}

fn streams(bench: &mut Bench) {
    bench.guest.put(IN, &[0; 8 * 1024]);
    bench.time("fd_write of 1,024 empty buffers", &[("fd_write", fixed([STDOUT, IN_AT, 1024, OUT_AT]))]);
    bench.guest.put_iovec(OUT, 1);
    bench.time("fd_read of stdin at its end", &[("fd_read", fixed([STDIN, IN_AT, 1, OUT_AT]))]);
    bench.time("fd_write of 1 byte to stdout", &[("fd_write", fixed([STDOUT, IN_AT, 1, OUT_AT]))]);
    let in_turn = [STDOUT, STDERR].map(|fd| ("fd_write", fixed([fd, IN_AT, 1, OUT_AT])));
    bench.time("fd_write of 1 byte to stdout and stderr in turn", &in_turn);
}

fn file(bench: &mut Bench) {
    const FILE: u64 = 4;
    let whole = |offset: u64| fixed([FILE, IN_AT, 1, offset, OUT_AT]);
    bench.guest.put_iovec(BUFFER, BIG);
    bench.time("fd_pwrite of 120 KiB", &[("fd_pwrite", whole(0))]);
    bench.time("fd_pread of 120 KiB", &[("fd_pread", whole(0))]);
    bench.guest.put_iovec(BUFFER, 1);
    bench.time("fd_pwrite of 1 byte", &[("fd_pwrite", whole(0))]);
    bench.time("fd_pread of 1 byte", &[("fd_pread", whole(0))]);
    let one_byte: Vec<u8> = (0..1024).flat_map(|_| [BUFFER.to_le_bytes(), 1u32.to_le_bytes()].concat()).collect();
    bench.guest.put(3 * BUFFER, &one_byte);
    let scattered = fixed([FILE, u64::from(3 * BUFFER), 1024, 0, OUT_AT]);
    bench.time("fd_pwrite of 1,024 times 1 byte", &[("fd_pwrite", scattered.clone())]);
    bench.time("fd_pread of 1,024 times 1 byte", &[("fd_pread", scattered)]);
    let size = |bytes: u64| ("fd_filestat_set_size", fixed([FILE, bytes]));
    bench.time("fd_write at the end, 64 times, and fd_filestat_set_size to 0", &{
        let mut calls = vec![size(0)];
        calls.extend((0..64).map(|_| ("fd_write", fixed([FILE, IN_AT, 1, OUT_AT]))));
        calls.push(("fd_seek", fixed([FILE, 0, 0, OUT_AT])));
        calls
    });
    bench.time("fd_filestat_set_size to 1 and back", &[size(1), size(0)]);
    bench.time("fd_filestat_set_size to 32 MiB and back", &[size(32 << 20), size(0)]);
    bench.time("fd_filestat_set_size to 1 MiB and 500 KiB", &[size(1 << 20), size(500 << 10)]);
    bench.time("fd_allocate of 16 MiB and back", &[("fd_allocate", fixed([FILE, 0, 16 << 20])), size(0)]);
    bench.time("fd_advise", &[("fd_advise", fixed([FILE, 0, 0, 0]))]);
    bench.time("fd_datasync", &[("fd_datasync", fixed([FILE]))]);
    bench.time("fd_sync", &[("fd_sync", fixed([FILE]))]);
    bench.time("fd_seek", &[("fd_seek", fixed([FILE, 0, 2, OUT_AT]))]);
    bench.time("fd_tell", &[("fd_tell", fixed([FILE, OUT_AT]))]);
    bench.time("fd_fdstat_get", &[("fd_fdstat_get", fixed([FILE, OUT_AT]))]);
    bench.time("fd_fdstat_set_flags", &[("fd_fdstat_set_flags", fixed([FILE, 0]))]);
    bench.time("fd_fdstat_set_rights", &[("fd_fdstat_set_rights", fixed([STDIN, 2, 0]))]);
    bench.time("fd_filestat_get", &[("fd_filestat_get", fixed([FILE, OUT_AT]))]);
    bench.time("fd_filestat_set_times", &[("fd_filestat_set_times", fixed([FILE, 0, 0, 2]))]);
    bench.time("fd_prestat_get", &[("fd_prestat_get", fixed([ROOT, OUT_AT]))]);
    bench.time("fd_prestat_dir_name", &[("fd_prestat_dir_name", fixed([ROOT, OUT_AT, 8]))]);
    bench.time("fd_close of what is not open", &[("fd_close", fixed([999]))]);
}

fn polls(bench: &mut Bench) {
    // Subscriptions to a clock, all zeros, far from what other calls use.
    let subscriptions = BUFFER;
    bench.guest.put(subscriptions, &vec![0; 48 * 1024]);
    for count in [1, 1024] {
        let arguments = fixed([u64::from(subscriptions), u64::from(PAGE_BYTES), count, OUT_AT]);
        bench.time(&format!("poll_oneoff of {count}"), &[("poll_oneoff", arguments)]);
    }
}

fn paths(bench: &mut Bench) {
    let mut deep = String::new();
    for _ in 0..60 {
        deep += if deep.is_empty() { "d" } else { "/d" };
        bench.guest.at_path("path_create_directory", 3, &deep, &[]);
    }
    let stat = |bench: &mut Bench, name: &str, path: &str| {
        bench.guest.put(IN, path.as_bytes());
        let arguments = fixed([ROOT, 1, IN_AT, path.len() as u64, OUT_AT]);
        bench.time(&format!("path_filestat_get of {name}"), &[("path_filestat_get", arguments)]);
    };
    stat(bench, "a file", "file");
    stat(bench, "2,048 missing components", &"x/".repeat(2048));
    stat(bench, "2,047 dots", &"./".repeat(2047));
    stat(bench, "1,260 directories", &format!("{deep}/..{}", "/d/..".repeat(600)));
    for index in 0..31 {
        let target = format!("{}l{}", "./".repeat(200), index + 1);
        bench.guest.symlink(&target, 3, &format!("l{index}"));
        bench.guest.symlink(&format!("s{}", index + 1), 3, &format!("s{index}"));
    }
    for last in ["l31", "s31"] {
        bench.guest.at_path("path_create_directory", 3, last, &[]);
    }
    stat(bench, "31 links with 200 dots each", "l0");
    stat(bench, "31 short links", "s0");
    changes(bench);
}

fn changes(bench: &mut Bench) {
    bench.guest.put(IN, b"filemadel0de");
    let (file, made) = ([IN_AT, 4], [IN_AT + 4, 4]);
    let (link, [d, e]) = ([IN_AT + 8, 2], [[IN_AT + 10, 1], [IN_AT + 11, 1]]);
    let at = |[address, length]: [u64; 2]| fixed([ROOT, address, length]);
    let opened = |[address, length]: [u64; 2], oflags: u64| {
        fixed([ROOT, 1, address, length, oflags, READ | WRITE, 0, 0, OUT_AT])
    };
    // Descriptor 5 is the lowest free one.
    let close = ("fd_close", fixed([5]));
    let unlink = ("path_unlink_file", at(made));
    bench.time("path_open and fd_close", &[("path_open", opened(file, 0)), close.clone()]);
    bench.time(
        "path_open of a new file, fd_close, path_unlink_file",
        &[("path_open", opened(made, u64::from(CREAT))), close.clone(), unlink.clone()],
    );
    bench.time(
        "path_open twice, fd_renumber, fd_close",
        &[("path_open", opened(file, 0)), ("path_open", opened(file, 0)), ("fd_renumber", fixed([6, 5])), close],
    );
    let removed = ("path_remove_directory", at(made));
    bench.time("path_create_directory and path_remove_directory", &[("path_create_directory", at(made)), removed]);
    let symlink = ("path_symlink", fixed([file[0], file[1], ROOT, made[0], made[1]]));
    bench.time("path_symlink and path_unlink_file", &[symlink, unlink.clone()]);
    let linked = ("path_link", fixed([ROOT, 0, file[0], file[1], ROOT, made[0], made[1]]));
    bench.time("path_link and path_unlink_file", &[linked, unlink]);
    let renamed = |from: [u64; 2], to: [u64; 2]| ("path_rename", fixed([ROOT, from[0], from[1], ROOT, to[0], to[1]]));
    bench.time("path_rename of a file and back", &[renamed(file, made), renamed(made, file)]);
    bench.time("path_rename of 60 directories and back", &[renamed(d, e), renamed(e, d)]);
    let times = fixed([ROOT, 1, file[0], file[1], 0, 0, 2]);
    bench.time("path_filestat_set_times", &[("path_filestat_set_times", times)]);
    for _ in 0..1_000 {
        bench.guest.open("file", 0).expect("room");
    }
    // The next is the lowest number that is free.
    let next = ("fd_close", fixed([1_005]));
    bench.time("path_open and fd_close, 1,000 others open", &[("path_open", opened(file, 0)), next]);
    let read = vec![
        Arg::Is(ROOT),
        Arg::Is(link[0]),
        Arg::Is(link[1]),
        Arg::Is(u64::from(BUFFER)),
        Arg::Is(1),
        Arg::Is(OUT_AT),
    ];
    bench.time("path_readlink of 1 byte", &[("path_readlink", read)]);
}
