//! What is said of a damaged interpreter.

pub fn interpreter_damaged() -> String {
    "the program damaged its interpreter: what it should have left in memory is not there".to_owned()
}
