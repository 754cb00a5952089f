//! From the host's errors to the guest's.

use std::io::{Error, ErrorKind};

use super::super::errno::Errno;

/// cap-std reports a path that leads out of its directory as `PermissionDenied` without a number of the system's.
impl From<Error> for Errno {
    fn from(error: Error) -> Errno {
        match error.raw_os_error() {
            Some(code) => from_system(code),
            None => from_kind(error.kind()),
        }
    }
}

fn from_system(code: i32) -> Errno {
    match code {
        libc::EACCES => Errno::Acces,
        libc::EAGAIN => Errno::Again,
        libc::EBUSY => Errno::Busy,
        libc::EDQUOT | libc::ENOSPC => Errno::Nospc,
        libc::EEXIST => Errno::Exist,
        libc::EFBIG => Errno::Fbig,
        libc::EILSEQ => Errno::Ilseq,
        libc::EINVAL => Errno::Inval,
        libc::EISDIR => Errno::Isdir,
        libc::ELOOP => Errno::Loop,
        libc::EMFILE | libc::ENFILE => Errno::Nfile,
        libc::EMLINK => Errno::Mlink,
        libc::ENAMETOOLONG => Errno::Nametoolong,
        libc::ENOENT => Errno::Noent,
        libc::ENOMEM => Errno::Nomem,
        libc::ENOTDIR => Errno::Notdir,
        libc::ENOTEMPTY => Errno::Notempty,
        libc::ENXIO => Errno::Acces, // a FIFO or socket that somebody put there
        libc::EOPNOTSUPP => Errno::Notsup,
        libc::EOVERFLOW => Errno::Overflow,
        libc::EPERM => Errno::Perm,
        libc::EROFS => Errno::Rofs,
        libc::ETXTBSY => Errno::Txtbsy,
        libc::EXDEV => Errno::Xdev,
        _ => Errno::Io,
    }
}

fn from_kind(kind: ErrorKind) -> Errno {
    match kind {
        ErrorKind::NotFound => Errno::Noent,
        ErrorKind::PermissionDenied => Errno::Perm,
        ErrorKind::AlreadyExists => Errno::Exist,
        ErrorKind::InvalidInput => Errno::Inval,
        _ => Errno::Io,
    }
}
