//! `rename`, by the rules of POSIX.

use super::super::charges::{self, Meter};
use super::super::errno::Errno;
use super::super::fault::Fault;
use super::{Body, Ino, Place, ROOT, Tree};

impl Tree {
    /// Moves what is at `from` to `to`, in the place of what may be there.
    pub fn rename(&mut self, from: &Place, to: &Place, now_ns: u64, meter: &mut Meter) -> Result<(), Fault> {
        let (Some(from_name), Some(to_name)) = (&from.name, &to.name) else { return Err(Errno::Busy.into()) };
        let ino = from.target.ok_or(Errno::Noent)?;
        let moves_directory = self.inode(ino)?.is_directory();
        if (from.slash || to.slash) && !moves_directory {
            return Err(Errno::Notdir.into());
        }
        if to.target == Some(ino) {
            return Ok(()); // two names of one file, or one name twice: nothing happens
        }
        let below = self.reach_below(ino, meter)?;
        self.check_reach(to.directory, to_name, below)?;
        meter.charge(charges::PATH_COMPONENT * u64::from(self.directory(to.directory)?.reach.depth))?;
        if moves_directory && self.is_within(to.directory, ino)? {
            return Err(Errno::Inval.into());
        }
        if let Some(replaced) = to.target {
            self.check_replaceable(replaced, moves_directory)?;
            self.detach(to.directory, to_name, now_ns)?;
            self.drop_name(replaced, now_ns)?;
        }
        self.detach(from.directory, from_name, now_ns)?;
        self.attach(to.directory, to_name.clone(), ino, now_ns)?;
        self.inode_mut(ino)?.times.changed_ns = now_ns;
        Ok(())
    }

    fn check_replaceable(&self, replaced: Ino, by_directory: bool) -> Result<(), Errno> {
        match (&self.inode(replaced)?.body, by_directory) {
            (Body::Directory(_), false) => Err(Errno::Isdir),
            (Body::Directory(directory), true) if !directory.entries.is_empty() => Err(Errno::Notempty),
            (Body::File(_) | Body::Lent(_) | Body::Symlink(_), true) => Err(Errno::Notdir),
            _ => Ok(()),
        }
    }

    /// Whether `directory` is `ancestor` or lies below it.
    fn is_within(&self, directory: Ino, ancestor: Ino) -> Result<bool, Errno> {
        let mut at = directory;
        while at != ancestor {
            if at == ROOT {
                return Ok(false);
            }
            at = self.directory(at)?.parent;
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::disk;
    use super::*;

    #[test]
    fn a_file_moves_and_keeps_its_inode() {
        let mut disk = disk();
        let file = disk.make_file("f", b"abc").unwrap();
        disk.make_directory("d").unwrap();
        disk.rename("f", "d/g").unwrap();
        assert_eq!((disk.find("d/g"), disk.find("f")), (Ok(file), Err(Errno::Noent)));
        assert_eq!(disk.used(), (3, 2));
    }

    #[test]
    fn a_replaced_file_gives_its_room_back() {
        let mut disk = disk();
        disk.make_file("f", b"abc").unwrap();
        disk.make_file("g", b"abcdef").unwrap();
        disk.rename("f", "g").unwrap();
        assert_eq!(disk.read("g"), Ok(&b"abc"[..]));
        assert_eq!(disk.used(), (3, 1));
    }

    #[test]
    fn a_replaced_open_file_stays_until_it_is_closed() {
        let mut disk = disk();
        disk.make_file("f", b"abc").unwrap();
        let open = disk.make_file("g", b"abcdef").unwrap();
        disk.tree.hold(open).unwrap();
        disk.rename("f", "g").unwrap();
        assert_eq!(disk.tree.read(open, 0, 9), Ok(&b"abcdef"[..]));
        assert_eq!(disk.used(), (9, 1));
        disk.tree.release(open);
        assert_eq!(disk.used(), (3, 1));
    }

    #[test]
    fn only_like_replaces_like() {
        let mut disk = disk();
        disk.make_file("f", b"").unwrap();
        disk.make_directory("d").unwrap();
        disk.make_directory("full").unwrap();
        disk.make_file("full/f", b"").unwrap();
        disk.make_symlink("l", "d").unwrap();
        assert_eq!(disk.rename("f", "d"), Err(Errno::Isdir));
        assert_eq!(disk.rename("d", "f"), Err(Errno::Notdir));
        assert_eq!(disk.rename("d", "l"), Err(Errno::Notdir));
        assert_eq!(disk.rename("d", "full"), Err(Errno::Notempty));
        assert_eq!(disk.rename("f", "new/"), Err(Errno::Notdir));
        assert_eq!(disk.rename("nothing", "x"), Err(Errno::Noent));
        assert_eq!(disk.rename(".", "x"), Err(Errno::Busy));
        assert_eq!(disk.rename("full", "d"), Ok(()));
        assert_eq!(disk.names("d").unwrap(), ["f"]);
        assert_eq!(disk.rename("f", "l"), Ok(()));
        assert_eq!(disk.names(".").unwrap(), ["d", "l"]);
    }

    #[test]
    fn a_directory_does_not_move_into_itself() {
        let mut disk = disk();
        disk.make_directory("d").unwrap();
        disk.make_directory("d/e").unwrap();
        assert_eq!(disk.rename("d", "d/e/x"), Err(Errno::Inval));
        assert_eq!(disk.rename("d", "d/x"), Err(Errno::Inval));
        assert_eq!(disk.rename("d", "d"), Ok(()));
    }

    #[test]
    fn a_moved_directory_counts_at_its_new_parent() {
        let mut disk = disk();
        disk.make_directory("d").unwrap();
        disk.make_directory("e").unwrap();
        disk.rename("d", "e/d").unwrap();
        assert_eq!((disk.links(".").unwrap(), disk.links("e").unwrap()), (3, 3));
        let moved = disk.find("e/d").unwrap();
        assert_eq!(disk.tree.directory(moved).unwrap().parent, disk.find("e").unwrap());
    }

    #[test]
    fn two_names_of_one_file_stay_as_they_are() {
        let mut disk = disk();
        disk.make_file("f", b"").unwrap();
        disk.link("f", "g").unwrap();
        assert_eq!(disk.rename("f", "g"), Ok(()));
        assert_eq!(disk.names(".").unwrap(), ["f", "g"]);
    }
}
