//! A guest that does nothing but pass calls on: it exports every function of the interface under its own name.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use fuelcell_wasi::{AsWasi, Leftovers, Sink, Stdin, Stop, Stream, Version, Wasi, WasiSpec, add_version_to_linker};
use wasmtime::{Config, Engine, Instance, Linker, Memory, Module, Store, Val};

pub const FUEL: u64 = 1_000_000_000;
/// 2000-01-01T00:00:00Z.
pub const START_NS: u64 = 946_684_800_000_000_000;
/// Where tests have the guest write results.
pub const OUT: u32 = 1024;
/// Where tests put what the guest passes.
pub const IN: u32 = 4096;
pub const PAGE_BYTES: u32 = 65_536;

pub const BADF: i32 = 8;
pub const EXIST: i32 = 20;
pub const FAULT: i32 = 21;
pub const FBIG: i32 = 22;
pub const ILSEQ: i32 = 25;
pub const INVAL: i32 = 28;
pub const ISDIR: i32 = 31;
pub const LOOP: i32 = 32;
pub const MFILE: i32 = 33;
pub const NAMETOOLONG: i32 = 37;
pub const NOENT: i32 = 44;
pub const NOSPC: i32 = 51;
pub const NOSYS: i32 = 52;
pub const NOTDIR: i32 = 54;
pub const NOTSOCK: i32 = 57;
pub const NOTSUP: i32 = 58;
pub const PERM: i32 = 63;
pub const ROFS: i32 = 69;
pub const SPIPE: i32 = 70;
pub const XDEV: i32 = 75;
pub const NOTCAPABLE: i32 = 76;
pub const ACCES: i32 = 2;

pub const READ: u64 = 1 << 1;
pub const WRITE: u64 = 1 << 6;
pub const CREAT: u32 = 1;
pub const DIRECTORY: u32 = 2;
pub const EXCL: u32 = 4;
pub const TRUNC: u32 = 8;

/// Every function with its parameters: `i` for 32 bits, `l` for 64.
pub const FUNCTIONS: &[(&str, &str)] = &[
    ("args_get", "ii"),
    ("args_sizes_get", "ii"),
    ("environ_get", "ii"),
    ("environ_sizes_get", "ii"),
    ("clock_res_get", "ii"),
    ("clock_time_get", "ili"),
    ("random_get", "ii"),
    ("fd_advise", "illi"),
    ("fd_allocate", "ill"),
    ("fd_close", "i"),
    ("fd_datasync", "i"),
    ("fd_fdstat_get", "ii"),
    ("fd_fdstat_set_flags", "ii"),
    ("fd_fdstat_set_rights", "ill"),
    ("fd_filestat_get", "ii"),
    ("fd_filestat_set_size", "il"),
    ("fd_filestat_set_times", "illi"),
    ("fd_pread", "iiili"),
    ("fd_prestat_get", "ii"),
    ("fd_prestat_dir_name", "iii"),
    ("fd_pwrite", "iiili"),
    ("fd_read", "iiii"),
    ("fd_readdir", "iiili"),
    ("fd_renumber", "ii"),
    ("fd_seek", "ilii"),
    ("fd_sync", "i"),
    ("fd_tell", "ii"),
    ("fd_write", "iiii"),
    ("path_create_directory", "iii"),
    ("path_filestat_get", "iiiii"),
    ("path_filestat_set_times", "iiiilli"),
    ("path_link", "iiiiiii"),
    ("path_open", "iiiiillii"),
    ("path_readlink", "iiiiii"),
    ("path_remove_directory", "iii"),
    ("path_rename", "iiiiii"),
    ("path_symlink", "iiiii"),
    ("path_unlink_file", "iii"),
    ("poll_oneoff", "iiii"),
    ("proc_raise", "i"),
    ("sched_yield", ""),
    ("sock_accept", "iii"),
    ("sock_recv", "iiiiii"),
    ("sock_send", "iiiii"),
    ("sock_shutdown", "ii"),
];

pub struct State(pub Wasi);

impl AsWasi for State {
    fn wasi(&mut self) -> &mut Wasi {
        &mut self.0
    }
}

/// Stdin that comes in these pieces, or ends the run.
pub struct Pieces(pub Vec<Result<Vec<u8>, Stop>>);

impl Stdin for Pieces {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, Stop> {
        if self.0.is_empty() {
            return Ok(0);
        }
        let mut piece = self.0.remove(0)?;
        let rest = piece.split_off(piece.len().min(buf.len()));
        buf[..piece.len()].copy_from_slice(&piece);
        if !rest.is_empty() {
            self.0.insert(0, Ok(rest));
        }
        Ok(piece.len())
    }
}

/// What came out of stdout and stderr.
#[derive(Clone, Default)]
pub struct Collected(Arc<Mutex<Taken>>);

#[derive(Default)]
struct Taken {
    streams: [Vec<u8>; 2],
    flushes: usize,
}

impl Sink for Collected {
    fn write(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), Stop> {
        self.0.lock().unwrap().streams[stream as usize - 1].extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Stop> {
        self.0.lock().unwrap().flushes += 1;
        Ok(())
    }
}

/// A spec with a run directory of 1,000 bytes and 20 entries, 8 descriptors, and no files.
pub fn spec() -> WasiSpec {
    WasiSpec {
        args: vec!["prog".to_owned(), "ä".to_owned()],
        env: vec![("A".to_owned(), "1".to_owned())],
        clock_start_ns: START_NS,
        seed: 0,
        fuel_start: FUEL,
        disk_bytes: 1_000,
        disk_entries: 20,
        open_files: 8,
        output_bytes: 100,
        chroot: true,
        dot: false,
        files: Vec::new(),
        entry: None,
        mounts: Arc::new([]),
        preopens: Arc::new([]),
        stdin_bytes: None,
        stdin_lines: false,
        stdin: Box::new(Pieces(Vec::new())),
        output: Box::new(Collected::default()),
    }
}

pub struct Guest {
    pub store: Store<State>,
    instance: Instance,
    pub memory: Memory,
    output: Collected,
}

pub fn guest() -> Guest {
    Guest::new(spec())
}

impl Guest {
    pub fn new(spec: WasiSpec) -> Guest {
        Guest::of_version(spec, Version::Preview1)
    }

    pub fn of_version(mut spec: WasiSpec, version: Version) -> Guest {
        let mut config = Config::new();
        config.consume_fuel(true);
        let engine = Engine::new(&config).unwrap();
        let output = Collected::default();
        spec.output = Box::new(output.clone());
        let fuel = spec.fuel_start;
        let mut store = Store::new(&engine, State(Wasi::new(spec).unwrap()));
        store.set_fuel(fuel).unwrap();
        let mut linker = Linker::new(&engine);
        add_version_to_linker(&mut linker, version).unwrap();
        let module = Module::new(&engine, wat::parse_str(text(version.module())).unwrap()).unwrap();
        let instance = linker.instantiate(&mut store, &module).unwrap();
        let memory = instance.get_memory(&mut store, "memory").unwrap();
        Guest { store, instance, memory, output }
    }

    /// Calls a function and gives its errno.
    pub fn call(&mut self, name: &str, arguments: &[u64]) -> i32 {
        self.try_call(name, arguments).unwrap_or_else(|stop| panic!("{name} ended the run: {stop}"))
    }

    /// Calls a function that may end the run.
    pub fn try_call(&mut self, name: &str, arguments: &[u64]) -> Result<i32, Stop> {
        let (_, kinds) = FUNCTIONS.iter().find(|(known, _)| *known == name).unwrap_or(&("proc_exit", "i"));
        assert_eq!(kinds.len(), arguments.len(), "{name}");
        let values: Vec<Val> = kinds
            .chars()
            .zip(arguments)
            .map(|(kind, value)| if kind == 'i' { Val::I32(*value as u32 as i32) } else { Val::I64(*value as i64) })
            .collect();
        let mut results = vec![Val::I32(-1); usize::from(name != "proc_exit")];
        let function = self.instance.get_func(&mut self.store, name).unwrap();
        match function.call(&mut self.store, &values, &mut results) {
            Ok(()) => Ok(results.first().map_or(0, |errno| errno.unwrap_i32())),
            Err(error) => Err(*error.downcast_ref::<Stop>().unwrap_or_else(|| panic!("{name}: {error:?}"))),
        }
    }

    /// What a call costs besides its own `local.get`s and `call`.
    pub fn cost(&mut self, name: &str, arguments: &[u64]) -> u64 {
        let before = self.fuel();
        assert_eq!(self.call(name, arguments), 0, "{name}");
        before - self.fuel() - arguments.len() as u64 - 2
    }

    pub fn fuel(&self) -> u64 {
        self.store.get_fuel().unwrap()
    }

    pub fn set_fuel(&mut self, fuel: u64) {
        self.store.set_fuel(fuel).unwrap();
    }

    pub fn set_deadline(&mut self, at: Instant) {
        self.store.data_mut().0.deadline.set(at);
    }

    pub fn wasi(&self) -> &Wasi {
        &self.store.data().0
    }

    pub fn finish(self) -> Leftovers {
        self.store.into_data().0.finish()
    }

    pub fn stdout(&self) -> Vec<u8> {
        self.output.0.lock().unwrap().streams[0].clone()
    }

    pub fn stderr(&self) -> Vec<u8> {
        self.output.0.lock().unwrap().streams[1].clone()
    }

    /// How often output was sent on.
    pub fn flushes(&self) -> usize {
        self.output.0.lock().unwrap().flushes
    }

    // ---- the guest's memory ----

    pub fn put(&mut self, address: u32, bytes: &[u8]) {
        self.memory.write(&mut self.store, address as usize, bytes).unwrap();
    }

    pub fn bytes(&self, address: u32, length: u32) -> Vec<u8> {
        self.memory.data(&self.store)[address as usize..][..length as usize].to_vec()
    }

    pub fn u32(&self, address: u32) -> u32 {
        u32::from_le_bytes(self.bytes(address, 4).try_into().unwrap())
    }

    pub fn u64(&self, address: u32) -> u64 {
        u64::from_le_bytes(self.bytes(address, 8).try_into().unwrap())
    }

    /// Puts one iovec at `IN`.
    pub fn put_iovec(&mut self, address: u32, length: u32) {
        self.put(IN, &[address.to_le_bytes(), length.to_le_bytes()].concat());
    }

    // ---- calls that many tests make ----

    /// A call whose arguments begin with a descriptor and a path.
    pub fn at_path(&mut self, name: &str, fd: u32, path: &str, rest: &[u64]) -> i32 {
        self.put(IN, path.as_bytes());
        let head = [u64::from(fd), u64::from(IN), path.len() as u64];
        self.call(name, &[&head, rest].concat())
    }

    /// Opens a path below a descriptor, following symbolic links.
    pub fn open_at(&mut self, fd: u32, path: &str, oflags: u32, rights: u64) -> Result<u32, i32> {
        self.put(IN, path.as_bytes());
        let head = [u64::from(fd), 1, u64::from(IN), path.len() as u64, u64::from(oflags)];
        match self.call("path_open", &[&head[..], &[rights, 0, 0, u64::from(OUT)]].concat()) {
            0 => Ok(self.u32(OUT)),
            errno => Err(errno),
        }
    }

    pub fn open(&mut self, path: &str, oflags: u32) -> Result<u32, i32> {
        self.open_at(3, path, oflags, READ | WRITE)
    }

    pub fn write(&mut self, fd: u32, bytes: &[u8]) -> Result<u32, i32> {
        self.put(IN + 64, bytes);
        self.put_iovec(IN + 64, bytes.len() as u32);
        match self.call("fd_write", &[u64::from(fd), u64::from(IN), 1, u64::from(OUT)]) {
            0 => Ok(self.u32(OUT)),
            errno => Err(errno),
        }
    }

    pub fn read(&mut self, fd: u32, length: u32) -> Result<Vec<u8>, i32> {
        self.put_iovec(IN + 64, length);
        match self.call("fd_read", &[u64::from(fd), u64::from(IN), 1, u64::from(OUT)]) {
            0 => Ok(self.bytes(IN + 64, self.u32(OUT))),
            errno => Err(errno),
        }
    }

    /// A symbolic link to `target` at `path`.
    pub fn symlink(&mut self, target: &str, fd: u32, path: &str) -> i32 {
        self.put(IN, target.as_bytes());
        self.put(IN + 512, path.as_bytes());
        let (target, path) = ([u64::from(IN), target.len() as u64], [u64::from(IN + 512), path.len() as u64]);
        self.call("path_symlink", &[target[0], target[1], u64::from(fd), path[0], path[1]])
    }

    /// `path_rename` from one descriptor's path to another's.
    pub fn rename(&mut self, fd: u32, from: &str, new_fd: u32, to: &str) -> i32 {
        self.put(IN + 512, to.as_bytes());
        self.at_path("path_rename", fd, from, &[u64::from(new_fd), u64::from(IN + 512), to.len() as u64])
    }

    /// The 64 bytes of a file's `filestat`, as eight numbers.
    pub fn stat(&mut self, fd: u32, path: &str, lookup: u64) -> Result<[u64; 8], i32> {
        self.put(IN, path.as_bytes());
        match self.call("path_filestat_get", &[u64::from(fd), lookup, u64::from(IN), path.len() as u64, u64::from(OUT)])
        {
            0 => Ok(std::array::from_fn(|index| self.u64(OUT + 8 * index as u32))),
            errno => Err(errno),
        }
    }

    /// Reads a whole directory through a buffer of some size: names in the order told.
    pub fn names(&mut self, fd: u32, buffer: u32) -> Result<Vec<String>, i32> {
        let (mut names, mut cookie) = (Vec::new(), 0);
        loop {
            match self.call("fd_readdir", &[u64::from(fd), u64::from(IN), u64::from(buffer), cookie, u64::from(OUT)]) {
                0 => {}
                errno => return Err(errno),
            }
            let used = self.u32(OUT);
            let mut at = IN;
            while at + 24 <= IN + used && at + 24 + self.u32(at + 16) <= IN + used {
                let length = self.u32(at + 16);
                names.push(String::from_utf8(self.bytes(at + 24, length)).unwrap());
                cookie = self.u64(at);
                at += 24 + length;
            }
            if used < buffer {
                return Ok(names);
            }
        }
    }
}

/// The module's text.
fn text(module: &str) -> String {
    let mut imports = String::new();
    let mut functions = String::new();
    for (name, kinds) in FUNCTIONS {
        let kinds: Vec<&str> = kinds.chars().map(|kind| if kind == 'i' { "i32" } else { "i64" }).collect();
        let signature = format!("(param {}) (result i32)", kinds.join(" "));
        let arguments: String = (0..kinds.len()).map(|index| format!("(local.get {index})")).collect();
        imports += &format!("(import \"{module}\" \"{name}\" (func ${name} {signature}))\n");
        functions += &format!("(func (export \"{name}\") {signature} (call ${name} {arguments}))\n");
    }
    imports += &format!("(import \"{module}\" \"proc_exit\" (func $proc_exit (param i32)))\n");
    functions += "(func (export \"proc_exit\") (param i32) (call $proc_exit (local.get 0)))\n";
    format!("(module\n{imports}(memory (export \"memory\") 2 1024)\n{functions})")
}
