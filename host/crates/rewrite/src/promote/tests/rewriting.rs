//! What a slot's loads and stores become.

use super::{counts, framed};

#[test]
fn narrow_loads_give_what_memory_gave() {
    let stores = ["i32.store8", "i32.store16"];
    let loads = [["i32.load8_s", "i32.load8_u"], ["i32.load16_s", "i32.load16_u"]];
    for (store, loads) in stores.iter().zip(loads) {
        for load in loads {
            let body = format!("({store} offset=3 (local.get $fp) (local.get $p)) ({load} offset=3 (local.get $fp))");
            assert_eq!(counts(&framed(&body)), (1, 1), "{load}");
        }
    }
}

#[test]
fn loads_of_64_bits_from_narrow_slots_give_what_memory_gave() {
    for (store, load) in [
        ("i64.store8", "i64.load8_s"),
        ("i64.store8", "i64.load8_u"),
        ("i64.store16", "i64.load16_s"),
        ("i64.store16", "i64.load16_u"),
        ("i64.store32", "i64.load32_s"),
        ("i64.store32", "i64.load32_u"),
    ] {
        let body = format!(
            r#"({store} offset=8 (local.get $fp) (i64.mul (i64.extend_i32_s (local.get $p)) (i64.const 3)))
            (local.set $l ({load} offset=8 (local.get $fp)))
            (i32.xor (i32.wrap_i64 (local.get $l)) (i32.wrap_i64 (i64.shr_u (local.get $l) (i64.const 32))))"#
        );
        assert_eq!(counts(&framed(&body)), (1, 1), "{load}");
    }
}

#[test]
fn numbers_of_64_bits_and_floating_point_become_locals_of_their_types() {
    let body = r#"
        (i64.store offset=8 (local.get $fp) (i64.extend_i32_s (local.get $p)))
        (f64.store offset=16 (local.get $fp) (f64.convert_i32_s (local.get $p)))
        (f32.store offset=24 (local.get $fp) (f32.const 2.5))
        (i32.trunc_sat_f64_s (f64.add
            (f64.mul (f64.load offset=16 (local.get $fp)) (f64.promote_f32 (f32.load offset=24 (local.get $fp))))
            (f64.convert_i64_s (i64.load offset=8 (local.get $fp)))))"#;
    assert_eq!(counts(&framed(body)), (3, 1));
}

#[test]
fn the_bits_of_a_number_may_be_seen_as_another_type() {
    let body = r#"
        (f64.store offset=8 (local.get $fp) (f64.convert_i32_s (local.get $p)))
        (f32.store offset=16 (local.get $fp) (f32.reinterpret_i32 (i32.or (local.get $p) (i32.const 0x7f800001))))
        (i32.xor
            (i32.load offset=16 (local.get $fp))
            (i32.wrap_i64 (i64.shr_u (i64.load offset=8 (local.get $fp)) (i64.const 32))))"#;
    assert_eq!(counts(&framed(body)), (2, 1));
}

#[test]
fn widths_that_overlap_stay_in_memory() {
    let body = r#"
        (i32.store offset=8 (local.get $fp) (local.get $p))
        (i32.store offset=20 (local.get $fp) (local.get $p))
        (i32.add (i32.load8_u offset=9 (local.get $fp)) (i32.load offset=20 (local.get $fp)))"#;
    assert_eq!(counts(&framed(body)), (1, 0));
    let chain = r#"
        (i64.store offset=8 (local.get $fp) (i64.extend_i32_s (local.get $p)))
        (i32.store offset=12 (local.get $fp) (local.get $p))
        (i64.store offset=14 (local.get $fp) (i64.const 5))
        (i32.load offset=20 (local.get $fp))"#;
    assert_eq!(counts(&framed(chain)), (0, 0));
}

#[test]
fn the_operator_that_sets_the_base_may_be_the_first_stores_address() {
    let function = r#"(func (export "f") (param $p i32) (result i32) (local $fp i32)
        (i32.store offset=12 (local.tee $fp (i32.sub (global.get $sp) (i32.const 16))) (local.get $p))
        (i32.store offset=8 (local.tee $p (local.get $fp)) (i32.const 9))
        (i32.sub (i32.load offset=12 (local.get $fp)) (i32.load offset=8 (local.get $p))))"#;
    assert_eq!(counts(function), (2, 0));
}

#[test]
fn an_address_may_be_computed_where_it_is_used() {
    let body = r#"
        (i32.store (i32.add (local.get $fp) (i32.const 12)) (local.get $p))
        (i32.load offset=4 (i32.add (i32.const 8) (local.get $fp)))"#;
    assert_eq!(counts(&framed(body)), (1, 1));
}

#[test]
fn code_that_is_never_reached_does_no_harm() {
    let body = r#"
        (i32.store offset=12 (local.get $fp) (local.get $p))
        (block (result i32)
            (br 0 (i32.load offset=12 (local.get $fp)))
            (if (then (call $keep (local.get $fp))) (else (unreachable)))
            (i32.const 1))"#;
    assert_eq!(counts(&framed(body)), (1, 1));
}

#[test]
fn both_branches_of_an_if_are_followed() {
    let body = r#"
        (if (result i32) (local.get $p)
            (then (i32.store offset=12 (local.get $fp) (local.get $p)) (i32.const 1))
            (else (i32.store offset=12 (local.get $fp) (i32.const 5)) (i32.const 2)))
        (i32.add (i32.load offset=12 (local.get $fp)))"#;
    assert_eq!(counts(&framed(body)), (1, 1));
}

#[test]
fn an_address_that_a_branch_brings_along_is_still_brought() {
    let body = r#"
        (i32.store offset=12 (local.get $fp) (local.get $p))
        (block $out (result i32)
            (i32.store offset=8 (br_if $out (local.get $fp) (i32.eqz (local.get $p))) (i32.const 5))
            (i32.const 3))
        (drop)
        (i32.load offset=12 (local.get $fp))"#;
    assert_eq!(counts(&framed(body)), (2, 1));
}

#[test]
fn an_address_that_a_block_takes_is_still_given() {
    for block in ["block", "if"] {
        let condition = if block == "if" { "(local.get $p)" } else { "" };
        let otherwise = if block == "if" { "else drop i32.const 4" } else { "" };
        let body = format!(
            r#"
            (i32.store offset=12 (local.get $fp) (local.get $p))
            (local.get $fp) {condition}
            {block} (param i32) (result i32) i32.load offset=12 {otherwise} end"#
        );
        assert_eq!(counts(&framed(&body)), (1, 1), "{block}");
    }
}

#[test]
fn half_of_a_wide_number_keeps_it_in_memory() {
    let body = r#"
        (f64.store offset=8 (local.get $fp) (f64.convert_i32_s (local.get $p)))
        (i64.store offset=16 (local.get $fp) (i64.extend_i32_s (local.get $p)))
        (i32.xor (i32.load offset=12 (local.get $fp)) (i32.load16_u offset=18 (local.get $fp)))"#;
    assert_eq!(counts(&framed(body)), (0, 0));
}

#[test]
fn a_number_that_was_stored_wider_than_it_is_read_stays_in_memory() {
    let body = r#"
        (i32.store offset=12 (local.get $fp) (local.get $p))
        (i32.load8_s offset=12 (local.get $fp))"#;
    assert_eq!(counts(&framed(body)), (0, 0));
}
