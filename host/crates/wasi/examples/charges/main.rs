//! `npm run bench:charges`: how long every call of the system interface keeps the host busy for a unit of fuel that it
//! costs, each in the worst case that is known, dearest first. The rule that the charges follow is at most 5 ns.

mod bench;
#[expect(dead_code, reason = "the tests use all of it")]
#[path = "../../tests/wasi/guest.rs"]
mod guest;
mod large;
mod machine;
mod small;

use std::sync::Arc;

use bench::Line;

fn main() {
    let mut lines = Vec::new();
    for timed in [small::time, large::time, machine::time] {
        lines.append(&mut timed());
    }
    lines.sort_by(|one, other| other.ratio().total_cmp(&one.ratio()));
    println!("ns/unit |       units |           ns | calls");
    println!("------: | ----------: | -----------: | -----");
    for line in lines {
        let Line { call, fuel, nanoseconds } = &line;
        println!("{:7.2} | {fuel:11} | {nanoseconds:12.0} | {call}", line.ratio());
    }
}

/// A run directory with as much room as there can be.
fn roomy() -> fuelcell_wasi::WasiSpec {
    let mut spec = guest::spec();
    (spec.disk_bytes, spec.disk_entries, spec.output_bytes) = (1 << 30, 100_000, 1 << 40);
    (spec.open_files, spec.preopens) = (1024, Arc::new([]));
    spec
}
