//! Reading the virtual clock.

use super::super::call::{Answer, Call};
use super::super::clock::{ClockId, RESOLUTION_NS};

pub fn clock_res_get(call: &mut Call<'_>, id: u32, resolution: u32) -> Answer {
    ClockId::from_number(id)?;
    Ok(call.guest.write_u64(resolution, RESOLUTION_NS)?)
}

pub fn clock_time_get(call: &mut Call<'_>, id: u32, _precision: u64, time: u32) -> Answer {
    let id = ClockId::from_number(id)?;
    let now = call.wasi.clock.now_ns(id, call.meter.used());
    Ok(call.guest.write_u64(time, now)?)
}
