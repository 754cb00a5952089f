//! Files that are given before the run and files that are left after it.

use std::collections::BTreeMap;
use std::sync::Arc;

use thiserror::Error;

use super::resolve::MAX_NAME_BYTES;
use super::{Body, Directory, Lent, Place, Quota, ROOT, Tree};

/// Why the given files cannot be put in the run directory.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SpecError {
    #[error(
        "the given files do not fit: at {path:?} the limit of {disk_bytes} bytes or {disk_entries} entries is passed"
    )]
    Quota { path: String, disk_bytes: u64, disk_entries: u64 },
    #[error("the given file {path:?} cannot be made: its path is empty, too deep, too long, or passes through a file")]
    Path { path: String },
}

/// What a run leaves in its directory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Leftovers {
    /// Regular files that are new or differ from the given ones, sorted by path, without the entry.
    pub files: Vec<(String, Vec<u8>)>,
    /// Given files that are gone, sorted, without the entry.
    pub deleted: Vec<String>,
    /// What the guest wrote into its report, if it has one and that is anything.
    pub report: Option<Vec<u8>>,
    /// The most bytes that were in use at a time.
    pub disk_bytes: u64,
    /// The most entries that there were at a time.
    pub disk_entries: u64,
    /// The most descriptors that were open at a time, streams and preopens among them.
    pub open_files: u64,
}

impl Tree {
    /// Puts a given file at a relative, normal path and makes the directories above it.
    pub fn give(&mut self, path: String, bytes: Vec<u8>, now_ns: u64) -> Result<(), SpecError> {
        let bytes = Arc::new(bytes);
        self.put(&path, Body::File(Arc::clone(&bytes)), now_ns)?;
        self.given.insert(path, bytes);
        Ok(())
    }

    /// Puts a file there whose contents are somebody else's.
    pub fn lend(&mut self, path: &str, contents: Lent, now_ns: u64) -> Result<(), SpecError> {
        self.put(path, Body::Lent(contents), now_ns)
    }

    fn put(&mut self, path: &str, body: Body, now_ns: u64) -> Result<(), SpecError> {
        let refused = || SpecError::Path { path: path.to_owned() };
        let (parents, name) = match path.rsplit_once('/') {
            Some((parents, name)) => (Some(parents), name),
            None => (None, path),
        };
        let mut directory = ROOT;
        for parent in parents.into_iter().flat_map(|parents| parents.split('/')) {
            let place = self.given_place(directory, parent).ok_or_else(refused)?;
            directory = match place.target {
                Some(ino) => ino,
                None => self.create_directory(&place, now_ns).map_err(|_| self.refusal(path))?,
            };
        }
        let place = self.given_place(directory, name).filter(|place| place.target.is_none()).ok_or_else(refused)?;
        let ino = self.create_file(&place, now_ns).map_err(|_| self.refusal(path))?;
        let size = if let Ok(inode) = self.inode_mut(ino) {
            inode.body = body;
            inode.size()
        } else {
            0
        };
        self.quota.take(size, 0).map_err(|_| self.refusal(path))
    }

    fn given_place(&self, directory: u64, name: &str) -> Option<Place> {
        if name.is_empty() || name == "." || name == ".." || name.contains('\0') || name.len() > MAX_NAME_BYTES {
            return None;
        }
        let target = self.directory(directory).ok()?.entries.get(name).copied();
        Some(Place { directory, name: Some(name.to_owned()), target, slash: false })
    }

    fn refusal(&self, path: &str) -> SpecError {
        let path = path.to_owned();
        if !self.quota.refused() {
            return SpecError::Path { path };
        }
        let (disk_bytes, disk_entries) = self.quota.limits();
        SpecError::Quota { path, disk_bytes, disk_entries }
    }

    /// Takes everything out of the run directory and tells what changed. The tree is empty afterwards.
    pub fn leftovers(&mut self, entry: Option<&str>) -> Leftovers {
        let mut found = self.regular_files();
        let report = self.reported();
        let (disk_bytes, disk_entries) = (self.quota.peak_bytes(), self.quota.peak_entries());
        let emptied = std::mem::replace(self, Tree::new(Quota::new(0, 0), 0));
        drop(emptied.inodes); // leaves `found` and the given files as the only holders of the contents
        let mut deleted = Vec::new();
        for (path, given) in emptied.given {
            match found.get(&path) {
                None => deleted.push(path),
                Some(bytes) if *bytes == given => _ = found.remove(&path),
                Some(_) => {}
            }
        }
        if let Some(entry) = entry {
            found.remove(entry);
            deleted.retain(|path| path != entry);
        }
        let files = found.into_iter().map(|(path, bytes)| (path, Arc::unwrap_or_clone(bytes))).collect();
        Leftovers { files, deleted, report, disk_bytes, disk_entries, open_files: 0 }
    }

    fn regular_files(&self) -> BTreeMap<String, Arc<Vec<u8>>> {
        let mut found = BTreeMap::new();
        let mut rest = vec![(String::new(), ROOT)];
        while let Some((above, ino)) = rest.pop() {
            let Ok(Directory { entries, .. }) = self.directory(ino) else { continue };
            for (name, child) in entries {
                let path = if above.is_empty() { name.clone() } else { format!("{above}/{name}") };
                match self.inodes.get(child).map(|inode| &inode.body) {
                    Some(Body::File(bytes)) => _ = found.insert(path, Arc::clone(bytes)),
                    Some(Body::Directory(_)) => rest.push((path, *child)),
                    Some(Body::Lent(_) | Body::Symlink(_)) | None => {}
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Disk, disk};
    use super::*;

    fn given(files: &[(&str, &str)]) -> Disk {
        let mut disk = disk();
        for (path, text) in files {
            disk.tree.give((*path).to_owned(), text.as_bytes().to_vec(), 0).unwrap();
        }
        disk
    }

    fn paths(leftovers: &Leftovers) -> Vec<&str> {
        leftovers.files.iter().map(|(path, _)| path.as_str()).collect()
    }

    #[test]
    fn given_files_are_there_with_their_directories() {
        let disk = given(&[("main.py", "pass"), ("data/in/a.txt", "abc")]);
        assert_eq!(disk.read("data/in/a.txt"), Ok(&b"abc"[..]));
        assert_eq!(disk.used(), (7, 4));
    }

    #[test]
    fn untouched_files_are_not_left_over() {
        let mut disk = given(&[("a", "1"), ("b/c", "2")]);
        assert_eq!(disk.tree.leftovers(None), Leftovers { disk_bytes: 2, disk_entries: 3, ..Leftovers::default() });
    }

    #[test]
    fn new_and_changed_files_are_left_over_sorted() {
        let mut disk = given(&[("b", "old"), ("same", "same")]);
        disk.make_directory("a").unwrap();
        disk.make_file("a/new", b"n").unwrap();
        disk.make_file("a.txt", b"t").unwrap();
        let (b, same) = (disk.find("b").unwrap(), disk.find("same").unwrap());
        disk.write(b, 0, b"new").unwrap();
        disk.resize(same, 0).unwrap();
        disk.write(same, 0, b"same").unwrap();
        disk.make_symlink("link", "b").unwrap();
        let left = disk.tree.leftovers(None);
        assert_eq!(paths(&left), ["a.txt", "a/new", "b"]);
        assert_eq!(left.files[2].1, b"new");
        assert!(left.deleted.is_empty());
    }

    #[test]
    fn removed_moved_and_covered_files_are_deleted() {
        let mut disk = given(&[("gone", "1"), ("moved", "2"), ("covered", "3"), ("stays", "4")]);
        disk.unlink("gone").unwrap();
        disk.rename("moved", "to").unwrap();
        disk.unlink("covered").unwrap();
        disk.make_directory("covered").unwrap();
        let left = disk.tree.leftovers(None);
        assert_eq!(left.deleted, ["covered", "gone", "moved"]);
        assert_eq!(left.files, [("to".to_owned(), b"2".to_vec())]);
    }

    #[test]
    fn the_entry_is_neither_changed_nor_deleted() {
        let mut disk = given(&[("main.py", "1")]);
        let entry = disk.find("main.py").unwrap();
        disk.write(entry, 0, b"2").unwrap();
        assert_eq!(disk.tree.leftovers(Some("main.py")).files, []);
        let mut disk = given(&[("main.py", "1")]);
        disk.unlink("main.py").unwrap();
        assert!(disk.tree.leftovers(Some("main.py")).deleted.is_empty());
    }

    #[test]
    fn every_name_of_a_file_is_left_over() {
        let mut disk = disk();
        disk.make_file("f", b"abc").unwrap();
        disk.link("f", "g").unwrap();
        assert_eq!(
            disk.tree.leftovers(None).files,
            [("f".to_owned(), b"abc".to_vec()), ("g".to_owned(), b"abc".to_vec())]
        );
    }

    #[test]
    fn given_files_past_the_quota_are_refused() {
        let mut disk = disk();
        let quota = SpecError::Quota { path: "f".to_owned(), disk_bytes: 100, disk_entries: 300 };
        assert_eq!(disk.tree.give("f".to_owned(), vec![0; 101], 0), Err(quota));
    }

    #[test]
    fn paths_that_cannot_be_made_are_refused() {
        let deep = vec!["d"; 65].join("/");
        for path in ["", "a/", "/a", "a//b", "../a", "a/./b", "file/below", "file", &deep, &"n".repeat(256)] {
            let mut disk = given(&[("file", "")]);
            let refused = SpecError::Path { path: path.to_owned() };
            assert_eq!(disk.tree.give(path.to_owned(), Vec::new(), 0), Err(refused), "{path}");
        }
    }
}
