//! Driving a guest: a future that hands control back after every so much fuel, polled by hand until it ends or has to.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use fuelcell_protocol::FailureCode;
use fuelcell_wasi::Stop;
use wasmtime::{Error, Store};

use crate::engine::failure::Failure;
use crate::engine::guest::Guest;

/// The guest hands control back at least this often, in units of fuel: the deadline is looked at and output sent on.
/// Also the most fuel by which a trapped run's figure can be short. It never changes what a run costs.
pub const FUEL_YIELD_INTERVAL: u64 = 10_000_000;

/// Fuel to give a store for a budget: one unit more, so that a program which costs exactly its budget succeeds.
pub fn fuel_start(budget: u64) -> u64 {
    budget.saturating_add(1)
}

/// Gives a store its fuel, and makes its guest hand control back now and then.
pub fn fuel(store: &mut Store<Guest>, fuel: u64) -> Result<(), Failure> {
    let internal = |error: Error| Failure::new(FailureCode::Internal, format!("{error:#}"));
    store.set_fuel(fuel).map_err(internal)?;
    store.fuel_async_yield_interval(Some(FUEL_YIELD_INTERVAL)).map_err(internal)
}

/// Polls a guest to its end. Each time it yields, `between` runs and the deadline is looked at; past the deadline the
/// guest is dropped where it stands. Nothing but stdin can block inside, and that wait has the same deadline.
pub fn drive<R>(
    guest: impl Future<Output = Result<R, Error>>,
    deadline: Instant,
    mut between: impl FnMut() -> Result<(), Error>,
) -> Result<R, Error> {
    let mut guest = pin!(guest);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(end) = guest.as_mut().poll(&mut context) {
            return end;
        }
        if Instant::now() >= deadline {
            return Err(Error::from(Stop::Deadline));
        }
        between()?;
    }
}
