//! Bad addresses, undefined bits, numbers beyond their limits: always an errno, never a host error.

use crate::guest::*;

#[test]
fn a_bad_address_is_a_fault_wherever_it_is_passed() {
    let mut guest = guest();
    let file = u64::from(guest.open("f", CREAT).unwrap());
    guest.put_iovec(IN, 4);
    guest.put(IN + 512, b"f");
    let path = u64::from(IN + 512);
    let (bad, iovec) = (u64::from(2 * PAGE_BYTES - 3), u64::from(IN));
    let calls: &[(&str, &[u64])] = &[
        ("args_get", &[bad, bad]),
        ("args_sizes_get", &[bad, 0]),
        ("args_sizes_get", &[0, bad]),
        ("environ_get", &[0, u64::from(u32::MAX)]),
        ("environ_sizes_get", &[0, bad]),
        ("clock_res_get", &[0, bad]),
        ("clock_time_get", &[0, 0, bad]),
        ("random_get", &[bad, 4]),
        ("random_get", &[1, u64::from(u32::MAX)]),
        ("fd_fdstat_get", &[0, bad]),
        ("fd_filestat_get", &[file, bad]),
        ("fd_pread", &[file, iovec, 1, 0, bad]),
        ("fd_pwrite", &[file, bad, 1, 0, iovec]),
        ("fd_prestat_get", &[3, bad]),
        ("fd_prestat_dir_name", &[3, u64::from(2 * PAGE_BYTES), 1]),
        ("fd_read", &[file, bad, 1, iovec]),
        ("fd_read", &[file, iovec, 1, bad]),
        ("fd_readdir", &[3, bad, 4, 0, iovec]),
        ("fd_readdir", &[3, iovec, 4, 0, bad]),
        ("fd_seek", &[file, 0, 0, bad]),
        ("fd_tell", &[file, bad]),
        ("fd_write", &[1, bad, 1, iovec]),
        ("fd_write", &[1, iovec, 1, bad]),
        ("path_create_directory", &[3, bad, 4]),
        ("path_filestat_get", &[3, 0, bad, 4, iovec]),
        ("path_open", &[3, 0, bad, 4, 0, 0, 0, 0, iovec]),
        ("path_open", &[3, 0, iovec, 1, 0, 0, 0, 0, bad]),
        ("path_readlink", &[3, path, 1, bad, 4, iovec]),
        ("path_rename", &[3, path, 1, 3, bad, 4]),
        ("path_symlink", &[bad, 4, 3, path, 1]),
        ("path_unlink_file", &[3, bad, 4]),
        ("poll_oneoff", &[bad, iovec, 1, iovec]),
        ("poll_oneoff", &[iovec, bad, 1, iovec]),
        ("poll_oneoff", &[iovec, iovec, 1, bad]),
    ];
    for (name, arguments) in calls {
        assert_eq!(guest.call(name, arguments), FAULT, "{name} {arguments:?}");
    }
}

#[test]
fn a_bad_result_address_leaves_no_trace() {
    let mut guest = guest();
    guest.put(IN, b"new");
    let bad = u64::from(2 * PAGE_BYTES - 3);
    assert_eq!(guest.call("path_open", &[3, 0, u64::from(IN), 3, u64::from(CREAT), READ, 0, 0, bad]), FAULT);
    assert_eq!(guest.stat(3, "new", 0), Err(NOENT));
    assert_eq!(guest.open("other", CREAT), Ok(4));
}

#[test]
fn undefined_bits_are_invalid() {
    let mut guest = guest();
    let file = u64::from(guest.open("f", CREAT).unwrap());
    let path = u64::from(IN);
    guest.put(IN, b"f");
    let calls: &[(&str, &[u64])] = &[
        ("path_open", &[3, 2, path, 1, 0, 0, 0, 0, 0]),
        ("path_open", &[3, 0, path, 1, 16, 0, 0, 0, 0]),
        ("path_open", &[3, 0, path, 1, 0, 1 << 30, 0, 0, 0]),
        ("path_open", &[3, 0, path, 1, 0, 0, 1 << 63, 0, 0]),
        ("path_open", &[3, 0, path, 1, 0, 0, 0, 32, 0]),
        ("path_open", &[3, 0, path, 1, 0, 0, 0, 1 << 16, 0]),
        ("path_open", &[3, 0, path, 1, u64::from(DIRECTORY | CREAT), 0, 0, 0, 0]),
        ("path_filestat_get", &[3, 4, path, 1, 0]),
        ("path_filestat_set_times", &[3, 0, path, 1, 0, 0, 16]),
        ("path_filestat_set_times", &[3, 0, path, 1, 0, 0, 3]),
        ("path_link", &[3, 2, path, 1, 3, path, 1]),
        ("fd_filestat_set_times", &[file, 0, 0, 12]),
        ("fd_fdstat_set_flags", &[file, 32]),
        ("fd_fdstat_set_flags", &[file, 16]),
        ("fd_fdstat_set_rights", &[file, 1 << 30, 0]),
        ("fd_seek", &[file, 0, 3, 0]),
        ("fd_advise", &[file, 0, 0, 6]),
        ("clock_time_get", &[4, 0, 0]),
        ("clock_res_get", &[4, 0]),
    ];
    for (name, arguments) in calls {
        assert_eq!(guest.call(name, arguments), INVAL, "{name} {arguments:?}");
    }
}

#[test]
fn a_descriptor_that_is_not_open_is_bad() {
    let mut guest = guest();
    guest.put(0, b"p");
    for fd in [4, 1_000_000, u64::from(u32::MAX)] {
        for (name, arguments) in [
            ("fd_close", &[fd][..]),
            ("fd_read", &[fd, 0, 0, 0]),
            ("fd_write", &[fd, 0, 0, 0]),
            ("fd_renumber", &[fd, 1]),
            ("fd_renumber", &[1, fd]),
            ("fd_filestat_get", &[fd, 0]),
            ("fd_readdir", &[fd, 0, 0, 0, 0]),
            ("path_create_directory", &[fd, 0, 1]),
            ("sock_shutdown", &[fd, 0]),
        ] {
            assert_eq!(guest.call(name, arguments), BADF, "{name} {fd}");
        }
    }
}

#[test]
fn a_call_takes_1024_iovecs_and_no_more() {
    let mut guest = guest();
    guest.put(IN, &[0; 8 * 1025]);
    assert_eq!(guest.call("fd_write", &[1, u64::from(IN), 1024, u64::from(OUT)]), 0);
    assert_eq!(guest.call("fd_write", &[1, u64::from(IN), 1025, u64::from(OUT)]), INVAL);
    assert_eq!(guest.call("fd_read", &[0, u64::from(IN), u64::from(u32::MAX), u64::from(OUT)]), INVAL);
}

#[test]
fn paths_are_utf8_without_zeros_and_not_too_long() {
    let mut guest = guest();
    guest.put(IN, b"a\xff");
    assert_eq!(guest.call("path_create_directory", &[3, u64::from(IN), 2]), ILSEQ);
    guest.put(IN, b"a\0b");
    assert_eq!(guest.call("path_create_directory", &[3, u64::from(IN), 3]), INVAL);
    assert_eq!(guest.at_path("path_create_directory", 3, &"n".repeat(256), &[]), NAMETOOLONG);
    assert_eq!(guest.at_path("path_create_directory", 3, &"n/".repeat(2049), &[]), NAMETOOLONG);
    assert_eq!(guest.at_path("path_create_directory", 3, "", &[]), NOENT);
}

#[test]
fn a_module_without_memory_has_only_bad_addresses() {
    use fuelcell_wasi::{Wasi, add_to_linker};
    use wasmtime::{Config, Engine, Linker, Module, Store};

    let mut config = Config::new();
    config.consume_fuel(true);
    let engine = Engine::new(&config).unwrap();
    let text = r#"(module
        (import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
        (func (export "run") (result i32) (call $random_get (i32.const 0) (i32.const 1))))"#;
    let module = Module::new(&engine, wat::parse_str(text).unwrap()).unwrap();
    let mut linker = Linker::new(&engine);
    add_to_linker(&mut linker).unwrap();
    let mut store = Store::new(&engine, State(Wasi::new(spec()).unwrap()));
    store.set_fuel(FUEL).unwrap();
    let instance = linker.instantiate(&mut store, &module).unwrap();
    let run = instance.get_typed_func::<(), i32>(&mut store, "run").unwrap();
    assert_eq!(run.call(&mut store, ()).unwrap(), FAULT);
}

#[test]
fn no_arguments_whatever_break_the_host() {
    let interesting =
        [0, 1, 2, 3, 4, 5, 8, 24, 64, 1_000, 4_096, 65_535, 131_071, 131_072, 0xffff_ffff, u64::MAX, 1 << 63];
    let mut dice = 88_172_645_463_325_252u64;
    let mut roll = |limit: usize| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        (dice >> 11) as usize % limit
    };
    let mut spec = spec();
    spec.output_bytes = u64::MAX;
    spec.files = vec![("f".to_owned(), vec![1; 9]), ("d/g".to_owned(), vec![2; 9])];
    let mut guest = Guest::new(spec);
    for _ in 0..40_000 {
        let (name, kinds) = FUNCTIONS[roll(FUNCTIONS.len())];
        let arguments: Vec<u64> = kinds.chars().map(|_| interesting[roll(interesting.len())]).collect();
        guest.put(roll(8_000) as u32, &[b"f", b"d", b"/", b".", b"\0", b"\x08"][roll(6)].repeat(1 + roll(3)));
        guest.set_fuel(FUEL);
        let errno = guest.call(name, &arguments);
        assert!((0..=76).contains(&errno), "{name} {arguments:?}: {errno}");
    }
    assert!(guest.finish().disk_bytes <= 1_000);
}
