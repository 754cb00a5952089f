//! What a worker is given to open: modules, their mounts, and directories of this machine.

use std::path::Path;
use std::sync::Arc;

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use fuelcell_protocol::{Access, FailureCode, ModuleSource, MountSource, Preopen};
use fuelcell_walls::{Purpose, Window};
use fuelcell_wasi::{HostPreopen, Mount};

use super::{Opened, Worker};
use crate::engine::engines::Kit;
use crate::engine::failure::Failure;
use crate::engine::module;
use crate::reuse::renewal::Originals;
use crate::reuse::spares::Spares;
use crate::{archive, messages};

impl Worker {
    pub(super) fn open(
        &mut self,
        modules: &[ModuleSource],
        mounts: &[MountSource],
        preopens: &[Preopen],
        seal: bool,
    ) -> Result<(), Failure> {
        self.check_unsealed(seal)?;
        for source in modules {
            let Kit { engine, linker } = self.engines.of(source.needs.as_ref())?;
            let loaded = module::load(engine, linker, source)?;
            let of_module = mounts.iter().filter(|mount| mount.module == source.name);
            let of_module: Vec<_> = of_module.collect();
            let mounts = self.mounts(of_module.into_iter(), source.devices.as_deref())?;
            let opened = Opened { loaded, mounts, spares: Spares::default(), originals: Originals::default() };
            self.modules.insert(source.name.clone(), opened);
        }
        if !preopens.is_empty() {
            self.preopens = preopens.iter().map(open_directory).collect::<Result<_, _>>()?;
        }
        if seal {
            let windows: Vec<_> = preopens.iter().map(window).collect();
            self.seal(Purpose::Run(&windows));
        }
        Ok(())
    }

    /// The directories that a module's runs see, the one with the devices last.
    pub(super) fn mounts<'s>(
        &mut self,
        sources: impl Iterator<Item = &'s MountSource>,
        devices: Option<&str>,
    ) -> Result<Arc<[Mount]>, Failure> {
        let devices = devices.map(archive::devices).transpose()?;
        let mounts: Result<Vec<_>, _> = sources.map(|mount| self.mount(mount)).collect();
        Ok(mounts?.into_iter().chain(devices).collect())
    }

    fn mount(&mut self, source: &MountSource) -> Result<Mount, Failure> {
        let tree = match self.trees.get(&source.digest) {
            Some(tree) => Arc::clone(tree),
            None => archive::read(&source.archive, &source.digest)?,
        };
        self.trees.insert(source.digest.clone(), Arc::clone(&tree));
        Ok(Mount { guest: source.guest.clone(), tree, report: source.report, devices: false })
    }
}

fn window(preopen: &Preopen) -> Window {
    Window { path: preopen.host.clone(), writable: preopen.access == Access::ReadWrite }
}

fn open_directory(preopen: &Preopen) -> Result<HostPreopen, Failure> {
    let dir = Dir::open_ambient_dir(Path::new(&preopen.host), ambient_authority()).map_err(|error| {
        Failure::new(FailureCode::BadRequest, messages::cannot_open_directory(&preopen.host, &error))
    })?;
    let access = match preopen.access {
        Access::Read => fuelcell_wasi::Access::Read,
        Access::ReadWrite => fuelcell_wasi::Access::ReadWrite,
    };
    Ok(HostPreopen { dir, guest: preopen.guest.clone(), access })
}
