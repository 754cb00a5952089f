//! Making and removing names.

use std::sync::Arc;

use super::super::errno::Errno;
use super::{Body, Directory, Ino, Place, Tree};

impl Tree {
    pub fn create_file(&mut self, place: &Place, now_ns: u64) -> Result<Ino, Errno> {
        if place.slash {
            return Err(Errno::Isdir);
        }
        self.create(place, Body::File(Arc::default()), now_ns)
    }

    pub fn create_directory(&mut self, place: &Place, now_ns: u64) -> Result<Ino, Errno> {
        self.create(place, Body::Directory(Directory::new(place.directory)), now_ns)
    }

    pub fn create_symlink(&mut self, place: &Place, target: &str, now_ns: u64) -> Result<Ino, Errno> {
        if place.target.is_none() && place.slash {
            return Err(Errno::Noent);
        }
        self.create(place, Body::Symlink(target.to_owned()), now_ns)
    }

    fn create(&mut self, place: &Place, body: Body, now_ns: u64) -> Result<Ino, Errno> {
        let name = self.free_name(place)?;
        let bytes = if let Body::Symlink(target) = &body { target.len() as u64 } else { 0 };
        self.quota.take(bytes, 1)?;
        let ino = self.insert(body, now_ns);
        self.attach(place.directory, name, ino, now_ns)?;
        Ok(ino)
    }

    /// Gives a file one more name.
    pub fn link(&mut self, ino: Ino, place: &Place, now_ns: u64) -> Result<(), Errno> {
        let inode = self.inode(ino)?;
        if inode.is_directory() {
            return Err(Errno::Perm);
        }
        let size = inode.size();
        if place.target.is_none() && place.slash {
            return Err(Errno::Noent);
        }
        let name = self.free_name(place)?;
        self.quota.take(size, 1)?;
        let inode = self.inode_mut(ino)?;
        inode.links += 1;
        inode.times.changed_ns = now_ns;
        self.attach(place.directory, name, ino, now_ns)
    }

    pub fn unlink(&mut self, place: &Place, now_ns: u64) -> Result<(), Errno> {
        let Some(name) = &place.name else { return Err(Errno::Isdir) };
        let ino = place.target.ok_or(Errno::Noent)?;
        if self.inode(ino)?.is_directory() {
            return Err(Errno::Isdir);
        }
        if place.slash {
            return Err(Errno::Notdir);
        }
        self.detach(place.directory, name, now_ns)?;
        self.drop_name(ino, now_ns)
    }

    pub fn remove_directory(&mut self, place: &Place, now_ns: u64) -> Result<(), Errno> {
        let Some(name) = &place.name else { return Err(Errno::Inval) };
        let ino = place.target.ok_or(Errno::Noent)?;
        if !self.directory(ino)?.entries.is_empty() {
            return Err(Errno::Notempty);
        }
        self.detach(place.directory, name, now_ns)?;
        self.drop_name(ino, now_ns)
    }
}

#[cfg(test)]
mod tests {
    use super::super::ROOT;
    use super::super::fixture::{NOW_NS, disk};
    use super::*;

    #[test]
    fn inode_numbers_count_up_and_are_not_used_again() {
        let mut disk = disk();
        assert_eq!(disk.make_file("a", b""), Ok(2));
        assert_eq!(disk.make_directory("b"), Ok(3));
        disk.unlink("a").unwrap();
        assert_eq!(disk.make_file("a", b""), Ok(4));
    }

    #[test]
    fn what_exists_is_not_made_again() {
        let mut disk = disk();
        disk.make_directory("d").unwrap();
        disk.make_symlink("l", "nowhere").unwrap();
        assert_eq!(disk.make_directory("d"), Err(Errno::Exist));
        assert_eq!(disk.make_directory("d/."), Err(Errno::Exist));
        assert_eq!(disk.make_symlink("l", "x"), Err(Errno::Exist));
        assert_eq!(disk.make_directory("l"), Err(Errno::Exist));
        assert_eq!(disk.make_directory("new/"), Ok(4));
        assert_eq!(disk.make_file("file/", b""), Err(Errno::Isdir));
    }

    #[test]
    fn names_are_listed_sorted() {
        let mut disk = disk();
        for name in ["b", "a", "c", "B"] {
            disk.make_file(name, b"").unwrap();
        }
        assert_eq!(disk.names(".").unwrap(), ["B", "a", "b", "c"]);
    }

    #[test]
    fn removing_has_the_errors_of_posix() {
        let mut disk = disk();
        disk.make_directory("d").unwrap();
        disk.make_file("d/f", b"x").unwrap();
        assert_eq!(disk.unlink("d"), Err(Errno::Isdir));
        assert_eq!(disk.unlink("d/."), Err(Errno::Isdir));
        assert_eq!(disk.unlink("x"), Err(Errno::Noent));
        assert_eq!(disk.unlink("d/f/"), Err(Errno::Notdir));
        assert_eq!(disk.remove_directory("d"), Err(Errno::Notempty));
        assert_eq!(disk.remove_directory("d/f"), Err(Errno::Notdir));
        assert_eq!(disk.remove_directory("d/."), Err(Errno::Inval));
        assert_eq!(disk.unlink("d/f"), Ok(()));
        assert_eq!(disk.remove_directory("d/"), Ok(()));
        assert_eq!(disk.used(), (0, 0));
    }

    #[test]
    fn links_of_directories_count_the_directories_in_them() {
        let mut disk = disk();
        disk.make_directory("d").unwrap();
        disk.make_directory("d/e").unwrap();
        disk.make_file("d/f", b"").unwrap();
        assert_eq!((disk.links(".").unwrap(), disk.links("d").unwrap(), disk.links("d/e").unwrap()), (3, 3, 2));
        disk.remove_directory("d/e").unwrap();
        assert_eq!(disk.links("d"), Ok(2));
    }

    #[test]
    fn a_hard_link_is_another_name_of_the_same_file() {
        let mut disk = disk();
        disk.make_file("f", b"abc").unwrap();
        disk.make_directory("d").unwrap();
        disk.link("f", "d/g").unwrap();
        assert_eq!(disk.find("f"), disk.find("d/g"));
        assert_eq!(disk.links("f"), Ok(2));
        disk.unlink("f").unwrap();
        assert_eq!((disk.read("d/g").unwrap(), disk.links("d/g")), (&b"abc"[..], Ok(1)));
        assert_eq!(disk.used(), (3, 2));
        assert_eq!(disk.link("d", "e"), Err(Errno::Perm));
        assert_eq!(disk.link("d/g", "d"), Err(Errno::Exist));
        assert_eq!(disk.link("d/g", "new/"), Err(Errno::Noent));
    }

    #[test]
    fn an_open_file_without_a_name_counts_until_it_is_closed() {
        let mut disk = disk();
        let file = disk.make_file("f", b"abc").unwrap();
        disk.tree.hold(file).unwrap();
        disk.unlink("f").unwrap();
        assert_eq!(disk.used(), (3, 0));
        disk.write(file, 3, b"de").unwrap();
        assert_eq!(disk.used(), (5, 0));
        disk.tree.release(file);
        assert_eq!(disk.used(), (0, 0));
        assert_eq!(disk.tree.stat(file), Err(Errno::Stale));
    }

    #[test]
    fn nothing_can_be_made_in_a_removed_directory() {
        let mut disk = disk();
        let directory = disk.make_directory("d").unwrap();
        disk.tree.hold(directory).unwrap();
        disk.remove_directory("d").unwrap();
        let place = Place { directory, name: Some("f".to_owned()), target: None, slash: false };
        assert_eq!(disk.tree.create_file(&place, NOW_NS), Err(Errno::Noent));
    }

    #[test]
    fn the_entry_after_the_last_is_refused() {
        let mut disk = disk();
        for index in 0..300 {
            disk.make_file(&index.to_string(), b"").unwrap();
        }
        assert_eq!(disk.make_directory("d"), Err(Errno::Nospc));
        assert!(disk.tree.quota.refused());
        disk.unlink("0").unwrap();
        assert_eq!(disk.make_directory("d"), Ok(302));
    }

    #[test]
    fn a_symbolic_link_counts_its_target() {
        let mut disk = disk();
        disk.make_symlink("l", &"t".repeat(100)).unwrap();
        assert_eq!(disk.used(), (100, 1));
        assert_eq!(disk.make_symlink("m", "t"), Err(Errno::Nospc));
        assert_eq!(disk.used(), (100, 1));
        disk.unlink("l").unwrap();
        assert_eq!(disk.used(), (0, 0));
    }

    #[test]
    fn a_new_entry_moves_the_times_of_its_directory() {
        let mut disk = disk();
        let place = disk.place("f").unwrap();
        disk.tree.create_file(&place, 5_000).unwrap();
        assert_eq!(disk.tree.stat(ROOT).unwrap().modified_ns, 5_000);
    }
}
