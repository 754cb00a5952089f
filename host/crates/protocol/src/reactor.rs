//! Addresses that the host finds when it makes a snapshot, and is given back when it opens it.

use serde::{Deserialize, Serialize};

/// Where things are in a snapshot. Addresses in the guest's memory, indexes into its function table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Reactor {
    pub header: u32,
    pub inbox: u32,
    pub bell: u32,
    pub exchange: u32,
    pub reserve: u32,
    /// The builtin `next`, and its arguments: the steps of a run.
    pub next: u32,
    pub steps: u32,
    pub compile: u32,
    /// The builtin with which a function of the program's is called.
    pub call: u32,
    pub empty: u32,
    pub bytes_type: u32,
    pub tuple_type: u32,
    /// The other plain types, of which answers are made.
    pub none_type: u32,
    pub bool_type: u32,
    pub int_type: u32,
    pub float_type: u32,
    pub str_type: u32,
    pub list_type: u32,
    pub set_type: u32,
    pub frozenset_type: u32,
    pub dict_type: u32,
    /// Table index of a Python function's `tp_call`.
    pub function_call: u32,
    /// Table index of a builtin function's `tp_call`.
    pub builtin_call: u32,
    /// Where the interpreter keeps the current exception: type, value, traceback.
    pub error_slot: u32,
    /// Where it counts how much deeper a program may recurse, and what a cold program begins with.
    pub recursion_slot: u32,
    pub recursion_left: u32,
    /// Pages of the snapshot's memory.
    pub start_pages: u32,
}

/// Where things are in an image whose harness is one function. Addresses in the guest's memory, an index into its function table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Callee {
    /// The bytes of the request's header, which tells where its body goes.
    pub header: u32,
    /// The bytes by which the harness asks the host for something.
    pub bell: u32,
    /// The functions that run a program and that make room for a larger request, and arguments for both: none.
    pub run: u32,
    pub reserve: u32,
    pub empty: u32,
    pub bytes_type: u32,
    /// Table index of a Python function's `tp_call`.
    pub function_call: u32,
    /// The value of the one mutable global, the stack pointer.
    pub stack_pointer: u32,
    /// Pages of the image.
    pub start_pages: u32,
}
