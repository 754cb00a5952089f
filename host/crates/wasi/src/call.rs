//! One host call: what a function of the interface works on.

use super::Wasi;
use super::abi::Version;
use super::charges::{self, Meter};
use super::clock::ClockId;
use super::errno::Errno;
use super::fault::Fault;
use super::guest::{Guest, MAX_PATH_BYTES};
use super::stop::Stop;

/// What every function gives back: `success`, a number for the guest, or the end of the run.
pub type Answer = Result<(), Fault>;

pub struct Call<'a> {
    pub guest: Guest<'a>,
    pub wasi: &'a mut Wasi,
    pub meter: Meter,
    pub version: Version,
}

impl Call<'_> {
    /// Takes `amount` of fuel before the work that it pays for.
    pub fn charge(&mut self, amount: u64) -> Result<(), Stop> {
        self.meter.charge(amount)
    }

    /// Now, on the guest's realtime clock.
    pub fn now_ns(&self) -> u64 {
        self.wasi.clock.now_ns(ClockId::Realtime, self.meter.used())
    }

    /// A path out of the guest's memory.
    pub fn path(&mut self, address: u32, length: u32) -> Result<String, Fault> {
        if length > MAX_PATH_BYTES {
            return Err(Errno::Nametoolong.into());
        }
        self.charge(charges::PATH_BYTE * u64::from(length))?;
        let span = self.guest.span(address, length)?;
        let path = std::str::from_utf8(self.guest.read(&span)?).map_err(|_| Errno::Ilseq)?;
        if path.contains('\0') { Err(Errno::Inval.into()) } else { Ok(path.to_owned()) }
    }

    /// A path that a host directory is asked for: its components are paid for beforehand.
    pub fn charge_host_path(&mut self, path: &str) -> Result<(), Stop> {
        let components = path.split('/').filter(|component| !component.is_empty()).count() as u64;
        // Links that lie there already can make a walk a thousand times longer than its path.
        self.wasi.deadline.check()?;
        self.charge(charges::HOST_CALL + charges::PATH_COMPONENT * components)
    }
}
