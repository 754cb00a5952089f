//! There are no sockets: an open descriptor is not one, any other is bad.

use super::super::call::{Answer, Call};
use super::super::errno::Errno;

pub fn sock_accept(call: &mut Call<'_>, fd: u32, _flags: u32, _accepted: u32) -> Answer {
    not_a_socket(call, fd)
}

pub fn sock_recv(
    call: &mut Call<'_>,
    fd: u32,
    _data: u32,
    _data_len: u32,
    _flags: u32,
    _received: u32,
    _out_flags: u32,
) -> Answer {
    not_a_socket(call, fd)
}

pub fn sock_send(call: &mut Call<'_>, fd: u32, _data: u32, _data_len: u32, _flags: u32, _sent: u32) -> Answer {
    not_a_socket(call, fd)
}

pub fn sock_shutdown(call: &mut Call<'_>, fd: u32, _how: u32) -> Answer {
    not_a_socket(call, fd)
}

fn not_a_socket(call: &Call<'_>, fd: u32) -> Answer {
    call.wasi.descriptors.get(fd)?;
    Err(Errno::Notsock.into())
}
