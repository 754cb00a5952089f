//! Runs the `.wat` guests of `fixtures/guests/` through the host's own run loop, without a process or a protocol.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use fuelcell_host::channel::{Inbox, Outbox, RunInput};
use fuelcell_host::engine::engines::Kit;
use fuelcell_host::engine::instance::Spare;
use fuelcell_host::engine::{config, drive, module};
use fuelcell_host::reuse::program_image::ProgramImages;
use fuelcell_host::reuse::spares::Spares;
use fuelcell_host::run;
use fuelcell_protocol::{FromHost, Needs, Run, RunLimits, RunResult, Status};
use fuelcell_rewrite::throws;
use fuelcell_wasi::{Leftovers, WasiSpec};
use serde_bytes::ByteBuf;
use wasmtime::{Engine, Linker, Module};

/// How one run ended, with all that it printed.
pub struct Ran {
    pub result: RunResult,
    pub leftovers: Leftovers,
    pub stdout: Vec<u8>,
    pub used: Option<Spare>,
}

impl Ran {
    /// Status, exit code and trap: what most tests are about.
    pub fn end(&self) -> (Status, Option<u8>, Option<&str>) {
        (self.result.status, self.result.exit_code, self.result.trap.as_deref())
    }
}

/// A guest that is compiled and ready to run.
pub struct Fixture {
    pub loaded: module::Loaded,
}

impl Fixture {
    pub fn of_file(name: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../fixtures/guests").join(name);
        Self::of_text(&std::fs::read_to_string(path).expect("the guest exists"))
    }

    pub fn of_text(text: &str) -> Self {
        let engine: Engine = config::engine().expect("the engine's flags are valid");
        let mut linker = Linker::new(&engine);
        fuelcell_wasi::add_to_linker(&mut linker).expect("every function has its own name");
        let module = Module::new(&engine, wat::parse_str(text).expect("the guest is valid")).expect("it compiles");
        let pre = fuelcell_wasi::link(&linker, &module).expect("it imports only what is provided");
        Self { loaded: module::Loaded { pre, reactor: None, stack: None, needs: Needs::default(), image: None } }
    }

    /// A guest of a runtime that throws exceptions.
    pub fn throwing(text: &str) -> Self {
        let kit = Kit::new(config::exceptions_engine().expect("the engine's flags are valid"));
        let Kit { engine, linker } = kit.expect("every function has its own name");
        let wasm = throws::charge(&wat::parse_str(text).expect("the guest is valid")).expect("it can be charged");
        let module = Module::new(&engine, wasm).expect("it compiles");
        let pre = fuelcell_wasi::link(&linker, &module).expect("it imports only what is provided");
        let needs = Needs { exceptions: true, ..Needs::default() };
        Self { loaded: module::Loaded { pre, reactor: None, stack: None, needs, image: None } }
    }

    /// Runs with the default limits, changed by `tweak`.
    pub fn run(&self, tweak: impl FnOnce(&mut Run)) -> Ran {
        self.run_in(None, tweak)
    }

    /// [`Fixture::run`] in an instance that is there.
    pub fn run_in(&self, spare: Option<Spare>, tweak: impl FnOnce(&mut Run)) -> Ran {
        self.run_with(spare, tweak, |_| {})
    }

    /// [`Fixture::run_in`] with what the guest is given changed by `give`.
    pub fn run_with(
        &self,
        spare: Option<Spare>,
        tweak: impl FnOnce(&mut Run),
        give: impl FnOnce(&mut WasiSpec),
    ) -> Ran {
        let mut request = request();
        tweak(&mut request);
        let (_runner, receiver) = mpsc::channel();
        let written = Written::default();
        let outbox = Outbox::to(written.clone());
        let mut spec = spec(&request, Inbox::from(receiver), &outbox);
        give(&mut spec);
        let ended =
            run::run(&self.loaded, &mut Spares::of(spare), &request, spec, &mut ProgramImages::new(None), &outbox)
                .expect("the request is valid");
        let run::Ended { result, leftovers, used, .. } = ended;
        outbox.flush().expect("a vector can be written");
        Ran { result, leftovers, stdout: written.stdout(), used }
    }
}

fn request() -> Run {
    Run {
        id: 1,
        module: "guest".to_owned(),
        args: vec!["guest".to_owned()],
        env: Vec::new(),
        entry: None,
        chroot: true,
        stdin: ByteBuf::new(),
        stdin_last: true,
        stdin_bytes: None,
        stdin_lines: false,
        program: None,
        limits: RunLimits {
            fuel: 1_000_000_000,
            timeout_ms: 60_000,
            memory_pages: 100,
            output_bytes: 1 << 20,
            disk_bytes: 16 << 20,
            disk_entries: 1_000,
            open_files: 64,
        },
        clock_start_ms: 946_684_800_000,
        seed: 0,
    }
}

fn spec(request: &Run, inbox: Inbox, outbox: &Outbox) -> WasiSpec {
    let limits = &request.limits;
    WasiSpec {
        args: request.args.clone(),
        env: request.env.clone(),
        clock_start_ns: request.clock_start_ms * 1_000_000,
        seed: request.seed,
        fuel_start: drive::fuel_start(limits.fuel),
        disk_bytes: limits.disk_bytes,
        disk_entries: limits.disk_entries,
        open_files: limits.open_files,
        output_bytes: limits.output_bytes,
        chroot: request.chroot,
        dot: false,
        files: Vec::new(),
        entry: None,
        mounts: Arc::new([]),
        preopens: Arc::new([]),
        stdin_bytes: request.stdin_bytes,
        stdin_lines: request.stdin_lines,
        stdin: Box::new(RunInput {
            id: request.id,
            inbox,
            outbox: outbox.clone(),
            deadline: Instant::now() + Duration::from_millis(limits.timeout_ms),
            rest: request.stdin.to_vec(),
            taken: 0,
            last: request.stdin_last,
        }),
        output: Box::new(outbox.for_run(request.id)),
    }
}

/// What the host would have written to the runner.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn stdout(&self) -> Vec<u8> {
        let bytes = self.0.lock().expect("no test panics while writing").clone();
        let mut rest = bytes.as_slice();
        let mut stdout = Vec::new();
        while let Some(body) = fuelcell_protocol::read_frame(&mut rest).expect("whole frames") {
            if let FromHost::Output { stream: 1, data, .. } = fuelcell_protocol::decode(&body).expect("a message") {
                stdout.extend_from_slice(&data);
            }
        }
        stdout
    }
}

impl std::io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no test panics while writing").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
