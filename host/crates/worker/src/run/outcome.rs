//! How a run ended, from what the layers recorded: never from text.

use fuelcell_protocol::Status;
use fuelcell_wasi::Stop;
use wasmtime::{Error, Trap};

use crate::messages;

/// What the layers around a guest recorded by the time it stopped.
pub struct Findings {
    /// The call's own end.
    pub end: Result<(), Error>,
    /// Whether the deadline had passed when the run ended.
    pub late: bool,
    /// Whether the stack in the guest's memory was left when it ended.
    pub is_overrun: bool,
    /// Fuel left in the store, which was given one unit more than the budget: none left means that the budget is spent.
    pub fuel_left: u64,
    /// The disk quota refused something.
    pub quota_refused: bool,
    /// The memory limiter refused a grow.
    pub memory_refused: bool,
}

#[derive(Debug, PartialEq)]
pub struct Outcome {
    pub status: Status,
    pub exit_code: Option<u8>,
    pub trap: Option<String>,
    /// Whether that is because a stack was full.
    pub stack_full: bool,
    /// Whether the fuel figure is exact; see `docs/limits.md`.
    pub fuel_exact: bool,
}

/// The guest's own way to stop, before limits are weighed.
enum End {
    Exit(u8),
    Trap(String),
    StackFull(String),
    Stopped(Stop),
}

/// Where several causes hold, the first of: deadline, out of fuel, output cap, stack full, quota refused and exit ≠ 0, grow
/// refused and (exit ≠ 0 or trap), other trap, exit.
pub fn outcome(findings: &Findings) -> Outcome {
    let end = end(findings);
    let failed = !matches!(end, End::Exit(0));
    if findings.late || matches!(end, End::Stopped(Stop::Deadline)) {
        return Outcome::limit(Status::Timeout, false);
    }
    if findings.fuel_left == 0 || matches!(end, End::Stopped(Stop::OutOfFuel)) {
        return Outcome::limit(Status::OutOfFuel, true);
    }
    if matches!(end, End::Stopped(Stop::OutputLimit)) {
        return Outcome::limit(Status::OutputLimit, true);
    }
    match end {
        End::Exit(_) if failed && findings.quota_refused => Outcome::limit(Status::DiskLimit, true),
        End::Exit(_) if failed && findings.memory_refused => Outcome::limit(Status::OutOfMemory, true),
        End::Exit(code) => Outcome { exit_code: Some(code), ..Outcome::limit(Status::Exit, true) },
        End::StackFull(text) => Outcome { stack_full: true, ..Outcome::trap(text) },
        _ if findings.memory_refused => Outcome::limit(Status::OutOfMemory, false),
        End::Trap(text) => Outcome::trap(text),
        End::Stopped(stop) => Outcome::trap(stop.to_string()),
    }
}

impl Outcome {
    fn limit(status: Status, fuel_exact: bool) -> Self {
        Self { status, exit_code: None, trap: None, stack_full: false, fuel_exact }
    }

    fn trap(text: String) -> Self {
        Self { trap: Some(text), ..Self::limit(Status::Trap, false) }
    }
}

fn end(findings: &Findings) -> End {
    let error = match &findings.end {
        Ok(()) => return End::Exit(0),
        Err(error) => error,
    };
    if let Some(stop) = error.downcast_ref::<Stop>() {
        return match stop {
            Stop::Exit(code) => End::Exit(*code),
            other => End::Stopped(*other),
        };
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => End::Stopped(Stop::OutOfFuel),
        // How a check of the stack ends, and how running over one that has nothing below it does.
        Some(Trap::UnreachableCodeReached | Trap::MemoryOutOfBounds) if findings.is_overrun => {
            End::StackFull(messages::stack_full())
        }
        Some(trap @ Trap::StackOverflow) => End::StackFull(text(trap)),
        Some(trap) => End::Trap(text(trap)),
        None => End::Trap(format!("{error:#}")),
    }
}

/// What the engine calls a trap.
fn text(trap: &Trap) -> String {
    trap.to_string().trim_start_matches("wasm trap: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(end: Result<(), Error>) -> Findings {
        Findings { end, late: false, is_overrun: false, fuel_left: 1, quota_refused: false, memory_refused: false }
    }

    fn stopped(stop: Stop) -> Findings {
        findings(Err(stop.into()))
    }

    fn trapped() -> Findings {
        findings(Err(Trap::IntegerDivisionByZero.into()))
    }

    fn status(findings: &Findings) -> Status {
        outcome(findings).status
    }

    #[test]
    fn the_end_of_start_is_exit_0() {
        let exit =
            Outcome { status: Status::Exit, exit_code: Some(0), trap: None, stack_full: false, fuel_exact: true };
        assert_eq!(outcome(&findings(Ok(()))), exit);
        assert_eq!(outcome(&stopped(Stop::Exit(0))), exit);
    }

    #[test]
    fn a_full_stack_is_told_apart_from_other_traps() {
        for trap in [Trap::UnreachableCodeReached, Trap::MemoryOutOfBounds] {
            let full = Findings { is_overrun: true, ..findings(Err(Error::from(trap))) };
            let found = outcome(&full);
            assert_eq!((found.status, found.stack_full), (Status::Trap, true));
            assert_eq!(found.trap, Some(messages::stack_full()));
            // A full stack is the cause, whatever was refused before.
            assert!(outcome(&Findings { memory_refused: true, ..full }).stack_full);
            assert!(!outcome(&findings(Err(Error::from(trap)))).stack_full);
        }
        // No program leaves its stack by dividing.
        let other = Findings { is_overrun: true, ..trapped() };
        assert!(!outcome(&other).stack_full);
        let native = outcome(&findings(Err(Error::from(Trap::StackOverflow))));
        assert_eq!((native.stack_full, native.trap.as_deref()), (true, Some("call stack exhausted")));
    }

    #[test]
    fn a_trap_says_what_the_engine_says_without_its_prefix() {
        let text = Some("integer divide by zero".to_owned());
        let trap = Outcome { status: Status::Trap, exit_code: None, trap: text, stack_full: false, fuel_exact: false };
        assert_eq!(outcome(&trapped()), trap);
        let unknown = outcome(&findings(Err(Error::msg("something else"))));
        assert_eq!(unknown.trap.as_deref(), Some("something else"));
    }

    #[test]
    fn the_deadline_comes_before_all_else() {
        for base in [trapped(), stopped(Stop::OutputLimit), stopped(Stop::OutOfFuel), findings(Ok(()))] {
            assert_eq!(status(&Findings { late: true, fuel_left: 0, memory_refused: true, ..base }), Status::Timeout);
        }
        assert_eq!(status(&stopped(Stop::Deadline)), Status::Timeout);
    }

    #[test]
    fn spent_fuel_comes_before_caps_and_exits() {
        for base in [trapped(), stopped(Stop::OutputLimit), stopped(Stop::Exit(0)), findings(Ok(()))] {
            assert_eq!(status(&Findings { fuel_left: 0, quota_refused: true, ..base }), Status::OutOfFuel);
        }
        assert_eq!(status(&findings(Err(Trap::OutOfFuel.into()))), Status::OutOfFuel);
        assert_eq!(status(&stopped(Stop::OutOfFuel)), Status::OutOfFuel);
    }

    #[test]
    fn the_output_cap_comes_before_refusals() {
        let base = stopped(Stop::OutputLimit);
        assert_eq!(status(&Findings { quota_refused: true, memory_refused: true, ..base }), Status::OutputLimit);
    }

    #[test]
    fn a_refused_quota_counts_when_the_guest_fails_for_it() {
        let refused = |end| Findings { quota_refused: true, memory_refused: true, ..stopped(end) };
        assert_eq!(status(&refused(Stop::Exit(1))), Status::DiskLimit);
        assert_eq!(status(&refused(Stop::Exit(0))), Status::Exit);
    }

    #[test]
    fn a_refused_grow_counts_when_the_guest_fails_or_traps() {
        let refused = |base| Findings { memory_refused: true, ..base };
        assert_eq!(status(&refused(stopped(Stop::Exit(1)))), Status::OutOfMemory);
        assert_eq!(status(&refused(trapped())), Status::OutOfMemory);
        assert_eq!(status(&refused(stopped(Stop::Exit(0)))), Status::Exit);
    }
}
