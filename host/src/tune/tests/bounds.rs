//! Addresses that leave the function, and how far they reach.

use super::{counts, framed, promoted_knowing};
use crate::tune::{Bytes, Facts, Object};

/// Writes 4 bytes at its parameter.
const SETTER: &str = r#"(func $set (param $at i32) (i32.store (local.get $at) (i32.const 41)))"#;
const BOTH: &str = r#"
    (i32.store offset=12 (local.get $fp) (local.get $p))
    (call $set (i32.add (local.get $fp) (i32.const 8)))
    (i32.add (i32.load offset=8 (local.get $fp)) (i32.load offset=12 (local.get $fp)))"#;

#[test]
fn a_callee_that_touches_only_some_bytes_leaves_the_others_alone() {
    assert_eq!(counts(&format!("{SETTER} {}", framed(BOTH))), (1, 0));
}

#[test]
fn a_callee_that_touches_the_neighbour_keeps_both_in_memory() {
    let wide = r#"(func $set (param $at i32) (i64.store (local.get $at) (i64.const 0x500000003)))"#;
    assert_eq!(counts(&format!("{wide} {}", framed(BOTH))), (0, 0));
}

#[test]
fn what_a_callee_hands_on_is_followed() {
    let through = r#"(func $set (param $at i32) (call $next (i32.const 0) (local.get $at)))"#;
    let near = r#"(func $next (param i32) (param $at i32) (i32.store (local.get $at) (i32.const 6)))"#;
    let far = r#"(func $next (param i32) (param $at i32) (i32.store offset=4 (local.get $at) (i32.const 6)))"#;
    assert_eq!(counts(&format!("{through} {near} {}", framed(BOTH))), (1, 0));
    // The other slot, at 8, is touched by nobody.
    assert_eq!(counts(&format!("{through} {far} {}", framed(BOTH))), (1, 0));
    let keeps = r#"(func $next (param i32) (param $at i32) (call $keep (local.get $at)))"#;
    assert_eq!(counts(&format!("{through} {keeps} {}", framed(BOTH))), (0, 0));
}

#[test]
fn a_callee_that_keeps_the_address_in_a_variable_of_its_own_is_seen_through() {
    let homed = r#"(func $set (param $at i32) (local $fp i32)
        (i32.store offset=4 (local.tee $fp (i32.sub (global.get $sp) (i32.const 16))) (local.get $at))
        (i32.store (i32.load offset=4 (local.get $fp)) (i32.const 12)))"#;
    assert_eq!(counts(&format!("{homed} {}", framed(BOTH))), (2, 0));
}

#[test]
fn a_callee_that_moves_its_parameter_on_with_each_recursion_reaches_anything() {
    let moving = r#"(func $set (param $at i32)
        (i32.store (local.get $at) (i32.const 4))
        (if (i32.and (local.get $at) (i32.const 4)) (then (call $set (i32.add (local.get $at) (i32.const 4))))))"#;
    assert_eq!(counts(&format!("{moving} {}", framed(BOTH))), (0, 0));
}

#[test]
fn a_callee_that_returns_its_parameter_is_seen_through() {
    let returning = r#"(func $set (param $at i32) (result i32)
        (i32.store (local.get $at) (i32.const 2))
        (local.get $at))"#;
    let body = r#"
        (i32.store offset=12 (local.get $fp) (local.get $p))
        (local.set $i (call $set (i32.add (local.get $fp) (i32.const 8))))
        (i32.add (i32.load offset=4 (local.get $i)) (i32.load offset=0 (local.get $i)))"#;
    assert_eq!(counts(&format!("{returning} {}", framed(body))), (1, 0));
    let passed_on =
        body.replace("(i32.load offset=0 (local.get $i))", "(i32.load (i32.mul (local.get $i) (i32.const 1)))");
    assert_eq!(counts(&format!("{returning} {}", framed(&passed_on))), (0, 0));
}

/// Prints, so to say: the arguments after the first lie where its last parameter points.
const VARIADIC: &str = r#"(func $print (param $format i32) (param $rest i32) (local $fp i32)
    (global.set $sp (local.tee $fp (i32.sub (global.get $sp) (i32.const 16))))
    (i32.store offset=12 (local.get $fp) (local.get $format))
    (call $nothing)
    (i32.store offset=4 (local.get $fp) (local.get $rest))
    (call $walk (i32.add (local.get $fp) (i32.const 4)))
    (global.set $sp (i32.add (local.get $fp) (i32.const 16))))
  (func $nothing)
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
    // The callee's home of `$format`, and the caller's variable at 20.
    assert_eq!(counts(&format!("{VARIADIC} {}", framed(PRINTING))), (2, 0));
}

#[test]
fn a_function_that_stores_its_last_parameter_with_the_others_is_not_taken_for_a_variadic_one() {
    let plain = VARIADIC.replace("(call $nothing)\n", "");
    assert_eq!(counts(&format!("{plain} {}", framed(PRINTING))).0, 1);
}

#[test]
fn a_variadic_function_that_does_not_show_it_can_be_named() {
    let plain = VARIADIC.replace("(call $nothing)\n", "");
    let facts = Facts { variadic: vec![(1, 1)], objects: Vec::new() };
    let promoted = promoted_knowing(&format!("{plain} {}", framed(PRINTING)), &facts);
    assert_eq!(promoted.slots, 2);
}

/// Stores both parameters first, then gives away the address of a variable below them.
fn with_homes(second: u32, given_away: u32) -> String {
    format!(
        r#"(func $two (param $p i32) (param $q i32) (result i32) (local $fp i32)
            (global.set $sp (local.tee $fp (i32.sub (global.get $sp) (i32.const 32))))
            (i32.store offset=28 (local.get $fp) (local.get $p))
            (i32.store offset={second} (local.get $fp) (local.get $q))
            (i32.store offset=16 (local.get $fp) (i32.const 2))
            (i32.store offset=8 (local.get $fp) (i32.const 3))
            (call $keep (i32.add (local.get $fp) (i32.const {given_away})))
            (i32.add (i32.load offset=16 (local.get $fp)) (i32.load offset=28 (local.get $fp)))
            (i32.add (i32.load offset={second} (local.get $fp)))
            (global.set $sp (i32.add (local.get $fp) (i32.const 32))))
        (func (export "f") (param $p i32) (result i32) (call $two (local.get $p) (i32.const 5)))"#
    )
}

#[test]
fn homes_of_parameters_are_no_part_of_an_object_below_them() {
    assert_eq!(counts(&with_homes(24, 8)), (2, 0));
    // With room between them, as for the alignment of a wider one.
    assert_eq!(counts(&with_homes(20, 8)), (2, 0));
}

#[test]
fn parameters_that_are_stored_into_a_structure_stay_in_memory() {
    // Fields in their own order, upwards, as in wasi-libc's write function; and the second of two given away.
    let upwards = with_homes(24, 8).replace("offset=28", "offset=20");
    assert_eq!(counts(&upwards), (0, 0));
    assert_eq!(counts(&with_homes(24, 24)), (0, 0));
}

#[test]
fn an_object_that_is_known_bounds_what_its_address_reaches() {
    let body = r#"
        (i32.store offset=16 (local.get $fp) (local.get $p))
        (i32.store offset=8 (local.get $fp) (i32.const 5))
        (i32.store offset=4 (local.get $fp) (i32.const 6))
        (call $keep (i32.add (local.get $fp) (i32.const 8)))
        (i32.add (i32.load offset=16 (local.get $fp)) (i32.load offset=4 (local.get $fp)))"#;
    let object = |bytes: Bytes| Facts { variadic: Vec::new(), objects: vec![Object { function: 1, bytes }] };
    let of = |start, end| promoted_knowing(&framed(body), &object(Bytes { start, end })).slots;
    assert_eq!(of(-24, -20), 2);
    assert_eq!(of(-28, -20), 1);
    // Not the one whose address is given away.
    assert_eq!(of(-20, -16), 0);
}

#[test]
fn facts_of_another_module_are_refused() {
    let facts = Facts { variadic: vec![(9, 1)], objects: Vec::new() };
    let refused = crate::tune::promote(&super::module(&framed("(i32.const 0)")), &facts).unwrap_err();
    assert_eq!(refused, "the module cannot be tuned: what is said of function 9, parameter 1, is of another module");
}
