//! Opening a path in a host directory.

use std::fs::File;
use std::path::Path;

use cap_std::fs::{OpenOptions, OpenOptionsExt};

use super::super::errno::Errno;
use super::super::memfs::Follow;
use super::super::opening::Opening;
use super::Access;
use super::{Handle, HostDirectory, HostFile, given};

pub enum HostOpen {
    File(HostFile),
    Directory(HostDirectory),
}

impl HostDirectory {
    pub fn open(&self, path: &str, opening: Opening) -> Result<HostOpen, Errno> {
        let slash = path.ends_with('/');
        let path = given(path)?;
        let follow = if opening.creates_only() { Follow::No } else { opening.follow };
        let found = match follow {
            Follow::Yes => self.dir().metadata(path),
            Follow::No => self.dir().symlink_metadata(path),
        };
        let creates = match found {
            Ok(_) if opening.creates_only() => return Err(Errno::Exist),
            Ok(found) if found.is_symlink() => return Err(Errno::Loop),
            Ok(found) if found.is_dir() => {
                if !opening.allows_directory() {
                    return Err(Errno::Isdir);
                }
                let handle = Handle::Opened(self.dir().open_dir(path)?);
                return Ok(HostOpen::Directory(HostDirectory { handle, access: self.access }));
            }
            Ok(_) if opening.directory || slash => return Err(Errno::Notdir),
            // A FIFO could hang the worker, a device do anything.
            Ok(found) if !found.is_file() => return Err(Errno::Acces),
            Ok(_) => {
                if opening.truncate || opening.write {
                    self.writable()?;
                }
                false
            }
            Err(error) => {
                let errno = Errno::from(error);
                if errno != Errno::Noent || !opening.create {
                    return Err(errno);
                }
                if slash {
                    return Err(Errno::Isdir);
                }
                self.writable()?;
                true
            }
        };
        let writes = opening.write || opening.truncate || creates;
        let mut options = OpenOptions::new();
        options.read(opening.read || !writes).write(writes).truncate(opening.truncate);
        options.create_new(creates && opening.exclusive).create(creates && !opening.exclusive);
        let writable = self.access == Access::ReadWrite;
        Ok(HostOpen::File(HostFile::new(self.open_regular(path, &mut options)?, writable)))
    }

    /// Opens a file or directory to set its times. cap-std's own handle of a directory could not do that.
    pub(super) fn open_for_times(&self, path: &str) -> Result<File, Errno> {
        self.open_at_once(given(path)?, OpenOptions::new().read(true))
    }

    /// Opens a regular file only, also when what is there has changed meanwhile.
    fn open_regular(&self, path: &Path, options: &mut OpenOptions) -> Result<File, Errno> {
        let file = self.open_at_once(path, options)?;
        if file.metadata()?.is_file() { Ok(file) } else { Err(Errno::Acces) }
    }

    /// Opens without waiting for anybody at the other end.
    fn open_at_once(&self, path: &Path, options: &mut OpenOptions) -> Result<File, Errno> {
        options.custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY);
        Ok(self.dir().open_with(path, options)?.into_std())
    }
}
