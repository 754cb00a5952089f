//! The virtual clock: 1 ns per unit of fuel, as on a 1 GHz machine. A sleep moves it and waits for nothing.

use super::errno::Errno;

/// The clocks of preview1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockId {
    Realtime,
    Monotonic,
    /// Time that the guest computed: sleeping does not count. A thread is the process here.
    CpuTime,
}

impl ClockId {
    pub fn from_number(number: u32) -> Result<ClockId, Errno> {
        match number {
            0 => Ok(ClockId::Realtime),
            1 => Ok(ClockId::Monotonic),
            2 | 3 => Ok(ClockId::CpuTime),
            _ => Err(Errno::Inval),
        }
    }
}

/// How far apart two readings can be told, in nanoseconds.
pub const RESOLUTION_NS: u64 = 1;

#[derive(Debug)]
pub struct Clock {
    start_ns: u64,
    slept_ns: u64,
}

impl Clock {
    /// A clock whose real time begins at `start_ns` after 1970.
    pub fn new(start_ns: u64) -> Self {
        Clock { start_ns, slept_ns: 0 }
    }

    /// The time on a clock after `used` units of fuel.
    pub fn now_ns(&self, id: ClockId, used: u64) -> u64 {
        match id {
            ClockId::Realtime => self.start_ns.saturating_add(used).saturating_add(self.slept_ns),
            ClockId::Monotonic => used.saturating_add(self.slept_ns),
            ClockId::CpuTime => used,
        }
    }

    /// Moves real and monotonic time on, never past their end.
    pub fn sleep(&mut self, duration_ns: u64) {
        self.slept_ns = self.slept_ns.saturating_add(duration_ns);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_of_fuel_is_a_nanosecond() {
        let clock = Clock::new(1_000);
        assert_eq!(clock.now_ns(ClockId::Realtime, 7), 1_007);
        assert_eq!(clock.now_ns(ClockId::Monotonic, 7), 7);
        assert_eq!(clock.now_ns(ClockId::CpuTime, 7), 7);
    }

    #[test]
    fn sleep_moves_every_clock_but_computing_time() {
        let mut clock = Clock::new(1_000);
        clock.sleep(500);
        assert_eq!(clock.now_ns(ClockId::Realtime, 7), 1_507);
        assert_eq!(clock.now_ns(ClockId::Monotonic, 7), 507);
        assert_eq!(clock.now_ns(ClockId::CpuTime, 7), 7);
    }

    #[test]
    fn an_endless_sleep_ends_at_the_end_of_time() {
        let mut clock = Clock::new(1_000);
        clock.sleep(u64::MAX);
        clock.sleep(u64::MAX);
        assert_eq!(clock.now_ns(ClockId::Realtime, 7), u64::MAX);
    }

    #[test]
    fn only_four_clocks_exist() {
        assert_eq!(ClockId::from_number(3), Ok(ClockId::CpuTime));
        assert_eq!(ClockId::from_number(4), Err(Errno::Inval));
    }
}
