//! Where frames lie: one function may have several, one over the other, and other functions have theirs below.

use super::{counts, framed, promoted_knowing};
use crate::promote::Facts;
use crate::promote::Rule;

const STORE: &str = "(i32.store offset=12 (local.get $fp) (local.get $p))";
const LOAD: &str = "(i32.load offset=12 (local.get $fp))";

#[test]
fn a_function_that_calls_nobody_may_use_what_lies_below_the_stack_pointer() {
    let function = r#"(func (export "f") (param $p i32) (result i32) (local $fp i32)
        (i32.store offset=4 (local.tee $fp (i32.add (global.get $sp) (i32.const -16))) (local.get $p))
        (i32.add (i32.load offset=4 (local.get $fp)) (i32.const 3)))"#;
    assert_eq!(counts(function), (1, 0));
}

#[test]
fn what_lies_below_the_stack_pointer_is_lost_in_a_call() {
    let leaf = |between: &str| {
        format!(
            r#"(func $other (local $fp i32)
                (i32.store offset=12 (local.tee $fp (i32.sub (global.get $sp) (i32.const 16))) (i32.const 9))
                (i32.store (i32.const 1100) (i32.load offset=12 (local.get $fp))))
            (type $nothing (func)) (elem (i32.const 0) $other)
            (func (export "f") (param $p i32) (result i32) (local $fp i32)
                (i32.store offset=12 (local.tee $fp (i32.sub (global.get $sp) (i32.const 32))) (local.get $p))
                (local.set $p (i32.load offset=12 (local.get $fp)))
                {between}
                (i32.add (local.get $p) (i32.load offset=12 (local.get $fp))))"#
        )
    };
    // The other one's slot, and this one's where nothing is called.
    assert_eq!(counts(&leaf("")), (2, 0));
    assert_eq!(counts(&leaf("(call $other)")).0, 1);
    assert_eq!(counts(&leaf("(call_indirect (type $nothing) (i32.const 0))")).0, 1);
}

#[test]
fn a_frame_that_was_taken_down_is_lost_in_a_call() {
    let function = |load: &str, last: &str| {
        format!(
            r#"(func (export "f") (param $p i32) (result i32) (local $fp i32) (local $i i32)
                (global.set $sp (local.tee $fp (i32.sub (global.get $sp) (i32.const 16))))
                (i32.store offset=12 (local.get $fp) (local.get $p))
                {load}
                (global.set $sp (i32.add (local.get $fp) (i32.const 16)))
                (call $keep (i32.const 3))
                {last})"#
        )
    };
    assert_eq!(counts(&function("(local.set $i (i32.load offset=12 (local.get $fp)))", "(local.get $i)")), (1, 1));
    assert_eq!(counts(&function("", "(i32.load offset=12 (local.get $fp))")), (0, 0));
}

#[test]
fn frames_of_functions_that_were_inlined_are_told_apart() {
    let inner = |offset: u32| {
        format!(
            r#"(global.set $sp (local.tee $i (i32.sub (global.get $sp) (i32.const 16))))
            (i32.store offset={offset} (local.get $i) (i32.add (local.get $p) (i32.const {offset})))
            (local.set $p (i32.load offset={offset} (local.get $i)))
            (global.set $sp (i32.add (local.get $i) (i32.const 16)))"#
        )
    };
    // Both at the same place in memory, but never at the same time.
    let body = format!("{STORE} {} {} {LOAD} (i32.add (local.get $p))", inner(4), inner(4));
    assert_eq!(counts(&framed(&body)), (3, 3));
}

#[test]
fn an_address_that_escapes_is_of_its_own_frame_unless_that_rule_is_left_out() {
    let inner = "(global.set $sp (local.tee $i (i32.sub (global.get $sp) (i32.const 16))))
        (i32.store offset=4 (local.get $i) (i32.const 3))
        (call $keep (local.get $i))
        (global.set $sp (i32.add (local.get $i) (i32.const 16)))";
    let function = framed(&format!("{STORE} {inner} {LOAD}"));
    assert_eq!(counts(&function), (1, 1));
    let without = Facts { without: vec![Rule::Frames], ..Facts::default() };
    assert_eq!(promoted_knowing(&function, &without).slots, 0);
}

#[test]
fn room_from_alloca_lies_below_the_frame() {
    let body = r#"
        (i32.store offset=12 (local.get $fp) (local.get $p))
        (global.set $sp (local.tee $i (i32.sub (global.get $sp) (i32.and (local.get $p) (i32.const 48)))))
        (i32.store (i32.sub (local.get $i) (i32.const 4)) (i32.const 7))
        (i32.load offset=12 (local.get $fp))"#;
    assert_eq!(counts(&framed(body)), (1, 0));
}

#[test]
fn a_frame_that_another_one_was_put_over_is_not_told_apart_from_it() {
    // Neither moves the stack pointer, so both are at the same place, and the second sees what the first has left.
    let body = |order: &str| {
        format!(
            r#"
            (local.set $i (i32.sub (global.get $sp) (i32.const 16)))
            (i32.store offset=12 (local.get $i) (local.get $p))
            (i32.store (i32.const 1100) (i32.load offset=12 (local.get $i)))
            (local.set $fp (i32.sub (global.get $sp) (i32.const 16)))
            (i32.store offset=12 (local.get $fp) (i32.const 7))
            (i32.load offset=12 (local.get {order}))"#
        )
    };
    let function = |order: &str| {
        format!(r#"(func (export "f") (param $p i32) (result i32) (local $fp i32) (local $i i32) {})"#, body(order))
    };
    assert_eq!(counts(&function("$fp")), (2, 0));
    assert_eq!(counts(&function("$i")), (0, 0));
}

#[test]
fn in_a_loop_a_frame_may_be_put_over_another_one_in_the_next_turn() {
    let function = |fresh: &str| {
        format!(
            r#"(func (export "f") (param $p i32) (result i32) (local $fp i32) (local $i i32) (local $n i32)
                (local.set $i (i32.sub (global.get $sp) (i32.const 16)))
                (i32.store offset=12 (local.get $i) (local.get $p))
                (loop
                    {fresh}
                    (i32.store offset=12 (local.get $i) (i32.add (i32.load offset=12 (local.get $i)) (i32.const 3)))
                    (i32.store (i32.const 1100) (i32.load offset=12 (local.get $i)))
                    (local.set $fp (i32.sub (global.get $sp) (i32.const 16)))
                    (i32.store offset=12 (local.get $fp) (i32.const 7))
                    (i32.store (i32.const 1104) (i32.load offset=12 (local.get $fp)))
                    (br_if 0 (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 3))))
                (local.get $n))"#
        )
    };
    assert_eq!(counts(&function("")), (0, 0));
    let fresh = r#"(local.set $i (i32.sub (global.get $sp) (i32.const 16)))
        (i32.store offset=12 (local.get $i) (local.get $p))"#;
    assert_eq!(counts(&function(fresh)), (3, 0));
}

#[test]
fn what_lies_below_a_stack_pointer_of_before_is_no_new_frame() {
    // `$i` is what the stack pointer was, so 16 below it is in the middle of the frame.
    let body = r#"(func (export "f") (param $p i32) (result i32) (local $fp i32) (local $i i32)
        (local.set $i (global.get $sp))
        (global.set $sp (local.tee $fp (i32.sub (local.get $i) (i32.const 32))))
        (i32.store offset=20 (local.get $fp) (local.get $p))
        (i32.store offset=4 (i32.sub (local.get $i) (i32.const 16)) (i32.const 6))
        (i32.load offset=20 (local.get $fp))
        (global.set $sp (i32.add (local.get $fp) (i32.const 32))))"#;
    assert_eq!(counts(body), (0, 0));
    assert_eq!(counts(&body.replace("(i32.sub (local.get $i) (i32.const 16))", "(local.get $fp)")), (2, 1));
}

#[test]
fn room_below_a_stack_pointer_of_before_is_not_from_alloca() {
    let body = r#"(func (export "f") (param $p i32) (result i32) (local $fp i32) (local $i i32)
        (local.set $i (global.get $sp))
        (global.set $sp (local.tee $fp (i32.sub (local.get $i) (i32.const 32))))
        (i32.store offset=20 (local.get $fp) (local.get $p))
        (i32.store (i32.sub (local.get $i) (i32.or (i32.and (local.get $p) (i32.const 0)) (i32.const 12))) (i32.const 6))
        (i32.load offset=20 (local.get $fp))
        (global.set $sp (i32.add (local.get $fp) (i32.const 32))))"#;
    assert_eq!(counts(body), (0, 0));
}

#[test]
fn room_from_alloca_lies_over_frames_below_the_stack_pointer() {
    let body = |last: &str| {
        format!(
            r#"{STORE} {LOAD}
            (local.set $i (i32.sub (global.get $sp) (i32.const 16)))
            (i32.store offset=4 (local.get $i) (i32.const 4))
            (i32.add (i32.load offset=4 (local.get $i)))
            (i32.store (i32.sub (global.get $sp) (i32.or (i32.and (local.get $p) (i32.const 0)) (i32.const 12))) (i32.const 6))
            {last}"#
        )
    };
    assert_eq!(counts(&framed(&body(""))).0, 2);
    assert_eq!(counts(&framed(&body("(i32.add (i32.load offset=4 (local.get $i)))"))), (0, 0));
}

#[test]
fn a_frame_that_is_taken_down_by_another_ones_address_stays() {
    // One setting takes down both.
    let body = format!(
        r#"{STORE}
        (global.set $sp (local.tee $i (i32.sub (global.get $sp) (i32.const 16))))
        (i32.store offset=4 (local.get $i) (i32.const 4))
        {LOAD}
        (i32.add (i32.load offset=4 (local.get $i)))
        (global.set $sp (i32.add (local.get $i) (i32.const 48)))"#
    );
    assert_eq!(counts(&framed(&body)), (2, 0));
}
