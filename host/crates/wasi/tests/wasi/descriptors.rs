//! The table of descriptors as the guest works it.

use crate::guest::*;

#[test]
fn the_run_directory_is_the_first_preopen() {
    let mut guest = guest();
    assert_eq!(guest.call("fd_prestat_get", &[3, u64::from(OUT)]), 0);
    assert_eq!(guest.bytes(OUT, 8), [0, 0, 0, 0, 1, 0, 0, 0]);
    assert_eq!(guest.call("fd_prestat_dir_name", &[3, u64::from(OUT), 1]), 0);
    assert_eq!(guest.bytes(OUT, 1), b"/");
    assert_eq!(guest.call("fd_prestat_dir_name", &[3, u64::from(OUT), 0]), NAMETOOLONG);
    assert_eq!(guest.call("fd_prestat_get", &[4, u64::from(OUT)]), BADF);
    assert_eq!(guest.call("fd_prestat_get", &[0, u64::from(OUT)]), BADF);
}

#[test]
fn without_chroot_there_is_no_run_directory() {
    let mut spec = spec();
    spec.chroot = false;
    let mut guest = Guest::new(spec);
    assert_eq!(guest.call("fd_prestat_get", &[3, u64::from(OUT)]), BADF);
    assert_eq!(guest.open("f", CREAT), Err(BADF));
}

#[test]
fn the_run_directory_is_a_second_preopen_for_guests_without_a_current_directory() {
    let mut spec = spec();
    spec.dot = true;
    let mut guest = Guest::new(spec);
    assert_eq!(guest.call("fd_prestat_dir_name", &[4, u64::from(OUT), 1]), 0);
    assert_eq!(guest.bytes(OUT, 1), b".");
    assert_eq!(guest.at_path("path_create_directory", 4, "d", &[]), 0);
    for fd in [3, 4] {
        assert_eq!(guest.at_path("path_create_directory", fd, "d", &[]), EXIST);
    }
    // What is closed by one name stays open by the other.
    assert_eq!(guest.call("fd_close", &[4]), 0);
    assert_eq!(guest.at_path("path_create_directory", 3, "e", &[]), 0);
}

#[test]
fn streams_are_of_unknown_type() {
    let mut guest = guest();
    for (fd, flags, rights) in [(0, 0, READ | 1 << 27), (1, 1, WRITE | 1 << 27), (2, 1, WRITE | 1 << 27)] {
        assert_eq!(guest.call("fd_fdstat_get", &[fd, u64::from(OUT)]), 0);
        assert_eq!(guest.bytes(OUT, 8), [0, 0, flags, 0, 0, 0, 0, 0]);
        assert_eq!((guest.u64(OUT + 8), guest.u64(OUT + 16)), (rights, 0));
        assert_eq!(guest.call("fd_filestat_get", &[fd, u64::from(OUT)]), 0);
        assert_eq!(guest.bytes(OUT, 64), [0; 64]);
    }
}

#[test]
fn a_file_tells_its_type_flags_and_rights() {
    let mut guest = guest();
    guest.put(IN, b"f");
    let open = [3, 0, u64::from(IN), 1, u64::from(CREAT), READ, READ, 1, u64::from(OUT)];
    assert_eq!(guest.call("path_open", &open), 0);
    assert_eq!(guest.call("fd_fdstat_get", &[4, u64::from(OUT)]), 0);
    assert_eq!(guest.bytes(OUT, 4), [4, 0, 1, 0]);
    assert_eq!((guest.u64(OUT + 8), guest.u64(OUT + 16)), (READ, 0));
    assert_eq!(guest.call("fd_fdstat_set_flags", &[4, 4]), 0);
    assert_eq!(guest.call("fd_fdstat_get", &[4, u64::from(OUT)]), 0);
    assert_eq!(guest.bytes(OUT, 4), [4, 0, 4, 0]);
}

#[test]
fn a_file_opened_without_the_right_cannot_be_read_or_written() {
    let mut guest = guest();
    let file = guest.open_at(3, "f", CREAT, READ).unwrap();
    assert_eq!(guest.write(file, b"x"), Err(BADF));
    let file = guest.open_at(3, "f", 0, WRITE).unwrap();
    assert_eq!(guest.read(file, 1), Err(BADF));
    assert_eq!(guest.write(file, b"x"), Ok(1));
}

#[test]
fn rights_can_be_given_up_and_not_gained() {
    let mut guest = guest();
    let file = guest.open("f", CREAT).unwrap();
    assert_eq!(guest.call("fd_fdstat_set_rights", &[u64::from(file), READ, 0]), 0);
    assert_eq!(guest.write(file, b"x"), Err(BADF));
    assert_eq!(guest.call("fd_fdstat_set_rights", &[u64::from(file), READ | WRITE, 0]), NOTCAPABLE);
}

#[test]
fn the_lowest_number_is_used_again_and_the_limit_holds() {
    let mut guest = guest();
    for fd in 4..8 {
        assert_eq!(guest.open("f", CREAT), Ok(fd));
    }
    assert_eq!(guest.open("g", CREAT), Err(MFILE));
    assert_eq!(guest.stat(3, "g", 0), Err(NOENT));
    assert_eq!(guest.call("fd_close", &[5]), 0);
    assert_eq!(guest.open("g", CREAT), Ok(5));
    let left = guest.finish();
    assert_eq!(left.open_files, 8);
}

#[test]
fn output_follows_its_descriptor() {
    let mut guest = guest();
    let file = guest.open("f", CREAT).unwrap();
    assert_eq!(guest.call("fd_renumber", &[u64::from(file), 1]), 0);
    assert_eq!(guest.write(1, b"to the file"), Ok(11));
    assert_eq!(guest.write(file, b"x"), Err(BADF));
    assert_eq!(guest.call("fd_renumber", &[2, 1]), 0);
    assert_eq!(guest.write(1, b"to stderr"), Ok(9));
    assert_eq!(guest.write(2, b"x"), Err(BADF));
    assert_eq!((guest.stdout(), guest.stderr()), (b"".to_vec(), b"to stderr".to_vec()));
    assert_eq!(guest.finish().files, [("f".to_owned(), b"to the file".to_vec())]);
}

#[test]
fn a_descriptor_moved_onto_itself_stays() {
    let mut guest = guest();
    assert_eq!(guest.call("fd_renumber", &[1, 1]), 0);
    assert_eq!(guest.write(1, b"x"), Ok(1));
}

#[test]
fn the_run_directory_can_be_closed() {
    let mut guest = guest();
    let file = guest.open("f", CREAT).unwrap();
    assert_eq!(guest.call("fd_close", &[3]), 0);
    assert_eq!(guest.open("g", CREAT), Err(BADF));
    assert_eq!(guest.write(file, b"still open"), Ok(10));
    assert_eq!(guest.open("g", CREAT), Err(BADF));
}
