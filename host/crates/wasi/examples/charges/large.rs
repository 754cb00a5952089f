//! Calls on a run directory with as many entries as there can be, where every search misses the processor's caches.

use crate::bench::{Arg, Bench, Call, Line, fixed};
use crate::guest::*;
use crate::roomy;

const ENTRIES: u32 = 99_000;
/// The shortest names that there are enough of: what a byte costs pays for the search as well.
const NAME_BYTES: u32 = 4;
/// The longest names that fit: more has to be compared and copied.
const LONG_NAME_BYTES: u32 = 200;
const OUT_AT: u64 = OUT as u64;
/// Where names lie that calls go through in turn.
const NAMES: u32 = 3 * PAGE_BYTES;
/// How much memory the names of all entries take.
const NAME_PAGES: u64 = (ENTRIES as u64 * LONG_NAME_BYTES as u64).div_ceil(PAGE_BYTES as u64);
/// The directory with the entries, open.
const MANY: u64 = 4;

pub fn time() -> Vec<Line> {
    let mut lines = Vec::new();
    for length in [NAME_BYTES, LONG_NAME_BYTES] {
        let mut bench = Bench::new(roomy());
        bench.guest.memory.grow(&mut bench.guest.store, 1 + NAME_PAGES).expect("the module allows as much");
        bench.guest.at_path("path_create_directory", 3, "many", &[]);
        assert_eq!(bench.guest.open_at(3, "many", DIRECTORY, READ | WRITE), Ok(MANY as u32));
        for index in 0..ENTRIES {
            bench.guest.put(NAMES + index * length, name(index, length).as_bytes());
        }
        let mut many = Many { bench, length };
        many.fill();
        many.lookups();
        many.listings();
        lines.append(&mut many.bench.lines);
        lines.append(&mut end(length));
    }
    lines
}

/// A name of so many bytes; those that follow one another lie far apart in the directory.
fn name(index: u32, length: u32) -> String {
    let scattered = (u64::from(index) * 7_919) % u64::from(ENTRIES);
    let digits: String =
        (0..4).rev().map(|place| char::from(b'a' + (scattered / 18u64.pow(place) % 18) as u8)).collect();
    format!("{digits:n>width$}", width = length as usize)
}

struct Many {
    bench: Bench,
    length: u32,
}

impl Many {
    fn note(&mut self, name: &str, calls: &[Call<'_>]) {
        self.bench.time(&format!("{name}, 99,000 names of {} bytes", self.length), calls);
    }

    /// Arguments with a name that is another each time.
    fn with(&self, before: &[u64], after: &[u64]) -> Vec<Arg> {
        let constants = |values: &[u64]| values.iter().map(|value| Arg::Is(*value)).collect::<Vec<_>>();
        let name = vec![Arg::OneOf(NAMES, self.length, ENTRIES), Arg::Is(u64::from(self.length))];
        [constants(before), name, constants(after)].concat()
    }

    fn fill(&mut self) {
        let create = ("path_create_directory", self.with(&[MANY], &[]));
        let (fuel, elapsed) = self.bench.repeat(&[create], ENTRIES);
        self.bench.note(&format!("path_create_directory, to 99,000 names of {} bytes", self.length), fuel, elapsed);
    }

    fn lookups(&mut self) {
        self.note("path_filestat_get", &[("path_filestat_get", self.with(&[MANY, 0], &[OUT_AT]))]);
        self.note("path_filestat_set_times", &[("path_filestat_set_times", self.with(&[MANY, 0], &[0, 0, 2]))]);
        let opened = ("path_open", self.with(&[MANY, 0], &[u64::from(DIRECTORY), READ, 0, 0, OUT_AT]));
        self.note("path_open and fd_close", &[opened, ("fd_close", fixed([5]))]);
        let [removed, created] =
            ["path_remove_directory", "path_create_directory"].map(|call| (call, self.with(&[MANY], &[])));
        self.note("path_remove_directory and path_create_directory", &[removed, created]);
        let elsewhere = [3, u64::from(IN), 1];
        self.bench.guest.put(IN, b"x");
        let there = ("path_rename", self.with(&[MANY], &elsewhere));
        let back = ("path_rename", self.with(&[&elsewhere[..], &[MANY]].concat(), &[]));
        self.note("path_rename and back", &[there, back]);
        self.walk();
    }

    /// As many searches as fit into one path.
    fn walk(&mut self) {
        let searches = 4096 / (self.length + 4);
        let path: String = (0..searches).map(|index| format!("{}/../", name(index, self.length))).collect();
        self.bench.guest.put(IN, path.as_bytes());
        let arguments = fixed([MANY, 0, u64::from(IN), path.len() as u64, OUT_AT]);
        self.note(&format!("path_filestat_get of {} components", 2 * searches), &[("path_filestat_get", arguments)]);
    }

    fn listings(&mut self) {
        let listing = |length: u64, cookie: u64| ("fd_readdir", fixed([MANY, u64::from(IN), length, cookie, OUT_AT]));
        self.note("fd_readdir again from the start", &[listing(24, 0)]);
        self.note("fd_readdir at its end", &[listing(24, 99_002)]);
        self.note("fd_readdir in the middle, 24 bytes", &[listing(24, 45_000)]);
        self.note("fd_readdir in the middle, 100 KiB", &[listing(100 << 10, 45_000)]);
        self.bench.guest.put(IN, b"manysame");
        let renamed = |from: u64, to: u64| {
            let [from, to] = [from, to].map(|at| u64::from(IN) + at);
            ("path_rename", fixed([3, from, 4, 3, to, 4]))
        };
        self.note("path_rename of the directory and back", &[renamed(0, 4), renamed(4, 0)]);
    }
}

/// What is done when a run is over, beside what it took to bring that about: the names that cost least, and the longest.
fn end(length: u32) -> Vec<Line> {
    let mut bench = Bench::new(roomy());
    bench.guest.memory.grow(&mut bench.guest.store, 1 + NAME_PAGES).expect("the module allows as much");
    for index in 0..ENTRIES {
        bench.guest.put(NAMES + index * length, name(index, length).as_bytes());
    }
    bench.guest.open("f", CREAT).expect("room");
    bench.guest.put(IN, b"f");
    let name = [Arg::OneOf(NAMES, length, ENTRIES), Arg::Is(u64::from(length))];
    let link = ("path_link", [&fixed([3, 0, u64::from(IN), 1, 3])[..], &name].concat());
    let (fuel, made) = bench.repeat(&[link], ENTRIES);
    let ended = bench.guest.store.data_mut().end() / ENTRIES;
    bench.note(&format!("path_link and the end of the run, 99,000 names of {length} bytes"), fuel, made + ended);
    bench.lines
}
