//! What the worker says to people.

use std::fmt::Display;

pub fn bad_frame(error: &impl Display) -> String {
    format!("fuelcell-host: the runner sent something that is not a frame ({error}); the worker ends")
}

pub fn unknown_module(name: &str) -> String {
    format!("the worker has no module named {name:?}; it has to be opened first")
}

pub fn cannot_read(path: &str, error: &impl Display) -> String {
    format!("{path:?} cannot be read: {error}")
}

pub fn cannot_write(path: &str, error: &impl Display) -> String {
    format!("{path:?} cannot be written: {error}")
}

pub fn cannot_hold(path: &str, bytes: usize, error: &impl Display) -> String {
    format!("the {bytes} bytes of {path:?} cannot be written: {error}")
}

pub fn wrong_digest(path: &str, expected: &str, found: &str) -> String {
    format!("{path:?} has the digest {found}, expected {expected}; it is not loaded")
}

pub fn cannot_load(path: &str, error: &impl Display) -> String {
    format!("the compiled file {path:?} cannot be loaded: {error:#}")
}

pub fn no_archive(path: &str, error: &impl Display) -> String {
    format!("the files of the archive {path:?} make no directory: {error}")
}

pub fn no_reactor(path: &str, error: &impl Display) -> String {
    format!("what is kept beside {path:?} is not of this snapshot: {error}; it is not loaded")
}

pub fn cannot_compile(error: &impl Display) -> String {
    format!("the module cannot be compiled: {}", one_line(error))
}

pub fn not_wasm(first: &[u8]) -> String {
    format!(
        "it is no WebAssembly: it begins with \"{}\" and not with \"\\0asm\"; text (.wat) has to be assembled first",
        first.escape_ascii()
    )
}

pub fn component() -> String {
    "it is a WebAssembly component; only core modules for preview 1 run here".to_owned()
}

pub fn no_start() -> String {
    "the module exports no function `_start` without parameters and results: it is not a WASI command module".to_owned()
}

pub fn no_named_start(name: &str) -> String {
    format!("the module exports no function `{name}` without parameters, by which its runtime says that it starts")
}

pub fn small_memory(least: usize) -> String {
    format!("a module that throws exceptions needs a memory of more than {least} pages from the start")
}

pub fn no_image(path: &str, error: &impl Display) -> String {
    format!("the image {path:?} cannot be written: {error}")
}

pub fn no_memory() -> String {
    "the module exports no memory named `memory`: it is not a WASI command module".to_owned()
}

pub fn cannot_link(error: &impl Display) -> String {
    format!(
        "the module's imports cannot be satisfied: {}; `wasi_snapshot_preview1` and `wasi_unstable` are provided",
        one_line(error)
    )
}

pub fn not_called_so(name: &str) -> String {
    format!("the module {name:?} is called otherwise: only a snapshot is given a program, and nothing else")
}

pub fn files_of_another_run(id: u32) -> String {
    format!("files for run {id} came, but another run followed")
}

pub fn cannot_open_directory(path: &str, error: &impl Display) -> String {
    format!("the directory {path:?} cannot be opened: {error}")
}

pub fn too_late_to_open() -> String {
    "the worker is sealed or has begun to work: nothing more can be opened, compiled or sealed; start another"
        .to_owned()
}

pub fn boot_failed(end: &str, printed: &str) -> String {
    format!(
        "the boot script did not leave the interpreter as it has to, silently with exit code 0: {end}; it printed:\n{printed}"
    )
}

pub fn boot_left_files_open() -> String {
    "the boot script left files open; a snapshot cannot hold them".to_owned()
}

pub fn boot_wrong_addresses() -> String {
    "the boot script wrote no usable addresses into reactor.txt; the interpreter is not laid out as expected".to_owned()
}

/// How a boot ended that was to give 0.
pub fn boot_gave(code: u32) -> String {
    format!("it gave {code}")
}

/// How a boot ended that was to exit.
pub fn returned() -> String {
    "it returned".to_owned()
}

pub fn global_type(index: u32) -> String {
    format!("global {index} has a type that a snapshot cannot hold")
}

/// What ended a run whose stack was full.
pub fn stack_full() -> String {
    "the stack is full".to_owned()
}

pub fn probe_failed(found: &str) -> String {
    format!("the snapshot gave a wrong answer to its probe and is not used: {found}")
}

/// The engine breaks some of its sentences into lines.
fn one_line(error: &impl Display) -> String {
    format!("{error:#}").split_whitespace().collect::<Vec<_>>().join(" ")
}
