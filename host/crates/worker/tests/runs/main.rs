//! How runs end and what they cost, exactly, on guests small enough to count by hand.

mod exceptions;
mod guests;
mod linking;
mod mapped_images;
mod program_images;
mod renewal;

use fuelcell_protocol::Status;
use guests::Fixture;

const EXITED: (Status, Option<u8>, Option<&str>) = (Status::Exit, Some(0), None);

fn limit(status: Status) -> (Status, Option<u8>, Option<&'static str>) {
    (status, None, None)
}

#[test]
fn straight_line_code_costs_a_unit_an_operator() {
    let ran = Fixture::of_file("straight.wat").run(|_| {});
    assert_eq!(ran.end(), EXITED);
    // One for entering the function; constants and additions; `drop` and `end` are free.
    assert_eq!((ran.result.usage.fuel, ran.result.usage.fuel_exact), (1 + 9, true));
}

#[test]
fn a_loop_costs_its_body_times_its_turns() {
    let ran = Fixture::of_file("loop.wat").run(|_| {});
    assert_eq!((ran.end(), ran.result.usage.fuel), (EXITED, 1 + 2 + 1000 * 6));
}

#[test]
fn a_budget_of_exactly_the_cost_is_enough_and_one_less_is_not() {
    for name in ["straight.wat", "loop.wat"] {
        let guest = Fixture::of_file(name);
        let cost = guest.run(|_| {}).result.usage.fuel;
        assert_eq!(guest.run(|run| run.limits.fuel = cost).end(), EXITED);
        let short = guest.run(|run| run.limits.fuel = cost - 1);
        assert_eq!((short.end(), short.result.usage.fuel), (limit(Status::OutOfFuel), cost - 1));
    }
}

#[test]
fn the_greatest_budget_is_counted_exactly() {
    let ran = Fixture::of_file("loop.wat").run(|run| run.limits.fuel = (1 << 53) - 1);
    assert_eq!((ran.end(), ran.result.usage.fuel), (EXITED, 6003));
}

#[test]
fn traps_are_named_and_their_fuel_is_not_called_exact() {
    for (name, trap) in [
        ("divide-by-zero.wat", "integer divide by zero"),
        ("unreachable.wat", "wasm `unreachable` instruction executed"),
        ("recursion.wat", "call stack exhausted"),
    ] {
        let ran = Fixture::of_file(name).run(|_| {});
        assert_eq!(ran.end(), (Status::Trap, None, Some(trap)), "{name}");
        assert!(!ran.result.usage.fuel_exact, "{name}");
    }
}

#[test]
fn memory_grows_to_the_cap() {
    let ran = Fixture::of_file("grow.wat").run(|run| run.limits.memory_pages = 11);
    // The second grow gives the old size, ten pages.
    assert_eq!(ran.end(), (Status::Exit, Some(10), None));
    assert_eq!((ran.result.usage.memory_pages, ran.result.usage.grown_pages), (11, 10));
}

#[test]
fn a_guest_that_fails_after_a_refused_grow_is_out_of_memory() {
    let ran = Fixture::of_file("grow.wat").run(|run| run.limits.memory_pages = 10);
    assert_eq!(ran.end(), limit(Status::OutOfMemory));
    assert_eq!((ran.result.usage.memory_pages, ran.result.usage.grown_pages), (10, 9));
    assert_eq!(Fixture::of_file("grow-then-trap.wat").run(|_| {}).end(), limit(Status::OutOfMemory));
}

#[test]
fn a_refused_grow_that_is_borne_is_a_plain_exit() {
    assert_eq!(Fixture::of_file("grow-caught.wat").run(|_| {}).end(), EXITED);
}

#[test]
fn a_module_that_needs_more_than_the_cap_to_begin_is_out_of_memory() {
    let guest = Fixture::of_text(r#"(module (memory (export "memory") 11) (func (export "_start")))"#);
    assert_eq!(guest.run(|run| run.limits.memory_pages = 11).end(), EXITED);
    assert_eq!(guest.run(|run| run.limits.memory_pages = 10).end(), limit(Status::OutOfMemory));
}

#[test]
fn exit_codes_come_through_whole() {
    let guest = Fixture::of_file("exit.wat");
    for (code, seen) in [(0, 0), (1, 1), (125, 125), (126, 126), (200, 200), (255, 255), (256, 0), (257, 1)] {
        let ran = guest.run(|run| run.args = vec!["exit".to_owned(), code.to_string()]);
        assert_eq!(ran.end(), (Status::Exit, Some(seen), None), "exit {code}");
        assert!(ran.result.usage.fuel_exact);
    }
}

#[test]
fn output_past_the_cap_ends_the_run_and_its_head_is_kept() {
    let ran = Fixture::of_file("flood.wat").run(|run| run.limits.output_bytes = 20);
    assert_eq!(ran.end(), limit(Status::OutputLimit));
    assert_eq!(ran.stdout, b"abcdefghabcdefghabcd");
    let result = &ran.result;
    assert_eq!((result.usage.output_bytes, result.truncated_stdout, result.truncated_stderr), (20, true, false));
}

#[test]
fn a_full_disk_that_makes_a_guest_fail_is_a_disk_limit() {
    let ran = Fixture::of_file("full-disk.wat").run(|run| run.limits.disk_bytes = 3 << 20);
    assert_eq!(ran.end(), limit(Status::DiskLimit));
    assert_eq!(ran.result.usage.disk_bytes, 3 << 20);
    assert_eq!(ran.leftovers.files, [("f".to_owned(), vec![0; 3 << 20])]);
}

#[test]
fn an_endless_loop_ends_at_the_deadline() {
    let ran = Fixture::of_file("endless.wat").run(|run| {
        run.limits.timeout_ms = 50;
        run.limits.fuel = u64::MAX >> 11;
    });
    assert_eq!((ran.end(), ran.result.usage.fuel_exact), (limit(Status::Timeout), false));
}

#[test]
fn a_guest_that_waits_for_stdin_ends_at_the_deadline() {
    // The test's runner says nothing, but does not hang up either.
    let ran = Fixture::of_file("read-stdin.wat").run(|run| {
        run.stdin_last = false;
        run.limits.timeout_ms = 50;
    });
    assert_eq!(ran.end(), limit(Status::Timeout));
}

#[test]
fn stdin_comes_out_as_it_went_in() {
    let sent: Vec<u8> = (0..5000u32).flat_map(u32::to_le_bytes).collect();
    let ran = Fixture::of_file("echo.wat").run(|run| run.stdin = sent.clone().into());
    assert_eq!((ran.end(), &ran.stdout), (EXITED, &sent));
}

#[test]
fn repeated_runs_cost_the_same() {
    let guest = Fixture::of_file("exit.wat");
    let cost = guest.run(|run| run.args.push("7".to_owned())).result.usage.fuel;
    for _ in 0..20 {
        assert_eq!(guest.run(|run| run.args.push("7".to_owned())).result.usage.fuel, cost);
    }
}
