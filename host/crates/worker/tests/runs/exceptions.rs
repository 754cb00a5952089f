//! Exceptions of WebAssembly: what a throw costs, what of it lasts, and who may have them at all.

use fuelcell_host::engine::config::{self, THROW_COST};
use fuelcell_protocol::Status;
use wasmtime::Module;

use super::EXITED;
use super::guests::Fixture;

/// Calls `$thrower` so many times, and catches what it throws so many frames further up.
fn caught(times: u32, depth: u32, thrower: &str) -> String {
    format!(
        r#"(module
            (tag $thrown)
            (memory (export "memory") 18)
            (func $thrower {thrower} (throw $thrown))
            (func $deeper (param $left i32)
                (if (local.get $left)
                    (then (call $deeper (i32.sub (local.get $left) (i32.const 1))))
                    (else (call $thrower))))
            (func (export "_start") (local $left i32)
                (local.set $left (i32.const {times}))
                (loop $again
                    (block $caught
                        (try_table (catch_all $caught) (call $deeper (i32.const {depth}))))
                    (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))))"#
    )
}

fn fuel_of(text: &str) -> u64 {
    let ran = Fixture::throwing(text).run(|run| run.limits.fuel = 1 << 50);
    assert_eq!(ran.end(), EXITED);
    ran.result.usage.fuel
}

#[test]
fn a_throw_costs_what_the_engine_takes_for_it() {
    let (one, two) = (fuel_of(&caught(1, 0, "")), fuel_of(&caught(2, 0, "")));
    // Beside the throw, a turn of the loop with two calls.
    assert_eq!(two - one, THROW_COST + 14);
}

#[test]
fn what_was_used_before_a_throw_is_not_given_back_by_it() {
    let burn = "(local $i i32) (local.set $i (i32.const 1000))
        (loop $more (br_if $more (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))";
    assert_eq!(fuel_of(&caught(1, 0, burn)) - fuel_of(&caught(1, 0, "")), 2 + 1000 * 5);
    assert_eq!(fuel_of(&caught(1, 40, burn)) - fuel_of(&caught(1, 40, "")), 2 + 1000 * 5);
}

#[test]
fn a_million_throws_at_depth_are_metered_and_leave_nothing() {
    let text = caught(1_000_000, 20, "");
    let guest = Fixture::throwing(&text);
    let ran = guest.run(|run| run.limits.fuel = 1 << 50);
    assert_eq!(ran.end(), EXITED);
    assert!(ran.result.usage.fuel > 1_000_000 * THROW_COST);
    // In the same store again: nothing of the first run is in its heap.
    let again = guest.run_in(ran.used, |run| run.limits.fuel = 1 << 50);
    assert_eq!((again.end(), again.result.usage.fuel), (EXITED, ran.result.usage.fuel));
}

/// `cargo test --release -p fuelcell-host --test runs what_throws_take -- --ignored --nocapture`
#[test]
#[ignore = "it prints times"]
fn what_throws_take() {
    for (times, depth) in [(200_000, 0), (200_000, 20), (20_000, 200), (2_000, 2_000), (200, 20_000)] {
        let guest = Fixture::throwing(&caught(times, depth, ""));
        let ran = guest.run(|run| run.limits.fuel = 1 << 50);
        let usage = &ran.result.usage;
        println!(
            "{times} {depth}: {} ns a throw, {} ns a unit",
            usage.duration_ms * 1e6 / f64::from(times),
            usage.duration_ms * 1e6 / usage.fuel as f64
        );
    }
}

#[test]
fn throws_end_with_the_fuel() {
    let ran = Fixture::throwing(&caught(1_000_000, 20, "")).run(|run| run.limits.fuel = 10 * THROW_COST);
    assert_eq!(ran.end(), (Status::OutOfFuel, None, None));
    assert_eq!(ran.result.usage.fuel, 10 * THROW_COST);
}

/// Catches an exception in each of so many frames, and keeps all of them.
fn kept(frames: u32) -> String {
    format!(
        r#"(module
            (tag $thrown)
            (memory (export "memory") 18)
            (func $thrower (throw $thrown))
            (func $keep (param $left i32) (result i32) (local $kept exnref)
                (local.set $kept
                    (block $caught (result exnref)
                        (try_table (catch_all_ref $caught) (call $thrower))
                        (unreachable)))
                (if (local.get $left)
                    (then (drop (call $keep (i32.sub (local.get $left) (i32.const 1))))))
                (ref.is_null (local.get $kept)))
            (func (export "_start") (drop (call $keep (i32.const {frames})))))"#
    )
}

#[test]
fn exceptions_that_are_kept_have_a_bound_of_their_own() {
    let few = Fixture::throwing(&kept(1_000)).run(|run| run.limits.fuel = 1 << 50);
    assert_eq!(few.end(), EXITED);
    let many = Fixture::throwing(&kept(100_000)).run(|run| run.limits.fuel = 1 << 50);
    assert_eq!(many.end(), (Status::OutOfMemory, None, None));
}

#[test]
fn a_guest_that_throws_may_still_grow_its_own_memory() {
    let text = r#"(module
        (tag $thrown)
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 18)
        (func (export "_start")
            (block $caught (try_table (catch_all $caught) (throw $thrown)))
            (call $exit (memory.grow (i32.const 2)))))"#;
    assert_eq!(Fixture::throwing(text).run(|_| {}).end(), (Status::Exit, Some(18), None));
    let refused = Fixture::throwing(text).run(|run| run.limits.memory_pages = 19);
    assert_eq!(refused.end(), (Status::OutOfMemory, None, None));
}

#[test]
fn modules_of_strangers_have_no_exceptions_and_no_types_of_a_collector() {
    let plain = config::engine().unwrap();
    let throwing = config::exceptions_engine().unwrap();
    for (text, is_let_in) in [
        (r#"(module (tag $t) (func (throw $t)))"#, true),
        (r#"(module (type (struct (field i32))) (func (drop (struct.new_default 0))))"#, false),
        (r#"(module (func (param (ref func))))"#, false),
        (r#"(module (func (param externref)))"#, true),
    ] {
        let wasm = wat::parse_str(text).unwrap();
        assert!(Module::new(&plain, &wasm).is_err(), "{text}");
        assert_eq!(Module::new(&throwing, &wasm).is_ok(), is_let_in, "{text}");
    }
}
