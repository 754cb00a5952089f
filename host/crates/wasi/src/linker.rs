//! The functions that a module can import, as a table, and the way into each of them.

use wasmtime::{Caller, Error, Extern, Linker, Memory};

use super::AsWasi;
use super::abi::Version;
use super::call::{Answer, Call};
use super::calls::{
    clocks, descriptors, directories, environment, files, lookups, open, paths, poll, process, sockets, transfer,
};
use super::charges::{self, Meter};
use super::fault::Fault;
use super::guest::Guest;

/// Registers every function of both generations with a linker. What else a module may import, [`super::link`] adds.
pub fn add_to_linker<T: AsWasi + 'static>(linker: &mut Linker<T>) -> Result<(), Error> {
    add_version_to_linker(linker, Version::Preview1)?;
    add_version_to_linker(linker, Version::Unstable)
}

/// Registers the functions of one generation of the interface.
pub fn add_version_to_linker<T: AsWasi + 'static>(linker: &mut Linker<T>, version: Version) -> Result<(), Error> {
    macro_rules! functions {
        ($($name:literal => $function:path, ($($argument:ident: $kind:ty),*);)*) => {
            $(linker.func_wrap(version.module(), $name, move |mut caller: Caller<'_, T>, $($argument: $kind),*| {
                enter(&mut caller, version, |call| $function(call, $($argument),*))
            })?;)*
        };
    }

    functions! {
        "args_get" => environment::args_get, (argv: u32, argv_buf: u32);
        "args_sizes_get" => environment::args_sizes_get, (count: u32, buf_size: u32);
        "environ_get" => environment::environ_get, (environ: u32, environ_buf: u32);
        "environ_sizes_get" => environment::environ_sizes_get, (count: u32, buf_size: u32);
        "clock_res_get" => clocks::clock_res_get, (id: u32, resolution: u32);
        "clock_time_get" => clocks::clock_time_get, (id: u32, precision: u64, time: u32);
        "random_get" => environment::random_get, (buf: u32, buf_len: u32);

        "fd_close" => descriptors::fd_close, (fd: u32);
        "fd_renumber" => descriptors::fd_renumber, (from: u32, to: u32);
        "fd_fdstat_get" => descriptors::fd_fdstat_get, (fd: u32, stat: u32);
        "fd_fdstat_set_flags" => descriptors::fd_fdstat_set_flags, (fd: u32, flags: u32);
        "fd_fdstat_set_rights" => descriptors::fd_fdstat_set_rights, (fd: u32, base: u64, inheriting: u64);
        "fd_prestat_get" => descriptors::fd_prestat_get, (fd: u32, prestat: u32);
        "fd_prestat_dir_name" => descriptors::fd_prestat_dir_name, (fd: u32, path: u32, path_len: u32);

        "fd_read" => transfer::fd_read, (fd: u32, iovs: u32, iovs_len: u32, nread: u32);
        "fd_pread" => transfer::fd_pread, (fd: u32, iovs: u32, iovs_len: u32, offset: u64, nread: u32);
        "fd_write" => transfer::fd_write, (fd: u32, iovs: u32, iovs_len: u32, nwritten: u32);
        "fd_pwrite" => transfer::fd_pwrite, (fd: u32, iovs: u32, iovs_len: u32, offset: u64, nwritten: u32);
        "fd_seek" => transfer::fd_seek, (fd: u32, offset: i64, whence: u32, position: u32);
        "fd_tell" => transfer::fd_tell, (fd: u32, position: u32);

        "fd_advise" => files::fd_advise, (fd: u32, offset: u64, len: u64, advice: u32);
        "fd_allocate" => files::fd_allocate, (fd: u32, offset: u64, len: u64);
        "fd_datasync" => files::fd_sync, (fd: u32);
        "fd_sync" => files::fd_sync, (fd: u32);
        "fd_filestat_get" => files::fd_filestat_get, (fd: u32, stat: u32);
        "fd_filestat_set_size" => files::fd_filestat_set_size, (fd: u32, size: u64);
        "fd_filestat_set_times" => files::fd_filestat_set_times, (fd: u32, atim: u64, mtim: u64, flags: u32);
        "fd_readdir" => directories::fd_readdir, (fd: u32, buf: u32, buf_len: u32, cookie: u64, used: u32);

        "path_open" => open::path_open, (fd: u32, lookup: u32, path: u32, path_len: u32, oflags: u32,
            rights_base: u64, rights_inheriting: u64, fdflags: u32, opened: u32);
        "path_create_directory" => paths::path_create_directory, (fd: u32, path: u32, path_len: u32);
        "path_filestat_get" => lookups::path_filestat_get, (fd: u32, lookup: u32, path: u32, path_len: u32, stat: u32);
        "path_filestat_set_times" => lookups::path_filestat_set_times, (fd: u32, lookup: u32, path: u32, path_len: u32,
            atim: u64, mtim: u64, flags: u32);
        "path_link" => paths::path_link, (old_fd: u32, lookup: u32, old_path: u32, old_path_len: u32,
            new_fd: u32, new_path: u32, new_path_len: u32);
        "path_readlink" => lookups::path_readlink, (fd: u32, path: u32, path_len: u32, buf: u32, buf_len: u32, used: u32);
        "path_remove_directory" => paths::path_remove_directory, (fd: u32, path: u32, path_len: u32);
        "path_rename" => paths::path_rename, (fd: u32, old_path: u32, old_path_len: u32,
            new_fd: u32, new_path: u32, new_path_len: u32);
        "path_symlink" => paths::path_symlink, (target: u32, target_len: u32, fd: u32, path: u32, path_len: u32);
        "path_unlink_file" => paths::path_unlink_file, (fd: u32, path: u32, path_len: u32);

        "poll_oneoff" => poll::poll_oneoff, (subscriptions: u32, events: u32, count: u32, ready: u32);
        "proc_raise" => process::proc_raise, (signal: u32);
        "sched_yield" => process::sched_yield, ();
        "sock_accept" => sockets::sock_accept, (fd: u32, flags: u32, accepted: u32);
        "sock_recv" => sockets::sock_recv, (fd: u32, data: u32, data_len: u32, flags: u32, received: u32, out_flags: u32);
        "sock_send" => sockets::sock_send, (fd: u32, data: u32, data_len: u32, flags: u32, sent: u32);
        "sock_shutdown" => sockets::sock_shutdown, (fd: u32, how: u32);
    }
    // The one function without a result: it never comes back.
    linker.func_wrap(version.module(), "proc_exit", move |mut caller: Caller<'_, T>, code: u32| {
        enter(&mut caller, version, |call| process::proc_exit(call, code)).map(|_: i32| ())
    })?;
    Ok(())
}

/// Takes the base charge, lets `function` work on the guest's memory and the run's state, and settles the fuel.
pub(super) fn enter<T: AsWasi>(
    caller: &mut Caller<'_, T>,
    version: Version,
    function: impl FnOnce(&mut Call<'_>) -> Answer,
) -> Result<i32, Error> {
    let left = caller.get_fuel()?;
    let (bytes, data) = match memory(caller) {
        Some(memory) => memory.data_and_store_mut(&mut *caller),
        // Without a memory every address is bad.
        None => (&mut [][..], caller.data_mut()),
    };
    let wasi = data.wasi();
    let meter = Meter::new(wasi.fuel_start, left);
    let mut call = Call { guest: Guest::new(bytes), wasi, meter, version };
    let answer = begin(&mut call).and_then(|()| function(&mut call));
    let left = call.meter.left();
    caller.set_fuel(left)?;
    match answer {
        Ok(()) => Ok(0),
        Err(Fault::Errno(errno)) => Ok(errno as i32),
        Err(Fault::Stop(stop)) => Err(Error::from(stop)),
    }
}

fn begin(call: &mut Call<'_>) -> Answer {
    call.wasi.called = true;
    let lent = call.wasi.end_loan();
    if lent > 0 {
        call.meter.give_back(lent)?;
    }
    call.charge(charges::CALL)?;
    if call.wasi.deadline.check_sometimes(call.meter.used())? {
        call.wasi.streams.flush()?;
    }
    Ok(())
}

/// The memory that the core noted after instantiation; a start function runs before that.
fn memory<T: AsWasi>(caller: &mut Caller<'_, T>) -> Option<Memory> {
    if let Some(memory) = caller.data_mut().wasi().memory {
        return Some(memory);
    }
    caller.get_export("memory").and_then(Extern::into_memory)
}
