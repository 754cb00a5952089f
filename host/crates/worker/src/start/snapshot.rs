//! Makes the snapshot of a runtime: boots it once to the point where a program would begin, writes its state into a new
//! module, finds the addresses by which runs call into it, and refuses the result unless a probe answers rightly.

use crate::start::boot::SNAPSHOT_SEED;
use std::sync::Arc;
use std::time::Instant;

use fuelcell_cpython::course::{Compiling, Course};
use fuelcell_cpython::interpreter::Interpreter;
use fuelcell_cpython::objects;
use fuelcell_cpython::program::Program;
use fuelcell_cpython::report::Report;
use fuelcell_protocol::Reactor;
use fuelcell_protocol::{ModuleSource, Snapshot};
use fuelcell_rewrite::snapshot::{self as rewrite, GlobalValue};
use fuelcell_wasi::{Bell, Mount, Stop, WasiSpec};
use wasmtime::{Engine, Linker, Module, Store};

use crate::engine::drive::drive;
use crate::engine::failure::Failure;
use crate::engine::guest::Guest;
use crate::engine::instance;
use crate::engine::module::{self, Compiled, Loaded};
use crate::messages;
use crate::start::boot::{self, BOOT_CLOCK_NS, BOOT_FUEL, BOOT_PAGES, BOOT_TIME, Printed, Ready, end_of, refused};
use crate::start::rewind;

/// Where the boot writes the addresses of what the host calls.
const REACTOR_FILE: &str = "reactor.txt";
/// The probe's own program: answers that a wrong address or offset would not give. It ends with a trace function set, which
/// must not be told of the harness: for that the host looks and writes near the current exception.
const PROBE_CODE: &[u8] = b"\
import sys
def watch(frame, event, argument):
    if frame.f_code.co_filename.startswith('/_fuelcell/'):
        print('traced', frame.f_code.co_filename)
def depth(reached):
    try:
        return depth(reached + 1)
    except RecursionError:
        return reached
print(depth(0))
sys.settrace(watch)
raise LookupError('probe')
";
const PROBE_LINE: u32 = 12;
/// What the probe prints when it was told of the harness.
const PROBE_TRACED: &str = "traced ";
/// How far before the current exception the thread state counts recursion, at most: 40 bytes in 3.11.
const RECURSION_REACH: u32 = 128;

/// Raised with every change of what a snapshot of the same boot holds, or of how the host calls it, that the rest of
/// [`model`] does not show.
const REVISION: u32 = 1;

/// What a snapshot, and a run in one, depend on in this host.
pub fn model() -> String {
    let fields = format!("{:?}", Reactor::default());
    format!(
        "snapshot {REVISION}: clock {BOOT_CLOCK_NS}, seed {SNAPSHOT_SEED}, fuel {BOOT_FUEL}, pages {BOOT_PAGES}, {fields}"
    )
}

/// Boots the module in `request.wasm`, where its runs' mounts are to be seen, and writes the compiled snapshot. Gives the
/// addresses in it, where it is one that is called.
pub fn make(
    engine: &Engine,
    linker: &Linker<Guest>,
    request: &Snapshot,
    mounts: Arc<[Mount]>,
) -> Result<(Compiled, Option<Reactor>), Failure> {
    let wasm = module::read_verified(&request.wasm, &request.sha256)?;
    let (wasm, guard) = module::with_stack(wasm, request.stack_pages).map_err(refused)?;
    if let Some(wanted) = &request.rewind {
        let image = rewind::make(engine, linker, &wasm, request, wanted, mounts)?;
        return Ok((module::compile_bytes(engine, &image, guard, &request.compiled)?, None));
    }
    let instrumented = rewrite::instrument(&wasm).map_err(refused)?;
    let module = Module::new(engine, &instrumented).map_err(|error| refused(messages::cannot_compile(&error)))?;
    let Booted { memory, globals, found } = boot(linker, &module, &wasm, request, &mounts)?;
    let image = rewrite::snapshot(&wasm, &memory, &globals).map_err(refused)?;
    drop((memory, wasm));
    let compiled = module::compile_bytes(engine, &image, guard, &request.compiled)?;
    let source = ModuleSource {
        name: String::new(),
        compiled: request.compiled.clone(),
        digest: compiled.digest.clone(),
        reactor: None,
        devices: None,
        needs: None,
        image: None,
    };
    let loaded = Loaded { reactor: Some(found.reactor), ..module::load(engine, linker, &source)? };
    // What is refused must not lie about as if it could be used.
    let reactor = probe(&loaded, found, &mounts).inspect_err(|_| drop(std::fs::remove_file(&request.compiled)))?;
    Ok((compiled, Some(reactor)))
}

/// What a boot left: the interpreter's whole state.
struct Booted {
    memory: Vec<u8>,
    globals: Vec<GlobalValue>,
    found: Found,
}

/// What the boot wrote down: the reactor, as far as it can be known before the probe, and what the probe compares.
struct Found {
    reactor: Reactor,
    /// The type of exception that the probe raises, and of a traceback.
    probe_error: u32,
    traceback_type: u32,
    /// How deep a cold program may recurse by the interpreter's count, and how deep it gets.
    recursion_limit: u32,
    recursion_depth: u32,
}

fn boot(
    linker: &Linker<Guest>,
    module: &Module,
    wasm: &[u8],
    request: &Snapshot,
    mounts: &Arc<[Mount]>,
) -> Result<Booted, Failure> {
    let started = boot::start(linker, module, request, Arc::clone(mounts), Bell::Announced)?;
    let left_by_exit = matches!(&started.end, Err(error) if matches!(error.downcast_ref(), Some(Stop::Exit(0))));
    let Ready { mut store, instance } = started.ready_if(left_by_exit)?;
    let globals = boot::globals(&mut store, &instance, wasm)?;
    let memory = instance.get_memory(&mut store, "memory").ok_or_else(|| refused(messages::no_memory()))?;
    let bytes = memory.data(&store).to_vec();
    let start_pages = memory.size(&store) as u32;
    let leftovers = store.into_data().wasi.finish();
    let addresses = leftovers.files.into_iter().find(|(path, _)| path == REACTOR_FILE).map(|(_, text)| text);
    let addresses = String::from_utf8(addresses.unwrap_or_default()).unwrap_or_default();
    let found = locate(&bytes, &addresses, start_pages).ok_or_else(|| refused(messages::boot_wrong_addresses()))?;
    Ok(Booted { memory: bytes, globals, found })
}

/// Turns the boot's list of addresses into a reactor, checking that each is an object of the type it should be.
fn locate(memory: &[u8], text: &str, start_pages: u32) -> Option<Found> {
    let number = |wanted: &str| {
        let line = text.lines().filter_map(|line| line.split_once(' ')).find(|(name, _)| *name == wanted);
        line?.1.parse::<u32>().ok()
    };
    let of_type = |name: &str, kind: &str| {
        let object = number(name)?;
        (objects::type_of(memory, object)? == number(kind)?).then_some(object)
    };
    let reactor = Reactor {
        header: of_type("header", "bytearray_type")?,
        inbox: of_type("inbox", "bytearray_type")?,
        bell: of_type("bell", "bytearray_type")?,
        exchange: of_type("exchange", "list_type")?,
        reserve: of_type("reserve", "function_type")?,
        next: of_type("next", "builtin_type")?,
        steps: of_type("steps", "tuple_type")?,
        compile: of_type("compile", "builtin_type")?,
        call: of_type("call", "builtin_type")?,
        empty: of_type("empty", "tuple_type")?,
        bytes_type: number("bytes_type")?,
        tuple_type: number("tuple_type")?,
        none_type: number("none_type")?,
        bool_type: number("bool_type")?,
        int_type: number("int_type")?,
        float_type: number("float_type")?,
        str_type: number("str_type")?,
        list_type: number("list_type")?,
        set_type: number("set_type")?,
        frozenset_type: number("frozenset_type")?,
        dict_type: number("dict_type")?,
        function_call: objects::type_call(memory, number("function_type")?)?,
        builtin_call: objects::type_call(memory, number("builtin_type")?)?,
        error_slot: 0,
        recursion_slot: 0,
        recursion_left: 0,
        start_pages,
    };
    Some(Found {
        reactor,
        probe_error: number("probe_error")?,
        traceback_type: number("traceback_type")?,
        recursion_limit: number("recursion_limit")?,
        recursion_depth: number("recursion_depth")?,
    })
}

/// Finds where the interpreter keeps its current exception and its count of recursion, sets the count so that a program
/// gets as deep as a cold one, then runs the probe program and checks every answer.
fn probe(loaded: &Loaded, found: Found, mounts: &Arc<[Mount]>) -> Result<Reactor, Failure> {
    let wrong = |answer: &str| refused(messages::probe_failed(&end_of(answer)));
    let mut reactor = found.reactor;
    let memory = raised(loaded, &reactor, mounts)?;
    (reactor.error_slot, reactor.recursion_slot, reactor.recursion_left) = find_thread_state(&memory, &found)?;
    let reached = depth(&probe_answers(loaded, &reactor, mounts)?).ok_or_else(|| wrong("no depth of recursion"))?;
    let missing = found.recursion_depth.wrapping_sub(reached);
    reactor.recursion_left = reactor.recursion_left.wrapping_add(missing);

    let (report, printed) = probe_answers(loaded, &reactor, mounts)?;
    let error = report.error.as_ref().ok_or_else(|| wrong(&format!("{report:?}")))?;
    let answers = (report.exit_code, error.kind.as_str(), error.message.as_str(), error.line);
    let expected = format!("{}\n", found.recursion_depth);
    if answers != (1, "LookupError", "probe", Some(PROBE_LINE))
        || !printed.starts_with(&expected)
        || printed.contains(PROBE_TRACED)
    {
        return Err(wrong(&format!("{report:?} {printed:?}")));
    }
    Ok(reactor)
}

fn probe_answers(loaded: &Loaded, reactor: &Reactor, mounts: &Arc<[Mount]>) -> Result<(Report, String), Failure> {
    let program = probe_program();
    probe_run(loaded, reactor, mounts, |interpreter, store| {
        let mut course = Course::new(&program, Compiling::Paid);
        drive(interpreter.run(store, &mut course), Instant::now() + BOOT_TIME, || Ok(()))
    })
}

/// The memory just after the probe program has raised.
fn raised(loaded: &Loaded, reactor: &Reactor, mounts: &Arc<[Mount]>) -> Result<Vec<u8>, Failure> {
    let (memory, _) = probe_run(loaded, reactor, mounts, |interpreter, store| {
        drive(interpreter.raise(store, &probe_program()), Instant::now() + BOOT_TIME, || Ok(()))
    })?;
    Ok(memory)
}

fn depth((_, printed): &(Report, String)) -> Option<u32> {
    printed.lines().next()?.parse().ok()
}

/// Where the thread state keeps the current exception and the count of recursion, and that count (`struct _ts` in
/// `Include/cpython/pystate.h`, 3.11). Copies of the exception may lie about elsewhere, but without the count before them.
fn find_thread_state(memory: &[u8], wanted: &Found) -> Result<(u32, u32, u32), Failure> {
    let word = |address: u32| objects::word(memory, address);
    let raised = |slot: u32| {
        Some(
            word(slot)? == wanted.probe_error
                && objects::type_of(memory, word(slot + 4)?)? == wanted.probe_error
                && objects::type_of(memory, word(slot + 8)?)? == wanted.traceback_type,
        )
    };
    let slots = (0..memory.len() as u32).step_by(4).filter(|slot| raised(*slot) == Some(true));
    let found: Vec<_> = slots.filter_map(|slot| find_recursion(memory, slot, wanted)).collect();
    match found[..] {
        [one] => Ok(one),
        _ => Err(refused(messages::probe_failed(&format!("{} places for the current exception", found.len())))),
    }
}

/// `recursion_remaining` comes right before `recursion_limit`, and both before the current exception.
fn find_recursion(memory: &[u8], error_slot: u32, wanted: &Found) -> Option<(u32, u32, u32)> {
    (4..=RECURSION_REACH).step_by(4).find_map(|back| {
        let slot = error_slot.checked_sub(back)?;
        let (left, limit) = (objects::word(memory, slot)?, objects::word(memory, slot + 4)?);
        let counts = limit == wanted.recursion_limit && left <= limit && limit - left < RECURSION_REACH;
        counts.then_some((error_slot, slot, left))
    })
}

fn probe_program() -> Program<'static> {
    Program {
        code: PROBE_CODE,
        entry: None,
        setup: &[],
        args: &[],
        env: &[],
        call: None,
        last_value: false,
        reseed: false,
    }
}

/// Instantiates the snapshot and lets `act` use it; what it gave and what was printed.
fn probe_run<R>(
    loaded: &Loaded,
    reactor: &Reactor,
    mounts: &Arc<[Mount]>,
    act: impl FnOnce(&Interpreter, &mut Store<Guest>) -> Result<R, wasmtime::Error>,
) -> Result<(R, String), Failure> {
    let printed = Printed::default();
    let spec = WasiSpec {
        files: vec![("main.py".to_owned(), PROBE_CODE.to_vec())],
        mounts: Arc::clone(mounts),
        ..boot::quiet_spec(&printed)
    };
    let mut store = boot::store(loaded.pre.module().engine(), spec)?;
    store.data_mut().wasi.bell = Bell::At(reactor.bell);
    let failed = |error: wasmtime::Error| refused(messages::probe_failed(&format!("{error:#}")));
    let deadline = Instant::now() + BOOT_TIME;
    let instance = drive(loaded.pre.instantiate_async(&mut store), deadline, || Ok(())).map_err(failed)?;
    instance::note_memory(&mut store, &instance);
    let interpreter = Interpreter::new(&mut store, &instance, reactor).map_err(failed)?;
    let given = act(&interpreter, &mut store).map_err(failed)?;
    Ok((given, printed.text()))
}
