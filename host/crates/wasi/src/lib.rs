//! The system interface of a guest: WASI preview1, implemented for runs that must be exact, repeatable and bounded.
//! Every call is charged in fuel (`charges`), the clock is virtual (`clock`), the run directory lives in memory
//! (`memfs`), host directories are reached through cap-std only (`hostdir`), and nothing waits but stdin.

#![forbid(unsafe_code)]

mod abi;
mod bell;
mod call;
mod calls;
mod charges;
mod clock;
mod deadline;
mod descriptors;
mod devices;
mod errno;
mod fault;
mod guest;
mod hostdir;
mod linker;
mod listing;
mod memfs;
mod mounts;
mod opening;
mod random;
mod stdio;
mod stop;
mod wasmedge;

use std::sync::Arc;

use wasmtime::Memory;

pub use abi::Version;
pub use bell::Bell;
pub use charges::FUEL_MODEL;
use clock::Clock;
use deadline::Deadline;
use descriptors::{Descriptor, Descriptors, Object};
use devices::Texts;
pub use devices::tree as device_tree;
pub use hostdir::{Access, HostPreopen};
use hostdir::{HostDirectory, InodeNumbers};
pub use linker::{add_to_linker, add_version_to_linker};
use memfs::{Ino, Quota, ROOT, Tree};
pub use memfs::{Leftovers, SpecError};
pub use mounts::{Lent, Mount, MountTree};
use mounts::{Mounted, Mounts};
use random::Random;
use stdio::{Nothing, Streams};
pub use stdio::{Sink, Stdin, Stream, StreamUsage};
pub use stop::Stop;
pub use wasmedge::{Stub, link, link_with};

/// A store's data that has a system interface for its guest.
pub trait AsWasi {
    fn wasi(&mut self) -> &mut Wasi;
}

/// What a run is given.
pub struct WasiSpec {
    /// The whole argv, the program's name first.
    pub args: Vec<String>,
    pub env: Vec<(String, String)>,
    /// Where the realtime clock begins, in nanoseconds after 1970.
    pub clock_start_ns: u64,
    /// What the random stream is made from.
    pub seed: u64,
    /// The fuel that the store was given; what is missing from it has been used.
    pub fuel_start: u64,
    /// The most bytes in the run directory at a time.
    pub disk_bytes: u64,
    /// The most names in the run directory at a time.
    pub disk_entries: u64,
    /// The most descriptors open at a time, streams and preopens among them.
    pub open_files: u64,
    /// The most bytes that each of stdout and stderr keeps.
    pub output_bytes: u64,
    /// Whether the run directory is the guest's `/`; if not, the guest does not see it.
    pub chroot: bool,
    /// Whether it is the guest's `.` too: a libc of `wasi_unstable` knows no current directory, and finds a relative
    /// path only below a preopen of that name.
    pub dot: bool,
    /// Files of the run directory at the start, by relative, normal path.
    pub files: Vec<(String, Vec<u8>)>,
    /// The file with the submitted code: no change to it is handed back.
    pub entry: Option<String>,
    /// Directories of the runtime that the guest sees besides.
    pub mounts: Arc<[Mount]>,
    /// Host directories that it sees besides.
    pub preopens: Arc<[HostPreopen]>,
    /// How many bytes stdin has, if that is known.
    pub stdin_bytes: Option<u64>,
    /// Whether a read of it ends with a line.
    pub stdin_lines: bool,
    pub stdin: Box<dyn Stdin + Send>,
    pub output: Box<dyn Sink + Send>,
}

/// The state of one run's system interface.
pub struct Wasi {
    /// The guest's memory, noted by the core after instantiation. Until then the export named `memory` is used.
    pub memory: Option<Memory>,
    /// When host functions end the run; noted by the core.
    pub deadline: Deadline,
    /// Where a snapshot's harness rings; noted by the core.
    pub bell: Bell,
    args: Vec<String>,
    env: Vec<String>,
    texts: Texts,
    fuel_start: u64,
    lent_fuel: u64,
    called: bool,
    entry: Option<String>,
    clock: Clock,
    random: Random,
    streams: Streams,
    descriptors: Descriptors,
    tree: Tree,
    mounts: Mounts,
    host_inodes: InodeNumbers,
}

impl Wasi {
    /// Prepares a run. The only thing that can be wrong with a spec is its files.
    pub fn new(spec: WasiSpec) -> Result<Wasi, SpecError> {
        let mut tree = Tree::new(Quota::new(spec.disk_bytes, spec.disk_entries), spec.clock_start_ns);
        for (path, bytes) in spec.files {
            tree.give(path, bytes, spec.clock_start_ns)?;
        }
        let mut open =
            vec![Descriptor::stdin(), Descriptor::output(Stream::Stdout), Descriptor::output(Stream::Stderr)];
        if spec.chroot {
            open.push(Descriptor::preopen(Object::Directory(ROOT), "/".to_owned()));
            if spec.dot {
                open.push(Descriptor::preopen(Object::Directory(ROOT), ".".to_owned()));
            }
        }
        open.extend(spec.mounts.iter().enumerate().map(|(index, mount)| {
            Descriptor::preopen(Object::MountedDirectory(Mounted::root(index)), mount.guest.clone())
        }));
        open.extend(spec.preopens.iter().enumerate().map(|(index, preopen)| {
            let object = Object::HostDirectory(HostDirectory::preopen(&spec.preopens, index));
            Descriptor::preopen(object, preopen.guest.clone())
        }));
        let mounts = Mounts::new(spec.mounts);
        if mounts.have_report() {
            tree.add_report(spec.clock_start_ns);
        }
        Ok(Wasi {
            memory: None,
            deadline: Deadline::default(),
            bell: Bell::default(),
            args: spec.args,
            env: spec.env.into_iter().map(|(name, value)| format!("{name}={value}")).collect(),
            texts: Texts::default(),
            fuel_start: spec.fuel_start,
            lent_fuel: 0,
            called: false,
            entry: spec.entry,
            clock: Clock::new(spec.clock_start_ns),
            random: Random::new(spec.seed),
            streams: Streams::new(spec.stdin, spec.output, spec.output_bytes)
                .with_stdin(spec.stdin_bytes, spec.stdin_lines),
            descriptors: Descriptors::new(open, usize::try_from(spec.open_files).unwrap_or(usize::MAX)),
            tree,
            mounts,
            host_inodes: InodeNumbers::default(),
        })
    }

    /// The state of no run: what a store holds between two runs, so that nothing of the first is left in it.
    pub fn vacant() -> Wasi {
        Wasi {
            memory: None,
            deadline: Deadline::default(),
            bell: Bell::default(),
            args: Vec::new(),
            env: Vec::new(),
            texts: Texts::default(),
            fuel_start: 0,
            lent_fuel: 0,
            called: false,
            entry: None,
            clock: Clock::new(0),
            random: Random::new(0),
            streams: Streams::new(Box::new(Nothing), Box::new(Nothing), 0),
            descriptors: Descriptors::new(Vec::new(), 0),
            tree: Tree::new(Quota::new(0, 0), 0),
            mounts: Mounts::new(Arc::new([])),
            host_inodes: InodeNumbers::default(),
        }
    }

    /// What stdout and stderr have kept, in this order.
    pub fn output_usage(&self) -> [StreamUsage; 2] {
        self.streams.usage()
    }

    /// How many descriptors are open, streams and preopens among them.
    pub fn open_files(&self) -> usize {
        self.descriptors.open()
    }

    /// How many mounts the run has.
    pub fn mounts(&self) -> usize {
        self.mounts.count()
    }

    /// Whether the run directory ever refused something for want of room.
    pub fn quota_refused(&self) -> bool {
        self.tree.quota.refused()
    }

    /// Notes that so much was used which the store's fuel does not show.
    pub fn skip_fuel(&mut self, fuel: u64) {
        self.fuel_start = self.fuel_start.saturating_add(fuel);
    }

    /// Notes that the store was lent fuel. With its first call the guest gives it back: code that could be a stranger's may run then.
    pub fn lend_fuel(&mut self, fuel: u64) {
        self.fuel_start = self.fuel_start.saturating_add(fuel);
        self.lent_fuel = fuel;
    }

    /// Ends the loan: what of it the store still has.
    pub fn end_loan(&mut self) -> u64 {
        let lent = std::mem::take(&mut self.lent_fuel);
        self.fuel_start = self.fuel_start.saturating_sub(lent);
        lent
    }

    /// Whether the guest has called any function of the interface: nothing of the run's world can be in it before.
    pub fn was_called(&self) -> bool {
        self.called
    }

    /// Ends the run and tells what it leaves, once: nothing of it stays here.
    pub fn finish(&mut self) -> Leftovers {
        let open_files = self.descriptors.peak();
        Leftovers { open_files, ..self.tree.leftovers(self.entry.as_deref()) }
    }

    /// The tree and the number in it of a file or directory that lies in the host's memory.
    fn stored(&self, object: &Object) -> Option<(&Tree, Ino)> {
        match object {
            Object::File(ino) | Object::Directory(ino) => Some((&self.tree, *ino)),
            Object::MountedFile(mounted) | Object::MountedDirectory(mounted) => {
                Some((self.mounts.tree(mounted.mount).ok()?, mounted.ino))
            }
            _ => None,
        }
    }

    /// Lets go of what a closed descriptor held.
    fn release(&mut self, descriptor: Descriptor) {
        if let Object::File(ino) | Object::Directory(ino) = descriptor.object {
            self.tree.release(ino);
        }
    }
}
