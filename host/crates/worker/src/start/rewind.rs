//! Snapshots of interpreters that unwind their stack by themselves (see `asyncify`). The boot says that it is ready by
//! `fdatasync` of a stream, which means nothing else, and is stopped when it next rewinds.

use std::sync::Arc;

use fuelcell_protocol::{Rewind, Snapshot};
use fuelcell_rewrite::asyncify::{self, READY_EXPORT};
use fuelcell_wasi::{Bell, Mount, Version};
use wasmtime::{Caller, Engine, Error, Extern, Linker, Module, Trap, Val};

use crate::engine::failure::Failure;
use crate::engine::guest::Guest;
use crate::messages;
use crate::start::boot::{self, Ready, refused};

/// The module as its boot has left it.
pub fn make(
    engine: &Engine,
    linker: &Linker<Guest>,
    wasm: &[u8],
    request: &Snapshot,
    wanted: &Rewind,
    mounts: Arc<[Mount]>,
) -> Result<Vec<u8>, Failure> {
    let instrumented = asyncify::instrument(wasm, wanted.main).map_err(refused)?;
    let module = Module::new(engine, &instrumented).map_err(|error| refused(messages::cannot_compile(&error)))?;
    let linker = with_doorbell(linker).map_err(|error| refused(format!("{error:#}")))?;
    let started = boot::start(&linker, &module, request, mounts, Bell::None)?;
    let stopped = matches!(&started.end, Err(error) if error.downcast_ref() == Some(&Trap::UnreachableCodeReached));
    let Ready { mut store, instance } = started.ready_if(stopped)?;
    let ready = instance.get_global(&mut store, READY_EXPORT).and_then(|ready| ready.get(&mut store).i32());
    if ready != Some(1) {
        return Err(refused(messages::boot_failed("it trapped before it was ready", "")));
    }
    let globals = boot::globals(&mut store, &instance, wasm)?;
    let memory = instance.get_memory(&mut store, "memory").ok_or_else(|| refused(messages::no_memory()))?;
    let mut bytes = memory.data(&store).to_vec();
    for address in &wanted.clear {
        *bytes.get_mut(*address as usize).ok_or_else(|| refused(messages::boot_wrong_addresses()))? = 0;
    }
    drop(store);
    asyncify::snapshot(wasm, &bytes, &globals, wanted.main).map_err(refused)
}

/// A linker whose `fd_datasync` tells the instrumented module that it is ready.
fn with_doorbell(linker: &Linker<Guest>) -> Result<Linker<Guest>, Error> {
    let mut linker = linker.clone();
    linker.allow_shadowing(true);
    let ready = |mut caller: Caller<'_, Guest>, _fd: u32| -> Result<u32, Error> {
        if let Some(global) = caller.get_export(READY_EXPORT).and_then(Extern::into_global) {
            global.set(&mut caller, Val::I32(1))?;
        }
        Ok(0)
    };
    linker.func_wrap(Version::Preview1.module(), "fd_datasync", ready)?;
    Ok(linker)
}
