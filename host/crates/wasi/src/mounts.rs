//! Mounts: directories that a runtime brings for all its runs, such as a compiler's headers. Their trees lie in the
//! host's memory and are shared between runs; nothing in them can be changed. One file of a mount may be the exception,
//! its report: a file of the run's own, through which the guest tells something beside its streams.

use std::sync::Arc;

use super::abi::Filestat;
use super::devices::Named;
use super::errno::Errno;
pub use super::memfs::Lent;
use super::memfs::{Ino, Place, Quota, ROOT, SpecError, Tree};

/// The name of the report, right in the mount.
const REPORT: &str = "report";
/// The device number of the first mount; the run directory's is 1, that of host directories 2.
const FIRST_DEVICE: u64 = 3;
/// 2000-01-01T00:00:00Z: the times of everything in a mount, for a shared tree has no start of its own.
const TIMES_NS: u64 = 946_684_800_000_000_000;

/// The files of a mount.
#[derive(Debug)]
pub struct MountTree(Tree);

impl MountTree {
    /// A tree with these files, by relative, normal path, and the directories above them.
    pub fn new(files: Vec<(String, Vec<u8>)>) -> Result<MountTree, SpecError> {
        let mut tree = Tree::new(Quota::new(u64::MAX, u64::MAX), TIMES_NS);
        for (path, bytes) in files {
            tree.give(path, bytes, TIMES_NS)?;
        }
        Ok(MountTree(tree))
    }

    /// [`MountTree::new`] of files whose contents lie in a file of the machine.
    pub fn lent(files: Vec<(String, Lent)>) -> Result<MountTree, SpecError> {
        let mut tree = Tree::new(Quota::new(u64::MAX, u64::MAX), TIMES_NS);
        for (path, contents) in files {
            tree.lend(&path, contents, TIMES_NS)?;
        }
        Ok(MountTree(tree))
    }
}

/// A mount as a guest finds it.
#[derive(Debug)]
pub struct Mount {
    /// The name under which the guest finds it.
    pub guest: String,
    pub tree: Arc<MountTree>,
    /// Whether it has a report.
    pub report: bool,
    /// Whether its files are devices.
    pub devices: bool,
}

/// A file or directory of a mount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mounted {
    pub mount: usize,
    pub ino: Ino,
}

impl Mounted {
    pub fn root(mount: usize) -> Mounted {
        Mounted { mount, ino: ROOT }
    }
}

/// A run's mounts.
#[derive(Debug)]
pub struct Mounts(Arc<[Mount]>);

impl Mounts {
    pub fn new(mounts: Arc<[Mount]>) -> Mounts {
        Mounts(mounts)
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    pub fn have_report(&self) -> bool {
        self.0.iter().any(|mount| mount.report)
    }

    pub fn tree(&self, mount: usize) -> Result<&Tree, Errno> {
        Ok(&self.0.get(mount).ok_or(Errno::Stale)?.tree.0)
    }

    /// Whether a place in a mount is its report.
    pub fn is_report(&self, mount: usize, place: &Place) -> bool {
        self.0.get(mount).is_some_and(|mount| mount.report)
            && place.directory == ROOT
            && place.name.as_deref() == Some(REPORT)
    }

    /// The device at a place in a mount.
    pub fn device(&self, mount: usize, place: &Place) -> Option<Named> {
        let name = place.name.as_deref().filter(|_| place.directory == ROOT)?;
        self.0.get(mount).filter(|mount| mount.devices).and_then(|_| Named::find(name))
    }

    pub fn stat(&self, Mounted { mount, ino }: Mounted) -> Result<Filestat, Errno> {
        Ok(Filestat { device: FIRST_DEVICE + mount as u64, ..self.tree(mount)?.stat(ino)? })
    }
}
