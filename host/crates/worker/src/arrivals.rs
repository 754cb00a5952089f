//! Files on their way to a run: they come in pieces, before the request that they belong to.

use fuelcell_protocol::{FailureCode, FilePart};

use crate::engine::failure::Failure;
use crate::messages;

/// Files that have come for the next run.
#[derive(Default)]
pub struct Files {
    id: u32,
    whole: Vec<(String, Vec<u8>)>,
    /// The last of `whole` still grows.
    open: bool,
}

impl Files {
    pub fn take(&mut self, part: FilePart) {
        if part.id != self.id {
            *self = Self { id: part.id, ..Self::default() };
        }
        match self.whole.last_mut() {
            Some((path, bytes)) if self.open && *path == part.path => bytes.extend_from_slice(&part.data),
            _ => self.whole.push((part.path, part.data.into_vec())),
        }
        self.open = !part.last;
    }

    /// The files for run `id`, which no others may precede.
    pub fn of(self, id: u32) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        if self.whole.is_empty() || self.id == id {
            return Ok(self.whole);
        }
        Err(Failure::new(FailureCode::BadRequest, messages::files_of_another_run(self.id)))
    }
}
