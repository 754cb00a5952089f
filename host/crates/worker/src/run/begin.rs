//! How a module begins that is not called: by its `_start`, or by the functions that its runtime names.

use fuelcell_wasi::{Bell, Stop};
use wasmtime::{Error, Instance, Store, Val};

use crate::engine::guest::Guest;
use crate::engine::module::Loaded;
use crate::messages;

/// Starts a module. Of several functions the last may give the exit code.
pub async fn start(loaded: &Loaded, store: &mut Store<Guest>, instance: &Instance) -> Result<(), Error> {
    if loaded.needs.starts.is_empty() {
        return instance.get_typed_func::<(), ()>(&mut *store, "_start")?.call_async(&mut *store, ()).await;
    }
    let mut exit_code = None;
    for name in &loaded.needs.starts {
        let function =
            instance.get_func(&mut *store, name).ok_or_else(|| Error::msg(messages::no_named_start(name)))?;
        let mut results = vec![Val::I32(0); function.ty(&*store).results().len()];
        function.call_async(&mut *store, &[], &mut results).await?;
        exit_code = results.first().and_then(Val::i32);
    }
    exit_code.map_or(Ok(()), |code| Err(Error::from(Stop::Exit((code & 0xff) as u8))))
}

/// Where a snapshot's harness rings.
pub fn bell_of(loaded: &Loaded) -> Bell {
    match (&loaded.reactor, &loaded.image) {
        (Some(reactor), _) => Bell::At(reactor.bell),
        (_, Some(image)) => Bell::Buffer(image.callee.bell),
        _ => Bell::None,
    }
}
