//! Images apart from code: the memory of a booted interpreter in a file of its own, whose pages of zeros are holes. An instance
//! of the module begins as usual; then the file takes the place of its memory, for itself alone and to be written: pages that
//! nobody writes are the same for all instances and workers. One compiled module serves any number of images.

use std::ffi::c_void;
use std::fs::File;
use std::io;

use fuelcell_cpython::heap::damaged;
use fuelcell_protocol::{Callee, FailureCode, ImageSource};
use fuelcell_rewrite::snapshot::GLOBAL_EXPORT;
use rustix::mm::{MapFlags, ProtFlags, mmap};
use serde::Deserialize;
use serde::de::value::Error as FieldError;
use serde::de::{self, IntoDeserializer};
use std::collections::BTreeMap;
use wasmtime::{Error, Instance, Store, Val};

use crate::engine::failure::Failure;
use crate::engine::guest::Guest;
use crate::engine::limiter::PAGE_BYTES;
use crate::engine::mapping::Mapping;
use crate::engine::module;
use crate::messages;

/// Bytes of a page of the system, for which a page of zeros is a hole.
const HOLE_BYTES: usize = 4096;

pub struct MappedImage {
    file: File,
    contents: Mapping,
    pub callee: Callee,
}

impl MappedImage {
    /// Opens an image if its digest is the expected one, with what was found in it when it was made.
    pub fn open(source: &ImageSource, fields: &BTreeMap<String, u64>) -> Result<Self, Failure> {
        let path = &source.path;
        let callee = Callee::deserialize(fields.clone().into_deserializer()).map_err(|error: FieldError| {
            Failure::new(FailureCode::DigestMismatch, messages::no_reactor(path, &error))
        })?;
        Self::open_known(source, callee)
    }

    /// [`MappedImage::open`] with what is in it.
    pub fn open_known(source: &ImageSource, callee: Callee) -> Result<Self, Failure> {
        let path = &source.path;
        let file = module::open_verified(path, &source.digest)?;
        let contents = Mapping::of(&file).map_err(|error| Failure::io(&error, messages::cannot_read(path, &error)))?;
        if contents.as_ref().len() != callee.start_pages as usize * PAGE_BYTES {
            let error: FieldError = de::Error::custom("it has another size");
            return Err(Failure::new(FailureCode::DigestMismatch, messages::no_reactor(path, &error)));
        }
        Ok(Self { file, contents, callee })
    }

    /// Writes memory as an image into a new file.
    pub fn write(mut file: &File, memory: &[u8]) -> io::Result<()> {
        use std::io::{Seek, SeekFrom, Write};
        file.set_len(memory.len() as u64)?;
        for (number, page) in memory.chunks(HOLE_BYTES).enumerate() {
            if page.iter().any(|byte| *byte != 0) {
                file.seek(SeekFrom::Start((number * HOLE_BYTES) as u64))?;
                file.write_all(page)?;
            }
        }
        file.sync_all()
    }

    /// What memory begins with.
    pub fn contents(&self) -> &[u8] {
        self.contents.as_ref()
    }

    /// Has an instance that has not run begin where the boot ended.
    pub fn place(&self, store: &mut Store<Guest>, instance: &Instance) -> Result<(), Error> {
        let memory = instance.get_memory(&mut *store, "memory").ok_or_else(damaged)?;
        let wanted = u64::from(self.callee.start_pages);
        let more = wanted.checked_sub(memory.size(&*store)).ok_or_else(damaged)?;
        if more > 0 {
            memory.grow(&mut *store, more)?;
        }
        self.lay_over(memory.data_mut(&mut *store))?;
        self.reset_globals(store, instance)
    }

    /// Sets the globals to what they were when the boot ended.
    pub fn reset_globals(&self, store: &mut Store<Guest>, instance: &Instance) -> Result<(), Error> {
        let mut names = instance.exports(&mut *store).map(|export| export.name().to_owned());
        let name = names.find(|name| name.starts_with(GLOBAL_EXPORT)).ok_or_else(damaged)?;
        drop(names);
        let pointer = instance.get_global(&mut *store, &name).ok_or_else(damaged)?;
        pointer.set(&mut *store, Val::I32(self.callee.stack_pointer as i32))
    }

    /// Has all that was written in a placed memory be as the file has it, and gives it back to the system.
    pub fn lay_over(&self, memory: &mut [u8]) -> Result<(), Error> {
        let bytes = self.contents().len();
        let start = memory.get_mut(..bytes).ok_or_else(damaged)?.as_mut_ptr().cast::<c_void>();
        // SAFETY: these bytes are the memory's own, which is borrowed for as long as this takes. They stay readable and writable,
        // and go with the memory when that goes.
        unsafe {
            mmap(start, bytes, ProtFlags::READ | ProtFlags::WRITE, MapFlags::PRIVATE | MapFlags::FIXED, &self.file, 0)?;
        }
        Ok(())
    }
}
