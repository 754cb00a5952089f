//! Symbolic links in directories of the host: they mean what they mean to the system, and none is followed unpaid.

use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};

use fuelcell_wasi::Access;
use fuelcell_wasi::Stop;

use crate::guest::*;
use crate::host_directories::Scratch;

/// Directories, files and links that cross one another.
fn tangled(test: &str) -> Scratch {
    let scratch = Scratch::new(test);
    fs::create_dir_all(scratch.inside("a/b")).unwrap();
    fs::write(scratch.inside("a/b/g"), b"deep").unwrap();
    for (target, link) in [
        ("f", "to-file"),
        ("a", "to-directory"),
        ("a/", "with-slash"),
        ("./a/./b/.", "with-dots"),
        ("to-directory/b", "through-another"),
        ("../b/g", "a/b/up-and-down"),
        ("..", "a/b/up"),
        ("missing", "dangling"),
        ("itself", "itself"),
        ("g", "a/b/near"),
    ] {
        symlink(target, scratch.inside(link)).unwrap();
    }
    scratch
}

const PATHS: &[&str] = &[
    "to-file",
    "to-file/",
    "to-file/.",
    "to-directory",
    "to-directory/",
    "to-directory/b/g",
    "with-slash/b",
    "with-dots",
    "with-dots/g",
    "with-dots/../b/g",
    "through-another/g",
    "through-another/up-and-down",
    "through-another/near",
    "a/b/up/b/up/b/g",
    "through-another/up/b/near",
    "dangling",
    "dangling/",
    "dangling/x",
    "itself",
    "itself/x",
    "a/b/g/x",
    "./to-directory//b/./near",
    "to-directory/../f",
    "missing/to-file",
];

#[test]
fn a_path_means_what_it_means_to_the_system() {
    let scratch = tangled("meanings");
    let mut guest = scratch.guest(Access::Read);
    for path in PATHS {
        for follow in [1, 0] {
            let whole = scratch.inside(path);
            let expected = if follow == 1 { fs::metadata(&whole) } else { fs::symlink_metadata(&whole) };
            let expected = expected.map(|found| (found.len(), found.nlink()));
            let expected = expected.map_err(|error| match error.raw_os_error() {
                Some(libc::ENOENT) => NOENT,
                Some(libc::ENOTDIR) => NOTDIR,
                Some(libc::ELOOP) => LOOP,
                other => panic!("{path}: {other:?}"),
            });
            let found = guest.stat(4, path, follow).map(|stat| (stat[4], stat[3]));
            assert_eq!(found, expected, "{path}, follow {follow}");
        }
    }
}

#[test]
fn a_slash_asks_for_a_directory() {
    let scratch = tangled("slashes");
    let mut guest = scratch.guest(Access::ReadWrite);
    for path in ["f/", "to-file/", "to-file/."] {
        assert_eq!(guest.open_at(4, path, 0, READ), Err(NOTDIR), "{path}");
    }
    assert_eq!(guest.at_path("path_unlink_file", 4, "f/", &[]), NOTDIR);
    assert_eq!(guest.rename(4, "f/", 4, "z"), NOTDIR);
    assert_eq!(guest.rename(4, "f", 4, "z/"), NOTDIR);
    assert_eq!(guest.open_at(4, "new/", CREAT, WRITE), Err(ISDIR));
    assert!(scratch.inside("f").exists() && !scratch.inside("new").exists());
}

#[test]
fn changes_are_made_to_links_and_not_to_what_they_name() {
    let scratch = tangled("changes");
    let mut guest = scratch.guest(Access::ReadWrite);
    assert_eq!(guest.at_path("path_create_directory", 4, "to-directory/new", &[]), 0);
    assert_eq!(guest.rename(4, "through-another/near", 4, "with-slash/moved"), 0);
    assert_eq!(fs::read_link(scratch.inside("a/moved")).unwrap().to_str(), Some("g"));
    assert_eq!(guest.at_path("path_unlink_file", 4, "to-directory", &[]), 0);
    assert_eq!(guest.at_path("path_remove_directory", 4, "with-slash/", &[]), INVAL);
    assert_eq!(guest.at_path("path_remove_directory", 4, "with-slash/new", &[]), 0);
    assert_eq!(
        guest.at_path("path_readlink", 4, "through-another/up", &[u64::from(OUT + 64), 9, u64::from(OUT)]),
        NOENT
    );
    assert_eq!(guest.at_path("path_readlink", 4, "with-dots/up", &[u64::from(OUT + 64), 9, u64::from(OUT)]), 0);
    assert_eq!(guest.bytes(OUT + 64, 2), b"..");
    assert!(scratch.inside("a/b/g").exists());
}

#[test]
fn a_file_can_be_made_where_a_link_points() {
    let scratch = tangled("made");
    let mut guest = scratch.guest(Access::ReadWrite);
    assert_eq!(guest.open_at(4, "dangling", CREAT | EXCL, WRITE), Err(EXIST));
    assert_eq!(guest.open_at(4, "dangling", CREAT, WRITE), Ok(5));
    assert_eq!(guest.write(5, b"x"), Ok(1));
    assert_eq!(fs::read(scratch.inside("missing")).unwrap(), b"x");
    assert!(scratch.inside("dangling").is_symlink());
}

#[test]
fn forty_links_are_followed_and_no_more() {
    let scratch = Scratch::new("forty");
    for index in 0..=40 {
        let next = if index == 40 { "f".to_owned() } else { format!("l{}", index + 1) };
        symlink(next, scratch.inside(&format!("l{index}"))).unwrap();
    }
    let mut guest = scratch.guest(Access::Read);
    assert_eq!(guest.open_at(4, "l1", 0, READ), Ok(5));
    assert_eq!(guest.open_at(4, "l0", 0, READ), Err(LOOP));
}

#[test]
fn each_link_is_paid_for_with_all_that_it_says() {
    let scratch = Scratch::new("paid");
    symlink("f", scratch.inside("l")).unwrap();
    symlink(format!("{}f", "./".repeat(2_000)), scratch.inside("long")).unwrap();
    let mut guest = scratch.guest(Access::Read);
    let cost = |guest: &mut Guest, path: &str| {
        guest.put(IN, path.as_bytes());
        guest.cost("path_filestat_get", &[4, 1, u64::from(IN), path.len() as u64, u64::from(OUT)])
    };
    let plain = cost(&mut guest, "f");
    assert_eq!(plain, 200 + 1 + 2_000 + 50);
    // The link is read, and the path with what it says is looked at once more.
    assert_eq!(cost(&mut guest, "l"), plain + (2_000 + 1) + (2_000 + 50));
    assert_eq!(cost(&mut guest, "long"), plain + 3 + (2_000 + 4_001) + (2_000 + 2_001 * 50));
    guest.put(IN, b"long");
    guest.set_fuel(10_000);
    let opened = guest.try_call("path_filestat_get", &[4, 1, u64::from(IN), 4, u64::from(OUT)]);
    assert_eq!(opened, Err(Stop::OutOfFuel));
}
