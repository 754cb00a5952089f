//! Every sentence of the host that a person can see. The twin of `src/messages.ts`.

use std::fmt::Display;

pub fn bad_frame(error: &impl Display) -> String {
    format!("fuelcell-host: the runner sent something that is not a frame ({error}); the worker ends")
}

pub fn unexpected(kind: &str) -> String {
    format!("a message of type {kind} was not expected here")
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

// ---- walls: what each one is, in a few words ----

pub fn wall_refused(error: &impl Display) -> String {
    format!("the system refused it: {error}")
}

pub fn wall_unsupported() -> String {
    "this system does not have it".to_owned()
}

pub fn wall_no_new_privs() -> String {
    "no program can give it more rights".to_owned()
}

pub fn wall_environment() -> String {
    "nothing of the environment is kept".to_owned()
}

pub fn wall_descriptors() -> String {
    "nothing inherited but stdin, stdout and stderr; umask 077".to_owned()
}

pub fn wall_session() -> String {
    "a session of its own, without terminal".to_owned()
}

pub fn wall_parent_death() -> String {
    "killed when the runner dies".to_owned()
}

pub fn wall_not_dumpable() -> String {
    "no core file, closed to other processes of the user".to_owned()
}

pub fn wall_rlimits() -> String {
    "no core, few descriptors; memory and CPU time as each run's limits ask".to_owned()
}

/// What the kernel's version of landlock can: TCP came with the fourth, signals with the sixth.
pub fn wall_landlock(version: i64) -> String {
    let tcp = if version >= 4 { ", no TCP" } else { "" };
    let signals = if version >= 6 { ", no signals to others" } else { "" };
    format!("no files but preopened directories{tcp}{signals}")
}

pub fn wall_landlock_cannot_keep_whole(version: i64) -> String {
    format!(
        "it stands, but version {version} of it cannot forbid to cut the files of a directory that is only to be read; \
         Linux 6.2 or newer can"
    )
}

pub fn wall_no_landlock() -> String {
    "this kernel does not have it, or it is turned off; Linux 5.13 or newer has it".to_owned()
}

pub fn wall_seccomp() -> String {
    "a short list of system calls: no programs, processes, sockets or new code".to_owned()
}

pub fn interpreter_damaged() -> String {
    "the program damaged its interpreter: what it should have left in memory is not there".to_owned()
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

/// How a boot ended that was to exit.
pub fn returned() -> String {
    "it returned".to_owned()
}

pub fn imports_global() -> String {
    "the module imports a global".to_owned()
}

pub fn lasting_state(operator: &str) -> String {
    format!("the module uses {operator}, which a snapshot cannot hold")
}

pub fn global_type(index: usize) -> String {
    format!("global {index} has a type that a snapshot cannot hold")
}

pub fn global_value() -> String {
    "a global has an initial value that a snapshot cannot hold".to_owned()
}

pub fn rewind_globals(export: &str, found: usize) -> String {
    format!("{export} sets {found} globals and not two")
}

pub fn no_function_to_rewrite() -> String {
    "a function to rewrite is not in the module".to_owned()
}

pub fn local_no_number() -> String {
    "a function to rewrite has a local that is no number".to_owned()
}

pub fn stack_not_found() -> String {
    "its stack cannot be made larger: it is not as LLVM links it; take \"stackPages\" out of the manifest".to_owned()
}

pub fn stack_pages(pages: u32) -> String {
    format!(
        "its stack cannot have {pages} pages: it takes two at least, and all memory that it begins with less than 2 GiB"
    )
}

/// What ended a run whose stack was full.
pub fn stack_full() -> String {
    "the stack is full".to_owned()
}

pub fn probe_failed(found: &str) -> String {
    format!("the snapshot gave a wrong answer to its probe and is not used: {found}")
}

pub fn cannot_tune(error: &impl Display) -> String {
    format!("the module cannot be tuned: {}", one_line(error))
}

pub fn tune_unknown_features(names: &[String]) -> String {
    let names = names.join(", ");
    format!("the module cannot be tuned: it uses features of WebAssembly that tuning does not know ({names})")
}

pub fn tune_wrong_fact(function: u32, parameter: u32) -> String {
    format!(
        "the module cannot be tuned: what is said of function {function}, parameter {parameter}, is of another module"
    )
}

pub fn tune_made_invalid(error: &impl Display) -> String {
    format!("the module cannot be tuned: what came out is no valid module ({}); please report it", one_line(error))
}

/// The engine breaks some of its sentences into lines.
fn one_line(error: &impl Display) -> String {
    format!("{error:#}").split_whitespace().collect::<Vec<_>>().join(" ")
}
