//! Inode numbers of host files as the guest sees them: counted in the order in which a run meets the files, so that
//! they tell files apart and say nothing about the host.

use std::collections::HashMap;

/// The device number that `stat` tells for everything in host directories.
pub const DEVICE: u64 = 2;

#[derive(Debug, Default)]
pub struct InodeNumbers {
    seen: HashMap<(u64, u64), u64>,
}

impl InodeNumbers {
    pub fn number(&mut self, device: u64, inode: u64) -> u64 {
        let next = self.seen.len() as u64 + 1;
        *self.seen.entry((device, inode)).or_insert(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_files_in_the_order_they_are_met() {
        let mut numbers = InodeNumbers::default();
        assert_eq!(numbers.number(7, 5_000), 1);
        assert_eq!(numbers.number(8, 5_000), 2);
        assert_eq!(numbers.number(7, 5_000), 1);
    }
}
