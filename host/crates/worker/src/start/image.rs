//! Makes the image of a runtime: boots its compiled module to the point where a program would begin, writes the memory that it
//! then has into a file, and refuses it unless a probe in an instance with that image answers rightly.

use std::sync::Arc;
use std::time::{Duration, Instant};

use fuelcell_cpython::harness::{Answer, Harness};
use fuelcell_cpython::objects;
use fuelcell_cpython::program::Program;
use fuelcell_protocol::{Boot, Callee, Image, ImageSource, ModuleSource};
use fuelcell_rewrite::snapshot::GLOBAL_EXPORT;
use fuelcell_wasi::{Bell, Mount, WasiSpec};
use wasmtime::{Engine, Error, Instance, Linker, Store, Val};

use crate::engine::drive::{drive, fuel_start};
use crate::engine::failure::Failure;
use crate::engine::guest::Guest;
use crate::engine::instance;
use crate::engine::module::{self, Compiled, Loaded};
use crate::messages;
use crate::reuse::mapped_image::MappedImage;
use crate::start::boot::{
    self, BOOT_CLOCK_NS, BOOT_FUEL, BOOT_PAGES, Printed, SNAPSHOT_SEED, Started, end_of, refused,
};

/// How long a boot may take: packages are imported, 13 G of fuel for pandas and matplotlib.
const BOOT_TIME: Duration = Duration::from_secs(240);
/// Where the boot writes the addresses of what the host calls.
const CALLEE_FILE: &str = "reactor.txt";
/// Raised with every change of what an image of the same boot holds, or of how the host calls it.
const REVISION: u32 = 1;
/// The probe's own program, and what it has to come to.
const PROBE_CODE: &[u8] = b"print('probed')\nraise LookupError('probe')\n";
const PROBE_PRINTED: &str = "probed\n";
const PROBE_LINE: u32 = 2;

/// What an image, and a run in one, depend on in this host.
pub fn model() -> String {
    format!("image {REVISION}: clock {BOOT_CLOCK_NS}, seed {SNAPSHOT_SEED}, fuel {BOOT_FUEL}, pages {BOOT_PAGES}")
}

/// Boots the module of the request, where its runs' mounts are to be seen, and writes the image. Gives the addresses in it.
pub fn make(
    engine: &Engine,
    linker: &Linker<Guest>,
    request: &Image,
    mounts: Arc<[Mount]>,
) -> Result<(Compiled, Callee), Failure> {
    let ModuleSource { reactor: None, image: None, .. } = &request.module else {
        return Err(refused(messages::boot_wrong_addresses()));
    };
    let loaded = module::load(engine, linker, &request.module)?;
    let started = boot(&loaded, request, Arc::clone(&mounts))?;
    let mut ready = started.ready_if(true)?;
    let callee = locate(&mut ready)?;
    let memory = ready.instance.get_memory(&mut ready.store, "memory");
    let memory = memory.ok_or_else(|| refused(messages::no_memory()))?;
    let target = module::create(&request.image)?;
    let written = MappedImage::write(&target, memory.data(&ready.store));
    written.map_err(|error| Failure::io(&error, messages::no_image(&request.image, &error)))?;
    drop(ready);
    let digest = module::digest_of_file(&request.image)?;
    let bytes = u64::from(callee.start_pages) * crate::engine::limiter::PAGE_BYTES as u64;
    let source = ImageSource { path: request.image.clone(), digest: digest.clone() };
    let image = MappedImage::open_known(&source, callee)?;
    // What is refused must not lie about as if it could be used.
    probe(Loaded { image: Some(image), ..loaded }, &mounts)
        .inspect_err(|_| drop(std::fs::remove_file(&request.image)))?;
    Ok((Compiled { digest, bytes }, callee))
}

fn boot(loaded: &Loaded, request: &Image, mounts: Arc<[Mount]>) -> Result<Started, Failure> {
    let printed = Printed::default();
    let files = request.files.iter().map(|(path, bytes)| (path.clone(), bytes.to_vec())).collect();
    let spec = WasiSpec {
        args: request.args.clone(),
        env: request.env.clone(),
        files,
        mounts,
        disk_bytes: 64 << 20,
        ..boot::quiet_spec(&printed)
    };
    let mut store = boot::store_with(loaded.pre.module().engine(), spec, &loaded.needs)?;
    let script = request.files.iter().find(|(path, _)| *path == request.boot.script);
    let script = script.map(|(_, bytes)| &bytes[..]).unwrap_or_default();
    let mut instance = None;
    let end = drive(
        async {
            let fresh = loaded.pre.instantiate_async(&mut store).await?;
            instance::note_memory(&mut store, &fresh);
            instance = Some(fresh);
            turn(&mut store, &fresh, &request.boot, script).await
        },
        Instant::now() + BOOT_TIME,
        || Ok(()),
    );
    Ok(Started { store, instance, printed, end })
}

/// Starts the interpreter, and has it run the script.
async fn turn(store: &mut Store<Guest>, instance: &Instance, boot: &Boot, script: &[u8]) -> Result<(), Error> {
    instance.get_typed_func::<(), ()>(&mut *store, &boot.init)?.call_async(&mut *store, ()).await?;
    let size = u32::try_from(script.len())?;
    let alloc = instance.get_typed_func::<u32, u32>(&mut *store, &boot.alloc)?;
    let at = alloc.call_async(&mut *store, size).await?;
    let memory = instance.get_memory(&mut *store, "memory").ok_or_else(|| Error::msg(messages::no_memory()))?;
    memory.write(&mut *store, at as usize, script)?;
    let turn = instance.get_typed_func::<(u32, u32), u32>(&mut *store, &boot.turn)?;
    match turn.call_async(&mut *store, (at, size)).await? {
        0 => Ok(()),
        code => Err(Error::msg(messages::boot_gave(code))),
    }
}

/// Turns the boot's list of addresses into those by which runs are called.
fn locate(ready: &mut boot::Ready) -> Result<Callee, Failure> {
    let wrong = || refused(messages::boot_wrong_addresses());
    let boot::Ready { store, instance } = ready;
    let memory = instance.get_memory(&mut *store, "memory").ok_or_else(|| refused(messages::no_memory()))?;
    let start_pages = memory.size(&*store) as u32;
    let mut globals = instance::mutable_globals(store, instance).into_iter();
    let (Some((name, Val::I32(stack_pointer))), None) = (globals.next(), globals.next()) else { return Err(wrong()) };
    debug_assert!(name.starts_with(GLOBAL_EXPORT));
    let leftovers = store.data_mut().wasi.finish();
    let text = leftovers.files.into_iter().find(|(path, _)| path == CALLEE_FILE).map(|(_, text)| text);
    let text = String::from_utf8(text.unwrap_or_default()).unwrap_or_default();
    let number = |wanted: &str| {
        let line = text.lines().filter_map(|line| line.split_once(' ')).find(|(name, _)| *name == wanted);
        line.and_then(|(_, number)| number.parse::<u32>().ok()).ok_or_else(wrong)
    };
    let bytes = memory.data(&*store);
    let function_type = number("function_type")?;
    for function in ["run", "reserve"] {
        if objects::type_of(bytes, number(function)?) != Some(function_type) {
            return Err(wrong());
        }
    }
    Ok(Callee {
        header: number("header")?,
        bell: number("bell")?,
        run: number("run")?,
        reserve: number("reserve")?,
        empty: number("empty")?,
        bytes_type: number("bytes_type")?,
        function_call: objects::type_call(bytes, function_type).ok_or_else(wrong)?,
        stack_pointer: stack_pointer as u32,
        start_pages,
    })
}

/// Runs the probe's program in an instance of the image.
fn probe(loaded: Loaded, mounts: &Arc<[Mount]>) -> Result<(), Failure> {
    let printed = Printed::default();
    let files = vec![("main.py".to_owned(), PROBE_CODE.to_vec())];
    let spec = WasiSpec { files, mounts: Arc::clone(mounts), ..boot::quiet_spec(&printed) };
    let mut store = boot::store_with(loaded.pre.module().engine(), spec, &loaded.needs)?;
    let callee = loaded.image.as_ref().map(|image| image.callee).unwrap_or_default();
    store.data_mut().wasi.bell = Bell::Buffer(callee.bell);
    let program = Program {
        code: PROBE_CODE,
        entry: None,
        setup: &[],
        args: &[],
        env: &[],
        call: None,
        last_value: false,
        reseed: false,
    };
    let answer = drive(
        async {
            let instance = instance::instantiate(&loaded, &mut store).await?;
            instance::note_memory(&mut store, &instance);
            let harness = Harness::new(&mut store, &instance, &callee)?;
            harness.run(&mut store, &program, false, fuel_start(BOOT_FUEL)).await
        },
        Instant::now() + BOOT_TIME,
        || Ok(()),
    );
    let wrong = |found: &str| refused(messages::probe_failed(&end_of(found)));
    let Answer { report, .. } =
        answer.map_err(|error| wrong(&format!("{error:#}; it printed {:?}", printed.text())))?;
    let error = report.error.as_ref().map(|error| (error.kind.as_str(), error.message.as_str(), error.line));
    let is_right = report.exit_code == 1
        && error == Some(("LookupError", "probe", Some(PROBE_LINE)))
        && printed.text().starts_with(PROBE_PRINTED);
    if is_right { Ok(()) } else { Err(wrong(&format!("{report:?} {:?}", printed.text()))) }
}
