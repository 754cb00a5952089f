//! Addresses that are handed to functions of the module, and how far they reach.

use super::{counts, framed, promoted_knowing};
use crate::promote::Facts;
use crate::promote::Rule;

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
fn where_the_rule_of_callees_is_left_out_each_of_them_reaches_anything() {
    let without = Facts { without: vec![Rule::Callees], ..Facts::default() };
    assert_eq!(promoted_knowing(&format!("{SETTER} {}", framed(BOTH)), &without).slots, 0);
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

#[test]
fn a_callee_that_reaches_beyond_the_frame_keeps_what_lies_there_in_memory() {
    // As after inlining: the second frame lies below the first, and what the callee touches is in the first.
    let inner = |reached: u32| {
        format!(
            r#"(func $set (param $at i32) (i32.store offset={reached} (local.get $at) (i32.const 41)))
            {}"#,
            framed(
                r#"
                (i32.store offset=4 (local.get $fp) (local.get $p))
                (global.set $sp (local.tee $i (i32.sub (global.get $sp) (i32.const 16))))
                (i32.store offset=12 (local.get $i) (i32.const 5))
                (call $set (local.get $i))
                (i32.add (i32.load offset=12 (local.get $i)) (i32.load offset=4 (local.get $fp)))
                (global.set $sp (i32.add (local.get $i) (i32.const 16)))"#
            )
        )
    };
    assert_eq!(counts(&inner(8)), (2, 1));
    assert_eq!(counts(&inner(20)), (1, 0));
}
