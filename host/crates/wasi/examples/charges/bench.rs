//! A guest that makes the same calls over and over, as one that wants to keep its host busy would.

use std::time::{Duration, Instant};

use fuelcell_wasi::{Version, WasiSpec, add_version_to_linker};
use rustix::time::{ClockId, clock_gettime};
use wasmtime::{Linker, Module, TypedFunc};

use crate::guest::{FUNCTIONS, Guest, State};

/// As good as no limit, and small enough for the sums.
pub const FUEL: u64 = 1 << 50;
/// A turn repeats its calls until it takes at least so long.
const TURN: Duration = Duration::from_millis(4);
/// Of so many turns the fastest counts: whatever else the machine does can only add to one.
const TURNS: u32 = 7;
const FAR: Duration = Duration::from_secs(24 * 3600);

/// An argument of a call.
#[derive(Clone, Copy)]
pub enum Arg {
    Is(u64),
    /// Another address with each repetition: the first, how far to the next, and how many there are.
    OneOf(u32, u32, u32),
}

/// A function with its arguments.
pub type Call<'a> = (&'a str, Vec<Arg>);

/// Arguments that are always the same.
pub fn fixed<const N: usize>(values: [u64; N]) -> Vec<Arg> {
    values.map(Arg::Is).to_vec()
}

pub struct Line {
    pub call: String,
    pub fuel: u64,
    pub nanoseconds: f64,
}

impl Line {
    pub fn ratio(&self) -> f64 {
        self.nanoseconds / self.fuel as f64
    }
}

pub struct Bench {
    pub guest: Guest,
    pub lines: Vec<Line>,
}

impl Bench {
    pub fn new(mut spec: WasiSpec) -> Self {
        spec.fuel_start = FUEL;
        let mut guest = Guest::new(spec);
        guest.store.data_mut().0.memory = Some(guest.memory);
        guest.set_deadline(Instant::now() + FAR);
        Self { guest, lines: Vec::new() }
    }

    /// Notes what the calls take together, when they are made again and again: processor time, which nothing else on the
    /// machine can stretch by much.
    pub fn time(&mut self, name: &str, calls: &[Call<'_>]) {
        self.time_by(processor_time, name, calls);
    }

    /// Makes the calls so many times, and tells what one time took.
    pub fn repeat(&mut self, calls: &[Call<'_>], times: u32) -> (u64, Duration) {
        let run = self.repeater(calls);
        self.guest.set_fuel(FUEL);
        let started = processor_time();
        run.call(&mut self.guest.store, times).expect("the calls do not end the run");
        let elapsed = processor_time() - started;
        ((FUEL - self.guest.fuel()) / u64::from(times), elapsed / times)
    }

    /// [`Bench::time`] of calls that wait for a disk.
    pub fn time_waiting(&mut self, name: &str, calls: &[Call<'_>]) {
        let started = Instant::now();
        self.time_by(|| started.elapsed(), name, calls);
    }

    fn time_by(&mut self, now: impl Fn() -> Duration, name: &str, calls: &[Call<'_>]) {
        let run = self.repeater(calls);
        let mut turn = |times: u32| {
            self.guest.set_fuel(FUEL);
            let started = now();
            run.call(&mut self.guest.store, times).unwrap_or_else(|error| panic!("{name}: {error:?}"));
            (now() - started, FUEL - self.guest.fuel())
        };
        let mut times = 1;
        while turn(times).0 < TURN {
            times *= 2;
        }
        let (elapsed, fuel) = (0..TURNS).map(|_| turn(times)).min().expect("at least one turn");
        let times = u64::from(times);
        self.note(name, fuel / times, elapsed / times as u32);
    }

    /// The function that makes the calls as often as it is told.
    fn repeater(&mut self, calls: &[Call<'_>]) -> TypedFunc<u32, ()> {
        let mut linker = Linker::new(self.guest.store.engine());
        add_version_to_linker(&mut linker, Version::Preview1).expect("every function has its own name");
        linker.define(&mut self.guest.store, "bench", "memory", self.guest.memory).expect("a new name");
        let binary = wat::parse_str(text(calls)).expect("valid text");
        let module = Module::new(self.guest.store.engine(), binary).expect("a valid module");
        let instance = linker.instantiate(&mut self.guest.store, &module).expect("its imports are there");
        instance.get_typed_func(&mut self.guest.store, "run").expect("an export")
    }
    /// Notes what was timed otherwise.
    pub fn note(&mut self, name: &str, fuel: u64, elapsed: Duration) {
        self.lines.push(Line { call: name.to_owned(), fuel, nanoseconds: elapsed.as_nanos() as f64 });
    }
}

/// What this thread has used of the processor.
pub fn processor_time() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), now.tv_nsec as u32)
}

/// A module that makes the calls as often as it is told.
fn text(calls: &[Call<'_>]) -> String {
    let mut imports = String::new();
    let mut body = String::new();
    for (index, (name, arguments)) in calls.iter().enumerate() {
        let (_, kinds) = FUNCTIONS.iter().find(|(known, _)| known == name).expect("a function of preview1");
        assert_eq!(kinds.len(), arguments.len(), "{name}");
        let kinds: Vec<&str> = kinds.chars().map(|kind| if kind == 'i' { "i32" } else { "i64" }).collect();
        imports += &format!(
            "(import \"wasi_snapshot_preview1\" \"{name}\" (func $f{index} (param {}) (result i32)))\n",
            kinds.join(" ")
        );
        let passed: String = kinds.iter().zip(arguments).map(|(kind, argument)| pushed(kind, *argument)).collect();
        body += &format!("(drop (call $f{index} {passed}))\n");
    }
    format!(
        "(module {imports} (import \"bench\" \"memory\" (memory 2))
            (func (export \"run\") (param $left i32)
                (loop $again {body}
                    (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))))"
    )
}

fn pushed(kind: &str, argument: Arg) -> String {
    match argument {
        Arg::Is(value) => format!("({kind}.const {})", value as i64),
        Arg::OneOf(first, step, count) => format!(
            "(i32.add (i32.const {first}) (i32.mul (i32.rem_u (local.get $left) (i32.const {count})) (i32.const {step})))"
        ),
    }
}

impl State {
    /// Ends the run, and tells how long that took.
    pub fn end(&mut self) -> Duration {
        let started = processor_time();
        drop(self.0.finish());
        processor_time() - started
    }
}
