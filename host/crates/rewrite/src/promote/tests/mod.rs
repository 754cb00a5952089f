//! Each rule on a small module: one where slots have to become locals and one where they must not, and in each the same
//! answers before and after.

mod bounds;
mod clean;
mod frames;
mod kept;
mod modules;
mod promises;
mod rewriting;

use wasmtime::{Engine, Func, Instance, Module, Store, Val};

use super::{Facts, Promoted, promote};

/// A memory, a stack pointer, what keeps addresses, and an export `f` from one `i32` to another.
fn module(functions: &str) -> Vec<u8> {
    let text = format!(
        r#"(module
            (import "env" "keep" (func $keep (param i32)))
            (memory (export "memory") 1)
            (global $sp (mut i32) (i32.const 1024))
            (global $other (mut i32) (i32.const 0))
            (table 1 funcref)
            (type $taker (func (param i32)))
            {functions}
            (func (global.set $sp (global.get $sp))))"#
    );
    wat::parse_str(text).unwrap()
}

/// What a module answers to some numbers, each time with what lies in memory above the stack.
fn answers(wasm: &[u8]) -> Vec<(i32, Vec<u8>)> {
    let engine = Engine::default();
    let module = Module::new(&engine, wasm).unwrap();
    [0, 1, 5, 127, 128, 255, -1, 40_000, i32::MIN].map(|number| answer(&engine, &module, number)).into()
}

fn answer(engine: &Engine, module: &Module, number: i32) -> (i32, Vec<u8>) {
    let mut store = Store::new(engine, ());
    let keep = Func::wrap(&mut store, |_: i32| ());
    let imports: Vec<_> = module.imports().map(|_| keep.into()).collect();
    let instance = Instance::new(&mut store, module, &imports).unwrap();
    let mut results = [Val::I32(0)];
    instance.get_func(&mut store, "f").unwrap().call(&mut store, &[Val::I32(number)], &mut results).unwrap();
    let memory = instance.get_memory(&mut store, "memory").unwrap();
    (results[0].unwrap_i32(), memory.data(&store)[1024..2048].to_vec())
}

fn promoted(functions: &str) -> Promoted {
    promoted_knowing(functions, &Facts::default())
}

/// Promotes, and checks that the module does what it did.
fn promoted_knowing(functions: &str, facts: &Facts) -> Promoted {
    let wasm = module(functions);
    let promoted = promote(&wasm, facts).unwrap();
    wasmparser::validate(&promoted.wasm).unwrap();
    assert_eq!(answers(&promoted.wasm), answers(&wasm));
    assert_eq!(promoted.wasm == wasm, promoted.functions == 0);
    promoted
}

/// How many slots became locals, and how many frames went.
fn counts(functions: &str) -> (u32, u32) {
    let promoted = promoted(functions);
    (promoted.slots, promoted.frames)
}

/// `f` with a frame of 32 bytes at `$fp`. The body leaves a result, and the frame is taken down after it.
fn framed(body: &str) -> String {
    format!(
        r#"(func $f (export "f") (param $p i32) (result i32) (local $fp i32) (local $i i32) (local $l i64)
            (global.set $sp (local.tee $fp (i32.sub (global.get $sp) (i32.const 32))))
            {body}
            (global.set $sp (i32.add (local.get $fp) (i32.const 32))))"#
    )
}
