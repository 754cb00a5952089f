//! The report: a file of the run that has no name in the run directory and is not counted there. A mount shows it.

use super::super::errno::Errno;
use super::{Body, Ino, Tree};

/// The most bytes of a report; writing past it finds the disk full, and is no refusal of the quota.
pub const MAX_REPORT_BYTES: u64 = 64 * 1024;

impl Tree {
    /// Makes the report, which is empty.
    pub fn add_report(&mut self, now_ns: u64) {
        self.report = Some(self.insert(Body::File(Default::default()), now_ns));
    }

    pub fn report(&self) -> Option<Ino> {
        self.report
    }

    /// What the guest has written into the report; `None` when that is nothing.
    pub fn reported(&self) -> Option<Vec<u8>> {
        let bytes = self.read(self.report?, 0, MAX_REPORT_BYTES).ok()?;
        (!bytes.is_empty()).then(|| bytes.to_vec())
    }

    /// Whether an inode is the report, which is bounded by its own size alone: `nospc` for an `end` past that.
    pub(super) fn check_report(&self, ino: Ino, end: u64) -> Result<bool, Errno> {
        match self.report {
            Some(report) if report == ino && end > MAX_REPORT_BYTES => Err(Errno::Nospc),
            report => Ok(report == Some(ino)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{NOW_NS, disk};
    use super::*;

    #[test]
    fn a_report_is_not_counted_and_not_left_over() {
        let mut disk = disk();
        disk.tree.add_report(NOW_NS);
        let report = disk.tree.report().unwrap();
        assert_eq!(disk.tree.reported(), None);
        disk.write(report, 0, &[7; 500]).unwrap();
        disk.resize(report, 400).unwrap();
        assert_eq!(disk.used(), (0, 0));
        assert_eq!(disk.tree.reported(), Some(vec![7; 400]));
        assert_eq!(disk.tree.leftovers(None).files, []);
    }

    #[test]
    fn a_report_is_full_at_its_size_and_refuses_nothing_else() {
        let mut disk = disk();
        disk.tree.add_report(NOW_NS);
        let report = disk.tree.report().unwrap();
        disk.write(report, 0, &[7; 65_536]).unwrap();
        assert_eq!(disk.write(report, 65_536, b"x"), Err(Errno::Nospc));
        assert_eq!(disk.resize(report, 65_537), Err(Errno::Nospc));
        assert!(!disk.tree.quota.refused());
        assert_eq!(disk.tree.reported().map(|bytes| bytes.len()), Some(65_536));
    }
}
