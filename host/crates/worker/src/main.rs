//! A worker process: says hello on stdout, then serves requests from stdin until the runner goes away.

use std::process::ExitCode;

use fuelcell_host::channel::{Inbox, Outbox};
use fuelcell_host::worker::Worker;
use fuelcell_walls::Walls;

fn main() -> ExitCode {
    #[cfg(target_os = "linux")]
    if let Some(code) = fuelcell_walls::probe::asked() {
        return code;
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
