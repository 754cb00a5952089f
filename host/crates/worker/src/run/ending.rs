//! The result of a run, from what the layers recorded and the guest left behind.

use std::time::Duration;

use fuelcell_cpython::course::Marks;
use fuelcell_cpython::report::Report;
use fuelcell_protocol::{Run, RunResult, Status, Usage};
use fuelcell_wasi::Leftovers;
use serde_bytes::ByteBuf;
use wasmtime::{Error, GcHeapOutOfMemory, Store};

use crate::engine::drive::fuel_start;
use crate::engine::guest::Guest;
use crate::engine::limiter::PAGE_BYTES;
use crate::run::outcome::{Findings, outcome};

/// How long a run took, and from how many pages.
pub struct Span {
    pub duration: Duration,
    pub late: bool,
    pub start_pages: u64,
    /// Whether the stack in the guest's memory was left when it ended.
    pub is_overrun: bool,
}

/// Weighs what the layers recorded, and gathers what was used and left behind.
pub fn conclude(
    request: &Run,
    store: &mut Store<Guest>,
    end: Result<(), Error>,
    report: Report,
    span: Span,
) -> (RunResult, Leftovers) {
    let fuel_left = store.get_fuel().unwrap_or(0);
    let memory_pages = memory_pages(store);
    // The heap of exceptions, which the guest never hears of.
    let is_heap_full = matches!(&end, Err(error) if error.is::<GcHeapOutOfMemory<()>>());
    let Guest { wasi, limiter } = store.data_mut();
    let findings = Findings {
        end,
        late: span.late,
        is_overrun: span.is_overrun,
        fuel_left,
        quota_refused: wasi.quota_refused(),
        memory_refused: limiter.refused || is_heap_full,
    };
    let outcome = outcome(&findings);
    let exited = outcome.status == Status::Exit;
    let [stdout, stderr] = wasi.output_usage();
    let leftovers = wasi.finish();
    let result = RunResult {
        id: request.id,
        status: outcome.status,
        exit_code: outcome.exit_code,
        trap: outcome.trap,
        stack_full: outcome.stack_full,
        usage: Usage {
            fuel: request.limits.fuel.min(fuel_start(request.limits.fuel).saturating_sub(fuel_left)),
            fuel_exact: outcome.fuel_exact,
            compile_fuel: (exited && report.compile_fuel > 0).then_some(report.compile_fuel),
            setup_fuel: None,
            code_fuel: None,
            memory_pages,
            grown_pages: memory_pages.saturating_sub(span.start_pages),
            output_bytes: stdout.kept + stderr.kept,
            disk_bytes: leftovers.disk_bytes,
            disk_entries: leftovers.disk_entries,
            open_files: leftovers.open_files,
            duration_ms: span.duration.as_secs_f64() * 1e3,
        },
        compile_free: false,
        truncated_stdout: stdout.truncated,
        truncated_stderr: stderr.truncated,
        deleted: leftovers.deleted.clone(),
        error: report.error.filter(|_| exited),
        value: report.value.filter(|_| exited),
        returned: report.returned.filter(|_| exited),
        report: leftovers.report.clone().filter(|_| exited).map(ByteBuf::from),
        profile: None,
    };
    (result, leftovers)
}

/// What setup and code used: a code that never came to its end used all the rest.
pub fn metered(marks: Marks, limit: u64, used: u64) -> (Option<u64>, Option<u64>) {
    let used_at = |left: u64| fuel_start(limit).saturating_sub(left).min(used);
    let setup = marks.code_begins.map(used_at);
    (setup, setup.map(|setup| marks.code_ended.map_or(used, used_at) - setup))
}

fn memory_pages(store: &mut Store<Guest>) -> u64 {
    match store.data().wasi.memory {
        Some(memory) => (memory.data_size(&*store) / PAGE_BYTES) as u64,
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setup_and_code_are_metered_between_their_marks() {
        // Of a limit of 1,000 the store is given one unit more, so that running out can be told from using it all.
        let marks = Marks { code_begins: Some(701), code_ended: Some(601) };
        assert_eq!(metered(marks, 1_000, 450), (Some(300), Some(100)));
        assert_eq!(metered(Marks::default(), 1_000, 450), (None, None));
    }

    #[test]
    fn a_code_without_an_end_used_the_rest() {
        let marks = Marks { code_begins: Some(701), code_ended: None };
        assert_eq!(metered(marks, 1_000, 1_000), (Some(300), Some(700)));
    }
}
