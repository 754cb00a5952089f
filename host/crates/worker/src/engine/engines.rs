//! The two engines of a worker, each with the system interface for its modules: one for all that strangers bring, and one for
//! runtimes that throw exceptions of WebAssembly. The second begins when it is first asked for.

use std::cell::OnceCell;

use fuelcell_protocol::{FailureCode, Needs};
use wasmtime::{Engine, Error, Linker, Result};

use super::config;
use super::failure::Failure;
use super::guest::Guest;

/// An engine, and what its modules import.
pub struct Kit {
    pub engine: Engine,
    pub linker: Linker<Guest>,
}

impl Kit {
    pub fn new(engine: Engine) -> Result<Self> {
        let mut linker = Linker::new(&engine);
        fuelcell_wasi::add_to_linker(&mut linker)?;
        Ok(Self { engine, linker })
    }
}

pub struct Engines {
    pub plain: Kit,
    exceptions: OnceCell<Kit>,
}

impl Engines {
    pub fn new() -> Result<Self> {
        Ok(Self { plain: Kit::new(config::engine()?)?, exceptions: OnceCell::new() })
    }

    /// The one for a module with these needs.
    pub fn of(&self, needs: Option<&Needs>) -> Result<&Kit, Failure> {
        if !needs.is_some_and(|needs| needs.exceptions) {
            return Ok(&self.plain);
        }
        if let Some(kit) = self.exceptions.get() {
            return Ok(kit);
        }
        let internal = |error: Error| Failure::new(FailureCode::Internal, format!("{error:#}"));
        let kit = config::exceptions_engine().and_then(Kit::new).map_err(internal)?;
        Ok(self.exceptions.get_or_init(|| kit))
    }
}
