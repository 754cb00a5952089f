use std::sync::Arc;
use crate::protocol::Access;
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Stop { #[error("x")] Exit(u8), #[error("x")] OutOfFuel, #[error("x")] OutputLimit, #[error("x")] Deadline, #[error("x")] CallerGone }
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream { Stdout = 1, Stderr = 2 }
pub trait Sink { fn write(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), Stop>; }
pub trait Stdin { fn read(&mut self, b: &mut [u8]) -> Result<usize, Stop>; }
pub trait AsWasi { fn wasi(&mut self) -> &mut Wasi; }
pub struct HostPreopen { pub dir: cap_std::fs::Dir, pub guest: String, pub access: Access }
pub struct WasiSpec { pub args: Vec<String>, pub env: Vec<(String,String)>, pub clock_start_ns: u64, pub seed: u64, pub fuel_start: u64, pub disk_bytes: u64, pub disk_entries: u64, pub open_files: u64, pub output_bytes: u64, pub chroot: bool, pub files: Vec<(String, Vec<u8>)>, pub entry: Option<String>, pub preopens: Arc<[HostPreopen]>, pub stdin: Box<dyn Stdin + Send>, pub output: Box<dyn Sink + Send> }
pub struct Wasi { pub memory: Option<wasmtime::Memory> }
pub struct Usage { pub kept: u64, pub truncated: bool }
pub struct Leftovers { pub files: Vec<(String, Vec<u8>)>, pub deleted: Vec<String>, pub disk_bytes: u64, pub disk_entries: u64, pub open_files: u64 }
impl Wasi {
    pub fn new(_s: WasiSpec) -> Result<Self, std::io::Error> { todo!() }
    pub fn quota_refused(&self) -> bool { false }
    pub fn output_usage(&self) -> [Usage; 2] { todo!() }
    pub fn open_files(&self) -> u64 { 0 }
    pub fn finish(self) -> Leftovers { todo!() }
}
pub fn add_to_linker<T: AsWasi + 'static>(_l: &mut wasmtime::Linker<T>) -> wasmtime::Result<()> { Ok(()) }
pub const FUEL_MODEL: &str = "";
