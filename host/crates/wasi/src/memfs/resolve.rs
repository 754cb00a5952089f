//! From a path to a place in the tree. A path stays below the directory that it starts from: `..` above it and
//! absolute paths are refused with `perm`, as other preview1 hosts refuse them.

use super::super::charges::{self, Meter};
use super::super::errno::Errno;
use super::super::fault::Fault;
use super::{Body, Ino, Tree};

/// The most symbolic links on one path.
const MAX_LINKS: u32 = 32;
/// The most bytes of one name.
pub const MAX_NAME_BYTES: usize = 255;

/// Whether a symbolic link at the very end of the path is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follow {
    Yes,
    No,
}

/// Where a path ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The directory that holds the name.
    pub directory: Ino,
    /// The name in it; none if the path ends in `.` or `..` and so names `directory` itself.
    pub name: Option<String>,
    /// What is there, if anything is.
    pub target: Option<Ino>,
    /// Whether the path ends in a slash and so can only mean a directory.
    pub slash: bool,
}

impl Tree {
    /// Follows `path` from `base`, paying for each component before it is looked up.
    pub fn resolve(&self, base: Ino, path: &str, follow: Follow, meter: &mut Meter) -> Result<Place, Fault> {
        if path.is_empty() {
            return Err(Errno::Noent.into());
        }
        if path.starts_with('/') {
            return Err(Errno::Perm.into());
        }
        let mut walked = vec![base];
        // What is left of the path, and below it of the paths with symbolic links that led here; none is empty.
        let mut rest: Vec<&str> = Vec::new();
        let mut slash = path.ends_with('/');
        let mut links = 0;
        push(&mut rest, path);

        while let Some(name) = next_component(&mut rest) {
            meter.charge(charges::PATH_COMPONENT)?;
            let directory = walked.last().copied().unwrap_or(base);
            match name {
                "." => continue,
                ".." => {
                    if walked.len() == 1 {
                        return Err(Errno::Perm.into());
                    }
                    walked.pop();
                    continue;
                }
                _ if name.len() > MAX_NAME_BYTES => return Err(Errno::Nametoolong.into()),
                _ => {}
            }
            let searched = self.directory(directory)?;
            if searched.is_large() {
                meter.charge(charges::LARGE_DIRECTORY)?;
            }
            let target = searched.entries.get(name).copied();
            let last = rest.is_empty();
            let place = || Place { directory, name: Some(name.to_owned()), target, slash };
            let Some(ino) = target else {
                return if last { Ok(place()) } else { Err(Errno::Noent.into()) };
            };
            match &self.inode(ino)?.body {
                Body::Symlink(to) if !last || slash || follow == Follow::Yes => {
                    links += 1;
                    if links > MAX_LINKS {
                        return Err(Errno::Loop.into());
                    }
                    meter.charge(charges::PATH_BYTE * to.len() as u64)?;
                    if to.starts_with('/') {
                        return Err(Errno::Perm.into());
                    }
                    slash |= last && to.ends_with('/');
                    push(&mut rest, to);
                }
                Body::Directory(_) if !last => walked.push(ino),
                Body::File(_) | Body::Lent(_) if !last => return Err(Errno::Notdir.into()),
                _ => return Ok(place()),
            }
        }
        let directory = walked.last().copied().unwrap_or(base);
        Ok(Place { directory, name: None, target: Some(directory), slash })
    }
}

fn push<'a>(rest: &mut Vec<&'a str>, path: &'a str) {
    let path = path.trim_start_matches('/');
    if !path.is_empty() {
        rest.push(path);
    }
}

/// Takes one component off, and looks no further: what comes behind it has not been paid for.
fn next_component<'a>(rest: &mut Vec<&'a str>) -> Option<&'a str> {
    let path = rest.pop()?;
    let (name, after) = path.split_once('/').unwrap_or((path, ""));
    push(rest, after);
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::super::ROOT;
    use super::super::fixture::{Disk, disk, plenty};
    use super::*;

    /// `a/b/` with the file `a/b/f`.
    fn nested() -> Disk {
        let mut disk = disk();
        disk.make_directory("a").unwrap();
        disk.make_directory("a/b").unwrap();
        disk.make_file("a/b/f", b"x").unwrap();
        disk
    }

    #[test]
    fn dots_and_slashes_lead_to_the_same_file() {
        let disk = nested();
        let file = disk.find("a/b/f").unwrap();
        for path in ["./a/b/f", "a//b///f", "a/./b/../b/f", "a/b/../../a/b/f"] {
            assert_eq!(disk.find(path), Ok(file), "{path}");
        }
    }

    #[test]
    fn nothing_is_found_above_the_starting_directory() {
        let disk = nested();
        for path in ["..", "../a", "a/../..", "/a", "/"] {
            assert_eq!(disk.find(path), Err(Errno::Perm), "{path}");
        }
        let below = disk.find("a").unwrap();
        assert_eq!(disk.resolve(below, "../a", Follow::Yes), Err(Errno::Perm));
        assert_eq!(disk.resolve(below, "b/..", Follow::Yes).unwrap().target, Some(below));
    }

    #[test]
    fn a_path_needs_directories_on_its_way() {
        let disk = nested();
        assert_eq!(disk.find(""), Err(Errno::Noent));
        assert_eq!(disk.find("a/x/f"), Err(Errno::Noent));
        assert_eq!(disk.find("a/x"), Err(Errno::Noent));
        assert_eq!(disk.find("a/b/f/g"), Err(Errno::Notdir));
        assert_eq!(disk.find("a/b/f/.."), Err(Errno::Notdir));
    }

    #[test]
    fn a_slash_at_the_end_is_remembered() {
        let disk = nested();
        assert!(disk.place("a/b/").unwrap().slash);
        assert!(!disk.place("a/b").unwrap().slash);
        assert_eq!(disk.place("a/.").unwrap().name, None);
    }

    #[test]
    fn a_name_has_at_most_255_bytes() {
        let disk = disk();
        assert_eq!(disk.place(&"n".repeat(255)).unwrap().target, None);
        assert_eq!(disk.place(&"n".repeat(256)), Err(Errno::Nametoolong));
    }

    #[test]
    fn a_symbolic_link_at_the_end_is_followed_only_if_asked() {
        let mut disk = nested();
        let link = disk.make_symlink("l", "a/b/f").unwrap();
        assert_eq!(disk.place("l").unwrap().target, Some(link));
        assert_eq!(disk.find("l"), disk.find("a/b/f"));
    }

    #[test]
    fn a_symbolic_link_in_the_middle_is_always_followed() {
        let mut disk = nested();
        disk.make_symlink("l", "a/b").unwrap();
        assert_eq!(disk.place("l/f").unwrap().target, disk.find("a/b/f").ok());
        assert_eq!(disk.place("l/").unwrap().target, disk.find("a/b").ok());
        assert_eq!(disk.place("l/../b/f").unwrap().target, disk.find("a/b/f").ok());
    }

    #[test]
    fn an_absolute_symbolic_link_is_not_followed() {
        let mut disk = nested();
        disk.make_symlink("a/b/l", "/a/b/f").unwrap();
        assert_eq!(disk.find("a/b/l"), Err(Errno::Perm));
    }

    #[test]
    fn a_symbolic_link_does_not_lead_out() {
        let mut disk = nested();
        disk.make_symlink("a/b/out", "../../../etc").unwrap();
        assert_eq!(disk.find("a/b/out"), Err(Errno::Perm));
    }

    #[test]
    fn thirty_two_links_are_followed_and_a_loop_is_not() {
        let mut disk = nested();
        disk.make_symlink("l0", "a").unwrap();
        for index in 1..=32 {
            disk.make_symlink(&format!("l{index}"), &format!("l{}", index - 1)).unwrap();
        }
        assert_eq!(disk.find("l31"), disk.find("a"));
        assert_eq!(disk.find("l32"), Err(Errno::Loop));
        disk.make_symlink("self", "self").unwrap();
        assert_eq!(disk.find("self"), Err(Errno::Loop));
    }

    #[test]
    fn each_component_and_each_byte_of_a_link_is_paid_for() {
        let mut disk = nested();
        disk.make_symlink("l", "a/b").unwrap();
        let mut meter = plenty();
        disk.tree.resolve(ROOT, "./l/f", Follow::Yes, &mut meter).unwrap();
        assert_eq!(meter.used(), 5 * 50 + 3);
    }
}
