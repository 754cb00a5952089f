//! Frames whose address goes nowhere, and what counts as going somewhere.

use super::{counts, framed};

const STORE: &str = "(i32.store offset=12 (local.get $fp) (local.get $p))";
const LOAD: &str = "(i32.load offset=12 (local.get $fp))";

#[test]
fn a_variable_that_nothing_else_reaches_becomes_a_local() {
    assert_eq!(counts(&framed(&format!("{STORE} {LOAD}"))), (1, 1));
}

#[test]
fn an_address_that_is_given_away_keeps_the_frame_in_memory() {
    let leaks = [
        "(call $keep (local.get $fp))",
        "(call_indirect (type $taker) (local.get $fp) (i32.const 0))",
        "(i32.store (i32.const 2000) (local.get $fp))",
        "(i64.store (i32.const 2000) (i64.extend_i32_u (local.get $fp)))",
        "(global.set $other (i32.mul (local.get $fp) (i32.const 2)))",
        "(drop (i32.load (i32.add (local.get $fp) (local.get $p))))",
        "(drop (i32.load (select (local.get $fp) (i32.const 64) (local.get $p))))",
        "(drop (i32.load (block (result i32) (br_if 0 (i32.const 8) (local.get $p)) (drop) (local.get $fp))))",
        "(memory.fill (local.get $fp) (i32.const 0) (i32.const 4))",
    ];
    for leak in leaks {
        // Never done, for there is nobody to give it to in this test, but it could be.
        let body = format!("{STORE} (if (i32.eq (local.get $p) (i32.const 77)) (then {leak})) {LOAD}");
        assert_eq!(counts(&framed(&body)), (0, 0), "{leak}");
    }
}

#[test]
fn an_address_that_is_compared_keeps_the_frame_in_memory() {
    let body = format!("{STORE} (drop (i32.lt_u (local.get $fp) (local.get $p))) {LOAD}");
    assert_eq!(counts(&framed(&body)), (0, 0));
    let tested = format!("{STORE} (if (local.get $fp) (then (nop))) {LOAD}");
    assert_eq!(counts(&framed(&tested)), (1, 1));
}

#[test]
fn an_address_that_is_returned_keeps_the_frame_in_memory() {
    let returning = r#"(func $g (param $p i32) (result i32) (local $fp i32)
        (i32.store (local.tee $fp (i32.sub (global.get $sp) (i32.const 16))) (local.get $p))
        (local.get $fp))"#;
    let body = framed("(i32.load (call $g (local.get $p)))");
    assert_eq!(counts(&format!("{returning} {body}")).0, 0);
}

#[test]
fn a_local_may_hold_the_address_first_and_something_else_later() {
    let body = r#"
        (i32.store offset=12 (local.get $fp) (local.get $p))
        (local.set $p (i32.load offset=12 (local.get $fp)))
        (global.set $sp (i32.add (local.get $fp) (i32.const 32)))
        (if (local.get $p) (then (local.set $fp (i32.const 64))))
        (local.set $fp (i32.const 1056))
        (i32.store offset=8 (local.get $fp) (local.get $p))
        (global.set $sp (i32.sub (global.get $sp) (i32.const 32)))
        (local.set $fp (global.get $sp))
        (local.get $p)"#;
    // Taken down twice, once by the stack pointer itself: the slot goes, what is done to the stack pointer stays.
    assert_eq!(counts(&framed(body)), (1, 0));
}

#[test]
fn a_local_that_may_hold_the_address_or_something_else_keeps_it_in_memory() {
    let body = r#"
        (local.set $i (local.get $fp))
        (if (local.get $p) (then (local.set $i (i32.const 64))))
        (i32.store offset=12 (local.get $i) (local.get $p))
        (i32.load offset=12 (local.get $i))"#;
    assert_eq!(counts(&framed(body)), (0, 0));
}

#[test]
fn a_parameter_may_hold_the_address() {
    let function = r#"(func (export "f") (param $p i32) (result i32) (local $i i32)
        (local.set $i (local.get $p))
        (i32.store offset=4 (local.tee $p (i32.sub (global.get $sp) (i32.const 16))) (local.get $i))
        (i32.load offset=4 (local.get $p)))"#;
    assert_eq!(counts(function), (1, 0));
}

#[test]
fn what_lies_above_the_frame_is_not_the_functions() {
    let body = "(i32.store offset=36 (local.get $fp) (local.get $p)) (i32.load offset=36 (local.get $fp))";
    assert_eq!(counts(&framed(body)), (0, 0));
    let across = "(i64.store offset=28 (local.get $fp) (i64.const 7)) (i32.load offset=28 (local.get $fp))";
    assert_eq!(counts(&framed(across)), (0, 0));
}

#[test]
fn the_address_is_followed_through_loops() {
    let body = r#"
        (i32.store offset=8 (local.get $fp) (i32.const 0))
        (i32.store offset=12 (local.get $fp) (i32.and (local.get $p) (i32.const 15)))
        (local.set $i (local.get $fp))
        (block (loop
            (br_if 1 (i32.eqz (i32.load offset=12 (local.get $i))))
            (i32.store offset=8 (local.get $fp) (i32.add (i32.load offset=8 (local.get $i)) (i32.const 3)))
            (i32.store offset=12 (local.get $i) (i32.sub (i32.load offset=12 (local.get $fp)) (i32.const 1)))
            (br 0)))
        (i32.load offset=8 (local.get $fp))"#;
    assert_eq!(counts(&framed(body)), (2, 1));
}

#[test]
fn an_address_that_moves_on_in_a_loop_keeps_the_frame_in_memory() {
    let body = r#"
        (local.set $i (local.get $fp))
        (i32.store offset=12 (local.get $fp) (local.get $p))
        (loop
            (i32.store8 (local.get $i) (i32.const 1))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br_if 0 (i32.lt_u (i32.and (local.get $p) (i32.const 1)) (i32.const 0))))
        (i32.load offset=12 (local.get $fp))"#;
    assert_eq!(counts(&framed(body)), (0, 0));
}
