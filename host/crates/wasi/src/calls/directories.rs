//! Reading directories.

use super::super::call::{Answer, Call};
use super::super::charges;
use super::super::descriptors::Object;
use super::super::errno::Errno;
use super::super::fault::Fault;
use super::super::listing::Listing;

/// The most entries of all listings together that descriptors keep. Beyond that the older ones are forgotten.
const MAX_KEPT_ENTRIES: usize = 200_000;

/// The cookie 0 takes a new listing, any other goes on in the one that the descriptor keeps.
pub fn fd_readdir(call: &mut Call<'_>, fd: u32, buf: u32, buf_len: u32, cookie: u64, used: u32) -> Answer {
    let span = call.guest.span(buf, buf_len)?;
    call.guest.span(used, 4)?;
    let kept = call.wasi.descriptors.get_mut(fd)?.listing.take().filter(|_| cookie != 0);
    let listing = match kept {
        Some(listing) => listing,
        None => take_listing(call, fd)?,
    };
    let filled = listing.encode(cookie, call.guest.read_mut(&span)?, &mut call.meter)?;
    call.wasi.descriptors.get_mut(fd)?.listing = Some(listing);
    Ok(call.guest.write_u32(used, u32::try_from(filled).map_err(|_| Errno::Overflow)?)?)
}

fn take_listing(call: &mut Call<'_>, fd: u32) -> Result<Listing, Fault> {
    let wasi = &mut *call.wasi;
    let listing = match &wasi.descriptors.get(fd)?.object {
        object @ (Object::Directory(_) | Object::MountedDirectory(_)) => {
            let (tree, ino) = wasi.stored(object).ok_or(Errno::Stale)?;
            Listing::of_tree(tree, ino, &mut call.meter)?
        }
        Object::HostDirectory(directory) => {
            call.meter.charge(charges::HOST_CALL)?;
            directory.listing(&mut wasi.host_inodes, &mut call.meter, &mut wasi.deadline)?
        }
        _ => return Err(Errno::Notdir.into()),
    };
    if wasi.descriptors.listed_entries() + listing.len() > MAX_KEPT_ENTRIES {
        wasi.descriptors.drop_listings();
    }
    Ok(listing)
}
