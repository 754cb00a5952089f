//! The operating system's walls around a worker. Those that need nothing go up when it starts; landlock and seccomp when
//! all that it will ever open is open. Until then the process has one thread, so that none is left outside.
//! A wall that cannot go up is reported, and whoever asked for the worker decides whether to do without.

mod messages;
#[cfg(target_os = "linux")]
pub mod probe;

#[cfg(not(target_os = "linux"))]
#[path = "elsewhere.rs"]
mod system;
#[cfg(target_os = "linux")]
#[path = "linux/mod.rs"]
mod system;

use std::io;

use fuelcell_protocol::{Layer, LayerState, RunLimits};

/// What a sealed worker goes on to do, which decides what its walls let through.
#[derive(Clone, Copy)]
pub enum Purpose<'a> {
    /// Running guests that see these directories of the machine.
    Run(&'a [Window]),
    /// Compiling a module, once; the files for it are open.
    Compile,
}

/// A directory of the machine that stays within reach.
#[derive(Clone)]
pub struct Window {
    pub path: String,
    pub writable: bool,
}

/// Raises a wall and tells in a few words what it is.
type Raise = fn() -> io::Result<String>;
/// Raises a wall for good, as the worker's purpose allows.
type Seal = fn(Purpose) -> io::Result<String>;

/// A worker's walls, and which of them stand.
pub struct Walls {
    layers: Vec<Layer>,
    /// Tells what a sealed process holds: compiled modules, and instances that wait.
    held: Option<system::Held>,
}

impl Walls {
    /// Raises the walls that can stand from the start, before the first thread.
    pub fn raise() -> Self {
        Self::raise_only(|_| true)
    }

    /// [`Walls::raise`] with some of them: a probe looks at one by itself.
    pub fn raise_only(wanted: impl Fn(&str) -> bool) -> Self {
        let first = system::AT_START.iter().filter(|(name, _)| wanted(name));
        let mut layers: Vec<Layer> = first.map(|(name, raise)| report(name, raise())).collect();
        let later = system::WHEN_SEALED.iter().filter(|(name, _, _)| wanted(name));
        layers.extend(later.map(|(name, supported, _)| match supported() {
            Ok(detail) => Layer { layer: (*name).to_owned(), state: LayerState::Ready, detail },
            failed => report(name, failed),
        }));
        Self { layers, held: None }
    }

    /// Every wall and its state.
    pub fn report(&self) -> &[Layer] {
        &self.layers
    }

    /// Raises the rest. From here on nothing new can be opened, started or made executable.
    pub fn seal(&mut self, purpose: Purpose) {
        self.held = Some(system::Held::open());
        for (name, _, seal) in system::WHEN_SEALED {
            let ready = |layer: &&mut Layer| layer.layer == *name && layer.state == LayerState::Ready;
            if let Some(layer) = self.layers.iter_mut().find(ready) {
                *layer = report(name, seal(purpose));
            }
        }
    }

    /// Sets the limits of a sealed process for one run: a net behind the host's own, for the case that those fail.
    pub fn limit_run(&self, limits: &RunLimits) {
        let stands = self.layers.iter().any(|layer| layer.layer == system::RLIMITS && layer.state == LayerState::On);
        if let Some(held) = self.held.as_ref().filter(|_| stands) {
            system::limit_run(limits, held.bytes());
        }
    }
}

fn report(name: &str, raised: io::Result<String>) -> Layer {
    let (state, detail) = match raised {
        Ok(detail) => (LayerState::On, detail),
        Err(error) if error.kind() == io::ErrorKind::Unsupported => (LayerState::Unsupported, error.to_string()),
        Err(error) => (LayerState::Off, messages::wall_refused(&error)),
    };
    Layer { layer: name.to_owned(), state, detail }
}
