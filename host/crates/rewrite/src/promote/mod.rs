//! Tuning: takes the C variables of a module that was compiled without optimisation out of memory.
//!
//! Such a function keeps each variable in a slot of a frame on the stack in linear memory, and loads and stores it at each
//! use. No optimiser of WebAssembly undoes that, because it cannot tell who else reaches the slot. Here it is told, and the
//! slot becomes a local:
//!
//! 1. [`flow`] finds every use of a frame's address. Where all are loads and stores at fixed places, no pointer into the frame
//!    exists, so no other access reaches it.
//! 2. [`reach`] finds which bytes a callee touches through a pointer that it is given and does not keep.
//! 3. [`escapes`] bounds the rest by what C promises: a pointer reaches the object that it was made from and nothing else
//!    (C11 6.5.6). What is no part of an object whose address escapes is safe: variables of another function's frame, what
//!    the caller reads where only arguments can escape, and what is outside of objects that are known. The module may have
//!    been optimised after it was compiled, so nothing is taken from what a function looks like: what is known of functions
//!    and objects are facts ([`Facts`]).
//! 4. [`slots`] makes locals of what is then always read and written as one value of one width.
//!
//! All of it holds for a module in which one global is a stack pointer that every function puts back ([`promote`] checks
//! that) and in which nobody walks the stack: no collector that looks for roots there, no stack switching. A variable that
//! is read before it is written holds zero instead of garbage, and a stack that overflowed may overflow later.

mod access;
mod bytes;
mod escapes;
mod facts;
mod features;
mod findings;
mod flow;
mod kept;
mod module;
mod reach;
mod rewrite;
mod rounds;
mod slots;
mod value;
mod variadic;

pub use bytes::Bytes;
pub use facts::{Facts, Object, Rule};
pub use module::{Promoted, promote};

#[cfg(test)]
mod tests;
