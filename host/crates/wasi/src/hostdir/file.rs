//! A regular file of the host. Positions are the descriptor's own; the system's is never used.

use std::fs::{File, FileTimes};
use std::io::ErrorKind;
use std::os::unix::fs::FileExt;

use cap_std::fs::Metadata;

use super::super::errno::Errno;

pub struct HostFile {
    file: File,
    writable: bool,
}

impl HostFile {
    /// `writable` is false in a read-only directory, whatever the guest asked for.
    pub(super) fn new(file: File, writable: bool) -> Self {
        HostFile { file, writable }
    }

    pub fn metadata(&self) -> Result<Metadata, Errno> {
        Ok(Metadata::from_file(&self.file)?)
    }

    pub fn size(&self) -> Result<u64, Errno> {
        Ok(self.file.metadata()?.len())
    }

    /// Reads until `buffer` is full or the file ends.
    pub fn read(&self, mut buffer: &mut [u8], mut offset: u64) -> Result<u64, Errno> {
        let mut moved = 0;
        while !buffer.is_empty() {
            match self.file.read_at(buffer, offset) {
                Ok(0) => break,
                Ok(count) => {
                    buffer = &mut buffer[count..];
                    offset += count as u64;
                    moved += count as u64;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) if moved > 0 => break,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(moved)
    }

    /// Writes all of `bytes`, or as much as goes before an error.
    pub fn write(&self, mut bytes: &[u8], mut offset: u64) -> Result<u64, Errno> {
        self.check_writable()?;
        let mut moved = 0;
        while !bytes.is_empty() {
            match self.file.write_at(bytes, offset) {
                Ok(0) => break,
                Ok(count) => {
                    bytes = &bytes[count..];
                    offset += count as u64;
                    moved += count as u64;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) if moved > 0 => break,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(moved)
    }

    pub fn set_size(&self, size: u64) -> Result<(), Errno> {
        self.check_writable()?;
        Ok(self.file.set_len(size)?)
    }

    pub fn set_times(&self, times: FileTimes) -> Result<(), Errno> {
        self.check_writable()?;
        Ok(self.file.set_times(times)?)
    }

    pub fn sync(&self) -> Result<(), Errno> {
        Ok(self.file.sync_all()?)
    }

    fn check_writable(&self) -> Result<(), Errno> {
        if self.writable { Ok(()) } else { Err(Errno::Perm) }
    }
}
