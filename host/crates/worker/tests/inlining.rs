//! What is inlined, what is not, and that nobody can tell.

use wasmparser::{Operator, Parser, Payload};
use wasmtime::{Caller, Engine, Instance, Module, Store, Val, format_err};

use fuelcell_host::engine::config::engine;
use fuelcell_rewrite::inline::inline;

const BUDGET: u64 = 1_000_000;

/// A memory, a call of the host, and an export `f` from one `i32` to another.
fn module(functions: &str) -> Vec<u8> {
    let text = format!(
        r#"(module
            (import "env" "note" (func $note))
            (memory 1)
            (global $g (mut i32) (i32.const 100))
            {functions})"#
    );
    wat::parse_str(text).unwrap()
}

/// What a module answers to a number under a budget, and the fuel that was left: at each call of the host, and in the end.
fn answer(engine: &Engine, wasm: &[u8], number: i32, budget: u64) -> (Option<i32>, Vec<u64>, u64) {
    let module = Module::new(engine, wasm).unwrap();
    let mut store = Store::new(engine, Vec::new());
    store.set_fuel(budget).unwrap();
    let note = wasmtime::Func::wrap(&mut store, |mut caller: Caller<'_, Vec<u64>>| {
        // As the system interface does: a call that cannot be paid for is not carried out.
        let left = caller.get_fuel()?;
        if left == 0 {
            return Err(format_err!("out of fuel"));
        }
        caller.data_mut().push(left);
        Ok(())
    });
    let instance = Instance::new(&mut store, &module, &[note.into()]).unwrap();
    let mut results = [Val::I32(0)];
    let called = instance.get_func(&mut store, "f").unwrap().call(&mut store, &[Val::I32(number)], &mut results);
    let left = store.get_fuel().unwrap();
    (called.ok().map(|()| results[0].unwrap_i32()), store.into_data(), left)
}

/// How many calls of its own functions are left when a module has been inlined; everything else about it is as it was.
fn calls_left(functions: &str) -> usize {
    let wasm = module(functions);
    let inlined = inline(&wasm).unwrap().unwrap_or_else(|| wasm.clone());
    wasmparser::validate(&inlined).unwrap();
    let engine = engine().unwrap();
    for number in [0, 1, 5, 255, -1, i32::MIN] {
        assert_eq!(answer(&engine, &inlined, number, BUDGET), answer(&engine, &wasm, number, BUDGET), "{number}");
    }
    calls(&inlined)
}

fn calls(wasm: &[u8]) -> usize {
    let is_call = |operator: &Operator| matches!(operator, Operator::Call { function_index } if *function_index > 0);
    let mut calls = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::CodeSectionEntry(body) = payload.unwrap() else { continue };
        calls +=
            body.get_operators_reader().unwrap().into_iter().filter(|read| is_call(read.as_ref().unwrap())).count();
    }
    calls
}

/// An `f` that calls `$callee` with its own parameter, between two calls of the host.
fn calling(callee: &str) -> String {
    format!(
        r#"{callee}
        (func (export "f") (param i32) (result i32)
            (call $note) (call $callee (local.get 0)) (call $note))"#
    )
}

#[test]
fn what_is_short_and_straight_is_copied() {
    let field = r#"(func $callee (param $p i32) (result i32) (local $fp i32)
        (local.set $fp (i32.sub (global.get $g) (i32.const 16)))
        (i32.store offset=12 (local.get $fp) (i32.and (local.get $p) (i32.const 255)))
        (return (i32.load8_u offset=4 (i32.load offset=12 (local.get $fp)))))"#;
    assert_eq!(calls_left(&calling(field)), 0);
}

#[test]
fn arguments_come_in_their_order_and_results_too() {
    let functions = r#"
        (func $minus (param i32 i64) (result i32) (i32.sub (local.get 0) (i32.wrap_i64 (local.get 1))))
        (func $nothing)
        (func $both (param i32) (result i32 i32) (local.get 0) (i32.const 3))
        (func (export "f") (param i32) (result i32)
            (call $nothing)
            (call $note)
            (i32.shl (call $both (call $minus (local.get 0) (i64.const 7)))))"#;
    assert_eq!(calls_left(functions), 0);
}

#[test]
fn copies_in_a_loop_share_their_locals() {
    let functions = r#"
        (func $twice (param i32) (result i32) (local $t f32)
            (local.set $t (f32.convert_i32_s (local.get 0)))
            (i32.trunc_f32_s (f32.min (f32.const 9) (f32.max (f32.const -9) (f32.add (local.get $t) (local.get $t))))))
        (func $add (param i32 i32) (result i32)
            (local.set 0 (i32.add (local.get 0) (local.get 1)))
            (local.get 0))
        (func (export "f") (param i32) (result i32) (local $turns i32)
            (loop $again
                (call $note)
                (local.set 0 (call $add (call $twice (local.get 0)) (call $twice (local.get $turns))))
                (local.set $turns (call $add (local.get $turns) (i32.const 1)))
                (br_if $again (i32.lt_u (local.get $turns) (i32.const 20))))
            (local.get 0))"#;
    assert_eq!(calls_left(functions), 0);
}

#[test]
fn what_has_become_straight_is_copied_in_the_second_round() {
    let chain = |depth: usize| {
        let links: String = (1..=depth)
            .map(|link| format!("(func $l{link} (param i32) (result i32) (call $l{} (local.get 0)))", link - 1))
            .collect();
        calling(&format!(
            r#"(func $l0 (param i32) (result i32) (i32.xor (local.get 0) (i32.const 6))) {links}
            (func $callee (param i32) (result i32) (local.set 0 (call $l{depth} (local.get 0))) (local.get 0))"#
        ))
    };
    // Each is in the one after it: `$l1` in the first round, and so is `$callee`'s only call where that is of `$l0`.
    assert_eq!((calls_left(&chain(0)), calls_left(&chain(1))), (0, 1));
}

#[test]
fn what_is_not_short_and_straight_is_called() {
    let others = [
        (
            "a branch",
            "(func $callee (param i32) (result i32) (if (local.get 0) (then (return (i32.const 1)))) (i32.const 2))",
        ),
        ("a call of the host", "(func $callee (param i32) (result i32) (call $note) (local.get 0))"),
        ("an end", "(func $callee (param i32) (result i32) (drop (local.get 0)) (unreachable))"),
        (
            "a local with the zero that it begins with",
            "(func $callee (param i32) (result i32) (local i32) (local.get 1))",
        ),
        (
            "a return that drops something",
            "(func $callee (param i32) (result i32) (i32.const 1) (return (local.get 0)))",
        ),
        ("growth", "(func $callee (param i32) (result i32) (memory.grow (local.get 0)))"),
    ];
    for (what, callee) in others {
        let wasm = module(&calling(callee));
        assert_eq!(inline(&wasm).unwrap(), None, "{what}");
    }
    let long = format!("(func $callee (param i32) (result i32) {} (local.get 0))", "nop ".repeat(48));
    let longer = long.replacen("nop", "nop nop", 1);
    assert_eq!((calls_left(&calling(&long)), calls_left(&calling(&longer))), (0, 1));
}

#[test]
fn three_arguments_would_cost_more_than_the_call() {
    let functions = r#"
        (func $callee (param i32 i32 i32) (result i32) (local.get 2))
        (func (export "f") (param i32) (result i32) (call $callee (i32.const 1) (i32.const 2) (local.get 0)))"#;
    assert_eq!(calls_left(functions), 1);
}

#[test]
fn a_budget_is_enough_or_not_as_it_was() {
    let functions = r#"
        (func $callee (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
        (func (export "f") (param i32) (result i32)
            (call $note)
            (local.set 0 (call $callee (call $callee (local.get 0))))
            (call $note)
            (call $callee (local.get 0)))"#;
    let wasm = module(functions);
    let inlined = inline(&wasm).unwrap().unwrap();
    let engine = engine().unwrap();
    let cost = BUDGET - answer(&engine, &wasm, 1, BUDGET).2;
    // The host's calls that were carried out, and whether anything was left.
    for budget in 1..=cost + 1 {
        let [before, after] = [&wasm, &inlined].map(|wasm| answer(&engine, wasm, 1, budget));
        assert_eq!((before.1, before.2 > 0), (after.1, after.2 > 0), "{budget}");
    }
}

#[test]
fn a_module_grows_by_half_in_a_round_at_most() {
    let callee = format!("(func $callee (param i32) (result i32) {} (local.get 0))", "nop ".repeat(40));
    let many = "(local.set 0 (call $callee (local.get 0)))".repeat(2000);
    let calling = |name: &str| format!("(func {name} (param i32) (result i32) {many} (local.get 0))");
    let small = r#"(func (export "small") (param i32) (result i32) (call $callee (local.get 0)))"#;
    let wasm = module(&format!(r#"{callee} {} {small}"#, calling(r#"(export "f")"#)));
    // What does not fit is left; what comes after it and fits is not.
    assert_eq!(calls(&inline(&wasm).unwrap().unwrap()), 2000);
}

#[test]
fn a_module_without_such_calls_is_left_alone() {
    assert_eq!(inline(&wat::parse_str("(module)").unwrap()).unwrap(), None);
    assert_eq!(inline(&module("(func (param i32) (result i32) (local.get 0))")).unwrap(), None);
}
