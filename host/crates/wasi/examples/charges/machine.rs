//! Calls on a directory of the machine.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use fuelcell_wasi::Access;
use fuelcell_wasi::HostPreopen;

use crate::bench::{Bench, Line, fixed};
use crate::guest::*;
use crate::roomy;

const DATA: u64 = 4;
const FILE: u64 = 5;
const BUFFER: u32 = 8192;
const BIG: u32 = 2 * PAGE_BYTES - BUFFER;
const OUT_AT: u64 = OUT as u64;
const IN_AT: u64 = IN as u64;
const LISTED: u32 = 20_000;

pub fn time() -> Vec<Line> {
    let folder = PathBuf::from(std::env::var_os("TMPDIR").unwrap_or_else(|| "/tmp".into()))
        .join(format!("fuelcell-charges-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for temporary files");
    prepare(&folder);
    let mut spec = roomy();
    let dir = Dir::open_ambient_dir(&folder, ambient_authority()).expect("it was just made");
    spec.preopens = Arc::new([HostPreopen { dir, guest: "/data".to_owned(), access: Access::ReadWrite }]);
    let mut bench = Bench::new(spec);
    assert_eq!(bench.guest.open_at(4, "f", CREAT, READ | WRITE), Ok(FILE as u32));
    file(&mut bench);
    paths(&mut bench);
    listings(&mut bench);
    fs::remove_dir_all(folder).expect("it is ours");
    bench.lines
}

/// What somebody may have put there before: the longest walk that the kernel makes for one path.
fn prepare(folder: &Path) {
    fs::write(folder.join("f"), "x").expect("a new folder");
    for index in 0..39 {
        let next = index + 1;
        symlink(format!("{}l{next}", "./".repeat(2_000)), folder.join(format!("l{index}"))).expect("a new folder");
        symlink(format!("s{next}"), folder.join(format!("s{index}"))).expect("a new folder");
        symlink(format!("{}m{next}", "./".repeat(15)), folder.join(format!("m{index}"))).expect("a new folder");
    }
    for last in ["l39", "s39", "m39"] {
        fs::write(folder.join(last), "x").expect("a new folder");
    }
    let deep: PathBuf = std::iter::repeat_n("d", 100).collect();
    fs::create_dir_all(folder.join(deep)).expect("a new folder");
    fs::create_dir(folder.join("many")).expect("a new folder");
    for index in 0..LISTED {
        fs::write(folder.join("many").join(format!("{index:0100}")), "").expect("a new folder");
    }
}

fn file(bench: &mut Bench) {
    bench.guest.put_iovec(BUFFER, 1);
    let one = fixed([FILE, IN_AT, 1, 0, OUT_AT]);
    bench.time("machine: fd_pwrite of 1 byte", &[("fd_pwrite", one.clone())]);
    bench.time("machine: fd_pread of 1 byte", &[("fd_pread", one)]);
    let pieces: Vec<u8> = (0..1024).flat_map(|_| [BUFFER.to_le_bytes(), 1u32.to_le_bytes()].concat()).collect();
    bench.guest.put(3 * BUFFER, &pieces);
    let scattered = fixed([FILE, u64::from(3 * BUFFER), 1024, 0, OUT_AT]);
    bench.time("machine: fd_pwrite of 1,024 times 1 byte", &[("fd_pwrite", scattered.clone())]);
    bench.time("machine: fd_pread of 1,024 times 1 byte", &[("fd_pread", scattered)]);
    bench.guest.put_iovec(BUFFER, BIG);
    let whole = fixed([FILE, IN_AT, 1, 0, OUT_AT]);
    bench.time("machine: fd_pwrite of 120 KiB", &[("fd_pwrite", whole.clone())]);
    bench.time("machine: fd_pread of 120 KiB", &[("fd_pread", whole)]);
    bench.time("machine: fd_seek", &[("fd_seek", fixed([FILE, 0, 2, OUT_AT]))]);
    bench.time("machine: fd_filestat_get", &[("fd_filestat_get", fixed([FILE, OUT_AT]))]);
    bench.time("machine: fd_filestat_get of a directory", &[("fd_filestat_get", fixed([DATA, OUT_AT]))]);
    bench.time("machine: fd_filestat_set_times", &[("fd_filestat_set_times", fixed([FILE, 0, 0, 2]))]);
    bench.time("machine: fd_filestat_set_times of a directory", &[("fd_filestat_set_times", fixed([DATA, 0, 0, 2]))]);
    let size = |bytes: u64| ("fd_filestat_set_size", fixed([FILE, bytes]));
    bench.time("machine: fd_filestat_set_size to 1 and back", &[size(1), size(0)]);
    bench.time("machine: fd_allocate of 16 MiB and back", &[("fd_allocate", fixed([FILE, 0, 16 << 20])), size(0)]);
    bench.guest.put_iovec(BUFFER, 1);
    let written = ("fd_pwrite", fixed([FILE, IN_AT, 1, 0, OUT_AT]));
    bench.time_waiting("machine: fd_sync after 1 byte", &[written, ("fd_sync", fixed([FILE]))]);
}

fn paths(bench: &mut Bench) {
    let stat = |bench: &mut Bench, name: &str, path: &str| {
        bench.guest.put(IN, path.as_bytes());
        let arguments = fixed([DATA, 1, IN_AT, path.len() as u64, OUT_AT]);
        bench.time(&format!("machine: path_filestat_get of {name}"), &[("path_filestat_get", arguments)]);
    };
    stat(bench, "a file", "f");
    stat(bench, "a missing file", "x");
    stat(bench, "100 directories", &"d/".repeat(100));
    stat(bench, "2,000 dots", &"./".repeat(2_000));
    stat(bench, "1,300 components", &format!("{}{}", "d/".repeat(100), "../d/".repeat(600)));
    let open = |bench: &mut Bench, name: &str, path: &str| {
        bench.guest.put(IN, path.as_bytes());
        let arguments = fixed([DATA, 1, IN_AT, path.len() as u64, 0, READ, 0, 0, OUT_AT]);
        let calls = [("path_open", arguments), ("fd_close", fixed([6]))];
        bench.time(&format!("machine: path_open of {name}, and fd_close"), &calls);
    };
    open(bench, "a file", "f");
    open(bench, "a missing file", "x");
    open(bench, "a directory", "d");
    open(bench, "a file through 39 links", "s0");
    open(bench, "a file through 39 links with 15 dots each", "m0");
    open(bench, "a file through 39 links with 2,000 dots each", "l0");
    changes(bench);
}

fn changes(bench: &mut Bench) {
    bench.guest.put(IN, b"fmade");
    let (file, made) = ([IN_AT, 1], [IN_AT + 1, 4]);
    let at = |[address, length]: [u64; 2]| fixed([DATA, address, length]);
    let created = fixed([DATA, 1, made[0], made[1], u64::from(CREAT), READ | WRITE, 0, 0, OUT_AT]);
    let unlink = ("path_unlink_file", at(made));
    bench.time(
        "machine: path_open of a new file, fd_close, path_unlink_file",
        &[("path_open", created), ("fd_close", fixed([6])), unlink.clone()],
    );
    bench.time_waiting(
        "machine: path_create_directory and path_remove_directory",
        &[("path_create_directory", at(made)), ("path_remove_directory", at(made))],
    );
    let symlink = ("path_symlink", fixed([file[0], file[1], DATA, made[0], made[1]]));
    bench.time("machine: path_symlink and path_unlink_file", &[symlink.clone(), unlink.clone()]);
    let read = ("path_readlink", fixed([DATA, made[0], made[1], u64::from(BUFFER), 8, OUT_AT]));
    bench.time("machine: path_symlink, path_readlink, path_unlink_file", &[symlink, read, unlink.clone()]);
    let linked = ("path_link", fixed([DATA, 0, file[0], file[1], DATA, made[0], made[1]]));
    bench.time("machine: path_link and path_unlink_file", &[linked, unlink]);
    let renamed = |from: [u64; 2], to: [u64; 2]| ("path_rename", fixed([DATA, from[0], from[1], DATA, to[0], to[1]]));
    bench.time("machine: path_rename and back", &[renamed(file, made), renamed(made, file)]);
    let times = fixed([DATA, 1, file[0], file[1], 0, 0, 2]);
    bench.time("machine: path_filestat_set_times", &[("path_filestat_set_times", times)]);
}

fn listings(bench: &mut Bench) {
    let many = bench.guest.open_at(DATA as u32, "many", DIRECTORY, READ).expect("it is there");
    let listing = |cookie: u64| ("fd_readdir", fixed([u64::from(many), IN_AT, 24, cookie, OUT_AT]));
    bench.time("machine: fd_readdir of 20,000, again from the start", &[listing(0)]);
    bench.time("machine: fd_readdir in the middle, 24 bytes", &[listing(9_000)]);
    bench.guest.put(IN, b"many");
}
