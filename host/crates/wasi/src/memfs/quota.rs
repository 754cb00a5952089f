//! What the run directory may hold.

use super::super::errno::Errno;

/// One measure: in use now, the most there ever was, and the most there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Gauge {
    used: u64,
    peak: u64,
    limit: u64,
}

impl Gauge {
    fn new(limit: u64) -> Gauge {
        Gauge { used: 0, peak: 0, limit }
    }

    fn has_room(&self, amount: u64) -> bool {
        amount <= self.limit.saturating_sub(self.used)
    }

    fn take(&mut self, amount: u64) {
        self.used += amount;
        self.peak = self.peak.max(self.used);
    }

    fn give_back(&mut self, amount: u64) {
        self.used = self.used.saturating_sub(amount);
    }
}

/// Bytes and entries in use. A file's bytes count once for each of its names, because each name is handed back with
/// the whole contents, and once while only a descriptor holds it. An entry is a name; the run directory has none.
#[derive(Debug)]
pub struct Quota {
    bytes: Gauge,
    entries: Gauge,
    refused: bool,
}

impl Quota {
    pub fn new(bytes: u64, entries: u64) -> Quota {
        Quota { bytes: Gauge::new(bytes), entries: Gauge::new(entries), refused: false }
    }

    /// Takes both or neither.
    pub fn take(&mut self, bytes: u64, entries: u64) -> Result<(), Errno> {
        if !self.bytes.has_room(bytes) || !self.entries.has_room(entries) {
            self.refused = true;
            return Err(Errno::Nospc);
        }
        self.bytes.take(bytes);
        self.entries.take(entries);
        Ok(())
    }

    pub fn give_back_bytes(&mut self, bytes: u64) {
        self.bytes.give_back(bytes);
    }

    pub fn give_back_entry(&mut self) {
        self.entries.give_back(1);
    }

    /// Whether anything was ever refused for want of room.
    pub fn refused(&self) -> bool {
        self.refused
    }

    /// The most bytes and entries there may be.
    pub fn limits(&self) -> (u64, u64) {
        (self.bytes.limit, self.entries.limit)
    }

    #[cfg(test)]
    pub fn used_bytes(&self) -> u64 {
        self.bytes.used
    }

    #[cfg(test)]
    pub fn used_entries(&self) -> u64 {
        self.entries.used
    }

    pub fn peak_bytes(&self) -> u64 {
        self.bytes.peak
    }

    pub fn peak_entries(&self) -> u64 {
        self.entries.peak
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_byte_and_entry_can_be_taken_and_no_more() {
        let mut quota = Quota::new(10, 2);
        assert_eq!(quota.take(10, 2), Ok(()));
        assert!(!quota.refused());
        assert_eq!(quota.take(1, 0), Err(Errno::Nospc));
        assert_eq!(quota.take(0, 1), Err(Errno::Nospc));
        assert!(quota.refused());
    }

    #[test]
    fn a_refusal_takes_nothing() {
        let mut quota = Quota::new(10, 0);
        assert_eq!(quota.take(5, 1), Err(Errno::Nospc));
        assert_eq!((quota.used_bytes(), quota.peak_bytes()), (0, 0));
    }

    #[test]
    fn the_peak_stays_when_room_is_given_back() {
        let mut quota = Quota::new(10, 2);
        quota.take(8, 1).unwrap();
        quota.give_back_bytes(8);
        quota.give_back_entry();
        quota.take(3, 0).unwrap();
        assert_eq!((quota.used_bytes(), quota.peak_bytes()), (3, 8));
        assert_eq!((quota.used_entries(), quota.peak_entries()), (0, 1));
    }

    #[test]
    fn sums_beyond_a_u64_are_refused() {
        let mut quota = Quota::new(u64::MAX, 1);
        quota.take(5, 0).unwrap();
        assert_eq!(quota.take(u64::MAX, 0), Err(Errno::Nospc));
    }
}
