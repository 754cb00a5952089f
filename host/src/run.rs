//! One run of one guest, from instantiation to its result.

use std::time::{Duration, Instant};

use serde_bytes::ByteBuf;
use wasmtime::{Error, Instance, Store, Val};

use crate::channel::Outbox;
use crate::drive::{FUEL_YIELD_INTERVAL, drive, fuel, fuel_start};
use crate::image::GLOBAL_EXPORT;
use crate::limiter::{Limiter, PAGE_BYTES};
use crate::module::{Failure, Loaded};
use crate::outcome::{Findings, outcome};
use crate::profile::Profiler;
use crate::protocol::{FailureCode, ProgramRequest, Run, RunResult, Status};
use crate::reactor::{Interpreter, Marks, Program};
use crate::renewal::Spare;
use crate::report::Report;
use crate::snapshot::SNAPSHOT_SEED;
use crate::wasi::{AsWasi, Bell, Leftovers, Stop, Wasi, WasiSpec};

/// An instance begins in some microseconds; nothing in it can run that long.
const BEGIN_LIMIT: Duration = Duration::from_secs(10);

/// All that the host keeps for a guest.
pub struct Guest {
    pub wasi: Wasi,
    pub limiter: Limiter,
}

impl Guest {
    /// What is kept between two runs: nothing of either. An instance may be as large as its module says.
    pub fn vacant() -> Self {
        Self { wasi: Wasi::vacant(), limiter: Limiter::new(u64::MAX) }
    }
}

impl AsWasi for Guest {
    fn wasi(&mut self) -> &mut Wasi {
        &mut self.wasi
    }
}

/// A run that has ended.
pub struct Ended {
    pub result: RunResult,
    pub leftovers: Leftovers,
    /// The instance, if there was one. Giving its memory back, or making it as good as new, need not come before the answer.
    pub used: Option<Spare>,
}

/// A store with a guest, and an instance in it that has not run.
pub fn begin(loaded: &Loaded, guest: Guest) -> Result<Spare, Error> {
    let mut store = store_of(loaded, guest);
    fuel(&mut store, 0)?;
    let instance = drive(loaded.pre.instantiate_async(&mut store), Instant::now() + BEGIN_LIMIT, || Ok(()))?;
    Ok(Spare { store, instance })
}

fn store_of(loaded: &Loaded, guest: Guest) -> Store<Guest> {
    let mut store = Store::new(loaded.pre.module().engine(), guest);
    store.limiter(|guest| &mut guest.limiter);
    store
}

/// The mutable globals that an instance of a snapshot exports, and their values.
pub fn mutable_globals(store: &mut Store<Guest>, instance: &Instance) -> Vec<(String, Val)> {
    let names = instance.exports(&mut *store).map(|export| export.name().to_owned());
    let names: Vec<_> = names.filter(|name| name.starts_with(GLOBAL_EXPORT)).collect();
    let value = |name: String| instance.get_global(&mut *store, &name).map(|global| (name, global.get(&mut *store)));
    names.into_iter().filter_map(value).collect()
}

/// Runs `loaded` once, in the spare instance if there is one that will do.
pub fn run(
    loaded: &Loaded,
    spare: Option<Spare>,
    request: &Run,
    spec: WasiSpec,
    outbox: &Outbox,
) -> Result<Ended, Failure> {
    let started = Instant::now();
    let deadline = started + Duration::from_millis(request.limits.timeout_ms);
    let code = request.entry.as_ref().and_then(|entry| spec.files.iter().find(|(path, _)| path == entry));
    let code = code.map_or_else(Vec::new, |(_, code)| code.clone());
    let mut wasi = Wasi::new(spec).map_err(|error| Failure::new(FailureCode::BadRequest, error.to_string()))?;
    wasi.deadline.set(deadline);
    wasi.bell = loaded.reactor.map_or(Bell::None, |reactor| Bell::At(reactor.bell));
    let guest = Guest { wasi, limiter: Limiter::new(request.limits.memory_pages) };
    // The limiter sees how large a memory begins only when the instance does.
    let (mut store, mut instance) = match spare.filter(|_| starts_within(loaded, request)) {
        Some(Spare { mut store, instance }) => {
            *store.data_mut() = guest;
            (store, Some(instance))
        }
        None => (store_of(loaded, guest), None),
    };
    fuel(&mut store, request.limits.fuel)?;
    let mut profiler = profiler(loaded, request, &mut store)?;

    let mut report = Report::default();
    let mut marks = Marks::default();
    let mut start_pages = 0;
    let flush = || outbox.flush().map_err(|_| Error::from(Stop::CallerGone));
    let watched = &raw mut store;
    let end = drive(
        async {
            // SAFETY: the store outlives this future, and only `look` reaches it besides, between two polls.
            let store = unsafe { &mut *watched };
            let instance = match instance {
                Some(spare) => spare,
                None => *instance.insert(loaded.pre.instantiate_async(&mut *store).await?),
            };
            start_pages = note_memory(store, &instance);
            match (&loaded.reactor, &request.program) {
                (Some(reactor), Some(program)) => {
                    let interpreter = Interpreter::new(store, &instance, reactor)?;
                    report = interpreter.run(store, &program_for(program, &code, request.seed), &mut marks).await?;
                    Err(Error::from(Stop::Exit(report.exit_code)))
                }
                _ => instance.get_typed_func::<(), ()>(&mut *store, "_start")?.call_async(&mut *store, ()).await,
            }
        },
        deadline,
        || match &mut profiler {
            // SAFETY: no code of the guest or of wasmtime runs between two polls: the fiber is suspended in a host call of
            // the engine's, which goes on by pointers of its own. What is read here is copied before the next poll.
            Some(profiler) => look(profiler, unsafe { &*watched }, flush),
            None => flush(),
        },
    );
    let duration = started.elapsed();
    let late = duration >= deadline - started;
    let span = Span { duration, late, start_pages };
    let (mut result, leftovers) = conclude(request, &mut store, end, report, span);
    (result.setup_fuel, result.code_fuel) = metered(marks, request.limits.fuel, result.fuel);
    let used_up = fuel_start(request.limits.fuel).saturating_sub(result.fuel);
    result.profile = profiler.map(|profiler| profiler.end(used_up));
    Ok(Ended { result, leftovers, used: instance.map(|instance| Spare { store, instance }) })
}

/// What gathers the profile of a run that asks for one, and has its guest stop often enough.
fn profiler(loaded: &Loaded, request: &Run, store: &mut Store<Guest>) -> Result<Option<Profiler>, Failure> {
    let asked = request.program.as_ref().and_then(|program| program.profile_fuel);
    let (Some(interval), Some(reactor)) = (asked, loaded.reactor) else { return Ok(None) };
    let internal = |error: Error| Failure::new(FailureCode::Internal, format!("{error:#}"));
    store.fuel_async_yield_interval(Some(interval.max(1))).map_err(internal)?;
    Ok(Some(Profiler::new(interval, reactor.error_slot, fuel_start(request.limits.fuel))))
}

/// Looks where the guest is; sends output on about as often as in a run without a profile.
fn look(profiler: &mut Profiler, store: &Store<Guest>, flush: impl Fn() -> Result<(), Error>) -> Result<(), Error> {
    let left = store.get_fuel()?;
    let before = profiler.fuel_left();
    if let Some(memory) = store.data().wasi.memory {
        profiler.look(memory.data(store), left);
    }
    if left / FUEL_YIELD_INTERVAL == before / FUEL_YIELD_INTERVAL { Ok(()) } else { flush() }
}

/// Whether the memory that a snapshot begins with is within the limit of a run.
fn starts_within(loaded: &Loaded, request: &Run) -> bool {
    loaded.reactor.is_some_and(|reactor| u64::from(reactor.start_pages) <= request.limits.memory_pages)
}

/// How long a run took, and from how many pages.
struct Span {
    duration: Duration,
    late: bool,
    start_pages: u64,
}

/// Weighs what the layers recorded, and gathers what was used and left behind.
fn conclude(
    request: &Run,
    store: &mut Store<Guest>,
    end: Result<(), Error>,
    report: Report,
    span: Span,
) -> (RunResult, Leftovers) {
    let fuel_left = store.get_fuel().unwrap_or(0);
    let memory_pages = memory_pages(store);
    let Guest { wasi, limiter } = store.data_mut();
    let findings = Findings {
        end,
        late: span.late,
        fuel_left,
        quota_refused: wasi.quota_refused(),
        memory_refused: limiter.refused,
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
        fuel: request.limits.fuel.min(fuel_start(request.limits.fuel) - fuel_left),
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
fn metered(marks: Marks, limit: u64, used: u64) -> (Option<u64>, Option<u64>) {
    let used_at = |left: u64| fuel_start(limit).saturating_sub(left).min(used);
    let setup = marks.code_begins.map(used_at);
    (setup, setup.map(|setup| marks.code_ended.map_or(used, used_at) - setup))
}

fn program_for<'a>(program: &'a ProgramRequest, code: &'a [u8], seed: u64) -> Program<'a> {
    Program {
        code,
        setup: &program.setup,
        args: &program.args,
        env: &program.env,
        call: program.call.as_ref().map(|call| call.as_slice()),
        last_value: program.last_value,
        reseed: seed != SNAPSHOT_SEED,
    }
}

/// Hands the instance's memory to the system interface; its size in pages.
pub fn note_memory(store: &mut Store<Guest>, instance: &Instance) -> u64 {
    let memory = instance.get_memory(&mut *store, "memory");
    store.data_mut().wasi.memory = memory;
    memory.map_or(0, |memory| memory.size(&*store))
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
