//! Rewrites of WebAssembly modules: bytes in, bytes out. No engine, no files, no words on the wire.

#![forbid(unsafe_code)]

pub mod asyncify;
mod body;
pub mod inline;
mod lasting;
mod messages;
pub mod promote;
mod sections;
mod shape;
pub mod snapshot;
pub mod stack;
pub mod throws;
