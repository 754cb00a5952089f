//! The functions of the interface, grouped by what they work on. Each checks where its results go before it changes
//! anything, so that a bad address leaves no trace.

mod base;
pub mod clocks;
pub mod descriptors;
mod device_bytes;
pub mod directories;
pub mod environment;
pub mod files;
pub mod lookups;
pub mod open;
pub mod paths;
pub mod poll;
pub mod process;
pub mod sockets;
pub mod transfer;
