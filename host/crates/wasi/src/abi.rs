//! Numbers and layouts of the preview1 interface, and of `wasi_unstable` where it differs.

use super::errno::Errno;

/// Which generation of the interface a function was called through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// `wasi_snapshot_preview1`.
    Preview1,
    /// `wasi_unstable`: another `filestat`, another `subscription`, another order of `whence`.
    Unstable,
}

impl Version {
    /// The name that modules import the functions from.
    pub const fn module(self) -> &'static str {
        match self {
            Version::Preview1 => "wasi_snapshot_preview1",
            Version::Unstable => "wasi_unstable",
        }
    }
}

/// The types that this implementation tells; devices and sockets are `unknown` and cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Filetype {
    Unknown = 0,
    CharacterDevice = 2,
    Directory = 3,
    RegularFile = 4,
    SymbolicLink = 7,
}

pub mod oflags {
    pub const CREAT: u32 = 1;
    pub const DIRECTORY: u32 = 1 << 1;
    pub const EXCL: u32 = 1 << 2;
    pub const TRUNC: u32 = 1 << 3;
    pub const ALL: u32 = CREAT | DIRECTORY | EXCL | TRUNC;
}

pub mod fdflags {
    pub const APPEND: u16 = 1;
    pub const DSYNC: u16 = 1 << 1;
    pub const NONBLOCK: u16 = 1 << 2;
    pub const RSYNC: u16 = 1 << 3;
    pub const SYNC: u16 = 1 << 4;
    /// Those that make a write wait for the disk.
    pub const SYNCHRONOUS: u16 = DSYNC | RSYNC | SYNC;
    pub const ALL: u16 = APPEND | NONBLOCK | SYNCHRONOUS;
}

pub mod lookupflags {
    pub const SYMLINK_FOLLOW: u32 = 1;
    pub const ALL: u32 = SYMLINK_FOLLOW;
}

pub mod fstflags {
    pub const ATIM: u32 = 1;
    pub const ATIM_NOW: u32 = 1 << 1;
    pub const MTIM: u32 = 1 << 2;
    pub const MTIM_NOW: u32 = 1 << 3;
    pub const ALL: u32 = ATIM | ATIM_NOW | MTIM | MTIM_NOW;
}

pub mod subclockflags {
    pub const ABSTIME: u16 = 1;
    pub const ALL: u16 = ABSTIME;
}

/// Rights are reported and narrowed, but only three decide anything: whether a file may be read and written, and cut as it is opened.
pub mod rights {
    pub const FD_READ: u64 = 1 << 1;
    pub const FD_WRITE: u64 = 1 << 6;
    pub const FD_READDIR: u64 = 1 << 14;
    pub const PATH_FILESTAT_SET_SIZE: u64 = 1 << 19;
    const POLL_FD_READWRITE: u64 = 1 << 27;
    /// Every right that preview1 defines.
    pub const ALL: u64 = (1 << 30) - 1;
    /// What an open directory can do itself: sync, flags, `path_*`, `fd_readdir`, `filestat`.
    pub const DIRECTORY: u64 = 1 | 1 << 3 | 1 << 4 | 0xfff << 9 | 1 << 21 | 1 << 23 | 0b111 << 24;
    pub const STDIN: u64 = FD_READ | POLL_FD_READWRITE;
    pub const OUTPUT: u64 = FD_WRITE | POLL_FD_READWRITE;
}

/// The bits, unless one of them has no meaning.
pub fn defined(bits: u32, all: u32) -> Result<u32, Errno> {
    if bits & !all == 0 { Ok(bits) } else { Err(Errno::Inval) }
}

/// `fdflags` as an argument, unless a bit has no meaning.
pub fn fd_flags(bits: u32) -> Result<u16, Errno> {
    defined(bits, fdflags::ALL.into())?;
    u16::try_from(bits).map_err(|_| Errno::Inval)
}

/// Where `fd_seek` counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whence {
    Start,
    Current,
    End,
}

impl Whence {
    pub fn from_number(number: u32, version: Version) -> Result<Whence, Errno> {
        Ok(match (version, number) {
            (Version::Preview1, 0) | (Version::Unstable, 2) => Whence::Start,
            (Version::Preview1, 1) | (Version::Unstable, 0) => Whence::Current,
            (Version::Preview1, 2) | (Version::Unstable, 1) => Whence::End,
            _ => return Err(Errno::Inval),
        })
    }
}

/// What `fd_filestat_get` and `path_filestat_get` tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filestat {
    pub device: u64,
    pub inode: u64,
    pub filetype: Filetype,
    pub links: u64,
    pub size: u64,
    pub accessed_ns: u64,
    pub modified_ns: u64,
    pub changed_ns: u64,
}

impl Filestat {
    /// A stream: no file, nothing to tell.
    pub const STREAM: Filestat = Filestat {
        device: 0,
        inode: 0,
        filetype: Filetype::Unknown,
        links: 0,
        size: 0,
        accessed_ns: 0,
        modified_ns: 0,
        changed_ns: 0,
    };

    /// A device, which the libc of some guests must not find to be of an unknown type.
    pub const DEVICE: Filestat = Filestat { filetype: Filetype::CharacterDevice, links: 1, ..Filestat::STREAM };

    /// The bytes that the guest gets: 64 of them, 56 in `wasi_unstable`.
    pub fn encode(&self, version: Version) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(64);
        bytes.extend(self.device.to_le_bytes());
        bytes.extend(self.inode.to_le_bytes());
        match version {
            Version::Preview1 => {
                bytes.extend((self.filetype as u64).to_le_bytes());
                bytes.extend(self.links.to_le_bytes());
            }
            Version::Unstable => {
                bytes.extend((self.filetype as u32).to_le_bytes());
                bytes.extend(u32::try_from(self.links).unwrap_or(u32::MAX).to_le_bytes());
            }
        }
        for value in [self.size, self.accessed_ns, self.modified_ns, self.changed_ns] {
            bytes.extend(value.to_le_bytes());
        }
        bytes
    }
}
