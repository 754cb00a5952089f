//! What is said of modules that cannot be rewritten.

use std::fmt::Display;

pub fn no_memory() -> String {
    "the module exports no memory named `memory`: it is not a WASI command module".to_owned()
}

pub fn imports_global() -> String {
    "the module imports a global".to_owned()
}

pub fn lasting_state(operator: &str) -> String {
    format!("the module uses {operator}, which a snapshot cannot hold")
}

pub fn global_value() -> String {
    "a global has an initial value that a snapshot cannot hold".to_owned()
}

pub fn rewind_globals(export: &str, found: usize) -> String {
    format!("{export} sets {found} globals and not two")
}

pub fn no_function_to_rewrite() -> String {
    "a function to rewrite is not in the module".to_owned()
}

pub fn local_no_number() -> String {
    "a function to rewrite has a local that is no number".to_owned()
}

pub fn cannot_tune(error: &impl Display) -> String {
    format!("the module cannot be tuned: {}", one_line(error))
}

pub fn tune_unknown_features(names: &[String]) -> String {
    let names = names.join(", ");
    format!("the module cannot be tuned: it uses features of WebAssembly that tuning does not know ({names})")
}

pub fn tune_wrong_fact(function: u32, parameter: u32) -> String {
    format!(
        "the module cannot be tuned: what is said of function {function}, parameter {parameter}, is of another module"
    )
}

pub fn tune_made_invalid(error: &impl Display) -> String {
    format!("the module cannot be tuned: what came out is no valid module ({}); please report it", one_line(error))
}

/// The engine breaks some of its sentences into lines.
fn one_line(error: &impl Display) -> String {
    format!("{error:#}").split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn stack_not_found() -> String {
    "its stack cannot be made larger: it is not as LLVM links it; take \"stackPages\" out of the manifest".to_owned()
}

pub fn stack_pages(pages: u32, least: u64) -> String {
    format!(
        "its stack cannot have {pages} pages: it takes {least} at least, and all memory that it begins with less than 2 GiB"
    )
}
