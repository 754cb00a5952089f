//! How long calls keep the host busy for what they cost. Not a test: prints a table, dearest first. The rule that the charges
//! follow is 5 ns a unit. `cargo test --release --test wasi -- --ignored --nocapture time_of_each_call`

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use fuelcell_host::protocol::Access;
use fuelcell_host::wasi::HostPreopen;

use crate::guest::*;

const BUFFER: u32 = 8192;

struct Table {
    guest: Guest,
    lines: Vec<(f64, String)>,
}

impl Table {
    /// Times `turns` calls of `act`, which answers errnos that do not matter here.
    fn time(&mut self, name: &str, turns: u32, mut act: impl FnMut(&mut Guest, u32)) {
        self.guest.set_fuel(FUEL);
        let (mut units, mut nanoseconds) = (0, 0);
        for turn in 0..turns {
            self.guest.set_fuel(FUEL);
            let started = Instant::now();
            act(&mut self.guest, turn);
            nanoseconds += started.elapsed().as_nanos();
            units += FUEL - self.guest.fuel();
        }
        let turns = u128::from(turns);
        let ratio = nanoseconds as f64 / units as f64;
        let each = (u128::from(units) / turns, nanoseconds / turns);
        self.lines.push((ratio, format!("{ratio:7.2} ns/unit  {:9} units  {:9} ns  {name}", each.0, each.1)));
    }
}

#[test]
#[ignore = "prints a table instead of asserting"]
fn time_of_each_call() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("speed-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let dir = Dir::open_ambient_dir(&folder, ambient_authority()).unwrap();
    let mut spec = spec();
    spec.preopens = Arc::new([HostPreopen { dir, guest: "/data".to_owned(), access: Access::ReadWrite }]);
    (spec.disk_bytes, spec.disk_entries, spec.output_bytes) = (64 << 20, 100_000, 1 << 30);
    spec.open_files = 32;
    spec.args = (0..1000).map(|index| format!("argument-{index}")).collect();
    let mut table = Table { guest: Guest::new(spec), lines: Vec::new() };
    run_directory(&mut table);
    machine_directory(&mut table);
    table.lines.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (_, line) in table.lines {
        println!("{line}");
    }
    fs::remove_dir_all(folder).unwrap();
}

fn run_directory(table: &mut Table) {
    let big = PAGE_BYTES - BUFFER;
    table.time("sched_yield", 20_000, |guest, _| _ = guest.call("sched_yield", &[]));
    table.time("clock_time_get", 20_000, |guest, _| _ = guest.call("clock_time_get", &[0, 0, u64::from(OUT)]));
    table.time("random_get 56 KiB", 500, |guest, _| _ = guest.call("random_get", &[u64::from(BUFFER), u64::from(big)]));
    table.time("args_get of 1,000", 500, |guest, _| {
        _ = guest.call("args_get", &[u64::from(BUFFER), u64::from(3 * BUFFER)])
    });
    let polled = [u64::from(IN), u64::from(PAGE_BYTES / 2), 500, u64::from(OUT)];
    table.time("poll_oneoff of 500", 500, |guest, _| {
        for index in 0..500u32 {
            guest.put(IN + 48 * index, &[0; 48]);
        }
        guest.call("poll_oneoff", &polled);
    });
    table.guest.put(IN, &[0; 8 * 1024]);
    table.time("fd_write of 1,024 empty buffers", 500, |guest, _| {
        guest.call("fd_write", &[1, u64::from(IN), 1024, u64::from(OUT)]);
    });
    table.time("fd_write of 1 byte to stdout", 20_000, |guest, _| _ = guest.write(1, b"x"));
    let file = table.guest.open("file", CREAT).unwrap();
    table.guest.put_iovec(BUFFER, big);
    let whole = [u64::from(file), u64::from(IN), 1, 0, u64::from(OUT)];
    table.time("fd_pwrite of 56 KiB", 2_000, |guest, _| _ = guest.call("fd_pwrite", &whole));
    table.time("fd_pread of 56 KiB", 2_000, |guest, _| _ = guest.call("fd_pread", &whole));
    table.guest.put_iovec(BUFFER, 1);
    table.time("fd_pwrite of 1 byte", 20_000, |guest, _| _ = guest.call("fd_pwrite", &whole));
    table.time("fd_filestat_set_size to 32 MiB and back", 20, |guest, _| {
        guest.call("fd_filestat_set_size", &[u64::from(file), 32 << 20]);
        guest.call("fd_filestat_set_size", &[u64::from(file), 0]);
    });
    table.time("fd_allocate of 16 MiB and back", 20, |guest, _| {
        guest.call("fd_allocate", &[u64::from(file), 0, 16 << 20]);
        guest.call("fd_filestat_set_size", &[u64::from(file), 0]);
    });
    table.time("append of 1 byte", 20_000, |guest, _| _ = guest.write(file, b"x"));
    table.time("fd_filestat_get", 20_000, |guest, _| {
        _ = guest.call("fd_filestat_get", &[u64::from(file), u64::from(OUT)])
    });
    table.time("path_open and fd_close", 20_000, |guest, _| {
        let opened = guest.open("file", 0).unwrap();
        guest.call("fd_close", &[u64::from(opened)]);
    });
    table.time("path_open of a new file, fd_close, path_unlink_file", 10_000, |guest, _| {
        let opened = guest.open("new", CREAT).unwrap();
        guest.call("fd_close", &[u64::from(opened)]);
        guest.at_path("path_unlink_file", 3, "new", &[]);
    });
    let long = "x/".repeat(2048);
    table.time("path_filestat_get of 2,048 missing components", 2_000, |guest, _| {
        stat(guest, &long);
    });
    let dots = "./".repeat(2047);
    table.time("path_filestat_get of 2,047 dots", 2_000, |guest, _| _ = stat(guest, &dots));
    deep(table);
    many(table);
}

/// Looks at a path, following links.
fn stat(guest: &mut Guest, path: &str) -> i32 {
    guest.put(IN, path.as_bytes());
    guest.call("path_filestat_get", &[3, 1, u64::from(IN), path.len() as u64, u64::from(OUT)])
}

fn deep(table: &mut Table) {
    let mut path = String::new();
    for _ in 0..60 {
        path += if path.is_empty() { "d" } else { "/d" };
        table.guest.at_path("path_create_directory", 3, &path, &[]);
    }
    let path = format!("{path}/..").repeat(1) + &"/d/..".repeat(600);
    table.time("path_filestat_get of 1,260 real components", 2_000, |guest, _| {
        assert_eq!(stat(guest, &path), 0);
    });
    for index in 0..39 {
        let target = format!("{}l{}", "./".repeat(200), index + 1);
        table.guest.symlink(&target, 3, &format!("l{index}"));
    }
    table.guest.at_path("path_create_directory", 3, "l39", &[]);
    table.time("path_filestat_get through 39 links", 2_000, |guest, _| {
        stat(guest, "l0");
    });
    table.time("path_rename of a deep directory and back", 5_000, |guest, turn| {
        let (from, to) = if turn % 2 == 0 { (&b"d"[..], &b"e"[..]) } else { (&b"e"[..], &b"d"[..]) };
        guest.put(IN, from);
        guest.put(IN + 8, to);
        assert_eq!(guest.call("path_rename", &[3, u64::from(IN), 1, 3, u64::from(IN + 8), 1]), 0);
    });
    table.time("path_create_directory and path_remove_directory", 10_000, |guest, _| {
        guest.at_path("path_create_directory", 3, "made", &[]);
        guest.at_path("path_remove_directory", 3, "made", &[]);
    });
    table.time("path_symlink and path_unlink_file", 10_000, |guest, _| {
        guest.symlink("target", 3, "made");
        guest.at_path("path_unlink_file", 3, "made", &[]);
    });
    table.time("path_link and path_unlink_file", 10_000, |guest, _| {
        guest.put(IN, b"filelinked");
        guest.call("path_link", &[3, 0, u64::from(IN), 4, 3, u64::from(IN + 4), 6]);
        guest.at_path("path_unlink_file", 3, "linked", &[]);
    });
}

fn many(table: &mut Table) {
    table.guest.at_path("path_create_directory", 3, "many", &[]);
    for index in 0..20_000 {
        table.guest.set_fuel(FUEL);
        let opened = table.guest.open(&format!("many/{}{index}", "n".repeat(100)), CREAT).unwrap();
        table.guest.call("fd_close", &[u64::from(opened)]);
    }
    let many = table.guest.open_at(3, "many", DIRECTORY, READ).unwrap();
    let listing = |length: u64, cookie: u64| [u64::from(many), u64::from(IN), length, cookie, u64::from(OUT)];
    table.time("fd_readdir of 20,000 entries, again from the start", 50, |guest, _| {
        guest.call("fd_readdir", &listing(24, 0));
    });
    table.time("fd_readdir at its end", 10_000, |guest, _| _ = guest.call("fd_readdir", &listing(24, 20_002)));
    table.time("fd_readdir in the middle, 24 bytes", 10_000, |guest, _| {
        _ = guest.call("fd_readdir", &listing(24, 9_000))
    });
    table.time("fd_readdir in the middle, 48 KiB", 2_000, |guest, _| {
        _ = guest.call("fd_readdir", &listing(48 << 10, 9_000))
    });
    table.time("path_rename of a directory of 20,000 and back", 1_000, |guest, turn| {
        let (from, to) = if turn % 2 == 0 { (&b"many"[..], &b"same"[..]) } else { (&b"same"[..], &b"many"[..]) };
        guest.put(IN, from);
        guest.put(IN + 8, to);
        assert_eq!(guest.call("path_rename", &[3, u64::from(IN), 4, 3, u64::from(IN + 8), 4]), 0);
    });
}

fn machine_directory(table: &mut Table) {
    let file = table.guest.open_at(4, "f", CREAT, READ | WRITE).unwrap();
    table.time("machine: path_open, fd_close", 5_000, |guest, _| {
        let opened = guest.open_at(4, "f", 0, READ).unwrap();
        guest.call("fd_close", &[u64::from(opened)]);
    });
    table.time("machine: path_open of a missing file", 5_000, |guest, _| _ = guest.open_at(4, "g", 0, READ));
    table.time("machine: new file, fd_close, path_unlink_file", 1_000, |guest, _| {
        let opened = guest.open_at(4, "new", CREAT, READ | WRITE).unwrap();
        guest.call("fd_close", &[u64::from(opened)]);
        guest.at_path("path_unlink_file", 4, "new", &[]);
    });
    table.time("machine: path_create_directory", 200, |guest, turn| {
        guest.at_path("path_create_directory", 4, &format!("d{turn}"), &[]);
    });
    table.time("machine: path_remove_directory", 200, |guest, turn| {
        guest.at_path("path_remove_directory", 4, &format!("d{turn}"), &[]);
    });
    table.time("machine: path_symlink and path_unlink_file", 1_000, |guest, _| {
        guest.symlink("target", 4, "made");
        guest.at_path("path_unlink_file", 4, "made", &[]);
    });
    table.time("machine: fd_write of 1 byte", 5_000, |guest, _| _ = guest.write(file, b"x"));
    table.guest.put_iovec(BUFFER, PAGE_BYTES - BUFFER);
    let whole = [u64::from(file), u64::from(IN), 1, 0, u64::from(OUT)];
    table.time("machine: fd_pwrite of 56 KiB", 1_000, |guest, _| _ = guest.call("fd_pwrite", &whole));
    table.time("machine: fd_pread of 56 KiB", 1_000, |guest, _| _ = guest.call("fd_pread", &whole));
    table.time("machine: fd_filestat_get", 5_000, |guest, _| {
        _ = guest.call("fd_filestat_get", &[u64::from(file), u64::from(OUT)])
    });
    table.time("machine: fd_sync after 1 byte", 20, |guest, _| {
        guest.write(file, b"x").unwrap();
        guest.call("fd_sync", &[u64::from(file)]);
    });
    table.time("machine: fd_allocate of 16 MiB and back", 20, |guest, _| {
        guest.call("fd_allocate", &[u64::from(file), 0, 16 << 20]);
        guest.call("fd_filestat_set_size", &[u64::from(file), 0]);
    });
    for index in 0..5_000 {
        table.guest.set_fuel(FUEL);
        let opened = table.guest.open_at(4, &format!("m{index}"), CREAT, READ).unwrap();
        table.guest.call("fd_close", &[u64::from(opened)]);
    }
    table.time("machine: fd_readdir of 5,000 entries, from the start", 20, |guest, _| {
        guest.call("fd_readdir", &[4, u64::from(IN), 24, 0, u64::from(OUT)]);
    });
    table.time("machine: path_rename and back", 1_000, |guest, turn| {
        let (from, to) = if turn % 2 == 0 { (&b"m1"[..], &b"z1"[..]) } else { (&b"z1"[..], &b"m1"[..]) };
        guest.put(IN, from);
        guest.put(IN + 8, to);
        guest.call("path_rename", &[4, u64::from(IN), 2, 4, u64::from(IN + 8), 2]);
    });
}
