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

    /// Whether a directory that is there can be what was asked for. One that must be a directory may come with any
    /// rights, for some guests always ask for all of them.
    pub fn allows_directory(&self) -> bool {
        self.directory || !(self.create || self.truncate || self.write)
    }
}

/// `lookupflags` as an argument.
pub fn follow(lookup: u32) -> Result<Follow, Errno> {
    let follows = abi::defined(lookup, lookupflags::ALL)? & lookupflags::SYMLINK_FOLLOW != 0;
    Ok(if follows { Follow::Yes } else { Follow::No })
}
