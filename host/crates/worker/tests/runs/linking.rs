//! What modules may import.

use fuelcell_host::engine::config;
use fuelcell_protocol::Status;
use wasmtime::{Linker, Module};

use crate::guests::Fixture;

/// A guest whose exit code is what `call` gives, with one import of `module`.
fn asking(module: &str, name: &str, parameters: &str, call: &str) -> String {
    format!(
        r#"(module
            (import "{module}" "{name}" (func $asked (param {parameters}) (result i32)))
            (import "{module}" "proc_exit" (func $exit (param i32)))
            (memory (export "memory") 1)
            (func (export "_start") (call $exit ({call}))))"#
    )
}

fn answer(text: &str) -> (Status, Option<u8>) {
    let result = Fixture::of_text(text).run(|_| {}).result;
    (result.status, result.exit_code)
}

fn refusal(import: &str) -> String {
    let engine = config::engine().unwrap();
    let mut linker: Linker<fuelcell_host::engine::guest::Guest> = Linker::new(&engine);
    fuelcell_wasi::add_to_linker(&mut linker).unwrap();
    let module = Module::new(&engine, wat::parse_str(format!("(module {import})")).unwrap()).unwrap();
    format!("{:#}", fuelcell_wasi::link(&linker, &module).err().unwrap())
}

#[test]
fn both_generations_of_wasi_are_there() {
    for module in ["wasi_snapshot_preview1", "wasi_unstable"] {
        // `whence` 2 is the end in one and the start in the other; a stream can be sought in neither.
        let text = asking(
            module,
            "fd_seek",
            "i32 i64 i32 i32",
            "call $asked (i32.const 1) (i64.const 0) (i32.const 2) (i32.const 0)",
        );
        assert_eq!(answer(&text), (Status::Exit, Some(70)), "{module}");
    }
}

#[test]
fn sockets_of_wasmedge_are_not_supported() {
    let preview1 = "wasi_snapshot_preview1";
    let open = asking(preview1, "sock_open", "i32 i32 i32", "call $asked (i32.const 0) (i32.const 0) (i32.const 0)");
    assert_eq!(answer(&open), (Status::Exit, Some(58)));
    let accept = asking(preview1, "sock_accept", "i32 i32", "call $asked (i32.const 0) (i32.const 0)");
    assert_eq!(answer(&accept), (Status::Exit, Some(58)));
}

#[test]
fn the_accept_of_preview1_stays_what_it_is() {
    let call = "call $asked (i32.const 0) (i32.const 0) (i32.const 0)";
    let accept = asking("wasi_snapshot_preview1", "sock_accept", "i32 i32 i32", call);
    assert_eq!(answer(&accept), (Status::Exit, Some(57)));
}

#[test]
fn a_socket_call_costs_as_much_as_any_other() {
    let call = "call $asked (i32.const 0) (i32.const 0) (i32.const 0)";
    let costs = [("sock_open", 58), ("sock_accept", 57)].map(|(name, errno)| {
        let ran = Fixture::of_text(&asking("wasi_snapshot_preview1", name, "i32 i32 i32", call)).run(|_| {});
        assert_eq!(ran.result.exit_code, Some(errno));
        ran.result.usage.fuel
    });
    assert_eq!(costs[0], costs[1]);
}

#[test]
fn what_nobody_has_is_named() {
    for (module, name, kind) in [
        ("wasi_snapshot_preview1", "sock_teleport", "(result i32)"),
        ("wasi_snapshot_preview1", "sock_open", "(param i32 i32 i32) (result i64)"),
        ("wasi_unstable", "sock_open", "(param i32 i32 i32) (result i32)"),
        ("env", "sock_open", "(param i32 i32 i32) (result i32)"),
    ] {
        let message = refusal(&format!(r#"(import "{module}" "{name}" (func {kind}))"#));
        assert_eq!(message, format!("unknown import: `{module}::{name}` has not been defined"));
    }
}
