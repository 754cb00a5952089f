//! Paths in the run directory.

use fuelcell_wasi::WasiSpec;

use crate::guest::*;

fn mkdir(guest: &mut Guest, path: &str) -> i32 {
    guest.at_path("path_create_directory", 3, path, &[])
}

fn link(guest: &mut Guest, lookup: u64, old: &str, new: &str) -> i32 {
    guest.put(IN, old.as_bytes());
    guest.put(IN + 512, new.as_bytes());
    let (old, new) = ([u64::from(IN), old.len() as u64], [u64::from(IN + 512), new.len() as u64]);
    guest.call("path_link", &[3, lookup, old[0], old[1], 3, new[0], new[1]])
}

fn readlink(guest: &mut Guest, path: &str, buffer: u32) -> Result<Vec<u8>, i32> {
    match guest.at_path("path_readlink", 3, path, &[u64::from(IN + 512), u64::from(buffer), u64::from(OUT)]) {
        0 => Ok(guest.bytes(IN + 512, guest.u32(OUT))),
        errno => Err(errno),
    }
}

#[test]
fn opening_creates_truncates_and_excludes() {
    let mut guest = guest();
    assert_eq!(guest.open("f", 0), Err(NOENT));
    assert_eq!(guest.open("f", EXCL | CREAT), Ok(4));
    guest.write(4, b"abc").unwrap();
    assert_eq!(guest.open("f", EXCL | CREAT), Err(EXIST));
    assert_eq!(guest.open("f", CREAT), Ok(5));
    assert_eq!(guest.read(5, 9), Ok(b"abc".to_vec()));
    assert_eq!(guest.open("f", TRUNC), Ok(6));
    assert_eq!(guest.read(6, 9), Ok(Vec::new()));
    assert_eq!(guest.open("nowhere/f", CREAT), Err(NOENT));
    assert_eq!(guest.open("f/g", CREAT), Err(NOTDIR));
}

#[test]
fn files_and_directories_are_told_apart() {
    let mut guest = guest();
    assert_eq!(mkdir(&mut guest, "d"), 0);
    guest.open("f", CREAT).unwrap();
    assert_eq!(guest.open("f", DIRECTORY), Err(NOTDIR));
    assert_eq!(guest.open("f/", 0), Err(NOTDIR));
    assert_eq!(guest.open("new/", CREAT), Err(ISDIR));
    assert_eq!(guest.open("d", 0), Err(ISDIR));
    assert_eq!(guest.open_at(3, "d", TRUNC, READ), Err(ISDIR));
    assert_eq!(guest.open_at(3, "d", CREAT, READ), Err(ISDIR));
    assert_eq!(guest.open_at(3, "d", 0, READ), Ok(5));
    assert_eq!(guest.open_at(3, "d/", DIRECTORY, (1 << 30) - 1), Ok(6));
    assert_eq!(guest.open_at(4, "x", CREAT, READ), Err(NOTDIR));
}

#[test]
fn an_open_directory_is_a_place_to_start_from() {
    let mut guest = guest();
    mkdir(&mut guest, "d");
    let directory = guest.open_at(3, "d", DIRECTORY, READ).unwrap();
    guest.open_at(directory, "f", CREAT, READ).unwrap();
    assert_eq!(guest.stat(3, "d/f", 0).map(|stat| stat[1]), guest.stat(directory, "f", 0).map(|stat| stat[1]));
    assert_eq!(guest.stat(directory, "../d/f", 0), Err(PERM));
    assert_eq!(guest.rename(3, "d", 3, "e"), 0);
    assert_eq!(guest.rename(directory, "f", 3, "g"), 0);
    assert_eq!(guest.names(3, 500).unwrap(), [".", "..", "e", "g"]);
}

#[test]
fn nothing_leads_above_the_run_directory() {
    let mut guest = guest();
    for path in ["..", "../x", "/", "/x", "./../x"] {
        assert_eq!(guest.stat(3, path, 1), Err(PERM), "{path}");
        assert_eq!(guest.open(path, CREAT), Err(PERM), "{path}");
        assert_eq!(guest.rename(3, path, 3, "y"), PERM, "{path}");
        assert_eq!(guest.at_path("path_unlink_file", 3, path, &[]), PERM, "{path}");
    }
    assert_eq!(guest.symlink("../../etc/passwd", 3, "l"), 0);
    assert_eq!(guest.open("l", 0), Err(PERM));
}

#[test]
fn symbolic_links_are_made_read_and_followed() {
    let mut guest = guest();
    guest.open("f", CREAT).unwrap();
    assert_eq!(guest.symlink("f", 3, "l"), 0);
    assert_eq!(guest.symlink("", 3, "m"), NOENT);
    assert_eq!(guest.symlink("x", 3, "l"), EXIST);
    assert_eq!(readlink(&mut guest, "l", 9), Ok(b"f".to_vec()));
    assert_eq!(readlink(&mut guest, "l", 0), Ok(Vec::new()));
    assert_eq!(readlink(&mut guest, "f", 9), Err(INVAL));
    assert_eq!(guest.stat(3, "l", 0).unwrap()[2], 7);
    assert_eq!(guest.stat(3, "l", 1).unwrap()[2], 4);
    assert_eq!(guest.stat(3, "l/", 0), Err(NOTDIR));
}

#[test]
fn an_open_follows_a_symbolic_link_only_when_asked() {
    let mut guest = guest();
    guest.symlink("new", 3, "l");
    guest.put(IN, b"l");
    let open = |lookup, oflags: u32| [3, lookup, u64::from(IN), 1, u64::from(oflags), READ, 0, 0, u64::from(OUT)];
    assert_eq!(guest.call("path_open", &open(0, 0)), LOOP);
    assert_eq!(guest.call("path_open", &open(0, CREAT)), LOOP);
    assert_eq!(guest.call("path_open", &open(1, 0)), NOENT);
    assert_eq!(guest.call("path_open", &open(1, CREAT | EXCL)), EXIST);
    assert_eq!(guest.call("path_open", &open(1, CREAT)), 0);
    assert_eq!(guest.stat(3, "new", 0).unwrap()[2], 4);
}

#[test]
fn an_absolute_symbolic_link_is_refused() {
    let mut guest = guest();
    mkdir(&mut guest, "d");
    for target in ["/", "/d", "//d"] {
        assert_eq!(guest.symlink(target, 3, "l"), PERM);
    }
    assert_eq!(guest.stat(3, "l", 0), Err(NOENT));
}

#[test]
fn a_directory_is_opened_to_be_read_or_with_rights_of_directories() {
    let mut guest = Guest::new(WasiSpec { open_files: 32, ..spec() });
    mkdir(&mut guest, "d");
    const READDIR: u64 = 1 << 14;
    for path in [".", "d"] {
        for (rights, expected) in [
            (0, None),
            (READ, None),
            (WRITE, Some(ISDIR)),
            (READ | WRITE, Some(ISDIR)),
            (READ | WRITE | READDIR, None),
            ((1 << 30) - 1, None),
        ] {
            assert_eq!(guest.open_at(3, path, DIRECTORY, rights).err(), expected, "{path} {rights:x}");
        }
        assert_eq!(guest.open_at(3, path, 0, READ | WRITE | READDIR), Err(ISDIR));
    }
}

#[test]
fn a_file_is_cut_only_through_a_directory_with_the_right_to() {
    const FILESTAT_SET_SIZE: u64 = 1 << 19;
    let mut guest = Guest::new(WasiSpec { open_files: 32, ..spec() });
    mkdir(&mut guest, "d");
    let file = guest.open("d/f", CREAT).unwrap();
    guest.write(file, b"abc").unwrap();
    let without = guest.open_at(3, "d", DIRECTORY, READ).unwrap();
    let with = guest.open_at(3, "d", DIRECTORY, READ | FILESTAT_SET_SIZE).unwrap();
    assert_eq!(guest.open_at(without, "f", TRUNC, WRITE), Err(NOTCAPABLE));
    assert_eq!(guest.stat(3, "d/f", 0).unwrap()[4], 3);
    guest.open_at(with, "f", TRUNC, WRITE).unwrap();
    assert_eq!(guest.stat(3, "d/f", 0).unwrap()[4], 0);
    assert_eq!(guest.call("fd_fdstat_set_rights", &[u64::from(with), 0, 0]), 0);
    assert_eq!(guest.open_at(with, "f", CREAT | TRUNC, 0), Err(NOTCAPABLE));
}

#[test]
fn hard_links_share_a_file() {
    let mut guest = guest();
    let file = guest.open("f", CREAT).unwrap();
    guest.symlink("f", 3, "l");
    mkdir(&mut guest, "d");
    assert_eq!(link(&mut guest, 0, "f", "d/g"), 0);
    assert_eq!(link(&mut guest, 1, "l", "h"), 0);
    assert_eq!(link(&mut guest, 0, "d", "e"), PERM);
    assert_eq!(link(&mut guest, 0, "f", "h"), EXIST);
    assert_eq!(link(&mut guest, 0, "none", "x"), NOENT);
    guest.write(file, b"abc").unwrap();
    assert_eq!(guest.stat(3, "d/g", 0).unwrap()[1..5], [2, 4, 3, 3]);
    let names: Vec<_> = guest.finish().files.into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["d/g", "f", "h"]);
}

#[test]
fn removing_keeps_kinds_apart() {
    let mut guest = guest();
    mkdir(&mut guest, "d");
    guest.open("d/f", CREAT).unwrap();
    assert_eq!(guest.at_path("path_unlink_file", 3, "d", &[]), ISDIR);
    assert_eq!(guest.at_path("path_remove_directory", 3, "d/f", &[]), NOTDIR);
    assert_eq!(guest.at_path("path_remove_directory", 3, "d", &[]), 55);
    assert_eq!(guest.at_path("path_remove_directory", 3, ".", &[]), INVAL);
    assert_eq!(guest.at_path("path_unlink_file", 3, "d/f", &[]), 0);
    assert_eq!(guest.at_path("path_remove_directory", 3, "d", &[]), 0);
}

#[test]
fn the_entry_quota_is_exact() {
    let mut guest = guest();
    for index in 0..20 {
        assert_eq!(mkdir(&mut guest, &format!("d{index}")), 0);
    }
    assert_eq!(mkdir(&mut guest, "more"), NOSPC);
    assert_eq!(guest.open("f", CREAT), Err(NOSPC));
    assert!(guest.wasi().quota_refused());
    assert_eq!(guest.finish().disk_entries, 20);
}
