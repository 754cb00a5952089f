//! Tries the forbidden, from inside the walls: `fuelcell-host --probe NAME WALLS [ARGUMENT [DIRECTORY ACCESS]]`. The tests of the walls run it,
//! with each wall by itself, with all and with none, so that no wall passes for another and no probe fails for another reason.
//! It answers `done`, or `stopped` and the error's number.

mod attempts;
mod foreign;

use std::io;
use std::process::ExitCode;

use fuelcell_protocol::RunLimits;

use crate::{Purpose, Walls, Window};

/// What is left to do when all walls stand.
type Attempt = Box<dyn FnOnce() -> io::Result<()>>;
/// Prepares an attempt, with the argument from the command line, when a worker would open its modules.
type Prepare = fn(&str) -> io::Result<Attempt>;

/// Answers a command line that asks for a probe; `None` when it does not, as no runner's does.
pub fn asked() -> Option<ExitCode> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (name, walls, argument, window) = match words[..] {
        ["--probe", name, walls] => (name, walls, "", None),
        ["--probe", name, walls, argument] => (name, walls, argument, None),
        ["--probe", name, walls, argument, directory, access] => {
            (name, walls, argument, Some(Window { path: directory.to_owned(), writable: access == "read-write" }))
        }
        _ => return None,
    };
    let Some(answer) = run(name, walls, argument, window.as_slice()) else { return Some(ExitCode::FAILURE) };
    println!("{answer}");
    Some(ExitCode::SUCCESS)
}

/// Runs one probe; `walls` is `all`, `none`, or names with commas between. The worker is one whose guests see `windows`.
/// `None` when there is no such probe.
fn run(name: &str, walls: &str, argument: &str, windows: &[Window]) -> Option<String> {
    let (_, prepare) = attempts::ATTEMPTS.iter().find(|(known, _)| *known == name)?;
    let mut raised = Walls::raise_only(|wall| walls == "all" || walls.split(',').any(|wanted| wanted == wall));
    let answer = prepare(argument).and_then(|attempt| {
        raised.seal(Purpose::Run(windows));
        raised.limit_run(&LIMITS);
        attempt()
    });
    Some(match answer {
        Ok(()) => "done".to_owned(),
        Err(error) => format!("stopped {}", error.raw_os_error().unwrap_or_default()),
    })
}

/// Those of a run with the default limits.
const LIMITS: RunLimits = RunLimits {
    fuel: 10_000_000_000,
    timeout_ms: 10_000,
    memory_pages: 4_096,
    output_bytes: 1 << 20,
    disk_bytes: 16 << 20,
    disk_entries: 1_000,
    open_files: 64,
};
