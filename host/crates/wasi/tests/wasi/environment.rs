//! Arguments, environment, randomness, and the end of the process.

use fuelcell_wasi::Stop;

use crate::guest::*;

#[test]
fn arguments_are_given_with_zeros_between() {
    let mut guest = guest();
    assert_eq!(guest.call("args_sizes_get", &[u64::from(OUT), u64::from(OUT + 4)]), 0);
    assert_eq!((guest.u32(OUT), guest.u32(OUT + 4)), (2, 8));
    assert_eq!(guest.call("args_get", &[u64::from(OUT), u64::from(IN)]), 0);
    assert_eq!((guest.u32(OUT), guest.u32(OUT + 4)), (IN, IN + 5));
    assert_eq!(guest.bytes(IN, 8), "prog\0ä\0".as_bytes());
}

#[test]
fn the_environment_has_names_and_values() {
    let mut guest = guest();
    assert_eq!(guest.call("environ_sizes_get", &[u64::from(OUT), u64::from(OUT + 4)]), 0);
    assert_eq!((guest.u32(OUT), guest.u32(OUT + 4)), (1, 4));
    assert_eq!(guest.call("environ_get", &[u64::from(OUT), u64::from(IN)]), 0);
    assert_eq!(guest.bytes(IN, 4), b"A=1\0");
}

#[test]
fn the_seed_decides_randomness() {
    let random = |seed| {
        let mut spec = spec();
        spec.seed = seed;
        let mut guest = Guest::new(spec);
        assert_eq!(guest.call("random_get", &[u64::from(OUT), 16]), 0);
        guest.bytes(OUT, 16)
    };
    assert_eq!(random(1), random(1));
    assert_ne!(random(1), random(2));
}

#[test]
fn only_the_low_byte_of_an_exit_code_counts() {
    for (code, reported) in [(0, 0), (1, 1), (126, 126), (255, 255), (256, 0), (0xffff_ffff, 255)] {
        assert_eq!(guest().try_call("proc_exit", &[code]), Err(Stop::Exit(reported)));
    }
}

#[test]
fn there_are_no_signals() {
    assert_eq!(guest().call("proc_raise", &[9]), NOSYS);
}
