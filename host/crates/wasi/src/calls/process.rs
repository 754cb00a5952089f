//! The process that the guest believes to be.

use super::super::bell;
use super::super::call::{Answer, Call};
use super::super::errno::Errno;
use super::super::stop::Stop;

/// Ends the run. Only the low byte of the code is reported, as for any process.
pub fn proc_exit(_call: &mut Call<'_>, code: u32) -> Answer {
    Err(Stop::Exit((code & 0xff) as u8).into())
}

/// There are no signals.
pub fn proc_raise(_call: &mut Call<'_>, _signal: u32) -> Answer {
    Err(Errno::Nosys.into())
}

/// Nobody else is there to run. An interpreter can reach this call without arguments: a snapshot's doorbell.
pub fn sched_yield(call: &mut Call<'_>) -> Answer {
    bell::ring(call)
}
