//! A larger stack, its checks, and what they cost.

use wasmtime::{Config, Engine, Instance, Module, Store, Trap};

use super::*;
use crate::messages;

/// As LLVM links a module whose stack lies between its data and its heap: 1 page, the stack below 32 KiB, data below 16 KiB.
/// `f` takes a frame of 1,000 bytes for each level, and writes into it; `g` takes as many bytes as it is told; `h` does neither.
const LINKED: &str = r#"(module
    (memory (export "memory") 1)
    (global $sp (mut i32) (i32.const 32768))
    (data (i32.const 16000) "data")
    (func $f (export "f") (param $levels i32) (result i32) (local $frame i32)
        (global.set $sp (local.tee $frame (i32.sub (global.get $sp) (i32.const 1000))))
        (i32.store (local.get $frame) (i32.const -1))
        (if (local.get $levels) (then (drop (call $f (i32.sub (local.get $levels) (i32.const 1))))))
        (global.set $sp (i32.add (local.get $frame) (i32.const 1000)))
        (i32.const 1))
    (func (export "g") (param $bytes i32) (result i32) (local $frame i32)
        (global.set $sp (local.tee $frame (i32.sub (global.get $sp) (local.get $bytes))))
        (i32.store (local.get $frame) (i32.const -1))
        (global.set $sp (i32.add (local.get $frame) (local.get $bytes)))
        (i32.const 1))
    (func (export "h") (param i32) (result i32) (i32.const 1)))"#;

const STACK_PAGES: u32 = 4;

fn engine() -> Engine {
    Engine::new(Config::new().consume_fuel(true)).unwrap()
}

fn guarded(wat: &str) -> (Vec<u8>, Bounds) {
    let (wasm, bounds) = widen(&wat::parse_str(wat).unwrap(), STACK_PAGES).unwrap();
    let told = told(&wasm, bounds).unwrap();
    let marked = mark(&told).unwrap();
    (marked.expand(&told, &marked.wasm, bounds).unwrap(), bounds)
}

/// How a call ended, what it cost, whether the stack was left then, and the data that lie below it.
fn called(wasm: &[u8], name: &str, argument: i32) -> (Result<i32, Trap>, u64, bool, Vec<u8>) {
    let engine = engine();
    let module = Module::new(&engine, wasm).unwrap();
    let mut store = Store::new(&engine, ());
    store.set_fuel(1_000_000).unwrap();
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    let function = instance.get_typed_func::<i32, i32>(&mut store, name).unwrap();
    let end = function.call(&mut store, argument).map_err(|error| *error.downcast_ref::<Trap>().unwrap());
    let used = 1_000_000 - store.get_fuel().unwrap();
    let overrun = is_overrun(&module, &mut store, &instance);
    let memory = instance.get_memory(&mut store, "memory").unwrap();
    (end, used, overrun, memory.data(&store)[..65_536].to_vec())
}

/// As the worker sees it, by the export that tells the bounds.
fn is_overrun(module: &Module, store: &mut Store<()>, instance: &Instance) -> bool {
    let bounds = module.exports().find_map(|export| Some((export.name().to_owned(), Bounds::of_name(export.name())?)));
    bounds.is_some_and(|(name, bounds)| {
        let pointer = instance.get_global(&mut *store, &name).unwrap().get(&mut *store).i32().unwrap();
        !bounds.allow(pointer as u32)
    })
}

fn untouched(memory: &[u8]) -> bool {
    let is_data = &memory[16_000..16_004] == b"data";
    is_data && memory.iter().filter(|byte| **byte != 0).count() == 4
}

#[test]
fn the_stack_lies_behind_the_memory() {
    let (wasm, bounds) = widen(&wat::parse_str(LINKED).unwrap(), STACK_PAGES).unwrap();
    assert_eq!(bounds, Bounds { low: 65_536 + LEAF_BYTES, high: 5 * 65_536, has_others: false });
    let (end, _, _, memory) = called(&wasm, "f", 0);
    assert_eq!(end, Ok(1));
    assert!(untouched(&memory));
}

#[test]
fn as_linked_a_deep_recursion_damages_the_data_unseen() {
    let (end, _, overrun, memory) = called(&wat::parse_str(LINKED).unwrap(), "f", 25);
    assert_eq!((end, overrun), (Ok(1), false));
    assert!(!untouched(&memory));
}

#[test]
fn recursion_traps_before_it_leaves_the_stack() {
    let (wasm, bounds) = guarded(LINKED);
    let levels = ((bounds.high - bounds.low) / 1000) as i32;
    // The first call is a level too.
    let (end, _, overrun, memory) = called(&wasm, "f", levels - 1);
    assert_eq!((end, overrun), (Ok(1), false));
    assert!(untouched(&memory));
    let (end, _, overrun, memory) = called(&wasm, "f", levels);
    assert_eq!((end, overrun), (Err(Trap::UnreachableCodeReached), true));
    assert!(untouched(&memory));
}

#[test]
fn a_frame_of_any_size_traps_before_anything_is_written() {
    let (wasm, bounds) = guarded(LINKED);
    let room = (bounds.high - bounds.low) as i32;
    assert_eq!(called(&wasm, "g", room).0, Ok(1));
    // Beyond the lowest page, beyond zero, and so far that the pointer is above the stack.
    for bytes in [room + 16, bounds.high as i32 - 16_000, bounds.high as i32 + 16, i32::MAX, -16, i32::MIN] {
        let (end, _, overrun, memory) = called(&wasm, "g", bytes);
        assert_eq!((end, overrun), (Err(Trap::UnreachableCodeReached), true), "{bytes}");
        assert!(untouched(&memory), "{bytes}");
    }
}

#[test]
fn a_frame_costs_four_units_more_and_any_other_write_six() {
    let plain = wat::parse_str(LINKED).unwrap();
    let (wasm, _) = guarded(LINKED);
    let cost = |name, argument| called(&wasm, name, argument).1 - called(&plain, name, argument).1;
    assert_eq!((cost("f", 0), cost("f", 9), cost("h", 0)), (4, 40, 0));
    // `alloca` takes it, and gives it back by what it took.
    assert_eq!(cost("g", 16), 12);
}

#[test]
fn a_stack_before_all_data_is_told_as_it_is() {
    let first = LINKED.replace("32768", "16000");
    let linked = as_linked(&wat::parse_str(&first).unwrap()).unwrap();
    assert_eq!(linked, Some(Bounds { low: widen::LINKED_LEAF_BYTES, high: 16_000, has_others: false }));
    assert_eq!(as_linked(&wat::parse_str(LINKED).unwrap()).unwrap(), None);
    let wasm = told(&wat::parse_str(&first).unwrap(), linked.unwrap()).unwrap();
    let (end, _, overrun, _) = called(&wasm, "f", 20);
    assert_eq!((end, overrun), (Err(Trap::MemoryOutOfBounds), true));
}

#[test]
fn what_is_not_as_llvm_links_it_is_refused() {
    let widened = |wat: &str, pages| widen(&wat::parse_str(wat).unwrap(), pages).unwrap_err();
    let found = messages::stack_not_found();
    assert_eq!(widened("(module (memory 1))", 4), found);
    assert_eq!(widened("(module (memory 1) (global i32 (i32.const 8)))", 4), found);
    assert_eq!(widened("(module (memory 1) (global (mut i64) (i64.const 8)))", 4), found);
    assert_eq!(widened("(module (import \"e\" \"m\" (memory 1)) (global (mut i32) (i32.const 8)))", 4), found);
    assert_eq!(widened(LINKED, 1), messages::stack_pages(1, 2));
    assert_eq!(widened(LINKED, 32_767), messages::stack_pages(32_767, 2));
}

/// What Asyncify adds, as far as it is looked at.
const ASYNCIFY: &str = r#"(global $state (mut i32) (i32.const 0)) (global $data (mut i32) (i32.const 0))
    (func (export "asyncify_start_rewind") (param i32)
        (global.set $state (i32.const 2))
        (global.set $data (local.get 0))))"#;

/// As LLVM links it, and prepared by Asyncify. `s` goes over to a stack that ends at the given address.
fn switching() -> (Vec<u8>, Bounds) {
    let switch = r#"(func (export "s") (param $stack i32) (result i32)
        (global.set $sp (local.get $stack))
        (call $f (i32.const 1)))"#;
    let module = LINKED.strip_suffix(')').unwrap();
    let (wasm, bounds) = widen(&wat::parse_str(format!("{module} {switch} {ASYNCIFY}")).unwrap(), 32).unwrap();
    let told = told(&wasm, bounds).unwrap();
    let marked = mark(&told).unwrap();
    (marked.expand(&told, &marked.wasm, bounds).unwrap(), bounds)
}

#[test]
fn a_module_with_several_stacks_may_use_all_of_them() {
    let (wasm, bounds) = switching();
    assert_eq!(bounds, Bounds { low: 65_536 + FENCE_BYTES, high: 33 * 65_536, has_others: true });
    for stack in [8_192, 16_000, 60_000, bounds.high as i32, bounds.low as i32 + 2_000] {
        let (end, _, overrun, _) = called(&wasm, "s", stack);
        assert_eq!((end, overrun), (Ok(1), false), "{stack}");
    }
}

#[test]
fn what_lies_below_the_first_of_several_stacks_is_fenced() {
    let (wasm, bounds) = switching();
    let levels = ((bounds.high - bounds.low) / 1000) as i32;
    assert_eq!(called(&wasm, "f", levels - 1).0, Ok(1));
    let (end, _, overrun, memory) = called(&wasm, "f", levels);
    assert_eq!((end, overrun), (Err(Trap::UnreachableCodeReached), true));
    assert!(untouched(&memory));
    // As much at once as there may be.
    let most = (bounds.high - bounds.low + FENCE_BYTES) as i32;
    for bytes in [most - FENCE_BYTES as i32 + 16, most] {
        let (end, _, overrun, memory) = called(&wasm, "g", bytes);
        assert_eq!((end, overrun), (Err(Trap::UnreachableCodeReached), true), "{bytes}");
        assert!(untouched(&memory), "{bytes}");
    }
    let plain = wat::parse_str(LINKED).unwrap();
    assert_eq!(called(&wasm, "f", 9).1 - called(&plain, "f", 9).1, 60);
    let few = format!("{} {ASYNCIFY}", LINKED.strip_suffix(')').unwrap());
    assert_eq!(widen(&wat::parse_str(few).unwrap(), 16).unwrap_err(), messages::stack_pages(16, 17));
}
