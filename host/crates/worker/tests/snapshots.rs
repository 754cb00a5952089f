//! Boots that go wrong and snapshots that answer wrongly are refused, in words that say what happened.

use std::path::PathBuf;
use std::sync::Arc;

use fuelcell_host::engine::config;
use fuelcell_host::engine::drive::drive;
use fuelcell_host::engine::failure::Failure;
use fuelcell_host::engine::guest::Guest;
use fuelcell_host::engine::module::{self, Compiled};
use fuelcell_host::start::boot::{self, Printed};
use fuelcell_host::start::snapshot;
use fuelcell_protocol::{FailureCode, ModuleSource, Rewind, Snapshot};
use fuelcell_wasi::Stop;
use sha2::{Digest, Sha256};
use wasmtime::{Engine, Linker};

const IMPORTS: &str = r#"
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "path_open"
        (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_close" (func $close (param i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_datasync" (func $ready (param i32) (result i32)))
    (memory (export "memory") 2)
    (table (export "table") 2 funcref)"#;

/// The request for a snapshot of a module of these parts, and what came of it.
fn snapshot_of(name: &str, parts: &str, rewind: Option<Rewind>) -> (Snapshot, Result<Compiled, Failure>) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let (file, compiled) = (folder.join(format!("{name}.wasm")), folder.join(format!("{name}.cwasm")));
    let wasm = wat::parse_str(format!("(module {IMPORTS} {parts})")).expect("the guest is valid");
    drop(std::fs::remove_file(&compiled));
    std::fs::write(&file, &wasm).expect("the folder for tests can be written");
    let request = Snapshot {
        id: 1,
        wasm: file.to_str().expect("UTF-8").to_owned(),
        sha256: Sha256::digest(&wasm).iter().map(|byte| format!("{byte:02x}")).collect(),
        files: Vec::new(),
        args: vec!["guest".to_owned()],
        env: Vec::new(),
        mounts: Vec::new(),
        devices: None,
        rewind,
        stack_pages: None,
        compiled: compiled.to_str().expect("UTF-8").to_owned(),
    };
    let (engine, linker) = engine_and_linker();
    let made = snapshot::make(&engine, &linker, &request, Arc::new([]));
    (request, made.map(|(compiled, _)| compiled))
}

fn engine_and_linker() -> (Engine, Linker<Guest>) {
    let engine = config::engine().expect("the engine's flags are valid");
    let mut linker = Linker::new(&engine);
    fuelcell_wasi::add_to_linker(&mut linker).expect("every function has its own name");
    (engine, linker)
}

/// The message with which a module of these parts is refused as a snapshot.
fn refusal(name: &str, parts: &str) -> String {
    let (request, made) = snapshot_of(name, parts, None);
    let failure = made.err().expect("it is refused");
    let exists = PathBuf::from(request.compiled).exists();
    assert_eq!((failure.code, exists), (FailureCode::SnapshotRefused, false), "{}", failure.message);
    failure.message
}

/// A `_start` that prints `text`, then does `rest`.
fn printing(text: &str, rest: &str) -> String {
    format!(
        r#"(data (i32.const 1024) "{text}")
        (func (export "_start")
            (i32.store (i32.const 16) (i32.const 1024))
            (i32.store (i32.const 20) (i32.const {}))
            (drop (call $write (i32.const 2) (i32.const 16) (i32.const 1) (i32.const 8)))
            {rest})"#,
        text.len()
    )
}

#[test]
fn a_boot_that_fails_is_quoted() {
    let message = refusal("fails", &printing("Traceback: no module named x", "(call $exit (i32.const 1))"));
    let end = "silently with exit code 0: the guest exited with code 1; it printed:\nTraceback: no module named x";
    assert!(message.ends_with(end), "{message}");
}

#[test]
fn a_boot_that_prints_is_no_silent_one() {
    let message = refusal("prints", &printing("rubbish", "(call $exit (i32.const 0))"));
    assert!(message.ends_with("the guest exited with code 0; it printed:\nrubbish"), "{message}");
}

#[test]
fn a_boot_that_returns_or_traps_never_left() {
    assert!(refusal("returns", r#"(func (export "_start"))"#).contains("exit code 0: it returned; it printed:"));
    assert!(refusal("traps", r#"(func (export "_start") unreachable)"#).contains("unreachable"));
}

#[test]
fn only_the_end_of_much_is_quoted() {
    let message = refusal("talks", &printing(&"ä".repeat(5_000), "(call $exit (i32.const 1))"));
    assert!(message.ends_with(&format!("it printed:\n…{}", "ä".repeat(4_000))), "{} bytes", message.len());
}

#[test]
fn a_boot_without_addresses_is_refused() {
    let message = refusal("silent", r#"(func (export "_start") (call $exit (i32.const 0)))"#);
    assert!(message.contains("reactor.txt"), "{message}");
}

/// Objects as CPython lays them out: their addresses, and the words there.
const OBJECTS: [(u32, u32); 18] = [
    (1024 + 64, 0),   // a function's type, called by the table's first function
    (1100 + 64, 1),   // a builtin's type, called by the second
    (4000 + 4, 1200), // header, inbox, bell: bytearrays
    (4000 + 20, 5000),
    (4040 + 4, 1200),
    (4040 + 8, 9000),
    (4040 + 20, 6000),
    (4080 + 4, 1200),
    (4080 + 20, 5100),
    (4120 + 4, 1400), // exchange: a list
    (4120 + 12, 4160),
    (4200 + 4, 1024), // reserve: a function
    (4240 + 4, 1100), // next, compile: builtins
    (4280 + 4, 1100),
    (4320 + 4, 1300), // steps, empty: tuples
    (4360 + 4, 1300),
    (4400 + 4, 1300), // a step, which calls compile
    (4400 + 12, 4280),
];
const ADDRESSES: &str = "header 4000\ninbox 4040\nbell 4080\nexchange 4120\nreserve 4200\nnext 4240\ncompile 4280\ncall 4240\nsteps 4320\n\
    empty 4360\nbytes_type 1500\ntuple_type 1300\nlist_type 1400\nnone_type 1\nbool_type 2\nint_type 3\nfloat_type 4\nstr_type 5\nset_type 6\nfrozenset_type 7\ndict_type 8\nbytearray_type 1200\nfunction_type 1024\nbuiltin_type 1100\n\
    probe_error 1600\ntraceback_type 1700\nrecursion_limit 600\nrecursion_depth 599\n";

/// A guest whose boot looks right, and whose builtin functions all do `answer`.
fn answering(answer: &str) -> String {
    let words: String =
        OBJECTS.iter().map(|(at, word)| format!("(i32.store (i32.const {at}) (i32.const {word}))")).collect();
    let text = ADDRESSES.replace('\n', "\\n");
    format!(
        r#"(data (i32.const 20000) "reactor.txt{text}")
        (elem (i32.const 0) $called $called)
        (func $called (param i32 i32 i32) (result i32) {answer})
        (func (export "_start")
            {words}
            (drop (call $open (i32.const 3) (i32.const 0) (i32.const 20000) (i32.const 11) (i32.const 1)
                (i64.const 64) (i64.const 0) (i32.const 0) (i32.const 12)))
            (i32.store (i32.const 16) (i32.const 20011))
            (i32.store (i32.const 20) (i32.const {}))
            (drop (call $write (i32.load (i32.const 12)) (i32.const 16) (i32.const 1) (i32.const 8)))
            (drop (call $close (i32.load (i32.const 12))))
            (call $exit (i32.const 0)))"#,
        ADDRESSES.len()
    )
}

#[test]
fn a_snapshot_that_answers_its_probe_wrongly_is_refused() {
    let wrong = "the snapshot gave a wrong answer to its probe and is not used: ";
    let next_steps = "(select (i32.const 4400) (i32.const 0) (i32.eq (local.get 0) (i32.const 4240)))";
    let damaged = "the program damaged its interpreter: what it should have left in memory is not there";
    for (name, answer, found) in [
        ("none", "(i32.const 0)", damaged),
        ("elsewhere", "(i32.const -4)", damaged),
        ("no-step", "(i32.const 4120)", damaged),
        ("no-exception", next_steps, "0 places for the current exception"),
    ] {
        assert_eq!(refusal(name, &answering(answer)), format!("{wrong}{found}"), "{name}");
    }
    assert!(refusal("trap", &answering("unreachable")).starts_with(wrong));
}

/// A module as Asyncify would leave it, whose stack is one number: `main` counts to 41 in its boot, unwinds when it has
/// said that it is ready, and where it is rewound it exits with one more than it had counted to. A frame of `_start` lies where that of
/// `main` would, if nothing kept them apart.
const UNWINDING: &str = r#"
    (data (i32.const 2000) "as every program has some")
    (global $stack (mut i32) (i32.const 131072))
    (global $state (mut i32) (i32.const 0))
    (global $data (mut i32) (i32.const 0))
    (func $rewind (export "asyncify_start_rewind") (param i32)
        (global.set $state (i32.const 2))
        (global.set $data (local.get 0)))
    (func $main
        (if (i32.eqz (global.get $state)) (then
            (global.set $stack (i32.sub (global.get $stack) (i32.const 16)))
            (i32.store (global.get $stack) (i32.const 41))
            SAY_READY
            (i32.store (i32.const 96) (global.get $stack))
            (return)))
        (global.set $state (i32.const 0))
        (call $exit (i32.add (i32.load (i32.load (global.get $data))) (i32.const 1))))
    (func (export "_start")
        (if (i32.load (i32.const 32)) (then unreachable))
        (i32.store (i32.const 32) (i32.const 1))
        (i32.store (i32.sub (global.get $stack) (i32.const 16)) (i32.const 7))
        (call $main)
        (call $rewind (i32.const 96))
        (call $main))"#;
const SAY_READY: &str = "(drop (call $ready (i32.const 1)))";
/// The imports are counted first.
const REWIND: u32 = 5;

fn unwinding(said: &str) -> String {
    UNWINDING.replace("SAY_READY", said)
}

#[test]
fn a_snapshot_of_what_unwinds_goes_on_where_it_was() {
    let rewind = Rewind { main: REWIND + 1, clear: vec![32] };
    let (request, made) = snapshot_of("unwinds", &unwinding(SAY_READY), Some(rewind));
    let (engine, linker) = engine_and_linker();
    let source = ModuleSource {
        name: String::new(),
        compiled: request.compiled,
        digest: made.expect("it is made").digest,
        reactor: None,
        devices: None,
        needs: None,
        image: None,
    };
    let loaded = module::load(&engine, &linker, &source).expect("it loads");
    for _ in 0..2 {
        let mut store = boot::store(&engine, boot::quiet_spec(&Printed::default())).expect("the spec is right");
        let end = drive(
            async {
                let instance = loaded.pre.instantiate_async(&mut store).await?;
                instance.get_typed_func::<(), ()>(&mut store, "_start")?.call_async(&mut store, ()).await
            },
            std::time::Instant::now() + boot::BOOT_TIME,
            || Ok(()),
        );
        let end = end.expect_err("it exits");
        assert!(matches!(end.downcast_ref(), Some(Stop::Exit(42))), "{end:#}");
    }
}

#[test]
fn what_unwinds_has_to_say_that_it_is_ready() {
    let wanted = || Some(Rewind { main: REWIND + 1, clear: Vec::new() });
    let failed = |name, parts: &str| snapshot_of(name, parts, wanted()).1.err().expect("it is refused").message;
    assert!(failed("unready", &unwinding("")).contains("the guest exited with code 42"));
    assert!(failed("plain", r#"(func (export "_start"))"#).contains("asyncify_start_rewind"));
}
