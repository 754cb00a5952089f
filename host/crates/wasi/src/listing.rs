//! What `fd_readdir` tells: a picture of a directory, taken when a guest begins to read it, kept until it begins anew.

use super::abi::Filetype;
use super::charges::{self, Meter};
use super::errno::Errno;
use super::fault::Fault;
use super::memfs::{Ino, Tree};
use super::stop::Stop;

/// Bytes of a `dirent` before the name.
const DIRENT_BYTES: usize = 24;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedEntry {
    pub name: String,
    pub inode: u64,
    pub filetype: Filetype,
}

/// The entries of a directory, `.` and `..` first and the others by name. A cookie is the index of the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    entries: Vec<ListedEntry>,
}

impl Listing {
    pub fn new(inode: u64, parent: u64, mut entries: Vec<ListedEntry>) -> Self {
        entries.sort_by(|one, other| one.name.cmp(&other.name));
        let itself = ListedEntry { name: ".".to_owned(), inode, filetype: Filetype::Directory };
        let above = ListedEntry { name: "..".to_owned(), inode: parent, filetype: Filetype::Directory };
        entries.splice(0..0, [itself, above]);
        Listing { entries }
    }

    /// The listing of a directory in the run directory.
    pub fn of_tree(tree: &Tree, directory: Ino, meter: &mut Meter) -> Result<Self, Fault> {
        let found = tree.directory(directory)?;
        meter.charge(2 * charges::DIRECTORY_ENTRY + found.listing_charge())?;
        let entry = |(name, ino): (&String, &Ino)| -> Result<ListedEntry, Errno> {
            Ok(ListedEntry { name: name.clone(), inode: *ino, filetype: tree.inode(*ino)?.filetype() })
        };
        let entries = found.entries.iter().map(entry).collect::<Result<_, _>>()?;
        Ok(Listing::new(directory, found.parent, entries))
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Fills `buffer` with entries from `cookie` on and tells how much of it. The last one may be cut short, which
    /// tells the guest that there is more; a buffer that is not full tells that there is not.
    pub fn encode(&self, cookie: u64, buffer: &mut [u8], meter: &mut Meter) -> Result<usize, Stop> {
        let first = usize::try_from(cookie).unwrap_or(usize::MAX).min(self.entries.len());
        let mut filled = 0;
        for (index, entry) in self.entries.iter().enumerate().skip(first) {
            let room = &mut buffer[filled..];
            if room.is_empty() {
                break;
            }
            let mut header = [0; DIRENT_BYTES];
            header[0..8].copy_from_slice(&(index as u64 + 1).to_le_bytes());
            header[8..16].copy_from_slice(&entry.inode.to_le_bytes());
            header[16..20].copy_from_slice(&(entry.name.len() as u32).to_le_bytes()); // a name is at most 255 bytes
            header[20] = entry.filetype as u8;
            let name = entry.name.as_bytes();
            let header_bytes = room.len().min(DIRENT_BYTES);
            let name_bytes = (room.len() - header_bytes).min(name.len());
            meter.charge(charges::BYTE * (header_bytes + name_bytes) as u64)?;
            room[..header_bytes].copy_from_slice(&header[..header_bytes]);
            room[header_bytes..header_bytes + name_bytes].copy_from_slice(&name[..name_bytes]);
            filled += header_bytes + name_bytes;
        }
        Ok(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLENTY: u64 = 1 << 40;

    fn listing() -> Listing {
        let entry = |name: &str, inode| ListedEntry { name: name.to_owned(), inode, filetype: Filetype::RegularFile };
        Listing::new(1, 1, vec![entry("b", 7), entry("a", 8)])
    }

    fn encoded(cookie: u64, room: usize) -> Vec<u8> {
        let mut buffer = vec![0xff; room];
        let filled = listing().encode(cookie, &mut buffer, &mut Meter::new(PLENTY, PLENTY)).unwrap();
        buffer.truncate(filled);
        buffer
    }

    #[test]
    fn entries_come_sorted_after_the_two_dots() {
        let bytes = encoded(0, 200);
        assert_eq!(bytes.len(), 25 + 26 + 25 + 25);
        assert_eq!(&bytes[..25], b"\x01\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\x01\0\0\0\x03\0\0\0.");
        assert_eq!(&bytes[51..76], b"\x03\0\0\0\0\0\0\0\x08\0\0\0\0\0\0\0\x01\0\0\0\x04\0\0\0a");
        assert_eq!(bytes[100], b'b');
    }

    #[test]
    fn a_cookie_goes_on_where_the_entry_before_ended() {
        assert_eq!(encoded(3, 200), &encoded(0, 200)[76..]);
        assert_eq!(encoded(4, 200), []);
        assert_eq!(encoded(u64::MAX, 200), []);
    }

    #[test]
    fn the_last_entry_is_cut_where_the_buffer_ends() {
        assert_eq!(encoded(0, 24), &encoded(0, 200)[..24]);
        assert_eq!(encoded(0, 60), &encoded(0, 200)[..60]);
        assert_eq!(encoded(0, 0), []);
    }

    #[test]
    fn only_copied_bytes_are_charged() {
        let mut meter = Meter::new(1_000, 1_000);
        listing().encode(0, &mut [0; 60], &mut meter).unwrap();
        assert_eq!(meter.used(), 60);
    }
}
