//! The system interface as a guest meets it: each test drives a small module through a linker.

mod guest;

mod bounds;
mod charges;
mod clocks;
mod descriptors;
mod directories;
mod environment;
mod files;
mod host_directories;
mod mounts;
mod paths;
mod speed;
mod streams;
mod unstable;
