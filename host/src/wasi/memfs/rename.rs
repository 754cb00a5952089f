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
        let levels = self.levels_below(ino, meter)?;
        self.check_room_below(to.directory, levels)?;
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
            (Body::File(_) | Body::Symlink(_), true) => Err(Errno::Notdir),
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

    /// How many levels lie below an inode: 0 for a file and for an empty directory. Each entry seen is paid for.
    fn levels_below(&self, ino: Ino, meter: &mut Meter) -> Result<u32, Fault> {
        let mut deepest = 0;
        let mut rest = vec![(ino, 0)];
        while let Some((at, level)) = rest.pop() {
            deepest = deepest.max(level);
            if let Body::Directory(directory) = &self.inode(at)?.body {
                meter.charge(charges::DIRECTORY_ENTRY * directory.entries.len() as u64)?;
                rest.extend(directory.entries.values().map(|child| (*child, level + 1)));
            }
        }
        Ok(deepest)
    }
}
