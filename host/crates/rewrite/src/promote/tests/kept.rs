//! Addresses that a function keeps in variables of its own frame. In each function `x` lies at 8, and `p`, which points to it, at 4.

use super::{counts, framed, promoted_knowing};
use crate::promote::Facts;

const POINT: &str = "(i32.store offset=4 (local.get $fp) (i32.add (local.get $fp) (i32.const 8)))";
const P: &str = "(i32.load offset=4 (local.get $fp))";
const X: &str = "(i32.load offset=8 (local.get $fp))";
/// Writes 4 bytes at its parameter.
const SETTER: &str = "(func $set (param $at i32) (i32.store (local.get $at) (i32.const 41)))";

fn counts_of(body: &str) -> (u32, u32) {
    counts(&framed(body))
}

#[test]
fn an_address_that_is_only_used_through_its_variable_keeps_nothing_in_memory() {
    assert_eq!(counts_of(&format!("{POINT} (i32.store {P} (local.get $p)) {X}")), (2, 1));
}

#[test]
fn an_address_that_is_used_at_another_place_is_followed_there() {
    let beside = format!(
        "{POINT} (i32.store offset=12 (local.get $fp) (i32.const 2)) (i32.store offset=4 {P} (local.get $p))
        (i32.load offset=12 (local.get $fp))"
    );
    assert_eq!(counts_of(&beside), (2, 1));
    // Half of the one variable and half of the other: both stay, and `p` goes.
    let across =
        format!("{POINT} (i32.store offset=12 (local.get $fp) (i32.const 2)) (i64.store {P} (i64.const -1)) {X}");
    assert_eq!(counts_of(&across), (1, 0));
}

#[test]
fn a_variable_of_a_variable_is_followed() {
    let twice = format!(
        "{POINT} (i32.store offset=12 (local.get $fp) (i32.add (local.get $fp) (i32.const 4)))
        (i32.store (i32.load (i32.load offset=12 (local.get $fp))) (local.get $p)) {X}"
    );
    assert_eq!(counts_of(&twice), (3, 1));
}

#[test]
fn an_address_that_gets_out_of_its_variable_keeps_everything_in_memory() {
    assert_eq!(counts_of(&format!("{POINT} (call $keep {P}) {X}")), (0, 0));
    assert_eq!(counts_of(&format!("{POINT} (i32.store (i32.const 1100) {P}) {X}")), (0, 0));
    assert_eq!(
        counts_of(&format!(
            "{POINT} (i32.store8 (i32.add {P} (i32.and (local.get $p) (i32.const 3))) (i32.const 1)) {X}"
        )),
        (0, 0)
    );
}

#[test]
fn a_variable_that_others_reach_is_not_followed() {
    assert_eq!(counts_of(&format!("{POINT} (call $keep (i32.add (local.get $fp) (i32.const 4))) {X}")), (0, 0));
    let reached =
        format!("{SETTER} {}", framed(&format!("{POINT} (call $set (i32.add (local.get $fp) (i32.const 4))) {X}")));
    assert_eq!(counts(&reached), (0, 0));
}

#[test]
fn a_variable_that_is_not_always_used_as_a_whole_is_not_followed() {
    assert_eq!(counts_of(&format!("{POINT} (drop (i32.load8_u offset=5 (local.get $fp))) {X}")), (0, 0));
    assert_eq!(counts_of(&format!("{POINT} (drop (i64.load32_u offset=4 (local.get $fp))) {X}")), (0, 0));
}

#[test]
fn a_callee_that_touches_some_bytes_leaves_the_variable_alone() {
    let called = |at: &str| format!("{SETTER} {}", framed(&format!("{POINT} (call $set {at}) {X}")));
    assert_eq!(counts(&called(P)), (1, 0));
    // One that touches `p` itself, from `x`.
    let below = called(P).replace("(i32.store (local.get $at)", "(i32.store (i32.sub (local.get $at) (i32.const 4))");
    assert_eq!(counts(&below), (0, 0));
}

#[test]
fn an_address_that_depends_on_the_way_keeps_everything_in_memory() {
    let other = "(i32.store offset=4 (local.get $fp) (i32.add (local.get $fp) (i32.const 12)))";
    let (x, y) =
        ("(i32.store offset=8 (local.get $fp) (i32.const 3))", "(i32.store offset=12 (local.get $fp) (i32.const 4))");
    let chosen = format!("{x} {y} {POINT} (if (local.get $p) (then {other})) (i32.load {P})");
    assert_eq!(counts_of(&chosen), (0, 0));
    // As in a loop that goes on with another address.
    let changed = format!(
        "{x} {y} {POINT} (loop (local.set $i (i32.add (local.get $i) (i32.load {P}))) {other}
        (br_if 0 (i32.lt_u (local.get $i) (i32.const 5)))) (local.get $i)"
    );
    assert_eq!(counts_of(&changed), (0, 0));
    // What every way sets anew is known again.
    let renewed = format!("{x} {y} {POINT} (if (local.get $p) (then {other})) {POINT} (i32.load {P})");
    assert_eq!(counts_of(&renewed), (3, 1));
}

#[test]
fn a_variable_that_may_be_an_argument_is_not_followed() {
    // A variadic callee finds `&x` at 4, among its arguments.
    let print = "(func $print (param $rest i32) (local $fp i32)
        (global.set $sp (local.tee $fp (i32.sub (global.get $sp) (i32.const 16))))
        (i32.store offset=4 (local.get $fp) (local.get $rest))
        (call $walk (i32.add (local.get $fp) (i32.const 4)))
        (global.set $sp (i32.add (local.get $fp) (i32.const 16))))
      (func $walk (param $list i32)
        (i32.store (i32.load (i32.load (local.get $list))) (i32.const 7))
        (call $keep (local.get $list)))";
    let facts = Facts { variadic: vec![(1, 0)], ..Facts::default() };
    let printing = format!(
        "{POINT} (i32.store offset=8 (local.get $fp) (local.get $p)) (call $print (i32.add (local.get $fp) (i32.const 4))) {X}"
    );
    assert_eq!(promoted_knowing(&format!("{print} {}", framed(&printing)), &facts).slots, 0);
}
