//! The run's deadline inside host functions. Settling the fuel after a host call begins wasmtime's yield interval
//! anew, so a guest that keeps calling the host would never yield to whoever watches the clock and sends output on.

use std::time::Instant;

use super::stop::Stop;

/// The clock is looked at once in this much fuel, about 1 to 5 ms of work.
const INTERVAL_FUEL: u64 = 1_000_000;

#[derive(Debug, Default)]
pub struct Deadline {
    at: Option<Instant>,
    next_check: u64,
}

impl Deadline {
    /// Sets the moment after which host functions end the run. Without one they never do.
    pub fn set(&mut self, at: Instant) {
        self.at = Some(at);
    }

    /// Looks at the clock if enough fuel has been used since the last look; whether it did.
    pub fn check_sometimes(&mut self, used: u64) -> Result<bool, Stop> {
        if used < self.next_check {
            return Ok(false);
        }
        self.next_check = used.saturating_add(INTERVAL_FUEL);
        self.check().map(|()| true)
    }

    /// Looks at the clock now.
    pub fn check(&self) -> Result<(), Stop> {
        match self.at {
            Some(at) if Instant::now() >= at => Err(Stop::Deadline),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passed_deadline_ends_the_run() {
        let mut deadline = Deadline::default();
        assert_eq!(deadline.check_sometimes(0), Ok(true));
        deadline.set(Instant::now());
        assert_eq!(deadline.check(), Err(Stop::Deadline));
    }

    #[test]
    fn the_clock_is_not_looked_at_before_the_interval_is_over() {
        let mut deadline = Deadline::default();
        assert_eq!(deadline.check_sometimes(5), Ok(true));
        deadline.set(Instant::now());
        assert_eq!(deadline.check_sometimes(5 + INTERVAL_FUEL - 1), Ok(false));
        assert_eq!(deadline.check_sometimes(5 + INTERVAL_FUEL), Err(Stop::Deadline));
    }
}
