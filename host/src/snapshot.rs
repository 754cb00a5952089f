//! Makes the snapshot of a runtime: boots it once to the point where a program would begin, writes its state into a new
//! module, finds the addresses by which runs call into it, and refuses the result unless a probe answers rightly.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use wasmtime::{Engine, Instance, Linker, Module, Store};

use crate::image::{self, GlobalValue};
use crate::limiter::Limiter;
use crate::messages;
use crate::module::{self, Compiled, Failure, Loaded};
use crate::protocol::{FailureCode, ModuleSource, Snapshot};
use crate::reactor::{self, Interpreter, Program, Reactor};
use crate::run::{self, Guest, drive};
use crate::wasi::{Bell, Sink, Stdin, Stop, Stream, Wasi, WasiSpec};

/// Where the boot writes the addresses of what the host calls.
const REACTOR_FILE: &str = "reactor.txt";
/// 2000-01-01T00:00:00Z: the boot's clock is fixed, so that provisioning again gives the same bytes.
const BOOT_CLOCK_NS: u64 = 946_684_800_000_000_000;
/// The seed the boot sees, and every run that asks for no other: what was drawn then need not be drawn again.
pub const SNAPSHOT_SEED: u64 = 0;
/// The boot may use 200 G fuel, a minute and 1 GiB; CPython's needs about 3 G, two seconds and 17 MiB.
const BOOT_FUEL: u64 = 200_000_000_000;
const BOOT_TIME: Duration = Duration::from_secs(60);
const BOOT_PAGES: u64 = 16_384;
/// The standard streams and `/`: what is open when a program begins.
const STANDARD_DESCRIPTORS: usize = 4;
/// The probe's own program: three answers that a wrong address or offset would not give.
const PROBE_CODE: &[u8] = b"print(6 * 7)\nraise LookupError('probe')\n";

/// Boots the module in `request.wasm`, writes the compiled snapshot, and gives the addresses in it.
pub fn make(engine: &Engine, linker: &Linker<Guest>, request: &Snapshot) -> Result<(Compiled, Reactor), Failure> {
    let wasm = module::read_verified(&request.wasm, &request.sha256)?;
    let instrumented = image::instrument(&wasm).map_err(refused)?;
    let module = Module::new(engine, &instrumented).map_err(|error| refused(messages::cannot_compile(&error)))?;
    let booted = boot(linker, &module, &wasm, request)?;
    let image = image::snapshot(&wasm, &booted.memory, &booted.globals).map_err(refused)?;
    let compiled = module::compile_bytes(engine, &image, &request.compiled)?;
    let source = ModuleSource {
        name: String::new(),
        compiled: request.compiled.clone(),
        digest: compiled.digest.clone(),
        reactor: Some(booted.reactor),
    };
    let loaded = module::load(engine, linker, &source)?;
    let reactor = probe(&loaded, booted.reactor)?;
    Ok((compiled, reactor))
}

/// What a boot left: the interpreter's whole state.
struct Booted {
    memory: Vec<u8>,
    globals: Vec<GlobalValue>,
    reactor: Reactor,
}

fn boot(linker: &Linker<Guest>, module: &Module, wasm: &[u8], request: &Snapshot) -> Result<Booted, Failure> {
    let printed = Printed::default();
    let mut store = store(module.engine(), boot_spec(request, &printed))?;
    store.data_mut().wasi.bell = Bell::Announced;
    let deadline = Instant::now() + BOOT_TIME;
    let mut instance = None;
    let end = drive(
        async {
            let fresh = linker.instantiate_async(&mut store, module).await?;
            run::note_memory(&mut store, &fresh);
            instance = Some(fresh);
            fresh.get_typed_func::<(), ()>(&mut store, "_start")?.call_async(&mut store, ()).await
        },
        deadline,
        || Ok(()),
    );
    let left_by_exit = matches!(&end, Err(error) if matches!(error.downcast_ref(), Some(Stop::Exit(0))));
    let (Some(instance), true, "") = (instance, left_by_exit, &*printed.text()) else {
        let end = end.map_or_else(|error| format!("{error:#}"), |()| "it returned".to_owned());
        return Err(refused(messages::boot_failed(&end, &printed.text())));
    };
    let globals = globals(&mut store, &instance, wasm)?;
    let memory = instance.get_memory(&mut store, "memory").ok_or_else(|| refused(messages::no_memory()))?;
    let bytes = memory.data(&store).to_vec();
    let start_pages = memory.size(&store) as u32;
    if store.data().wasi.open_files() > STANDARD_DESCRIPTORS {
        return Err(refused(messages::boot_left_files_open()));
    }
    let leftovers = store.into_data().wasi.finish();
    let addresses = leftovers.files.into_iter().find(|(path, _)| path == REACTOR_FILE).map(|(_, text)| text);
    let addresses = String::from_utf8(addresses.unwrap_or_default()).unwrap_or_default();
    let reactor = locate(&bytes, &addresses, start_pages).ok_or_else(|| refused(messages::boot_wrong_addresses()))?;
    Ok(Booted { memory: bytes, globals, reactor })
}

/// Turns the boot's list of addresses into a reactor, checking that each is an object of the type it should be.
fn locate(memory: &[u8], text: &str, start_pages: u32) -> Option<Reactor> {
    let address = |wanted: &str| {
        let line = text.lines().filter_map(|line| line.split_once(' ')).find(|(name, _)| *name == wanted);
        line?.1.parse::<u32>().ok()
    };
    let of_type = |name: &str, kind: &str| {
        let object = address(name)?;
        (reactor::type_of(memory, object)? == address(kind)?).then_some(object)
    };
    Some(Reactor {
        header: of_type("header", "bytearray_type")?,
        inbox: of_type("inbox", "bytearray_type")?,
        bell: of_type("bell", "bytearray_type")?,
        failure: of_type("failure", "list_type")?,
        reserve: of_type("reserve", "function_type")?,
        prepare: of_type("prepare", "function_type")?,
        finish: of_type("finish", "function_type")?,
        compile: of_type("compile", "builtin_type")?,
        exec: of_type("exec", "builtin_type")?,
        empty: of_type("empty", "tuple_type")?,
        none: address("none")?,
        bytes_type: address("bytes_type")?,
        function_call: reactor::type_call(memory, address("function_type")?)?,
        builtin_call: reactor::type_call(memory, address("builtin_type")?)?,
        error_slot: 0,
        start_pages,
        probe_error: address("probe_error")?,
        traceback_type: address("traceback_type")?,
    })
}

/// Finds where the interpreter keeps its current exception, then runs the probe program and checks every answer.
fn probe(loaded: &Loaded, mut reactor: Reactor) -> Result<Reactor, Failure> {
    let wrong = |found: &str| refused(messages::probe_failed(found));
    reactor.error_slot = find_error_slot(loaded, &reactor)?;
    let (report, printed) = probe_run(loaded, &reactor, |interpreter, store| {
        drive(interpreter.run(store, &probe_program()), Instant::now() + BOOT_TIME, || Ok(()))
    })?;
    let error = report.error.as_ref().ok_or_else(|| wrong(&format!("{report:?}")))?;
    let answers = (report.exit_code, error.kind.as_str(), error.message.as_str(), error.line);
    if answers != (1, "LookupError", "probe", Some(2)) || !printed.ends_with("42\n") {
        return Err(wrong(&format!("{report:?} {printed:?}")));
    }
    Ok(reactor)
}

fn find_error_slot(loaded: &Loaded, reactor: &Reactor) -> Result<u32, Failure> {
    let (memory, _) = probe_run(loaded, reactor, |interpreter, store| {
        drive(interpreter.raise(store, &probe_program()), Instant::now() + BOOT_TIME, || Ok(()))
    })?;
    let word = |address: u32| reactor::word(&memory, address);
    let holds = |slot: u32| {
        Some(
            word(slot)? == reactor.probe_error
                && reactor::type_of(&memory, word(slot + 4)?)? == reactor.probe_error
                && reactor::type_of(&memory, word(slot + 8)?)? == reactor.traceback_type,
        )
    };
    let found: Vec<u32> = (0..memory.len() as u32).step_by(4).filter(|slot| holds(*slot) == Some(true)).collect();
    match found[..] {
        [slot] => Ok(slot),
        _ => Err(refused(messages::probe_failed(&format!("{} places for the current exception", found.len())))),
    }
}

fn probe_program() -> Program<'static> {
    Program { code: PROBE_CODE, args: &[], env: &[], call: None, last_value: false, reseed: false }
}

/// Instantiates the snapshot and lets `act` use it; what it gave and what was printed.
fn probe_run<R>(
    loaded: &Loaded,
    reactor: &Reactor,
    act: impl FnOnce(&Interpreter, &mut Store<Guest>) -> Result<R, wasmtime::Error>,
) -> Result<(R, String), Failure> {
    let printed = Printed::default();
    let spec = WasiSpec { files: vec![("main.py".to_owned(), PROBE_CODE.to_vec())], ..quiet_spec(&printed) };
    let mut store = store(loaded.pre.module().engine(), spec)?;
    store.data_mut().wasi.bell = Bell::At(reactor.bell);
    let failed = |error: wasmtime::Error| refused(messages::probe_failed(&format!("{error:#}")));
    let deadline = Instant::now() + BOOT_TIME;
    let instance = drive(loaded.pre.instantiate_async(&mut store), deadline, || Ok(())).map_err(failed)?;
    run::note_memory(&mut store, &instance);
    let interpreter = Interpreter::new(&mut store, &instance, reactor).map_err(failed)?;
    let given = act(&interpreter, &mut store).map_err(failed)?;
    Ok((given, printed.text()))
}

fn store(engine: &Engine, spec: WasiSpec) -> Result<Store<Guest>, Failure> {
    let wasi = Wasi::new(spec).map_err(|error| refused(error.to_string()))?;
    let mut store = Store::new(engine, Guest { wasi, limiter: Limiter::new(BOOT_PAGES) });
    store.limiter(|guest| &mut guest.limiter);
    run::fuel(&mut store, BOOT_FUEL)?;
    Ok(store)
}

fn boot_spec(request: &Snapshot, printed: &Printed) -> WasiSpec {
    let files = request.files.iter().map(|(path, bytes)| (path.clone(), bytes.to_vec())).collect();
    WasiSpec { args: request.args.clone(), env: request.env.clone(), files, ..quiet_spec(printed) }
}

fn quiet_spec(printed: &Printed) -> WasiSpec {
    WasiSpec {
        args: Vec::new(),
        env: Vec::new(),
        clock_start_ns: BOOT_CLOCK_NS,
        seed: SNAPSHOT_SEED,
        fuel_start: run::fuel_start(BOOT_FUEL),
        disk_bytes: 16 << 20,
        disk_entries: 1_000,
        open_files: 64,
        output_bytes: 1 << 20,
        chroot: true,
        files: Vec::new(),
        entry: None,
        preopens: Arc::new([]),
        stdin: Box::new(NoInput),
        output: Box::new(printed.clone()),
    }
}

fn globals(store: &mut Store<Guest>, instance: &Instance, wasm: &[u8]) -> Result<Vec<GlobalValue>, Failure> {
    let mutable = image::mutable_globals(wasm).map_err(refused)?;
    let value = |index: u32| {
        let global = instance.get_global(&mut *store, &image::global_export(index))?;
        Some(GlobalValue { index, value: global.get(&mut *store) })
    };
    let values: Option<Vec<_>> = mutable.into_iter().map(|(index, _)| index).map(value).collect();
    values.ok_or_else(|| refused(messages::boot_wrong_addresses()))
}

fn refused(message: String) -> Failure {
    Failure::new(FailureCode::SnapshotRefused, message)
}

/// All that a boot or probe printed, both streams together.
#[derive(Clone, Default)]
struct Printed(Arc<Mutex<Vec<u8>>>);

impl Printed {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Sink for Printed {
    fn write(&mut self, _stream: Stream, bytes: &[u8]) -> Result<(), Stop> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(())
    }
}

struct NoInput;

impl Stdin for NoInput {
    fn read(&mut self, _buffer: &mut [u8]) -> Result<usize, Stop> {
        Ok(0)
    }
}
