//! Archives of mounts: written once, read by every worker, and refused when they are not the expected ones.

use std::fs;
use std::path::{Path, PathBuf};

use fuelcell_host::archive;
use fuelcell_protocol::FailureCode;

/// A folder of a test's own, removed with it.
struct Scratch(PathBuf);

impl Scratch {
    fn new(test: &str) -> Scratch {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("archive-{test}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn files() -> Vec<(String, Vec<u8>)> {
    vec![("b/ü".to_owned(), vec![0, 255]), ("a".to_owned(), Vec::new())]
}

#[test]
fn the_same_files_are_the_same_archive_in_any_order() {
    let scratch = Scratch::new("order");
    let one = archive::write(files(), &scratch.file("one")).unwrap();
    let other = archive::write(files().into_iter().rev().collect(), &scratch.file("other")).unwrap();
    assert_eq!((&one.digest, one.bytes), (&other.digest, 16));
    assert_eq!(fs::metadata(scratch.file("one")).unwrap().len(), 16);
    assert!(archive::read(&scratch.file("one"), &one.digest).is_ok());
}

#[test]
fn an_altered_archive_is_not_read() {
    let scratch = Scratch::new("altered");
    let written = archive::write(files(), &scratch.file("a")).unwrap();
    fs::write(scratch.file("a"), b"other").unwrap();
    let refused = archive::read(&scratch.file("a"), &written.digest).unwrap_err();
    assert_eq!(refused.code, FailureCode::DigestMismatch);
    let missing = archive::read(&scratch.file("nothing"), &written.digest).unwrap_err();
    assert_eq!(missing.code, FailureCode::Io);
}

#[test]
fn an_archive_does_not_write_over_a_file() {
    let scratch = Scratch::new("exists");
    fs::write(scratch.file("a"), b"mine").unwrap();
    assert_eq!(archive::write(files(), &scratch.file("a")).err().unwrap().code, FailureCode::Io);
    assert_eq!(fs::read(scratch.file("a")).unwrap(), b"mine");
}

#[test]
fn files_that_no_tree_can_hold_are_refused() {
    let scratch = Scratch::new("paths");
    let twice = vec![("a".to_owned(), Vec::new()), ("a/b".to_owned(), Vec::new())];
    let refused = archive::write(twice, &scratch.file("a")).err().unwrap();
    assert_eq!(refused.code, FailureCode::BadRequest);
}
