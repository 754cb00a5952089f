//! What host calls cost in fuel. Every figure is part of the fuel epoch: to change one is to make all older figures
//! incomparable. The rule behind them: no call may keep the host busy for more than about 5 ns per unit charged,
//! so that no cost can hide behind a small fuel figure; and a charge is taken before the work is done.
//! Freeing memory, and moving a vector that grows, are paid for by the bytes that filled it.

use super::stop::Stop;

macro_rules! charges {
    ($($(#[$doc:meta])* $name:ident = $amount:literal as $label:literal;)*) => {
        $($(#[$doc])* pub const $name: u64 = $amount;)*
        /// All charges as one line of text, to be hashed into the fuel epoch.
        pub const FUEL_MODEL: &str = concat!("wasi", $(" ", $label, "=", stringify!($amount)),*);
    };
}

charges! {
    /// Every call: crossing from guest to host and back, and a look at the tables, take about 100 ns.
    CALL = 200 as "call";
    /// Every byte that is copied, filled, zeroed or drawn; memory moves well above 1 byte per ns.
    BYTE = 1 as "byte";
    /// Every iovec or subscription: checking its bounds, a slot in a vector.
    IOVEC = 10 as "iovec";
    /// Every component of a path, those behind symbolic links too: a search in one directory.
    PATH_COMPONENT = 50 as "path-component";
    /// Besides, for a search in a directory of more than 1,024 entries, and for each of them when it is listed or moved: what
    /// is looked at there is not in the processor's caches.
    LARGE_DIRECTORY = 150 as "large-directory";
    /// Every byte of a path: checking and comparing it.
    PATH_BYTE = 1 as "path-byte";
    /// Every entry put in a directory's listing: a name and its inode are copied, about 400 ns.
    DIRECTORY_ENTRY = 100 as "directory-entry";
    /// Opening a file or directory: a descriptor, and perhaps a new inode.
    OPEN = 500 as "open";
    /// Every call that reaches a host directory: system calls that may touch a disk, about 10 µs together.
    HOST_CALL = 2_000 as "host-call";
    /// Every entry put in the listing of a host directory: about 1 µs.
    HOST_ENTRY = 500 as "host-entry";
    /// Every further buffer of a call on a host file, each a system call of its own: about 1 µs.
    HOST_IOVEC = 400 as "host-iovec";
    /// Writing to the other stream than before: what came together goes out as a frame of its own, and costs the runner 8 µs.
    STREAM_CHANGE = 2_000 as "stream-change";
    /// Making, removing or renaming something in a host directory, or resizing a file there: about 170 µs.
    HOST_CHANGE = 40_000 as "host-change";
    /// Waiting until a host file is on its disk, or for the removal of a host directory: about 5 ms.
    HOST_SYNC = 1_000_000 as "host-sync";
}

/// The store's fuel during one host call: read when it begins, written back when it ends.
#[derive(Debug)]
pub struct Meter {
    start: u64,
    left: u64,
}

impl Meter {
    /// `start` is what the run was given, `left` what the guest has not used yet.
    pub fn new(start: u64, left: u64) -> Self {
        Meter { start, left }
    }

    /// Takes `amount`, or all that is left and ends the run: a run that reaches 0 is out of fuel.
    pub fn charge(&mut self, amount: u64) -> Result<(), Stop> {
        self.left = self.left.saturating_sub(amount);
        if self.left == 0 { Err(Stop::OutOfFuel) } else { Ok(()) }
    }

    /// Gives back fuel that was lent; a run that has used of it what it did not have ends.
    pub fn give_back(&mut self, lent: u64) -> Result<(), Stop> {
        self.start = self.start.saturating_sub(lent);
        self.charge(lent)
    }

    pub fn left(&self) -> u64 {
        self.left
    }

    pub fn used(&self) -> u64 {
        self.start.saturating_sub(self.left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_charge_that_leaves_something_passes() {
        let mut meter = Meter::new(100, 10);
        assert_eq!(meter.charge(9), Ok(()));
        assert_eq!((meter.left(), meter.used()), (1, 99));
    }

    #[test]
    fn a_charge_that_takes_the_last_unit_ends_the_run() {
        let mut meter = Meter::new(100, 10);
        assert_eq!(meter.charge(10), Err(Stop::OutOfFuel));
        assert_eq!(meter.left(), 0);
        let mut meter = Meter::new(100, 10);
        assert_eq!(meter.charge(u64::MAX), Err(Stop::OutOfFuel));
        assert_eq!(meter.used(), 100);
    }

    #[test]
    fn what_was_lent_is_given_back_and_no_use_of_anybody() {
        let mut meter = Meter::new(100 + 1_000, 90 + 1_000);
        assert_eq!(meter.give_back(1_000), Ok(()));
        assert_eq!((meter.left(), meter.used()), (90, 10));
        let mut spent = Meter::new(100 + 1_000, 1_000);
        assert_eq!(spent.give_back(1_000), Err(Stop::OutOfFuel));
        assert_eq!((spent.left(), spent.used()), (0, 100));
    }

    #[test]
    fn the_fuel_model_names_every_charge() {
        assert_eq!(
            FUEL_MODEL,
            "wasi call=200 byte=1 iovec=10 path-component=50 large-directory=150 path-byte=1 directory-entry=100 open=500 \
             host-call=2_000 host-entry=500 host-iovec=400 stream-change=2_000 host-change=40_000 host-sync=1_000_000"
        );
    }
}
