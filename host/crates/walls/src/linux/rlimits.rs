//! Limits of the process: nets behind the host's own limits.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use fuelcell_protocol::RunLimits;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};

use crate::Purpose;
use crate::messages;

/// Bytes of a WebAssembly page.
const PAGE_BYTES: usize = 65_536;
/// Open files of a worker without directories of the machine: its streams, and compiled files.
const FILES: u64 = 128;
/// Besides, for guests that see such directories: the most that `openFiles` can be.
const FILES_IN_WINDOWS: u64 = 1024;
/// What a run may need in the host itself above the guest's memory and files: stacks, frames, buffers.
const SLACK_BYTES: u64 = 128 << 20;
/// CPU time that a run may take past its deadline, in seconds, before the kernel ends the worker.
const SLACK_SECONDS: u64 = 2;
/// What the compilation of one module may take. CPython's, 20 MB, takes 280 MiB, ruby (24 MB) 700 MiB; 4 MB made for it any amount.
const COMPILE_BYTES: u64 = 3 << 30;
const COMPILE_CPU_SECONDS: u64 = 240;
/// Which number of `/proc/self/statm` counts data pages, see proc(5).
const STATM_DATA: usize = 5;
/// Taken as held where `/proc` is not mounted.
const UNKNOWN_BYTES: u64 = 1 << 30;

/// An entry of the run directory with the longest path, while what is left is listed.
const ENTRY_BYTES: u64 = 8192;

pub fn supported() -> io::Result<String> {
    Ok(messages::wall_rlimits())
}

pub fn seal(purpose: Purpose) -> io::Result<String> {
    limit(Resource::Core, 0, Some(0))?;
    match purpose {
        Purpose::Run([]) => {
            limit(Resource::Nofile, FILES, Some(FILES))?;
            limit(Resource::Fsize, 0, Some(0))?;
        }
        // A file of the machine that may not grow further is an error of the write, and no end of the worker.
        Purpose::Run(_) => {
            ignore_file_size_signal();
            limit(Resource::Nofile, FILES + FILES_IN_WINDOWS, Some(FILES + FILES_IN_WINDOWS))?;
        }
        Purpose::Compile => {
            limit(Resource::Nofile, FILES, Some(FILES))?;
            limit(Resource::Data, COMPILE_BYTES, Some(COMPILE_BYTES))?;
            limit(Resource::Cpu, COMPILE_CPU_SECONDS, Some(COMPILE_CPU_SECONDS))?;
        }
    }
    Ok(messages::wall_rlimits())
}

fn ignore_file_size_signal() {
    // SAFETY: it sets no handler.
    unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_IGN) };
}

/// Moves the limits that depend on the run. CPU time counts from the start of the process.
pub fn limit_run(limits: &RunLimits, held_bytes: u64) {
    let used_seconds = clock_gettime(ClockId::ProcessCPUTime).tv_sec.unsigned_abs();
    let seconds = used_seconds + limits.timeout_ms.div_ceil(1000) + SLACK_SECONDS;
    // Files that grow are twice as large for a moment, and given ones are copied when they are written.
    let files = limits.disk_bytes.saturating_mul(3).saturating_add(limits.disk_entries.saturating_mul(ENTRY_BYTES));
    let guest_bytes = limits.memory_pages.saturating_mul(PAGE_BYTES as u64).saturating_add(files);
    // A limit that cannot be moved stays as it is: it can only be tighter.
    let _ = limit(Resource::Cpu, seconds, None);
    let _ = limit(Resource::Data, guest_bytes.saturating_add(held_bytes.saturating_add(SLACK_BYTES)), None);
}

/// Tells how much memory counts as data, private and writable: before each run, for what waits for runs of others comes and goes.
pub struct Held {
    /// Opened before the walls close the way to it.
    statm: Option<File>,
    /// Asked for before, too.
    page_bytes: u64,
}

impl Held {
    pub fn open() -> Self {
        Self { statm: File::open("/proc/self/statm").ok(), page_bytes: rustix::param::page_size() as u64 }
    }

    pub fn bytes(&self) -> u64 {
        self.pages().map_or(UNKNOWN_BYTES, |pages| pages.saturating_mul(self.page_bytes))
    }

    fn pages(&self) -> Option<u64> {
        let mut statm = self.statm.as_ref()?;
        let mut line = String::new();
        statm.seek(SeekFrom::Start(0)).ok()?;
        statm.read_to_string(&mut line).ok()?;
        line.split_ascii_whitespace().nth(STATM_DATA)?.parse().ok()
    }
}

/// Moves the soft limit, and the hard one if asked to; never above what the process was started with.
fn limit(resource: Resource, soft: u64, hard: Option<u64>) -> io::Result<()> {
    let maximum = getrlimit(resource).maximum.unwrap_or(u64::MAX);
    let hard = hard.map_or(maximum, |hard| hard.min(maximum));
    let maximum = (hard != u64::MAX).then_some(hard);
    Ok(setrlimit(resource, Rlimit { current: Some(soft.min(hard)), maximum })?)
}
