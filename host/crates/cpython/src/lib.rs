//! The only place that knows an interpreter's insides: how CPython's harness is called, where its objects and frames lie,
//! and what it answers. It works on the store of whoever runs it.

#![forbid(unsafe_code)]

pub mod answer;
pub mod course;
pub mod harness;
pub mod heap;
pub mod interpreter;
mod messages;
pub mod objects;
pub mod profile;
pub mod program;
pub mod report;
