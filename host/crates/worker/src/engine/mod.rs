//! The engine: how modules are compiled and loaded, and how a guest in one is held and driven.

pub mod config;
pub mod drive;
pub mod engines;
pub mod failure;
pub mod guest;
pub mod instance;
pub mod limiter;
pub mod mapping;
pub mod module;
pub mod stack;
