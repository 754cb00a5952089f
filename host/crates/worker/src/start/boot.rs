//! Booting an interpreter for its snapshot, in a world that is always the same.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use fuelcell_protocol::{FailureCode, Needs, Snapshot};
use fuelcell_rewrite::snapshot::{self as rewrite, GlobalValue, Number};
use fuelcell_wasi::{Bell, Mount, Sink, Stdin, Stop, Stream, Wasi, WasiSpec};
use wasmtime::{Engine, Error, Instance, Linker, Module, Store, Val};

use crate::engine::drive::{self, drive};
use crate::engine::failure::Failure;
use crate::engine::guest::Guest;
use crate::engine::instance;
use crate::engine::limiter::Limiter;
use crate::messages;

/// 2000-01-01T00:00:00Z: the boot's clock is fixed, so that provisioning again gives the same bytes.
pub const BOOT_CLOCK_NS: u64 = 946_684_800_000_000_000;
/// The seed the boot sees, and every run that asks for no other: what was drawn then need not be drawn again.
pub const SNAPSHOT_SEED: u64 = 0;
/// The boot may use 200 G fuel, a minute and 1 GiB; CPython's needs about 3 G, two seconds and 17 MiB.
pub const BOOT_FUEL: u64 = 200_000_000_000;
pub const BOOT_TIME: Duration = Duration::from_secs(60);
pub const BOOT_PAGES: u64 = 16_384;
/// How much a message quotes of what a boot printed: the end of a traceback says most.
const QUOTED_CHARS: usize = 4_000;
/// The standard streams and `/`: what is open when a program begins.
const STANDARD_DESCRIPTORS: usize = 4;

/// A boot that has come to its end, whatever that is.
pub struct Started {
    pub store: Store<Guest>,
    pub instance: Option<Instance>,
    pub printed: Printed,
    pub end: Result<(), Error>,
}

/// A boot that came to where its snapshot is taken.
pub struct Ready {
    pub store: Store<Guest>,
    pub instance: Instance,
}

impl Started {
    /// The boot, if it ended as its snapshot needs, silently and with nothing open but what is from the start.
    pub fn ready_if(self, ended_well: bool) -> Result<Ready, Failure> {
        let Started { store, instance, printed, end } = self;
        let (Some(instance), true, "") = (instance, ended_well, &*printed.text()) else {
            let end = end.map_or_else(|error| format!("{error:#}"), |()| messages::returned());
            return Err(refused(messages::boot_failed(&end, &end_of(&printed.text()))));
        };
        let wasi = &store.data().wasi;
        if wasi.open_files() > STANDARD_DESCRIPTORS + wasi.mounts() {
            return Err(refused(messages::boot_left_files_open()));
        }
        Ok(Ready { store, instance })
    }
}

/// Runs a module's `_start` with the files, arguments and environment of a request.
pub fn start(
    linker: &Linker<Guest>,
    module: &Module,
    request: &Snapshot,
    mounts: Arc<[Mount]>,
    bell: Bell,
) -> Result<Started, Failure> {
    let printed = Printed::default();
    let files = request.files.iter().map(|(path, bytes)| (path.clone(), bytes.to_vec())).collect();
    let (args, env) = (request.args.clone(), request.env.clone());
    let spec = WasiSpec { args, env, files, mounts, ..quiet_spec(&printed) };
    let mut store = store(module.engine(), spec)?;
    store.data_mut().wasi.bell = bell;
    let deadline = Instant::now() + BOOT_TIME;
    let mut instance = None;
    let end = drive(
        async {
            let fresh = fuelcell_wasi::link(linker, module)?.instantiate_async(&mut store).await?;
            instance::note_memory(&mut store, &fresh);
            instance = Some(fresh);
            fresh.get_typed_func::<(), ()>(&mut store, "_start")?.call_async(&mut store, ()).await
        },
        deadline,
        || Ok(()),
    );
    Ok(Started { store, instance, printed, end })
}

/// A store with the limits of a boot.
pub fn store(engine: &Engine, spec: WasiSpec) -> Result<Store<Guest>, Failure> {
    store_with(engine, spec, &Needs::default())
}

/// [`store`] for a module about which something is special.
pub fn store_with(engine: &Engine, spec: WasiSpec, needs: &Needs) -> Result<Store<Guest>, Failure> {
    let wasi = Wasi::new(spec).map_err(|error| refused(error.to_string()))?;
    let limiter = Limiter::new(BOOT_PAGES).with_needs(needs);
    let mut store = Store::new(engine, Guest { wasi, limiter });
    store.limiter(|guest| &mut guest.limiter);
    drive::fuel(&mut store, drive::fuel_start(BOOT_FUEL))?;
    Ok(store)
}

/// A world without files, arguments and input.
pub fn quiet_spec(printed: &Printed) -> WasiSpec {
    WasiSpec {
        args: Vec::new(),
        env: Vec::new(),
        clock_start_ns: BOOT_CLOCK_NS,
        seed: SNAPSHOT_SEED,
        fuel_start: drive::fuel_start(BOOT_FUEL),
        disk_bytes: 16 << 20,
        disk_entries: 1_000,
        open_files: 64,
        output_bytes: 1 << 20,
        chroot: true,
        dot: false,
        files: Vec::new(),
        entry: None,
        mounts: Arc::new([]),
        preopens: Arc::new([]),
        stdin_bytes: None,
        stdin_lines: false,
        stdin: Box::new(NoInput),
        output: Box::new(printed.clone()),
    }
}

/// The values of all mutable globals that a snapshot can hold.
pub fn globals(store: &mut Store<Guest>, instance: &Instance, wasm: &[u8]) -> Result<Vec<GlobalValue>, Failure> {
    let mutable = rewrite::mutable_globals(wasm).map_err(refused)?;
    let value = |(index, _)| {
        let global = instance.get_global(&mut *store, &rewrite::global_export(index));
        let value = match global.ok_or_else(|| refused(messages::boot_wrong_addresses()))?.get(&mut *store) {
            Val::I32(value) => Number::I32(value),
            Val::I64(value) => Number::I64(value),
            _ => return Err(refused(messages::global_type(index))),
        };
        Ok(GlobalValue { index, value })
    };
    mutable.into_iter().map(value).collect()
}

pub fn refused(message: String) -> Failure {
    Failure::new(FailureCode::SnapshotRefused, message)
}

/// The end of a text that somebody else made, short enough for a message.
pub fn end_of(text: &str) -> String {
    match text.char_indices().rev().nth(QUOTED_CHARS) {
        None => text.to_owned(),
        Some((cut, cutoff)) => format!("…{}", &text[cut + cutoff.len_utf8()..]),
    }
}

/// All that a boot or probe printed, both streams together.
#[derive(Clone, Default)]
pub struct Printed(Arc<Mutex<Vec<u8>>>);

impl Printed {
    pub fn text(&self) -> String {
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
