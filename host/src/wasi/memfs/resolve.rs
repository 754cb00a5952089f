//! From a path to a place in the tree. A path stays below the directory that it starts from: `..` above it and
//! absolute paths are refused with `perm`, as other preview1 hosts refuse them. An absolute symbolic link starts at the
//! run directory, which is the guest's `/`.

use super::super::charges::{self, Meter};
use super::super::errno::Errno;
use super::super::fault::Fault;
use super::{Body, Ino, ROOT, Tree};

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
        let mut rest: Vec<&str> = Vec::new();
        let mut slash = path.ends_with('/');
        let mut links = 0;
        push_components(&mut rest, path);

        while let Some(name) = rest.pop() {
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
            let target = self.directory(directory)?.entries.get(name).copied();
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
                        if base != ROOT {
                            return Err(Errno::Perm.into());
                        }
                        walked.truncate(1);
                    }
                    slash |= last && to.ends_with('/');
                    push_components(&mut rest, to);
                }
                Body::Directory(_) if !last => walked.push(ino),
                Body::File(_) if !last => return Err(Errno::Notdir.into()),
                _ => return Ok(place()),
            }
        }
        let directory = walked.last().copied().unwrap_or(base);
        Ok(Place { directory, name: None, target: Some(directory), slash })
    }

    /// How many directories there are above an entry of this directory: 1 in the run directory.
    pub(super) fn depth(&self, directory: Ino) -> Result<u32, Errno> {
        let mut depth = 1;
        let mut at = directory;
        while at != ROOT {
            at = self.directory(at)?.parent;
            depth += 1;
        }
        Ok(depth)
    }
}

/// Puts the components of a path on the stack, the first on top.
fn push_components<'a>(stack: &mut Vec<&'a str>, path: &'a str) {
    stack.extend(path.rsplit('/').filter(|component| !component.is_empty()));
}
