//! Directories that a runtime brings: read-only trees in the host's memory, one with a report.

use std::sync::Arc;

use fuelcell_wasi::{Mount, MountTree, WasiSpec};

use crate::guest::*;

/// The first mount's descriptor, after the streams and `/`; the second one follows.
const SYSTEM: u32 = 4;
const PRELUDE: u32 = 5;

fn tree(files: &[(&str, &str)]) -> Arc<MountTree> {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    Arc::new(MountTree::new(files).unwrap())
}

fn mounted() -> WasiSpec {
    let system = tree(&[("include/a.h", "int a;"), ("include/b.h", "int b;"), ("lib/c.o", "c")]);
    let prelude = tree(&[("prelude.rb", "p")]);
    let mount = |guest: &str, tree, report| Mount { guest: guest.to_owned(), tree, report, devices: false };
    WasiSpec {
        mounts: Arc::new([mount("/sys", system, false), mount("/fuelcell", prelude, true)]),
        open_files: 16,
        ..spec()
    }
}

fn write_rights(guest: &mut Guest, fd: u32, path: &str, oflags: u32) -> Result<u32, i32> {
    guest.open_at(fd, path, oflags, READ | WRITE)
}

/// Type and device of what is at a path, as `path_filestat_get` tells them.
fn stat(guest: &mut Guest, fd: u32, path: &str) -> Result<(u8, u64, u64), i32> {
    guest.put(IN, path.as_bytes());
    let arguments = [u64::from(fd), 1, u64::from(IN), path.len() as u64, u64::from(OUT)];
    match guest.call("path_filestat_get", &arguments) {
        0 => Ok((guest.bytes(OUT + 16, 1)[0], guest.u64(OUT), guest.u64(OUT + 32))),
        errno => Err(errno),
    }
}

#[test]
fn a_mount_is_found_under_its_guest_name_and_read() {
    let mut guest = Guest::new(mounted());
    assert_eq!(guest.call("fd_prestat_dir_name", &[SYSTEM.into(), u64::from(OUT), 4]), 0);
    assert_eq!(guest.bytes(OUT, 4), b"/sys");
    let file = guest.open_at(SYSTEM, "include/../include/a.h", 0, READ).unwrap();
    assert_eq!(guest.read(file, 4), Ok(b"int ".to_vec()));
    assert_eq!(guest.call("fd_tell", &[file.into(), u64::from(OUT)]), 0);
    assert_eq!(guest.u64(OUT), 4);
    assert_eq!(guest.read(file, 9), Ok(b"a;".to_vec()));
    assert_eq!(guest.read(file, 9), Ok(Vec::new()));
    assert_eq!(guest.call("fd_seek", &[file.into(), (-2i64) as u64, 2, u64::from(OUT)]), 0);
    assert_eq!(guest.read(file, 9), Ok(b"a;".to_vec()));
    let include = guest.open_at(SYSTEM, "include", DIRECTORY, READ).unwrap();
    let nested = guest.open_at(include, "b.h", 0, READ).unwrap();
    assert_eq!(guest.read(nested, 9), Ok(b"int b;".to_vec()));
    assert_eq!(guest.open_at(include, "..", 0, READ), Err(PERM));
    assert_eq!(guest.read(include, 1), Err(ISDIR));
    assert_eq!(guest.open_at(SYSTEM, "include/z.h", 0, READ), Err(NOENT));
    assert_eq!(guest.open_at(SYSTEM, "include/a.h/", 0, READ), Err(NOTDIR));
}

#[test]
fn files_and_directories_of_a_mount_are_told_apart_from_the_run_directory() {
    let mut guest = Guest::new(mounted());
    let (kind, device, size) = stat(&mut guest, SYSTEM, "include/a.h").unwrap();
    assert_eq!((kind, device, size), (4, 3, 6));
    let (kind, device, _) = stat(&mut guest, SYSTEM, "include").unwrap();
    assert_eq!((kind, device), (3, 3));
    assert_eq!(stat(&mut guest, PRELUDE, "prelude.rb").unwrap().1, 4);
    assert_eq!(stat(&mut guest, SYSTEM, "nothing"), Err(NOENT));
    assert_eq!(stat(&mut guest, SYSTEM, "include/a.h/"), Err(NOTDIR));
    assert_eq!(guest.call("fd_readdir", &[SYSTEM.into(), u64::from(OUT), 200, 0, u64::from(IN)]), 0);
    // `.`, `..`, `include`, `lib`: headers of 24 bytes and their names.
    assert_eq!(guest.u32(IN), 4 * 24 + 1 + 2 + 7 + 3);
}

#[test]
fn nothing_in_a_mount_can_be_changed() {
    let mut guest = Guest::new(mounted());
    for fd in [SYSTEM, PRELUDE] {
        assert_eq!(write_rights(&mut guest, fd, "new", CREAT), Err(ROFS));
        assert_eq!(guest.at_path("path_create_directory", fd, "d", &[]), ROFS);
        assert_eq!(guest.at_path("path_remove_directory", fd, "include", &[]), ROFS);
        assert_eq!(guest.at_path("path_unlink_file", fd, "prelude.rb", &[]), ROFS);
        assert_eq!(guest.rename(fd, "prelude.rb", fd, "x"), ROFS);
        assert_eq!(guest.rename(fd, "prelude.rb", 3, "x"), XDEV);
        assert_eq!(guest.symlink("a", fd, "l"), ROFS);
        guest.put(IN, b"f");
        assert_eq!(guest.call("path_filestat_set_times", &[fd.into(), 0, u64::from(IN), 1, 0, 0, 1]), ROFS);
        assert_eq!(guest.call("fd_filestat_set_times", &[fd.into(), 0, 0, 1]), ROFS);
    }
    assert_eq!(write_rights(&mut guest, SYSTEM, "lib/c.o", 0), Err(ROFS));
    assert_eq!(guest.open_at(SYSTEM, "lib/c.o", TRUNC, READ), Err(ROFS));
    assert_eq!(guest.open_at(SYSTEM, "lib/c.o", CREAT | EXCL, READ), Err(EXIST));
    let file = guest.open_at(SYSTEM, "lib/c.o", CREAT, READ).unwrap();
    assert_eq!(guest.write(file, b"x"), Err(BADF));
    assert_eq!(guest.call("fd_filestat_set_size", &[file.into(), 0]), BADF);
    assert_eq!(guest.call("fd_allocate", &[file.into(), 0, 9]), BADF);
    let leftovers = guest.finish();
    assert_eq!((leftovers.files.len(), leftovers.disk_bytes, leftovers.disk_entries), (0, 0, 0));
}

#[test]
fn a_mounts_file_costs_what_a_file_of_the_run_directory_costs() {
    let files = vec![("include/a.h".to_owned(), b"int a;".to_vec())];
    let mut guest = Guest::new(WasiSpec { files, ..mounted() });
    let mut costs = |fd: u32| {
        let before = guest.fuel();
        let file = guest.open_at(fd, "include/a.h", 0, READ).unwrap();
        guest.read(file, 9).unwrap();
        before - guest.fuel()
    };
    assert_eq!(costs(3), costs(SYSTEM));
}

#[test]
fn the_report_comes_back_and_is_no_file_of_the_run_directory() {
    let mut guest = Guest::new(mounted());
    assert_eq!(stat(&mut guest, PRELUDE, "report").unwrap().2, 0);
    let report = write_rights(&mut guest, PRELUDE, "report", CREAT | TRUNC).unwrap();
    assert_eq!(guest.write(report, b"{}"), Ok(2));
    assert_eq!(stat(&mut guest, PRELUDE, "report").unwrap().2, 2);
    assert_eq!(guest.at_path("path_unlink_file", PRELUDE, "report", &[]), ROFS);
    assert_eq!(guest.call("fd_filestat_set_size", &[report.into(), 65_536]), 0);
    assert_eq!(guest.call("fd_filestat_set_size", &[report.into(), 65_537]), NOSPC);
    assert_eq!(guest.call("fd_filestat_set_size", &[report.into(), 2]), 0);
    assert!(!guest.wasi().quota_refused());
    let leftovers = guest.finish();
    assert_eq!((leftovers.report, leftovers.files, leftovers.disk_bytes), (Some(b"{}".to_vec()), Vec::new(), 0));
}

#[test]
fn only_a_mount_that_has_one_shows_a_report() {
    let mut guest = Guest::new(mounted());
    assert_eq!(write_rights(&mut guest, SYSTEM, "report", CREAT), Err(ROFS));
    assert_eq!(stat(&mut guest, SYSTEM, "report"), Err(NOENT));
    assert_eq!(guest.finish().report, None);
}
