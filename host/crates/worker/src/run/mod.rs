//! One run of one guest, from instantiation to its result.

mod begin;
pub mod ending;
pub mod outcome;

use crate::engine::guest::Guest;
use crate::engine::instance::{instantiate, note_memory, store_of};
use std::time::{Duration, Instant};

use fuelcell_cpython::course::{Compiling, Course, Marks, Reached};
use fuelcell_cpython::harness::{Answer, Harness};
use fuelcell_cpython::interpreter::Interpreter;
use fuelcell_cpython::profile::Profiler;
use fuelcell_cpython::program::Program;
use fuelcell_cpython::report::Report;
use fuelcell_protocol::{FailureCode, ProgramRequest, Run, RunResult};
use fuelcell_wasi::{Leftovers, Stop, Wasi, WasiSpec};
use wasmtime::{Error, Store};

use self::begin::{bell_of, start};
use self::ending::{Span, conclude, metered};
use crate::channel::Outbox;
use crate::engine::drive::{FUEL_YIELD_INTERVAL, drive, fuel, fuel_start};
use crate::engine::failure::Failure;
use crate::engine::instance::Spare;
use crate::engine::limiter::Limiter;
use crate::engine::module::Loaded;
use crate::reuse::program_image::Known;
use crate::reuse::program_image::{InUse, Key, ProgramImages};
use crate::reuse::spares::Spares;
use crate::start::boot::SNAPSHOT_SEED;

/// A run that has ended.
pub struct Ended {
    pub result: RunResult,
    pub leftovers: Leftovers,
    /// The instance, if there was one. Giving its memory back, or making it as good as new, need not come before the answer.
    pub used: Option<Spare>,
    /// Where a run stood when its code was compiled, if that was kept.
    pub compiled: Option<Known>,
}

/// Runs `loaded` once, in the spare instance if there is one that will do.
pub fn run(
    loaded: &Loaded,
    spares: &mut Spares,
    request: &Run,
    spec: WasiSpec,
    images: &mut ProgramImages,
    outbox: &Outbox,
) -> Result<Ended, Failure> {
    let started = Instant::now();
    let deadline = started + Duration::from_millis(request.limits.timeout_ms);
    let code = request.entry.as_ref().and_then(|entry| spec.files.iter().find(|(path, _)| path == entry));
    let code = code.map_or_else(Vec::new, |(_, code)| code.clone());
    let mut wasi = Wasi::new(spec).map_err(|error| Failure::new(FailureCode::BadRequest, error.to_string()))?;
    wasi.deadline.set(deadline);
    wasi.bell = bell_of(loaded);
    let guest = Guest { wasi, limiter: Limiter::new(request.limits.memory_pages).with_needs(&loaded.needs) };
    let program = request.program.as_ref().map(|program| program_for(program, &code, request.seed));
    let compiling = if loaded.image.is_some() { Compiling::Paid } else { compiling(request) };
    let called = program.as_ref().filter(|_| loaded.reactor.is_some());
    let key = called.and_then(|program| image_key(request, program));
    let mut compiled = key.filter(|_| compiling == Compiling::Free).and_then(|key| images.find(key));
    compiled =
        compiled.filter(|known| known.image.is_within(fuel_start(request.limits.fuel), request.limits.memory_pages));
    // The limiter sees how large a memory begins only when the instance does.
    let spare = spares.take(compiled.as_ref().map(|known| known.key)).filter(|_| starts_within(loaded, request));
    let (mut store, mut instance, stands) = match spare {
        Some((Spare { mut store, instance }, stands)) => {
            *store.data_mut() = guest;
            (store, Some(instance), stands)
        }
        None => (store_of(loaded, guest), None, false),
    };
    fuel(&mut store, compiling.fuel_to_begin(fuel_start(request.limits.fuel)))?;
    let mut profiler = profiler(loaded, request, &mut store)?;

    let mut report = Report::default();
    let mut course = called.map(|program| Course::new(program, compiling));
    let mut answered = None;
    let mut start_pages = 0;
    let flush = || outbox.flush().map_err(|_| Error::from(Stop::CallerGone));
    let watched = &raw mut store;
    let end = drive(
        async {
            // SAFETY: the store outlives this future, and only `look` reaches it besides, between two polls.
            let store = unsafe { &mut *watched };
            let instance = match instance {
                Some(spare) => spare,
                None => *instance.insert(instantiate(loaded, store).await?),
            };
            let pages = note_memory(store, &instance);
            start_pages = loaded.start_pages().unwrap_or(pages);
            if let (Some(image), Some(program)) = (&loaded.image, &program) {
                let compile_only = request.program.as_ref().is_some_and(|asked| asked.compile_only);
                let harness = Harness::new(store, &instance, &image.callee)?;
                let answer = harness.run(store, program, compile_only, fuel_start(request.limits.fuel)).await?;
                let exit_code = answer.report.exit_code;
                answered = Some(answer);
                return Err(Error::from(Stop::Exit(exit_code)));
            }
            match (&loaded.reactor, &mut course) {
                (Some(reactor), Some(course)) => {
                    let interpreter = Interpreter::new(store, &instance, reactor)?;
                    match (&compiled, stands) {
                        (None, _) => interpreter.begin(store, course).await?,
                        (Some(known), false) => {
                            known.image.restore(store, &instance)?;
                            course.resume(store, known.image.spent)?;
                        }
                        (Some(known), true) => course.resume(store, known.image.spent)?,
                    }
                    report = loop {
                        match interpreter.advance(store, course).await? {
                            Reached::Ended(report) => break report,
                            Reached::Compiled => {
                                let is_ahead = course.ends_compiled();
                                let wanted = key.filter(|key| is_ahead || images.is_wanted(*key));
                                let used = InUse { store, instance: &instance };
                                compiled = wanted.and_then(|key| images.keep(key, loaded, used, course.spent()));
                            }
                        }
                        if course.ends_compiled() {
                            break Report::default();
                        }
                    };
                    Err(Error::from(Stop::Exit(report.exit_code)))
                }
                _ => start(loaded, store, &instance).await,
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
    let is_overrun = match (&loaded.stack, &instance) {
        (Some(stack), Some(instance)) => stack.is_overrun(&mut store, instance),
        _ => false,
    };
    let span = Span { duration, late, start_pages, is_overrun };
    let (report, mut marks) = answered.map_or((report, Marks::default()), |Answer { report, marks }| (report, marks));
    let (mut result, leftovers) = conclude(request, &mut store, end, report, span);
    result.compile_free = course.as_ref().is_some_and(Course::is_free);
    if let Some(course) = course {
        marks = course.marks;
    }
    let usage = &mut result.usage;
    (usage.setup_fuel, usage.code_fuel) = metered(marks, request.limits.fuel, usage.fuel);
    let used_up = fuel_start(request.limits.fuel).saturating_sub(usage.fuel);
    result.profile = profiler.map(|profiler| profiler.end(used_up));
    Ok(Ended { result, leftovers, compiled, used: instance.map(|instance| Spare { store, instance }) })
}

/// Who pays for compiling the code of a run.
fn compiling(request: &Run) -> Compiling {
    match &request.program {
        Some(program) if program.compile_only => Compiling::Only { fuel: fuel_start(request.limits.fuel) },
        Some(program) if program.image.is_some() => Compiling::Free,
        _ => Compiling::Paid,
    }
}

/// Where the image of a run's program is kept. A profile is made of what the guest does from its beginning.
fn image_key(request: &Run, program: &Program<'_>) -> Option<Key> {
    let asked = request.program.as_ref().filter(|asked| asked.profile_fuel.is_none())?;
    Key::of(asked.image?, &request.module, program)
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
    if left > before {
        // Compiling that nobody pays for.
        return flush();
    }
    if let Some(memory) = store.data().wasi.memory {
        profiler.look(memory.data(store), left);
    }
    if left / FUEL_YIELD_INTERVAL == before / FUEL_YIELD_INTERVAL { Ok(()) } else { flush() }
}

/// Whether the memory that a snapshot begins with is within the limit of a run.
fn starts_within(loaded: &Loaded, request: &Run) -> bool {
    loaded.start_pages().is_some_and(|pages| pages <= request.limits.memory_pages)
}

fn program_for<'a>(program: &'a ProgramRequest, code: &'a [u8], seed: u64) -> Program<'a> {
    Program {
        code,
        entry: program.entry.as_deref(),
        setup: &program.setup,
        args: &program.args,
        env: &program.env,
        call: program.call.as_ref().map(|call| call.as_slice()),
        last_value: program.last_value,
        reseed: seed != SNAPSHOT_SEED,
    }
}
