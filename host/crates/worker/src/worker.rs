//! The conversation of one worker: opens modules, then runs guests one after the other until the runner goes away.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use fuelcell_protocol::{CHUNK_BYTES, FailureCode, FilePart, FromHost, Needs, PROTOCOL_VERSION, Run, Status, ToHost};
use fuelcell_walls::{Purpose, Walls};
use fuelcell_wasi::{HostPreopen, Mount, MountTree, WasiSpec};
use serde_bytes::ByteBuf;

use crate::arrivals::Files;
use crate::channel::{Inbox, Outbox, RunInput};
use crate::engine::engines::{Engines, Kit};
use crate::engine::failure::Failure;
use crate::engine::instance::Spare;
use crate::engine::module::{self, Compilation, Compiled, Loaded};
use crate::engine::{config, drive};
use crate::reuse::program_image::Known;
use crate::reuse::program_image::ProgramImages;
use crate::reuse::renewal::{Originals, Renewal};
use crate::reuse::spares::Spares;
use crate::reuse::written_pages::WrittenPages;
use crate::run::{self, Ended};
use crate::start::{image, snapshot};
use crate::{archive, fuel_model, messages, promote_file};

mod opening;

pub struct Worker {
    engines: Engines,
    modules: HashMap<String, Opened>,
    renewal: Option<Renewal>,
    images: ProgramImages,
    /// The files of mounts by their digest: modules may share them.
    trees: HashMap<String, Arc<MountTree>>,
    preopens: Arc<[HostPreopen]>,
    walls: Walls,
    sealed: bool,
    inbox: Inbox,
    outbox: Outbox,
    files: Files,
}

/// A module that can run.
struct Opened {
    loaded: Loaded,
    mounts: Arc<[Mount]>,
    spares: Spares,
    originals: Originals,
}

impl Worker {
    pub fn new(walls: Walls, inbox: Inbox, outbox: Outbox) -> wasmtime::Result<Self> {
        let engines = Engines::new()?;
        let preopens = Arc::new([]);
        let (modules, files) = (HashMap::new(), Files::default());
        let written_pages = WrittenPages::open().map(Arc::new);
        let images = ProgramImages::new(written_pages.clone());
        let (renewal, trees) = (written_pages.map(Renewal::new), HashMap::new());
        let sealed = false;
        Ok(Self { engines, modules, renewal, images, trees, preopens, walls, sealed, inbox, outbox, files })
    }

    /// Says hello, then answers every request in order. Returns when the runner has gone.
    pub fn serve(&mut self) -> io::Result<()> {
        self.hello()?;
        while let Some(message) = self.inbox.next() {
            match message {
                ToHost::Open { id, modules, mounts, preopens, seal } => {
                    let opened = self.open(&modules, &mounts, &preopens, seal);
                    let hardening = self.walls.report().to_vec();
                    self.answer(id, opened.map(|()| FromHost::Opened { id, hardening }))?;
                }
                ToHost::Compile { id, wasm, sha256, stack_pages, needs, compiled } => {
                    let compiled = self.compile(&wasm, &sha256, stack_pages, needs.as_ref(), &compiled);
                    self.answer(
                        id,
                        compiled.map(|file| FromHost::Compiled { id, digest: file.digest, bytes: file.bytes }),
                    )?;
                }
                ToHost::Snapshot(request) => {
                    let id = request.id;
                    self.inbox.read_ahead();
                    let mounts = self.mounts(request.mounts.iter(), request.devices.as_deref());
                    let made = mounts.and_then(|mounts| {
                        let Kit { engine, linker } = &self.engines.plain;
                        snapshot::make(engine, linker, &request, mounts)
                    });
                    let answer = made.map(|(Compiled { digest, bytes }, reactor)| FromHost::Snapshotted {
                        id,
                        digest,
                        bytes,
                        reactor,
                    });
                    self.answer(id, answer)?;
                }
                ToHost::Image(request) => {
                    let id = request.id;
                    self.inbox.read_ahead();
                    let mounts = self.mounts(request.mounts.iter(), request.module.devices.as_deref());
                    let made = mounts.and_then(|mounts| {
                        let Kit { engine, linker } = self.engines.of(request.module.needs.as_ref())?;
                        image::make(engine, linker, &request, mounts)
                    });
                    let answer = made.map(|(file, reactor)| FromHost::Imaged {
                        id,
                        digest: file.digest,
                        bytes: file.bytes,
                        reactor,
                    });
                    self.answer(id, answer)?;
                }
                ToHost::Archive { id, archive } => {
                    let files = std::mem::take(&mut self.files).of(id);
                    let archived = files.and_then(|files| archive::write(files, &archive));
                    self.answer(
                        id,
                        archived.map(|file| FromHost::Archived { id, digest: file.digest, bytes: file.bytes }),
                    )?;
                }
                ToHost::Digest { id, path } => {
                    let digest = module::digest_of_file(&path);
                    self.answer(id, digest.map(|digest| FromHost::Digested { id, digest }))?;
                }
                ToHost::Promote(request) => {
                    let id = request.id;
                    let answer = promote_file::promote_file(&request).map(|tuned| FromHost::Promoted {
                        id,
                        sha256: tuned.sha256,
                        bytes: tuned.bytes,
                        functions: tuned.functions,
                        slots: tuned.slots,
                        frames: tuned.frames,
                        features: tuned.features,
                    });
                    self.answer(id, answer)?;
                }
                ToHost::File(part) => self.files.take(part),
                ToHost::Run(request) => self.run(*request)?,
                // What was asked for by a run that has ended meanwhile.
                ToHost::Input { .. } => {}
                ToHost::Forget { image } => {
                    self.images.forget(image);
                    self.modules.values_mut().for_each(|opened| opened.spares.forget(image));
                }
            }
        }
        Ok(())
    }

    fn hello(&self) -> io::Result<()> {
        self.outbox.send(&FromHost::Hello {
            protocol: PROTOCOL_VERSION,
            host: env!("CARGO_PKG_VERSION").to_owned(),
            wasmtime: config::WASMTIME_VERSION.to_owned(),
            engine: fuel_model::compatibility(&self.engines.plain.engine),
            fuel_model: fuel_model::fuel_model(),
            exceptions: fuel_model::exceptions(&self.engines.plain.engine),
            hardening: self.walls.report().to_vec(),
        })
    }

    fn compile(
        &mut self,
        wasm: &str,
        sha256: &str,
        stack_pages: Option<u32>,
        needs: Option<&Needs>,
        compiled: &str,
    ) -> Result<Compiled, Failure> {
        self.check_unsealed(true)?;
        let compilation = Compilation::open(wasm, compiled)?;
        self.seal(Purpose::Compile);
        let engine = &self.engines.of(needs)?.engine;
        compilation.finish(engine, sha256, stack_pages, needs)
    }

    fn seal(&mut self, purpose: Purpose) {
        self.walls.seal(purpose);
        self.sealed = true;
        self.inbox.read_ahead();
    }

    /// Nothing can be opened behind the walls, and they can only go up while there is one thread.
    fn check_unsealed(&self, to_seal: bool) -> Result<(), Failure> {
        if self.sealed || (to_seal && self.inbox.reads_ahead()) {
            return Err(Failure::new(FailureCode::BadRequest, messages::too_late_to_open()));
        }
        Ok(())
    }

    fn run(&mut self, request: Run) -> io::Result<()> {
        let id = request.id;
        self.inbox.read_ahead();
        self.walls.limit_run(&request.limits);
        let files = std::mem::take(&mut self.files);
        let ran = files.of(id).and_then(|files| {
            let unknown = || Failure::new(FailureCode::BadRequest, messages::unknown_module(&request.module));
            let mounts = self.modules.get(&request.module).map(|opened| Arc::clone(&opened.mounts));
            let spec = self.spec(&request, files, mounts.ok_or_else(unknown)?);
            let opened = self.modules.get_mut(&request.module).ok_or_else(unknown)?;
            if opened.loaded.takes_program() != request.program.is_some() {
                return Err(Failure::new(FailureCode::BadRequest, messages::not_called_so(&request.module)));
            }
            run::run(&opened.loaded, &mut opened.spares, &request, spec, &mut self.images, &self.outbox)
        });
        match ran {
            Ok(Ended { result, leftovers, used, compiled }) => {
                for (path, bytes) in &leftovers.files {
                    self.push_file(id, path, bytes)?;
                }
                let is_clean = result.status == Status::Exit;
                self.answer(id, Ok(FromHost::Result(Box::new(result))))?;
                self.put_away(&request.module, used.filter(|_| is_clean), compiled);
                Ok(())
            }
            Err(failure) => self.answer(id, Err(failure)),
        }
    }

    /// Keeps an instance for the next run, when the module is a snapshot.
    fn put_away(&mut self, module: &str, used: Option<Spare>, compiled: Option<Known>) {
        let (Some(renewal), Some(opened)) = (&self.renewal, self.modules.get_mut(module)) else { return };
        let Opened { loaded, spares, originals, .. } = opened;
        let Some(used) = used.filter(|_| loaded.takes_program()) else { return };
        // Without a place for it, it is made as good as new, for the next to begin with whatever that runs.
        let compiled = compiled.filter(|_| spares.has_place());
        let image = compiled.as_ref().map(|known| &*known.image);
        if let Some(spare) = renewal.renew(loaded, originals, used, image) {
            spares.put(spare, compiled.map(|known| known.key));
        }
    }

    fn spec(&self, request: &Run, files: Vec<(String, Vec<u8>)>, mounts: Arc<[Mount]>) -> WasiSpec {
        let limits = &request.limits;
        WasiSpec {
            args: request.args.clone(),
            env: request.env.clone(),
            clock_start_ns: request.clock_start_ms.saturating_mul(1_000_000),
            seed: request.seed,
            fuel_start: drive::fuel_start(limits.fuel),
            disk_bytes: limits.disk_bytes,
            disk_entries: limits.disk_entries,
            open_files: limits.open_files,
            output_bytes: limits.output_bytes,
            chroot: request.chroot,
            dot: self.modules.get(&request.module).is_some_and(|opened| opened.loaded.is_unstable()),
            files,
            entry: request.entry.clone(),
            mounts,
            preopens: Arc::clone(&self.preopens),
            stdin_bytes: request.stdin_bytes,
            stdin_lines: request.stdin_lines,
            stdin: Box::new(RunInput {
                id: request.id,
                inbox: self.inbox.clone(),
                outbox: self.outbox.clone(),
                deadline: Instant::now() + Duration::from_millis(limits.timeout_ms),
                rest: request.stdin.to_vec(),
                taken: 0,
                last: request.stdin_last,
            }),
            output: Box::new(self.outbox.for_run(request.id)),
        }
    }

    fn push_file(&self, id: u32, path: &str, bytes: &[u8]) -> io::Result<()> {
        let mut rest = bytes;
        loop {
            let (piece, after) = rest.split_at(rest.len().min(CHUNK_BYTES));
            let (path, data, last) = (path.to_owned(), ByteBuf::from(piece), after.is_empty());
            self.outbox.push(&FromHost::File(FilePart { id, path, data, last }))?;
            if last {
                return Ok(());
            }
            rest = after;
        }
    }

    fn answer(&self, id: u32, answer: Result<FromHost, Failure>) -> io::Result<()> {
        self.outbox.send(&answer.unwrap_or_else(|Failure { code, message }| FromHost::Failed { id, code, message }))
    }
}
