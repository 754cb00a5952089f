//! Reading directories.

use crate::guest::*;

fn with_files(names: &[&str]) -> Guest {
    let mut spec = spec();
    spec.files = names.iter().map(|name| ((*name).to_owned(), Vec::new())).collect();
    Guest::new(spec)
}

#[test]
fn a_listing_is_sorted_and_whole_whatever_the_buffer() {
    let mut guest = with_files(&["b", "a long name", "c/d", "a"]);
    for buffer in [35, 36, 60, 100, 4_096] {
        assert_eq!(guest.names(3, buffer).unwrap(), [".", "..", "a", "a long name", "b", "c"], "{buffer}");
    }
}

#[test]
fn an_entry_has_its_number_length_and_type() {
    let mut guest = with_files(&["d/f"]);
    assert_eq!(guest.call("fd_readdir", &[3, u64::from(IN), 500, 2, u64::from(OUT)]), 0);
    assert_eq!(guest.u32(OUT), 25);
    assert_eq!((guest.u64(IN), guest.u64(IN + 8), guest.u32(IN + 16), guest.u32(IN + 20)), (3, 2, 1, 3));
    let directory = guest.open_at(3, "d", DIRECTORY, 0).unwrap();
    assert_eq!(guest.call("fd_readdir", &[u64::from(directory), u64::from(IN), 500, 0, u64::from(OUT)]), 0);
    assert_eq!((guest.u64(IN + 8), guest.u64(IN + 25 + 8), guest.u64(IN + 51 + 8)), (2, 1, 3));
}

#[test]
fn a_buffer_of_one_header_works() {
    let mut guest = with_files(&["f"]);
    guest.put(IN, &[0xff; 32]);
    assert_eq!(guest.call("fd_readdir", &[3, u64::from(IN), 24, 2, u64::from(OUT)]), 0);
    assert_eq!((guest.u32(OUT), guest.u32(IN + 16), guest.bytes(IN + 24, 1)), (24, 1, vec![0xff]));
    assert_eq!(guest.call("fd_readdir", &[3, u64::from(IN), 0, 0, u64::from(OUT)]), 0);
    assert_eq!(guest.u32(OUT), 0);
}

#[test]
fn a_listing_stays_until_it_is_begun_anew() {
    let mut guest = with_files(&["a", "b"]);
    assert_eq!(guest.call("fd_readdir", &[3, u64::from(IN), 51, 0, u64::from(OUT)]), 0);
    guest.at_path("path_unlink_file", 3, "a", &[]);
    guest.open("c", CREAT).unwrap();
    assert_eq!(guest.call("fd_readdir", &[3, u64::from(IN), 500, 2, u64::from(OUT)]), 0);
    assert_eq!((guest.bytes(IN + 24, 1), guest.bytes(IN + 25 + 24, 1)), (b"a".to_vec(), b"b".to_vec()));
    assert_eq!(guest.names(3, 500).unwrap(), [".", "..", "b", "c"]);
}

#[test]
fn a_cookie_past_the_end_gives_nothing() {
    let mut guest = with_files(&["a"]);
    for cookie in [3, 4, u64::MAX] {
        assert_eq!(guest.call("fd_readdir", &[3, u64::from(IN), 500, cookie, u64::from(OUT)]), 0);
        assert_eq!(guest.u32(OUT), 0);
    }
}

#[test]
fn a_file_is_not_listed() {
    let mut guest = with_files(&["a"]);
    let file = guest.open("a", 0).unwrap();
    assert_eq!(guest.names(file, 500), Err(NOTDIR));
}
