//! What a guest asks of `path_open`, decoded.

use super::abi::{self, lookupflags, oflags, rights};
use super::errno::Errno;
use super::memfs::Follow;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// Whether a symbolic link at the end of the path is followed.
    pub follow: Follow,
    pub create: bool,
    /// Only a directory will do.
    pub directory: bool,
    /// With `create`: nothing may be there yet, not even a symbolic link.
    pub exclusive: bool,
    pub truncate: bool,
    pub read: bool,
    pub write: bool,
    /// Whether the rights are of a directory too: some guests ask for all of them whatever they open.
    pub lists: bool,
}

impl Opening {
    pub fn decode(lookup: u32, flags: u32, rights_base: u64) -> Result<Opening, Errno> {
        abi::defined(flags, oflags::ALL)?;
        let has = |flag| flags & flag != 0;
        let opening = Opening {
            follow: follow(lookup)?,
            create: has(oflags::CREAT),
            directory: has(oflags::DIRECTORY),
            exclusive: has(oflags::EXCL),
            truncate: has(oflags::TRUNC),
            read: rights_base & rights::FD_READ != 0,
            write: rights_base & rights::FD_WRITE != 0,
            lists: rights_base & rights::FD_READDIR != 0,
        };
        if opening.directory && (opening.create || opening.exclusive || opening.truncate) {
            return Err(Errno::Inval);
        }
        Ok(opening)
    }

    /// Whether what is there must not be found through a symbolic link.
    pub fn creates_only(&self) -> bool {
        self.create && self.exclusive
    }

    /// Whether a directory that is there can be what was asked for: nothing that is to be written.
    pub fn allows_directory(&self) -> bool {
        if self.directory { self.lists || !self.write } else { !(self.create || self.truncate || self.write) }
    }
}

/// `lookupflags` as an argument.
pub fn follow(lookup: u32) -> Result<Follow, Errno> {
    let follows = abi::defined(lookup, lookupflags::ALL)? & lookupflags::SYMLINK_FOLLOW != 0;
    Ok(if follows { Follow::Yes } else { Follow::No })
}
