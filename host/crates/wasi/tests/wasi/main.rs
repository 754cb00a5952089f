//! The system interface as a guest meets it: each test drives a small module through a linker.

mod guest;

mod bounds;
mod charges;
mod clocks;
mod descriptors;
mod devices;
mod directories;
mod environment;
mod files;
mod host_directories;
#[cfg(target_os = "linux")]
mod host_links;
mod mounts;
mod paths;
mod streams;
mod unstable;
