//! Directories of the host, read-only and to write.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use fuelcell_wasi::Access;
use fuelcell_wasi::HostPreopen;

use crate::guest::*;

/// A directory of a test's own, removed with it.
pub struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new(test: &str) -> Scratch {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}-{}", std::process::id()));
        fs::create_dir_all(path.join("inside")).unwrap();
        fs::write(path.join("inside/f"), b"abc").unwrap();
        fs::write(path.join("secret"), b"secret").unwrap();
        Scratch(path)
    }

    pub fn inside(&self, name: &str) -> PathBuf {
        self.0.join("inside").join(name)
    }

    /// A guest that sees `inside` as descriptor 4.
    pub fn guest(&self, access: Access) -> Guest {
        let dir = Dir::open_ambient_dir(self.0.join("inside"), ambient_authority()).unwrap();
        let mut spec = spec();
        spec.preopens = Arc::new([HostPreopen { dir, guest: "/data".to_owned(), access }]);
        Guest::new(spec)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

#[test]
fn a_host_directory_is_found_under_its_guest_name() {
    let scratch = Scratch::new("found");
    let mut guest = scratch.guest(Access::Read);
    assert_eq!(guest.call("fd_prestat_get", &[4, u64::from(OUT)]), 0);
    assert_eq!(guest.u32(OUT + 4), 5);
    assert_eq!(guest.call("fd_prestat_dir_name", &[4, u64::from(OUT), 5]), 0);
    assert_eq!(guest.bytes(OUT, 5), b"/data");
    let file = guest.open_at(4, "f", 0, READ).unwrap();
    assert_eq!(guest.read(file, 9), Ok(b"abc".to_vec()));
    assert_eq!(guest.read(file, 9), Ok(Vec::new()));
}

#[test]
fn a_read_only_directory_refuses_every_change() {
    let scratch = Scratch::new("read-only");
    let mut guest = scratch.guest(Access::Read);
    assert_eq!(guest.open_at(4, "f", 0, READ | WRITE), Err(PERM));
    assert_eq!(guest.open_at(4, "f", TRUNC, READ), Err(PERM));
    assert_eq!(guest.open_at(4, "new", CREAT, READ), Err(PERM));
    assert_eq!(guest.open_at(4, "f", CREAT, READ), Ok(5));
    assert_eq!(guest.at_path("path_create_directory", 4, "d", &[]), PERM);
    assert_eq!(guest.at_path("path_remove_directory", 4, "f", &[]), PERM);
    assert_eq!(guest.at_path("path_unlink_file", 4, "f", &[]), PERM);
    assert_eq!(guest.rename(4, "f", 4, "g"), PERM);
    assert_eq!(guest.symlink("f", 4, "l"), PERM);
    guest.put(IN, b"f");
    guest.put(IN + 512, b"g");
    assert_eq!(guest.call("path_link", &[4, 0, u64::from(IN), 1, 4, u64::from(IN + 512), 1]), PERM);
    assert_eq!(guest.call("path_filestat_set_times", &[4, 0, u64::from(IN), 1, 0, 0, 1]), PERM);
    assert_eq!(guest.call("fd_filestat_set_times", &[5, 0, 0, 1]), PERM);
    assert_eq!(guest.call("fd_filestat_set_times", &[4, 0, 0, 1]), PERM);
    assert_eq!(guest.write(5, b"x"), Err(BADF));
    assert_eq!(fs::read(scratch.inside("f")).unwrap(), b"abc");
}

#[test]
fn a_directory_opened_below_a_read_only_one_is_read_only() {
    let scratch = Scratch::new("below");
    fs::create_dir(scratch.inside("d")).unwrap();
    let mut guest = scratch.guest(Access::Read);
    let below = guest.open_at(4, "d", DIRECTORY, (1 << 30) - 1).unwrap();
    assert_eq!(guest.open_at(below, "f", CREAT, WRITE), Err(PERM));
}

#[test]
fn files_are_made_and_changed() {
    let scratch = Scratch::new("changed");
    let mut guest = scratch.guest(Access::ReadWrite);
    let file = guest.open_at(4, "new", CREAT | EXCL, READ | WRITE).unwrap();
    assert_eq!(guest.open_at(4, "new", CREAT | EXCL, READ), Err(EXIST));
    assert_eq!(guest.write(file, b"abcdef"), Ok(6));
    assert_eq!(guest.call("fd_seek", &[u64::from(file), 2, 0, u64::from(OUT)]), 0);
    assert_eq!(guest.read(file, 2), Ok(b"cd".to_vec()));
    assert_eq!(guest.call("fd_fdstat_set_flags", &[u64::from(file), 1]), 0);
    assert_eq!(guest.write(file, b"gh"), Ok(2));
    assert_eq!(guest.call("fd_allocate", &[u64::from(file), 8, 1]), 0);
    assert_eq!(guest.call("fd_sync", &[u64::from(file)]), 0);
    assert_eq!(fs::read(scratch.inside("new")).unwrap(), b"abcdefgh\0");
    assert_eq!(guest.call("fd_filestat_set_size", &[u64::from(file), 1]), 0);
    assert_eq!(guest.open_at(4, "f", TRUNC, WRITE), Ok(6));
    assert_eq!(fs::read(scratch.inside("new")).unwrap(), b"a");
    assert_eq!(fs::read(scratch.inside("f")).unwrap(), b"");
    assert!(guest.finish().files.is_empty());
}

#[test]
fn names_are_made_moved_and_removed() {
    let scratch = Scratch::new("names");
    let mut guest = scratch.guest(Access::ReadWrite);
    assert_eq!(guest.at_path("path_create_directory", 4, "d", &[]), 0);
    assert_eq!(guest.rename(4, "f", 4, "d/g"), 0);
    assert_eq!(guest.symlink("d/g", 4, "l"), 0);
    assert_eq!(guest.symlink("/etc/passwd", 4, "m"), PERM);
    assert_eq!(guest.at_path("path_readlink", 4, "l", &[u64::from(IN + 512), 9, u64::from(OUT)]), 0);
    assert_eq!(guest.bytes(IN + 512, 3), b"d/g");
    assert_eq!(guest.names(4, 500).unwrap(), [".", "..", "d", "l"]);
    assert_eq!(guest.at_path("path_remove_directory", 4, "d", &[]), 55);
    assert_eq!(guest.at_path("path_unlink_file", 4, "d/g", &[]), 0);
    assert_eq!(guest.at_path("path_remove_directory", 4, "d", &[]), 0);
    assert_eq!(guest.names(4, 500).unwrap(), [".", "..", "l"]);
}

#[test]
fn nothing_outside_can_be_reached() {
    let scratch = Scratch::new("outside");
    symlink("../secret", scratch.inside("up")).unwrap();
    symlink(scratch.0.join("secret"), scratch.inside("absolute")).unwrap();
    let mut guest = scratch.guest(Access::ReadWrite);
    for path in ["../secret", "up", "absolute", "/etc/passwd", "./../secret"] {
        assert_eq!(guest.open_at(4, path, 0, READ), Err(PERM), "{path}");
        assert_eq!(guest.open_at(4, path, TRUNC, WRITE), Err(PERM), "{path}");
        assert_eq!(guest.stat(4, path, 1), Err(PERM), "{path}");
    }
    assert_eq!(guest.rename(4, "f", 4, "../f"), PERM);
    assert_eq!(fs::read(scratch.0.join("secret")).unwrap(), b"secret");
}

#[test]
fn only_files_and_directories_are_opened() {
    let scratch = Scratch::new("kinds");
    std::os::unix::net::UnixListener::bind(scratch.inside("socket")).unwrap();
    let fifo = std::ffi::CString::new(scratch.inside("fifo").to_str().unwrap()).unwrap();
    // SAFETY: the path is a valid string for the length of the call.
    assert_eq!(unsafe { libc::mkfifo(fifo.as_ptr(), 0o600) }, 0);
    symlink("f", scratch.inside("l")).unwrap();
    let mut guest = scratch.guest(Access::ReadWrite);
    for path in ["socket", "fifo"] {
        assert_eq!(guest.open_at(4, path, 0, READ), Err(ACCES), "{path}");
        assert_eq!(guest.open_at(4, path, 0, WRITE), Err(ACCES), "{path}");
        assert_eq!(guest.stat(4, path, 0).unwrap()[2], 0, "{path}");
    }
    assert_eq!(guest.open_at(4, "f", DIRECTORY, READ), Err(NOTDIR));
    guest.put(IN, b"l");
    assert_eq!(guest.call("path_open", &[4, 0, u64::from(IN), 1, 0, READ, 0, 0, u64::from(OUT)]), LOOP);
    assert_eq!(guest.call("path_open", &[4, 1, u64::from(IN), 1, 0, READ, 0, 16, u64::from(OUT)]), NOTSUP);
    assert_eq!(guest.open_at(4, "l", 0, READ), Ok(5));
}

#[test]
fn sizes_and_times_are_the_hosts_and_numbers_are_not() {
    let scratch = Scratch::new("stat");
    let mut guest = scratch.guest(Access::ReadWrite);
    guest.put(IN, b"f");
    let set_times = [4, 1, u64::from(IN), 1, 1_000_000_001, 2_000_000_002, 1 | 4];
    assert_eq!(guest.call("path_filestat_set_times", &set_times), 0);
    assert_eq!(guest.stat(4, "f", 0).unwrap()[..7], [2, 1, 4, 1, 3, 1_000_000_001, 2_000_000_002]);
    assert_eq!(guest.stat(4, ".", 0).unwrap()[..3], [2, 2, 3]);
    assert_eq!(guest.stat(4, "f", 0).unwrap()[1], 1);
    let file = guest.open_at(4, "f", 0, READ).unwrap();
    assert_eq!(guest.call("fd_filestat_get", &[u64::from(file), u64::from(OUT)]), 0);
    assert_eq!((guest.u64(OUT + 8), guest.u64(OUT + 32)), (1, 3));
    assert_eq!(guest.call("fd_filestat_set_times", &[4, 5, 6, 1 | 4]), 0);
    assert_eq!(guest.stat(4, ".", 0).unwrap()[5..7], [5, 6]);
}

#[test]
fn the_run_directory_and_the_host_do_not_mix() {
    let scratch = Scratch::new("mix");
    let mut guest = scratch.guest(Access::ReadWrite);
    guest.open("g", CREAT).unwrap();
    assert_eq!(guest.rename(4, "f", 3, "f"), XDEV);
    assert_eq!(guest.rename(3, "g", 4, "g"), XDEV);
    guest.put(IN, b"f");
    guest.put(IN + 512, b"h");
    assert_eq!(guest.call("path_link", &[4, 0, u64::from(IN), 1, 3, u64::from(IN + 512), 1]), XDEV);
    assert_eq!(guest.call("path_link", &[4, 0, u64::from(IN), 1, 4, u64::from(IN + 512), 1]), 0);
    assert_eq!(guest.stat(4, "h", 0).unwrap()[3], 2);
}

#[test]
fn host_calls_are_charged_for_the_disk_behind_them() {
    let scratch = Scratch::new("charges");
    let mut guest = scratch.guest(Access::ReadWrite);
    guest.put(IN, b"f");
    let open = [4, 1, u64::from(IN), 1, 0, READ | WRITE, 0, 0, u64::from(OUT)];
    assert_eq!(guest.cost("path_open", &open), 200 + 500 + 2_000 + 50 + 1);
    guest.put_iovec(IN + 64, 100);
    assert_eq!(guest.cost("fd_read", &[5, u64::from(IN), 1, u64::from(OUT)]), 200 + 10 + 2_000 + 3);
    assert_eq!(guest.cost("fd_write", &[5, u64::from(IN), 1, u64::from(OUT)]), 200 + 10 + 2_000 + 100);
    assert_eq!(guest.cost("fd_sync", &[5]), 200 + 1_000_000);
    assert_eq!(guest.cost("fd_readdir", &[4, u64::from(IN), 51, 0, u64::from(OUT)]), 200 + 2_000 + 500 + 51);
    let change = 200 + 2_000 + 40_000;
    assert_eq!(guest.cost("fd_filestat_set_size", &[5, 1]), change);
    guest.put(IN, b"dg");
    assert_eq!(guest.cost("path_create_directory", &[4, u64::from(IN), 1]), change + 50 + 1);
    assert_eq!(
        guest.cost("path_rename", &[4, u64::from(IN), 1, 4, u64::from(IN + 1), 1]),
        change + 2_000 + 2 * (50 + 1)
    );
    assert_eq!(guest.cost("path_remove_directory", &[4, u64::from(IN + 1), 1]), 200 + 1_000_000 + 2_000 + 50 + 1);
}
