//! Modules that are not touched.

use super::{counts, framed, module};
use crate::promote::{Facts, promote};

const BODY: &str = r#"
    (i32.store offset=12 (local.get $fp) (local.get $p))
    (i32.load offset=12 (local.get $fp))"#;

fn is_unchanged(text: &str) -> bool {
    let wasm = wat::parse_str(text).unwrap();
    promote(&wasm, &Facts::default()).unwrap().wasm == wasm
}

#[test]
fn a_module_without_the_pattern_comes_out_as_it_was() {
    assert!(is_unchanged(r#"(module (memory 1) (func (export "f") (param i32) (result i32) (local.get 0)))"#));
    assert!(is_unchanged("(module)"));
}

#[test]
fn a_stack_pointer_that_others_can_move_is_not_trusted() {
    let text = |global: &str| {
        format!(
            r#"(module {global} (memory 1)
                (func (global.set $sp (global.get $sp)))
                (func (param $p i32) (result i32) (local $fp i32)
                    (i32.store (local.tee $fp (i32.sub (global.get $sp) (i32.const 16))) (local.get $p))
                    (i32.load (local.get $fp))))"#
        )
    };
    assert!(!is_unchanged(&text("(global $sp (mut i32) (i32.const 1024))")));
    assert!(is_unchanged(&text(r#"(global $sp (export "sp") (mut i32) (i32.const 1024))"#)));
    assert!(is_unchanged(&text(r#"(import "env" "sp" (global $sp (mut i32)))"#)));
}

#[test]
fn a_global_that_is_never_set_is_no_stack_pointer() {
    let text = |set: &str| {
        format!(
            r#"(module (global $base (mut i32) (i32.const 1024)) (memory 1)
                (func (param $p i32) (result i32) (local $fp i32)
                    (i32.store (local.tee $fp (i32.sub (global.get $base) (i32.const 16))) (local.get $p))
                    (i32.load (local.get $fp)))
                (func {set}))"#
        )
    };
    assert!(is_unchanged(&text("")));
    assert!(!is_unchanged(&text("(global.set $base (global.get $base))")));
}

#[test]
fn a_module_with_a_function_that_cannot_be_followed_comes_out_as_it_was() {
    // Each pass over the loop finds the address in one local more.
    let following = |locals: usize| {
        let moves: Vec<_> =
            (1..locals).rev().map(|index| format!("(local.set {} (local.get {}))", index + 1, index)).collect();
        format!(
            r#"(func (param $p i32) (local {})
                (local.set 1 (i32.sub (global.get $sp) (i32.const 16)))
                (loop {} (br_if 0 (local.get $p))))"#,
            "i32 ".repeat(locals),
            moves.join(" ")
        )
    };
    assert_eq!(counts(&format!("{} {}", following(8), framed(BODY))), (1, 1));
    assert_eq!(counts(&format!("{} {}", following(80), framed(BODY))), (0, 0));
}

#[test]
fn a_global_that_somebody_does_not_put_back_is_no_stack_pointer() {
    let taking = r#"(func $take (param $p i32)
        (global.set $sp (i32.sub (global.get $sp) (i32.const 16)))
        (i32.store (global.get $sp) (local.get $p)))"#;
    assert_eq!(counts(&format!("{taking} {}", framed(BODY))), (0, 0));
    let putting_back = taking
        .replace("(local.get $p)))", "(local.get $p)) (global.set $sp (i32.add (global.get $sp) (i32.const 16))))");
    assert_eq!(counts(&format!("{putting_back} {}", framed(BODY))), (1, 1));
}

#[test]
fn a_function_that_looks_into_its_callers_frame_keeps_all_in_memory() {
    let looking = |at: u32| {
        format!(
            r#"(func $look (result i32) (local $fp i32)
                (local.set $fp (i32.sub (global.get $sp) (i32.const 16)))
                (i32.store offset=4 (local.get $fp) (i32.const 3))
                (i32.load offset={at} (local.get $fp)))
            {}"#,
            framed("(i32.store offset=12 (local.get $fp) (local.get $p)) (call $look)")
        )
    };
    assert_eq!(counts(&looking(4)), (2, 1));
    // 12 bytes above where the stack pointer is then: where the caller has stored its parameter.
    assert_eq!(counts(&looking(28)), (0, 0));
}

#[test]
fn a_feature_that_is_not_known_is_named() {
    let refused = |text: &str| promote(&wat::parse_str(text).unwrap(), &Facts::default()).unwrap_err();
    let unknown = |names: &str| {
        format!("the module cannot be tuned: it uses features of WebAssembly that tuning does not know ({names})")
    };
    assert_eq!(refused("(module (func (drop (v128.const i32x4 0 0 0 0))))"), unknown("simd"));
    assert_eq!(refused("(module (memory 1 1 shared))"), unknown("threads"));
    let both = "(module (func $f (param v128) local.get 0 return_call $f))";
    assert_eq!(refused(both), unknown("simd, tail-call"));
    let more =
        "(module (memory i64 1) (func (param i64 i64 i64) (memory.fill (local.get 0) (i32.const 0) (local.get 2))))";
    assert_eq!(refused(more), unknown("memory64"));
    let invalid = refused("(module (func (result i32)))");
    assert!(invalid.starts_with("the module cannot be tuned: type mismatch"), "{invalid}");
    let not_wasm = promote(b"hello", &Facts::default()).unwrap_err();
    assert!(not_wasm.starts_with("the module cannot be tuned: "), "{not_wasm}");
}

#[test]
fn what_the_optimiser_has_to_be_told_is_told() {
    let features = |text: &str| promote(&wat::parse_str(text).unwrap(), &Facts::default()).unwrap().features;
    let none: [&str; 0] = [];
    let usual = "(module (global (export \"g\") (mut i32) (i32.const 0))
        (func (param f32) (drop (i32.trunc_sat_f32_s (local.get 0))) (drop (i32.extend8_s (i32.const 1)))))";
    assert_eq!(features(usual), none);
    let filling = "(func (memory.fill (i32.const 0) (i32.const 0) (i32.const 9)))";
    assert_eq!(features(&format!("(module (memory 1) {filling})")), ["bulk-memory"]);
    let pair = "(func (result i32 i32) (i32.const 1) (i32.const 2))";
    let reference = "(func (param externref))";
    assert_eq!(
        features(&format!("(module (memory 1) {reference} {pair} {filling})")),
        ["bulk-memory", "reference-types", "multi-value"]
    );
}

#[test]
fn the_same_module_gives_the_same_bytes() {
    let wasm = module(&framed(BODY));
    let promoted = || promote(&wasm, &Facts::default()).unwrap().wasm;
    assert_eq!(promoted(), promoted());
}
