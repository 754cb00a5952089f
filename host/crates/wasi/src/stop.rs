//! Why a host function ends the run.

use thiserror::Error;

/// A host function returns this as its error; the core finds it again with `error.downcast_ref::<Stop>()`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Stop {
    /// The guest called `proc_exit`; the code is cut to what a process can report.
    #[error("the guest exited with code {0}")]
    Exit(u8),
    /// A charge took the last of the fuel. What was to be paid for has not been done.
    #[error("the guest is out of fuel")]
    OutOfFuel,
    /// A write went past the cap of its stream; the part below the cap was kept.
    #[error("the guest wrote more output than its limit")]
    OutputLimit,
    /// The run's deadline passed inside a host function.
    #[error("the deadline passed")]
    Deadline,
    /// Whoever asked for the run is not there any more.
    #[error("the caller went away")]
    CallerGone,
}
