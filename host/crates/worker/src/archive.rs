//! The files of a mount in one file: a MessagePack array of paths and contents, sorted by path, so that the same files
//! are the same archive. Only this host writes and reads it.

use std::fmt::Display;
use std::io::Write;
use std::sync::Arc;

use fuelcell_protocol::FailureCode;
use fuelcell_wasi::{Lent, Mount, MountTree};
use serde_bytes::Bytes;

use crate::engine::failure::Failure;
use crate::engine::mapping::Mapping;
use crate::engine::module::{self, Compiled};
use crate::messages;

/// Writes the files into the new file `archive`.
pub fn write(mut files: Vec<(String, Vec<u8>)>, archive: &str) -> Result<Compiled, Failure> {
    files.sort();
    let entries: Vec<_> = files.iter().map(|(path, bytes)| (path.as_str(), Bytes::new(bytes))).collect();
    let packed = rmp_serde::to_vec(&entries).map_err(|error| unfit(archive, &error))?;
    // Whoever reads the archive must be able to.
    MountTree::new(files).map_err(|error| unfit(archive, &error))?;
    let written = module::create(archive)?.write_all(&packed);
    written.map_err(|error| Failure::io(&error, messages::cannot_write(archive, &error)))?;
    Ok(Compiled { digest: digest_of(&packed), bytes: packed.len() as u64 })
}

/// The files in `archive` as a tree, if its digest is the expected one. Their contents stay in the file, which all workers share.
pub fn read(archive: &str, digest: &str) -> Result<Arc<MountTree>, Failure> {
    let file = module::open_verified(archive, digest)?;
    let unreadable = |error| Failure::io(&error, messages::cannot_read(archive, &error));
    let whole = Arc::new(Mapping::of(&file).map_err(unreadable)?);
    let packed: &[u8] = (*whole).as_ref();
    let entries: Vec<(&str, &Bytes)> = rmp_serde::from_slice(packed).map_err(|error| unfit(archive, &error))?;
    let lent = |bytes: &Bytes| {
        let start = bytes.as_ptr() as usize - packed.as_ptr() as usize;
        Lent { whole: whole.clone(), part: start..start + bytes.len() }
    };
    let files = entries.into_iter().map(|(path, bytes)| (path.to_owned(), lent(bytes))).collect();
    MountTree::lent(files).map(Arc::new).map_err(|error| unfit(archive, &error))
}

/// A mount with the devices, under the name that a guest finds it by.
pub fn devices(guest: &str) -> Result<Mount, Failure> {
    let tree = fuelcell_wasi::device_tree().map_err(|error| unfit(guest, &error))?;
    Ok(Mount { guest: guest.to_owned(), tree: Arc::new(tree), report: false, devices: true })
}

fn unfit(archive: &str, error: &impl Display) -> Failure {
    Failure::new(FailureCode::BadRequest, messages::no_archive(archive, error))
}

fn digest_of(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}
