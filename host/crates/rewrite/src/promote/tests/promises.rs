//! Addresses that go where they cannot be followed: what is then known from the sources, and what is not known at all.

use super::{counts, framed, module, promoted_knowing};
use crate::promote::{Bytes, Facts, Object, promote};

fn variadic(function: u32, parameter: u32) -> Facts {
    Facts { variadic: vec![(function, parameter)], ..Facts::default() }
}

/// Prints, so to say: the arguments after the first lie where its last parameter points.
const VARIADIC: &str = r#"(func $print (param $format i32) (param $rest i32) (local $fp i32)
    (global.set $sp (local.tee $fp (i32.sub (global.get $sp) (i32.const 16))))
    (i32.store offset=12 (local.get $fp) (local.get $format))
    (i32.store offset=4 (local.get $fp) (local.get $rest))
    (call $walk (i32.add (local.get $fp) (i32.const 4)))
    (global.set $sp (i32.add (local.get $fp) (i32.const 16))))
  (func $walk (param $list i32) (local $next i32)
    (local.set $next (i32.load (local.get $list)))
    (i32.store (i32.const 1100) (i32.load (i32.add (local.get $next) (i32.const 4))))
    (i32.store (local.get $list) (i32.add (local.get $next) (i32.const 4))))"#;
const PRINTING: &str = r#"
    (i32.store offset=20 (local.get $fp) (local.get $p))
    (i32.store offset=4 (local.get $fp) (i32.const 3))
    (i32.store (local.get $fp) (i32.load offset=20 (local.get $fp)))
    (call $print (i32.const 5) (local.get $fp))
    (i32.load offset=20 (local.get $fp))"#;

#[test]
fn arguments_of_a_variadic_function_are_what_the_caller_only_writes() {
    let text = format!("{VARIADIC} {}", framed(PRINTING));
    // The callee's home of `$format`, and the caller's variable at 20.
    assert_eq!(promoted_knowing(&text, &variadic(1, 1)).slots, 2);
    assert_eq!(counts(&text).0, 1);
}

/// Found its second parameter always to be 77; stores 41 where the last one points.
const WITH_CONSTANT: &str = r#"(func $find (param $key i32) (param $found i32) (local $fp i32)
    (global.set $sp (local.tee $fp (i32.sub (global.get $sp) (i32.const 16))))
    (i32.store offset=12 (local.get $fp) (local.get $key))
    (i32.store offset=8 (local.get $fp) (i32.const 77))
    (i32.store offset=4 (local.get $fp) (local.get $found))
    (call $keep (i32.add (local.get $fp) (i32.const 4)))
    (i32.store (i32.load offset=4 (local.get $fp)) (i32.const 41))
    (global.set $sp (i32.add (local.get $fp) (i32.const 16))))"#;

#[test]
fn a_function_that_got_a_constant_for_a_parameter_is_not_taken_for_a_variadic_one() {
    let body = r#"
        (i32.store offset=20 (local.get $fp) (i32.const 5))
        (call $find (local.get $p) (i32.add (local.get $fp) (i32.const 20)))
        (i32.load offset=20 (local.get $fp))"#;
    assert_eq!(counts(&format!("{WITH_CONSTANT} {}", framed(body))), (0, 0));
}

#[test]
fn a_function_that_cannot_be_variadic_is_not_taken_for_one() {
    let refusal = "the module cannot be tuned: what is said of function 1, parameter 1, is of another module";
    let refused = |function: &str| {
        let wasm = module(&format!("{function} {}", framed("(i32.const 0)")));
        promote(&wasm, &variadic(1, 1)).unwrap_err()
    };
    assert_eq!(
        refused(&VARIADIC.replace("offset=4 (local.get $fp) (local.get $rest)", "(i32.const 1100) (local.get $rest)")),
        refusal
    );
    assert_eq!(refused("(func (param i32) (param $rest i32) (drop (i32.load (local.get $rest))))"), refusal);
    assert_eq!(refused("(func (param i32) (param $rest i32))"), refusal);
}

#[test]
fn a_function_that_is_given_something_else_than_arguments_is_not_taken_for_a_variadic_one() {
    let given = |argument: &str| {
        let call = format!("{PRINTING} (call $print (i32.const 5) {argument})");
        promote(&module(&format!("{VARIADIC} {}", framed(&call))), &variadic(1, 1)).map(|promoted| promoted.slots)
    };
    // Where there are no arguments, clang gives 0.
    assert_eq!(given("(i32.const 0)"), Ok(2));
    let refusal = "the module cannot be tuned: what is said of function 1, parameter 1, is of another module";
    assert_eq!(given("(i32.const 1100)"), Err(refusal.into()));
    assert_eq!(given("(i32.load offset=20 (local.get $fp))"), Err(refusal.into()));
    assert_eq!(given("(local.get $p)"), Err(refusal.into()));
}

#[test]
fn facts_of_another_module_are_refused() {
    let refused = promote(&module(&framed("(i32.const 0)")), &variadic(9, 1)).unwrap_err();
    assert_eq!(refused, "the module cannot be tuned: what is said of function 9, parameter 1, is of another module");
}

#[test]
fn parameters_that_are_stored_in_a_row_may_be_a_structures() {
    // Optimised code may fill a structure downwards, and then looks as unoptimised code does when it begins.
    let function = r#"(func $two (param $p i32) (param $q i32) (result i32) (local $fp i32)
            (global.set $sp (local.tee $fp (i32.sub (global.get $sp) (i32.const 32))))
            (i32.store offset=28 (local.get $fp) (local.get $p))
            (i32.store offset=24 (local.get $fp) (local.get $q))
            (i32.store offset=16 (local.get $fp) (i32.const 2))
            (call_indirect (type $taker) (i32.add (local.get $fp) (i32.const 16)) (i32.const 0))
            (i32.add (i32.load offset=16 (local.get $fp)) (i32.load offset=28 (local.get $fp)))
            (i32.add (i32.load offset=24 (local.get $fp)))
            (global.set $sp (i32.add (local.get $fp) (i32.const 32))))
        (func $fill (param $at i32) (i32.store offset=12 (local.get $at) (i32.const 9)))
        (elem (i32.const 0) $fill)
        (func (export "f") (param $p i32) (result i32) (call $two (local.get $p) (i32.const 5)))"#;
    assert_eq!(counts(function), (0, 0));
}

const THREE: &str = r#"
    (i32.store offset=16 (local.get $fp) (local.get $p))
    (i32.store offset=8 (local.get $fp) (i32.const 5))
    (i32.store offset=4 (local.get $fp) (i32.const 6))"#;

/// Slots that are promoted of `f`, knowing this object.
fn knowing(body: &str, start: i64, end: i64) -> u32 {
    let objects = vec![Object { function: 1, bytes: Bytes { start, end } }];
    promoted_knowing(&framed(body), &Facts { objects, ..Facts::default() }).slots
}

#[test]
fn an_object_that_is_known_bounds_what_its_address_reaches() {
    let body = format!(
        r#"{THREE}
        (call $keep (i32.add (local.get $fp) (i32.const 8)))
        (i32.add (i32.load offset=16 (local.get $fp)) (i32.load offset=4 (local.get $fp)))"#
    );
    assert_eq!(knowing(&body, -24, -20), 2);
    assert_eq!(knowing(&body, -28, -20), 1);
    // Not the one whose address is given away.
    assert_eq!(knowing(&body, -20, -16), 0);
}

#[test]
fn an_address_that_something_is_computed_with_may_be_one_of_any_object() {
    // `&list[p & 1]`, of a list at 8, with the 8 gathered at the end; the object at the frame's own address is another one.
    let body = format!(
        r#"{THREE}
        (i32.store offset=12 (local.get $fp) (i32.const 9))
        (i32.store (i32.const 1100) (i32.load offset=8
            (i32.add (local.get $fp) (i32.shl (i32.and (local.get $p) (i32.const 1)) (i32.const 2)))))
        (i32.add (i32.load offset=16 (local.get $fp)) (i32.load offset=12 (local.get $fp)))"#
    );
    assert_eq!(knowing(&body, -32, -28), 0);
    assert_eq!(counts(&framed(&body)), (0, 0));
}

#[test]
fn an_address_at_the_frames_end_may_be_one_of_what_lies_above() {
    let body = |at: u32| {
        format!(
            r#"{THREE} (call $keep (i32.add (local.get $fp) (i32.const {at})))
            (i32.add (i32.load offset=16 (local.get $fp)) (i32.load offset=4 (local.get $fp)))"#
        )
    };
    assert_eq!(knowing(&body(28), -4, 0), 3);
    assert_eq!(knowing(&body(32), -4, 4), 0);
}
