//! Files that are given before the run and files that are left after it.

use std::collections::BTreeMap;
use std::sync::Arc;

use thiserror::Error;

use super::resolve::MAX_NAME_BYTES;
use super::{Body, Directory, Place, Quota, ROOT, Tree};

/// Why the given files cannot be put in the run directory.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SpecError {
    #[error("the given files do not fit: at {path:?} the limit of {disk_bytes} bytes or {disk_entries} entries is passed")]
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
        let refused = || SpecError::Path { path: path.clone() };
        let (parents, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let mut directory = ROOT;
        for parent in parents.split('/').filter(|_| !parents.is_empty()) {
            let place = self.given_place(directory, parent).ok_or_else(refused)?;
            directory = match place.target {
                Some(ino) => ino,
                None => self.create_directory(&place, now_ns).map_err(|_| self.refusal(&path))?,
            };
        }
        let place = self.given_place(directory, name).filter(|place| place.target.is_none()).ok_or_else(refused)?;
        let ino = self.create_file(&place, now_ns).map_err(|_| self.refusal(&path))?;
        self.quota.take(bytes.len() as u64, 0).map_err(|_| self.refusal(&path))?;
        let bytes = Arc::new(bytes);
        if let Ok(inode) = self.inode_mut(ino) {
            inode.body = Body::File(Arc::clone(&bytes));
        }
        self.given.insert(path, bytes);
        Ok(())
    }

    fn given_place(&self, directory: u64, name: &str) -> Option<Place> {
        if name.is_empty() || name == "." || name == ".." || name.len() > MAX_NAME_BYTES {
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
        Leftovers { files, deleted, disk_bytes, disk_entries, open_files: 0 }
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
                    Some(Body::Symlink(_)) | None => {}
                }
            }
        }
        found
    }
}
