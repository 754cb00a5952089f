//! A worker process: says hello on stdout, then serves requests from stdin until the runner goes away.

use std::process::ExitCode;

use fuelcell_host::channel::{Inbox, Outbox};
use fuelcell_host::walls::Walls;
use fuelcell_host::worker::Worker;

fn main() -> ExitCode {
    #[cfg(target_os = "linux")]
    if let [Some("--probe"), Some(name), Some(walls), argument] = arguments().each_ref().map(Option::as_deref) {
        return probe(name, walls, argument.unwrap_or_default());
    }
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fuelcell-host: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve() -> Result<(), Box<dyn std::error::Error>> {
    let walls = Walls::raise();
    let outbox = Outbox::to_stdout()?;
    let mut worker = Worker::new(walls, Inbox::of_stdin(), outbox)?;
    Ok(worker.serve()?)
}

/// The first words of the command line. Only the tests of the walls give any.
#[cfg(target_os = "linux")]
fn arguments() -> [Option<String>; 4] {
    let mut words = std::env::args().skip(1);
    std::array::from_fn(|_| words.next())
}

#[cfg(target_os = "linux")]
fn probe(name: &str, walls: &str, argument: &str) -> ExitCode {
    match fuelcell_host::probe::run(name, walls, argument) {
        Some(answer) => {
            println!("{answer}");
            ExitCode::SUCCESS
        }
        None => ExitCode::FAILURE,
    }
}
