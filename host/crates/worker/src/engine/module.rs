//! Compiling modules to files and loading them back. Loading trusts a file completely, so what is loaded has been hashed
//! through the same open file, and the cache replaces files only by renaming.

use crate::engine::failure::Failure;
use crate::engine::stack::Told;
use fuelcell_rewrite::stack::{self, Guard};
use std::fs::{self, File};
use std::io::{self, Read, Write};

use fuelcell_protocol::{FailureCode, ModuleSource, Needs, Reactor};
use fuelcell_rewrite::inline::inline;
use fuelcell_rewrite::{snapshot, throws};
use fuelcell_wasi;
use serde::Deserialize;
use serde::de::{self, IntoDeserializer};
use sha2::{Digest, Sha256};
use wasmtime::{Engine, ExternType, InstancePre, Linker, Module};

use crate::engine::config::EXCEPTION_HEAP_BYTES;
use crate::engine::guest::Guest;
use crate::engine::limiter::PAGE_BYTES;
use crate::messages;
use crate::reuse::mapped_image::MappedImage;

/// A module that is ready to be instantiated for each run.
pub struct Loaded {
    pub pre: InstancePre<Guest>,
    /// Set when the module is a snapshot, which is called and not started.
    pub reactor: Option<Reactor>,
    /// Where it tells its stack pointer.
    pub stack: Option<Told>,
    /// What is special about it.
    pub needs: Needs,
    /// What its instances begin with, where that is a file of its own.
    pub image: Option<MappedImage>,
}

impl Loaded {
    /// Whether it was made for `wasi_unstable`.
    pub fn is_unstable(&self) -> bool {
        self.pre.module().imports().any(|import| import.module() == fuelcell_wasi::Version::Unstable.module())
    }

    /// Whether it is given a program, and not started.
    pub fn takes_program(&self) -> bool {
        self.reactor.is_some() || self.image.is_some()
    }

    /// Pages of the snapshot that its runs begin with, if they do.
    pub fn start_pages(&self) -> Option<u64> {
        let of_image = self.image.as_ref().map(|image| image.callee.start_pages);
        self.reactor.map(|reactor| reactor.start_pages).or(of_image).map(u64::from)
    }
}

/// What [`compile`] wrote.
pub struct Compiled {
    /// BLAKE3 of the file, in hex.
    pub digest: String,
    pub bytes: u64,
}

/// A compilation whose files are open already: what is compiled may be hostile, and then nothing more can be opened.
pub struct Compilation<'a> {
    wasm: &'a str,
    source: File,
    compiled: &'a str,
    target: File,
}

impl<'a> Compilation<'a> {
    /// Opens the file `wasm`, and the new file `compiled` for the outcome.
    pub fn open(wasm: &'a str, compiled: &'a str) -> Result<Self, Failure> {
        let source = File::open(wasm).map_err(|error| Failure::io(&error, messages::cannot_read(wasm, &error)))?;
        Ok(Self { wasm, source, compiled, target: create(compiled)? })
    }

    /// Compiles the module, whose SHA-256 has to be `sha256`, with a stack of so many pages.
    pub fn finish(
        mut self,
        engine: &Engine,
        sha256: &str,
        stack_pages: Option<u32>,
        needs: Option<&Needs>,
    ) -> Result<Compiled, Failure> {
        let mut wasm = Vec::new();
        let read = self.source.read_to_end(&mut wasm);
        read.map_err(|error| Failure::io(&error, messages::cannot_read(self.wasm, &error)))?;
        verify(self.wasm, &wasm, sha256)?;
        let bad = |message| Failure::new(FailureCode::BadModule, message);
        check_header(&wasm).map_err(bad)?;
        if needs.is_some_and(|needs| needs.exceptions) {
            let code = precompile_throwing(engine, wasm).map_err(bad)?;
            return store(self.target, &code, self.compiled);
        }
        let (wasm, guard) = with_stack(wasm, stack_pages).map_err(bad)?;
        compile_into(self.target, engine, &wasm, guard, self.compiled)
    }
}

/// The bytes of the file `wasm`, whose SHA-256 has to be `sha256`.
pub fn read_verified(wasm: &str, sha256: &str) -> Result<Vec<u8>, Failure> {
    let source = fs::read(wasm).map_err(|error| Failure::io(&error, messages::cannot_read(wasm, &error)))?;
    verify(wasm, &source, sha256)?;
    Ok(source)
}

fn verify(wasm: &str, source: &[u8], sha256: &str) -> Result<(), Failure> {
    let found = hex(&Sha256::digest(source));
    if found != sha256 {
        return Err(Failure::new(FailureCode::DigestMismatch, messages::wrong_digest(wasm, sha256, &found)));
    }
    Ok(())
}

/// Compiles `source` into the new file `compiled`.
pub fn compile_bytes(
    engine: &Engine,
    source: &[u8],
    guard: Option<Guard>,
    compiled: &str,
) -> Result<Compiled, Failure> {
    compile_into(create(compiled)?, engine, source, guard, compiled)
}

/// A module with a stack of so many pages, and how that is to be guarded; see [`fuelcell_protocol::ToHost::Compile`].
pub fn with_stack(wasm: Vec<u8>, pages: Option<u32>) -> Result<(Vec<u8>, Option<Guard>), String> {
    match pages {
        None => Ok((wasm, None)),
        Some(0) => {
            // What cannot be read is for the compiler to tell.
            let linked = stack::as_linked(&wasm).unwrap_or_default();
            Ok((wasm, linked.map(Guard::Told)))
        }
        Some(pages) => {
            let (widened, bounds) = stack::widen(&wasm, pages)?;
            Ok((widened, Some(Guard::Checked(bounds))))
        }
    }
}

/// The new file at a path.
pub fn create(path: &str) -> Result<File, Failure> {
    let created = File::options().write(true).create_new(true).open(path);
    created.map_err(|error| Failure::io(&error, messages::cannot_write(path, &error)))
}

fn compile_into(
    target: File,
    engine: &Engine,
    source: &[u8],
    guard: Option<Guard>,
    compiled: &str,
) -> Result<Compiled, Failure> {
    let bad = |message| Failure::new(FailureCode::BadModule, message);
    check_header(source).map_err(bad)?;
    let code = precompile(engine, source, guard).map_err(bad)?;
    store(target, &code, compiled)
}

fn store(mut target: File, code: &[u8], compiled: &str) -> Result<Compiled, Failure> {
    let written = target.write_all(code).and_then(|()| target.sync_all());
    written.map_err(|error| Failure::io(&error, messages::cannot_hold(compiled, code.len(), &error)))?;
    Ok(Compiled { digest: blake3::hash(code).to_hex().to_string(), bytes: code.len() as u64 })
}

/// Compiles a module that throws exceptions of WebAssembly, with its throws charged, and with its table and globals exported,
/// so that it can begin with an image. Nothing is inlined: such a module comes from compilers that have done so themselves.
fn precompile_throwing(engine: &Engine, wasm: Vec<u8>) -> Result<Vec<u8>, String> {
    let stack = stack::as_linked(&wasm)?;
    let opened = snapshot::instrument(&wasm)?;
    drop(wasm);
    let told = stack.map_or(Ok(None), |bounds| stack::told(&opened, bounds).map(Some))?;
    let charged = throws::charge(&told.unwrap_or(opened))?;
    engine.precompile_module(&charged).map_err(|error| messages::cannot_compile(&error))
}

fn precompile(engine: &Engine, source: &[u8], guard: Option<Guard>) -> Result<Vec<u8>, String> {
    let compile = |wasm: &[u8]| engine.precompile_module(wasm).map_err(|error| messages::cannot_compile(&error));
    match guard {
        None => {
            let inlined = inlined(engine, source);
            inlined.and_then(|inlined| engine.precompile_module(&inlined).ok()).map_or_else(|| compile(source), Ok)
        }
        Some(Guard::Told(bounds)) => precompile(engine, &stack::told(source, bounds)?, None),
        Some(Guard::Checked(bounds)) => {
            let told = stack::told(source, bounds)?;
            // Checks have branches, and what has branches is not inlined: they come after that.
            let marked = stack::mark(&told)?;
            let inlined = inlined(engine, &marked.wasm);
            compile(&marked.expand(&told, inlined.as_ref().unwrap_or(&marked.wasm), bounds)?)
        }
    }
}

/// Without the calls that can be inlined; `None` where there are none, or where that does not end well.
fn inlined(engine: &Engine, source: &[u8]) -> Option<Vec<u8>> {
    let is_valid = Module::validate(engine, source).is_ok();
    let inlined = is_valid.then(|| inline(source).ok().flatten()).flatten();
    // Compiling takes thirty times as long to find the same out.
    inlined.filter(|inlined| Module::validate(engine, inlined).is_ok())
}

/// Core specification, "Binary Format / Modules": `\0asm` and the version 1. A component has the layer 1 in its upper half.
fn check_header(source: &[u8]) -> Result<(), String> {
    let (magic, rest) = source.split_at(source.len().min(4));
    if magic != b"\0asm" {
        return Err(messages::not_wasm(magic));
    }
    if rest.len() >= 4 && rest[2..4] == [1, 0] {
        return Err(messages::component());
    }
    Ok(())
}

/// Loads a compiled file if its digest is the expected one.
pub fn load(engine: &Engine, linker: &Linker<Guest>, source: &ModuleSource) -> Result<Loaded, Failure> {
    let path = &source.compiled;
    let file = open_verified(path, &source.digest)?;
    let needs = source.needs.clone().unwrap_or_default();
    // SAFETY: the file was written by `compile` and is unchanged since: its digest was just computed through this very
    // descriptor, and cache files live in a directory of mode 0700 where they are only ever replaced by renaming.
    let module = unsafe { Module::deserialize_open_file(engine, file) };
    let bad = |message| Failure::new(FailureCode::BadModule, message);
    let module = module.map_err(|error| bad(messages::cannot_load(path, &error)))?;
    check_command(&module, &needs).map_err(bad)?;
    // Otherwise done at the first run, when the worker's walls forbid it.
    module.initialize_copy_on_write_image().map_err(|error| bad(messages::cannot_load(path, &error)))?;
    let stubs: Vec<_> = needs.stubs.iter().map(|stub| (&*stub.module, &*stub.name, stub.answer)).collect();
    let pre = fuelcell_wasi::link_with(linker, &module, &stubs);
    let pre = pre.map_err(|error| bad(messages::cannot_link(&error)))?;
    let stack = Told::of(&module);
    if let (Some(image), Some(fields)) = (&source.image, &source.reactor) {
        let image = Some(MappedImage::open(image, fields)?);
        return Ok(Loaded { pre, reactor: None, stack, needs, image });
    }
    let reactor = source.reactor.as_ref().map(|fields| {
        // As good as another digest: the entry is not the one that was made.
        Reactor::deserialize(fields.clone().into_deserializer()).map_err(|error: de::value::Error| {
            Failure::new(FailureCode::DigestMismatch, messages::no_reactor(path, &error))
        })
    });
    Ok(Loaded { pre, reactor: reactor.transpose()?, stack, needs, image: None })
}

/// A file whose BLAKE3 has to be `expected`.
pub fn open_verified(path: &str, expected: &str) -> Result<File, Failure> {
    let file = File::open(path).map_err(|error| Failure::io(&error, messages::cannot_read(path, &error)))?;
    let found = digest(&file).map_err(|error| Failure::io(&error, messages::cannot_read(path, &error)))?;
    if found != expected {
        return Err(Failure::new(FailureCode::DigestMismatch, messages::wrong_digest(path, expected, &found)));
    }
    Ok(file)
}

/// BLAKE3 of the file at a path, in hex.
pub fn digest_of_file(path: &str) -> Result<String, Failure> {
    let unreadable = |error| Failure::io(&error, messages::cannot_read(path, &error));
    digest(&File::open(path).map_err(unreadable)?).map_err(unreadable)
}

/// BLAKE3 of a file from its start, in hex.
fn digest(mut file: &File) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hasher.finalize().to_hex().to_string()),
            count => hasher.update(&buffer[..count]),
        };
    }
}

fn check_command(module: &Module, needs: &Needs) -> Result<(), String> {
    for name in &needs.starts {
        match module.get_export(name) {
            Some(ExternType::Func(start)) if start.params().len() == 0 => {}
            _ => return Err(messages::no_named_start(name)),
        }
    }
    match module.get_export("_start") {
        _ if !needs.starts.is_empty() => {}
        Some(ExternType::Func(start)) if start.params().len() == 0 && start.results().len() == 0 => {}
        _ => return Err(messages::no_start()),
    }
    match module.get_export("memory") {
        // The limiter tells the two apart by their sizes.
        Some(ExternType::Memory(memory))
            if needs.exceptions && memory.minimum() * PAGE_BYTES as u64 <= EXCEPTION_HEAP_BYTES as u64 =>
        {
            Err(messages::small_memory(EXCEPTION_HEAP_BYTES / PAGE_BYTES))
        }
        Some(ExternType::Memory(_)) => Ok(()),
        _ => Err(messages::no_memory()),
    }
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of bytes that cannot be compiled.
    fn refusal(source: &[u8]) -> (FailureCode, String) {
        let nowhere = File::options().write(true).open("/dev/null").unwrap();
        let failure = compile_into(nowhere, &crate::engine::config::engine().unwrap(), source, None, "").err().unwrap();
        (failure.code, failure.message)
    }

    #[test]
    fn what_is_not_wasm_is_told_by_its_first_bytes() {
        let not_wasm = |shown: &str| {
            let begin = format!("it is no WebAssembly: it begins with \"{shown}\" and not with \"\\0asm\"");
            (FailureCode::BadModule, format!("{begin}; text (.wat) has to be assembled first"))
        };
        assert_eq!(refusal(b"hello"), not_wasm("hell"));
        assert_eq!(refusal(b"\x1b[31m"), not_wasm("\\x1b[31"));
        assert_eq!(refusal(b""), not_wasm(""));
    }

    #[test]
    fn a_component_is_called_one() {
        assert_eq!(refusal(b"\0asm\x0d\0\x01\0"), (FailureCode::BadModule, messages::component()));
    }

    #[test]
    fn what_the_engine_says_fits_into_a_line() {
        assert_eq!(
            messages::cannot_compile(&"expected=[\n    0x0,\n]"),
            "the module cannot be compiled: expected=[ 0x0, ]"
        );
    }
}
