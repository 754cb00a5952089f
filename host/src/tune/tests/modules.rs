//! Modules that are not touched.

use super::{counts, framed, module};
use crate::tune::{Facts, promote};

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
fn a_feature_that_is_not_known_is_named() {
    let refused = |text: &str| promote(&wat::parse_str(text).unwrap(), &Facts::default()).unwrap_err();
    let vector = "(module (func (drop (v128.const i32x4 0 0 0 0))))";
    assert_eq!(refused(vector), "the module cannot be tuned: SIMD support is not enabled (at offset 0x17)");
    let threads = "(module (memory 1 1 shared))";
    assert_eq!(
        refused(threads),
        "the module cannot be tuned: threads must be enabled for shared memories (at offset 0xb)"
    );
    let not_wasm = promote(b"hello", &Facts::default()).unwrap_err();
    assert!(not_wasm.starts_with("the module cannot be tuned: "), "{not_wasm}");
}

#[test]
fn the_same_module_gives_the_same_bytes() {
    let wasm = module(&framed(BODY));
    let promoted = || promote(&wasm, &Facts::default()).unwrap().wasm;
    assert_eq!(promoted(), promoted());
}
