//! Instances of a module: how one begins, and what of it can be seen from outside.

use std::time::{Duration, Instant};

use fuelcell_rewrite::snapshot::GLOBAL_EXPORT;
use wasmtime::{Error, Instance, Store, Val};

use super::drive::{drive, fuel, fuel_start};
use super::guest::Guest;
use super::module::Loaded;

/// An instance begins in some microseconds; nothing in it can run that long.
const BEGIN_LIMIT: Duration = Duration::from_secs(10);

/// An instance that no guest has touched, or of which nothing is left that one could tell.
pub struct Spare {
    pub store: Store<Guest>,
    pub instance: Instance,
}

/// A store with a guest, and an instance in it that has not run.
pub fn begin(loaded: &Loaded, guest: Guest) -> Result<Spare, Error> {
    let mut store = store_of(loaded, guest);
    fuel(&mut store, fuel_start(0))?;
    let instance = drive(instantiate(loaded, &mut store), Instant::now() + BEGIN_LIMIT, || Ok(()))?;
    Ok(Spare { store, instance })
}

/// An instance of a module in its store, with its image if it has one.
pub async fn instantiate(loaded: &Loaded, store: &mut Store<Guest>) -> Result<Instance, Error> {
    let instance = loaded.pre.instantiate_async(&mut *store).await?;
    if let Some(image) = &loaded.image {
        image.place(store, &instance)?;
    }
    Ok(instance)
}

/// A store for an instance of a module.
pub fn store_of(loaded: &Loaded, mut guest: Guest) -> Store<Guest> {
    guest.limiter = guest.limiter.with_needs(&loaded.needs);
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

/// Hands the instance's memory to the system interface; its size in pages.
pub fn note_memory(store: &mut Store<Guest>, instance: &Instance) -> u64 {
    let memory = instance.get_memory(&mut *store, "memory");
    store.data_mut().wasi.memory = memory;
    memory.map_or(0, |memory| memory.size(&*store))
}
