//! Instances and states that serve again.

pub mod mapped_image;
pub mod program_image;
pub mod renewal;
pub mod spares;
pub mod written_pages;
