//! What each kind of call costs, to the unit, and that nothing is done that cannot be paid.

use std::time::Instant;

use fuelcell_wasi::Stop;

use crate::guest::*;

#[test]
fn a_call_costs_its_base() {
    let mut guest = guest();
    assert_eq!(guest.cost("sched_yield", &[]), 200);
    assert_eq!(guest.cost("clock_time_get", &[0, 0, u64::from(OUT)]), 200);
    assert_eq!(guest.cost("fd_fdstat_get", &[1, u64::from(OUT)]), 200);
}

#[test]
fn an_error_costs_the_base_too() {
    let mut guest = guest();
    let before = guest.fuel();
    assert_eq!(guest.call("fd_close", &[99]), BADF);
    assert_eq!(before - guest.fuel(), 200 + 3);
}

#[test]
fn bytes_and_iovecs_are_charged() {
    let mut guest = guest();
    assert_eq!(guest.cost("random_get", &[u64::from(OUT), 300]), 200 + 300);
    guest.put(IN, &[64u32, 5, 64, 0, 64, 7].map(u32::to_le_bytes).concat());
    assert_eq!(guest.cost("fd_write", &[1, u64::from(IN), 3, u64::from(OUT)]), 200 + 3 * 10 + 12);
    assert_eq!(guest.cost("args_sizes_get", &[u64::from(OUT), u64::from(OUT)]), 200 + 2 * 10);
    assert_eq!(guest.cost("args_get", &[u64::from(OUT), u64::from(OUT + 64)]), 200 + 2 * 10 + 5 + 3);
}

#[test]
fn a_read_costs_what_there_is_to_read() {
    let mut guest = guest();
    let file = guest.open("f", CREAT).unwrap();
    guest.write(file, b"abc").unwrap();
    guest.put_iovec(IN + 64, 1_000);
    let arguments = [u64::from(file), u64::from(IN), 1, 1, u64::from(OUT)];
    assert_eq!(guest.cost("fd_pread", &arguments), 200 + 10 + 2);
}

#[test]
fn stdin_costs_what_has_come() {
    let mut spec = spec();
    spec.stdin = Box::new(Pieces(vec![Ok(b"ab".to_vec()), Ok(b"c".to_vec())]));
    let mut guest = Guest::new(spec);
    guest.put_iovec(IN + 64, 1_000);
    assert_eq!(guest.cost("fd_read", &[0, u64::from(IN), 1, u64::from(OUT)]), 200 + 10 + 3);
    assert_eq!(guest.cost("fd_read", &[0, u64::from(IN), 1, u64::from(OUT)]), 200 + 10);
}

#[test]
fn paths_are_charged_by_component_and_byte() {
    let mut guest = guest();
    guest.put(IN, b"d./d/e");
    assert_eq!(guest.cost("path_create_directory", &[3, u64::from(IN), 1]), 200 + 50 + 1);
    guest.put(IN, b"./d/e");
    assert_eq!(guest.cost("path_create_directory", &[3, u64::from(IN), 5]), 200 + 3 * 50 + 5);
    let open = [3, 0, u64::from(IN), 5, 0, READ, 0, 0, u64::from(OUT)];
    assert_eq!(guest.cost("path_open", &open), 200 + 500 + 3 * 50 + 5);
}

#[test]
fn a_directory_is_charged_when_it_is_listed_and_by_the_byte_that_is_told() {
    let mut guest = guest();
    guest.open("f", CREAT).unwrap();
    let whole = 25 + 26 + 25;
    assert_eq!(guest.cost("fd_readdir", &[3, u64::from(IN), 500, 0, u64::from(OUT)]), 200 + 3 * 100 + whole);
    assert_eq!(guest.cost("fd_readdir", &[3, u64::from(IN), 500, 2, u64::from(OUT)]), 200 + 25);
    assert_eq!(guest.cost("fd_readdir", &[3, u64::from(IN), 10, 0, u64::from(OUT)]), 200 + 3 * 100 + 10);
}

#[test]
fn growing_is_charged_by_the_zero_and_a_given_file_by_its_copy() {
    let mut spec = spec();
    spec.files = vec![("given".to_owned(), vec![7; 100])];
    let mut guest = Guest::new(spec);
    let file = guest.open("f", CREAT).unwrap();
    assert_eq!(guest.cost("fd_filestat_set_size", &[u64::from(file), 40]), 200 + 40);
    assert_eq!(guest.cost("fd_filestat_set_size", &[u64::from(file), 10]), 200);
    assert_eq!(guest.cost("fd_allocate", &[u64::from(file), 10, 5]), 200 + 5);
    let given = guest.open("given", 0).unwrap();
    guest.put_iovec(IN + 64, 1);
    let write = [u64::from(given), u64::from(IN), 1, 102, u64::from(OUT)];
    assert_eq!(guest.cost("fd_pwrite", &write), 200 + 10 + 1 + 2 + 100);
    assert_eq!(guest.cost("fd_pwrite", &write), 200 + 10 + 1);
}

#[test]
fn a_poll_is_charged_by_the_subscription() {
    let mut guest = guest();
    guest.put(IN, &[0; 96]);
    let arguments = [u64::from(IN), u64::from(IN + 512), 2, u64::from(OUT)];
    assert_eq!(guest.cost("poll_oneoff", &arguments), 200 + 2 * (10 + 48 + 32));
}

#[test]
fn a_directory_of_more_than_1024_entries_is_dearer_to_search_and_to_list() {
    let mut spec = spec();
    spec.disk_entries = 2_000;
    let mut guest = Guest::new(spec);
    for index in 0..1_024 {
        assert_eq!(guest.at_path("path_create_directory", 3, &format!("d{index:04}"), &[]), 0);
    }
    let stat = |guest: &mut Guest| guest.cost("path_filestat_get", &[3, 0, u64::from(IN), 5, u64::from(OUT)]);
    let list = |guest: &mut Guest| guest.cost("fd_readdir", &[3, u64::from(IN + 64), 24, 0, u64::from(OUT)]);
    guest.put(IN, b"d0000d1024");
    assert_eq!((stat(&mut guest), list(&mut guest)), (200 + 50 + 5, 200 + 1_026 * 100 + 24));
    assert_eq!(guest.cost("path_create_directory", &[3, u64::from(IN + 5), 5]), 200 + 50 + 5);
    assert_eq!((stat(&mut guest), list(&mut guest)), (200 + 50 + 5 + 150, 200 + 2 * 100 + 1_025 * 250 + 24));
}

#[test]
fn what_is_handed_back_under_many_names_is_charged_for_each() {
    let mut guest = guest();
    let file = guest.open("f", CREAT).unwrap();
    guest.write(file, &[7; 50]).unwrap();
    guest.put(IN, b"fg");
    let link = [3, 0, u64::from(IN), 1, 3, u64::from(IN + 1), 1];
    assert_eq!(guest.cost("path_link", &link), 200 + 2 * (50 + 1) + 50);
    guest.put_iovec(IN + 64, 4);
    let write = |offset: u64| [u64::from(file), u64::from(IN), 1, offset, u64::from(OUT)];
    assert_eq!(guest.cost("fd_pwrite", &write(46)), 200 + 10 + 4);
    assert_eq!(guest.cost("fd_pwrite", &write(48)), 200 + 10 + 4 + 2);
    assert_eq!(guest.cost("fd_filestat_set_size", &[u64::from(file), 60]), 200 + 8 + 8);
}

#[test]
fn a_call_that_takes_the_last_unit_is_out_of_fuel() {
    let mut guest = guest();
    guest.set_fuel(200 + 2 + 1);
    assert_eq!(guest.try_call("sched_yield", &[]), Ok(0));
    assert_eq!(guest.fuel(), 1);
    guest.set_fuel(200 + 2);
    assert_eq!(guest.try_call("sched_yield", &[]), Err(Stop::OutOfFuel));
    assert_eq!(guest.fuel(), 0);
}

#[test]
fn what_cannot_be_paid_is_not_done() {
    let mut guest = guest();
    let file = guest.open("f", CREAT).unwrap();
    guest.put_iovec(IN + 64, 50);
    for (name, fd) in [("fd_write", 1), ("fd_write", u64::from(file))] {
        guest.set_fuel(250);
        assert_eq!(guest.try_call(name, &[fd, u64::from(IN), 1, u64::from(OUT)]), Err(Stop::OutOfFuel));
        assert_eq!(guest.fuel(), 0);
    }
    assert_eq!(guest.stdout(), b"");
    assert_eq!(guest.finish().files, [("f".to_owned(), Vec::new())]);
}

#[test]
fn a_read_of_stdin_takes_no_more_than_the_fuel_can_pay() {
    let mut spec = spec();
    spec.stdin = Box::new(Pieces(vec![Ok(vec![1; 5_000]), Err(Stop::CallerGone)]));
    let mut guest = Guest::new(spec);
    guest.put_iovec(IN + 64, 10_000);
    guest.set_fuel(3_000);
    let read = guest.try_call("fd_read", &[0, u64::from(IN), 1, u64::from(OUT)]);
    assert_eq!((read, guest.fuel()), (Err(Stop::OutOfFuel), 0));
}

#[test]
fn a_guest_that_only_calls_the_host_meets_its_deadline() {
    let mut guest = guest();
    guest.set_deadline(Instant::now());
    assert_eq!(guest.try_call("sched_yield", &[]), Err(Stop::Deadline));
}
