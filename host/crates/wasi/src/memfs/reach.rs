//! How far down the tree something lies. Both measures are limited and refused with `nametoolong`, so that every path
//! that a run leaves can be handed back and made again.

use super::super::charges::Meter;
use super::super::errno::Errno;
use super::super::fault::Fault;
use super::{Body, Ino, Tree};

/// The deepest that an entry can lie, the run directory's own entries being at 1.
pub const MAX_DEPTH: u32 = 64;
/// The longest path of an entry from the guest's `/` on.
pub const MAX_PATH_BYTES: u64 = 4096;

/// Levels and path bytes between a directory and something below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reach {
    pub depth: u32,
    pub bytes: u64,
}

impl Reach {
    /// The reach of an entry of a directory that has this reach itself.
    pub fn of_entry(self, name: &str) -> Reach {
        Reach { depth: self.depth + 1, bytes: self.bytes + 1 + name.len() as u64 }
    }

    /// Whether something can lie here that itself has entries as far as `below`.
    pub fn check_with(self, below: Reach) -> Result<(), Errno> {
        let fits = self.depth + below.depth <= MAX_DEPTH && self.bytes + below.bytes <= MAX_PATH_BYTES;
        if fits { Ok(()) } else { Err(Errno::Nametoolong) }
    }
}

impl Tree {
    /// The farthest reach below an inode, nothing for a file. Each entry that is looked at is paid for.
    pub(super) fn reach_below(&self, ino: Ino, meter: &mut Meter) -> Result<Reach, Fault> {
        let mut farthest = Reach::default();
        let mut rest = vec![(ino, Reach::default())];
        while let Some((at, reach)) = rest.pop() {
            farthest = Reach { depth: farthest.depth.max(reach.depth), bytes: farthest.bytes.max(reach.bytes) };
            if let Body::Directory(directory) = &self.inode(at)?.body {
                meter.charge(directory.listing_charge())?;
                rest.extend(directory.entries.iter().map(|(name, child)| (*child, reach.of_entry(name))));
            }
        }
        Ok(farthest)
    }

    /// Notes where a directory lies now, and with it every directory below.
    pub(super) fn set_reach(&mut self, directory: Ino, reach: Reach) -> Result<(), Errno> {
        let mut rest = vec![(directory, reach)];
        while let Some((at, reach)) = rest.pop() {
            if let Body::Directory(directory) = &mut self.inode_mut(at)?.body {
                directory.reach = reach;
                rest.extend(directory.entries.iter().map(|(name, child)| (*child, reach.of_entry(name))));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Disk, disk, plenty};
    use super::*;

    /// Directories named `d` down to a depth.
    fn chain(depth: usize) -> (Disk, String) {
        let mut disk = disk();
        let mut path = "d".to_owned();
        disk.make_directory(&path).unwrap();
        for _ in 1..depth {
            path.push_str("/d");
            disk.make_directory(&path).unwrap();
        }
        (disk, path)
    }

    #[test]
    fn the_sixty_fifth_level_is_refused() {
        let (mut disk, path) = chain(64);
        assert_eq!(disk.make_file(&format!("{path}/f"), b""), Err(Errno::Nametoolong));
        assert_eq!(disk.make_directory(&format!("{path}/f")), Err(Errno::Nametoolong));
    }

    #[test]
    fn a_moved_directory_takes_its_levels_along() {
        let (mut disk, path) = chain(40);
        disk.make_directory("e").unwrap();
        disk.make_directory("e/e").unwrap();
        assert_eq!(disk.rename("d", "e/e/d"), Ok(()));
        let deepest = format!("e/e/{path}");
        let mut longer = deepest.clone();
        for _ in 42..64 {
            longer.push_str("/x");
            assert!(disk.make_directory(&longer).is_ok());
        }
        assert_eq!(disk.make_directory(&format!("{longer}/x")), Err(Errno::Nametoolong));
        disk.make_directory("f").unwrap();
        assert_eq!(disk.rename("e", "f/e"), Err(Errno::Nametoolong));
        assert_eq!(disk.rename("e", "g"), Ok(()));
    }

    #[test]
    fn a_path_that_could_not_be_given_again_is_refused() {
        let mut disk = disk();
        let name = "n".repeat(255);
        let mut path = name.clone();
        disk.make_directory(&path).unwrap();
        for _ in 1..15 {
            path = format!("{path}/{name}");
            disk.make_directory(&path).unwrap();
        }
        // 15 names and their slashes are 3,840 bytes: 255 more are left, and a slash.
        assert_eq!(disk.make_file(&format!("{path}/{name}"), b""), Ok(17));
        disk.make_directory("short").unwrap();
        assert_eq!(disk.rename(&name, &format!("short/{name}")), Err(Errno::Nametoolong));
        assert_eq!(disk.rename(&name, "s"), Ok(()));
    }

    #[test]
    fn looking_below_is_paid_by_the_entry() {
        let (disk, _) = chain(3);
        let mut meter = plenty();
        let below = disk.tree.reach_below(disk.find("d").unwrap(), &mut meter).unwrap();
        assert_eq!((below, meter.used()), (Reach { depth: 2, bytes: 4 }, 200));
    }
}
