//! An instance that serves again is as a new one: memory, globals, and what a run in it costs.

use std::sync::Arc;

use fuelcell_host::engine::instance;
use fuelcell_host::engine::instance::Spare;
use fuelcell_host::reuse::renewal::{Originals, Renewal};
use fuelcell_host::reuse::written_pages::WrittenPages;
use fuelcell_protocol::Reactor;
use fuelcell_wasi::{Stdin, Stop};

use crate::guests::Fixture;

/// A module that counts as a snapshot of so many pages.
pub fn snapshot(name: &str, start_pages: u32) -> Fixture {
    let mut fixture = Fixture::of_file(name);
    fixture.loaded.reactor = Some(Reactor { start_pages, ..Reactor::default() });
    fixture
}

pub fn memory(Spare { store, instance }: &mut Spare) -> Vec<u8> {
    instance.get_memory(&mut *store, "memory").expect("an exported memory").data(&*store).to_vec()
}

#[test]
fn a_renewed_instance_has_its_first_memory_and_globals() {
    let scribble = snapshot("scribble.wat", 4);
    let renewal = WrittenPages::open()
        .map(|pages| Renewal::new(pages.into()))
        .expect("the system tells which pages were written");
    let mut originals = Originals::default();
    let mut first = scribble.run_in(None, |_| {});
    let used = first.used.take().expect("an instance");
    let mut fresh = renewal.renew(&scribble.loaded, &mut originals, used, None).expect("another instance");
    let untouched = memory(&mut fresh);
    assert_eq!(&untouched[100..109], b"as it was");

    let mut second = scribble.run_in(Some(fresh), |_| {});
    assert_eq!((second.end(), second.result.usage.fuel), (first.end(), first.result.usage.fuel));
    let mut used = second.used.take().expect("the same instance");
    assert_ne!(memory(&mut used), untouched);

    let mut again = renewal.renew(&scribble.loaded, &mut originals, used, None).expect("the same instance");
    assert!(memory(&mut again) == untouched);
    let globals = instance::mutable_globals(&mut again.store, &again.instance);
    assert_eq!(globals.iter().map(|(_, value)| value.unwrap_i32()).collect::<Vec<_>>(), [7]);
}

#[test]
fn nothing_that_a_run_was_given_waits_for_the_next() {
    /// Stdin that is there as long as somebody holds the other half.
    struct Held(#[expect(dead_code, reason = "it is only held")] Arc<()>);
    impl Stdin for Held {
        fn read(&mut self, _buffer: &mut [u8]) -> Result<usize, Stop> {
            Ok(0)
        }
    }
    let scribble = snapshot("scribble.wat", 4);
    let renewal = WrittenPages::open()
        .map(|pages| Renewal::new(pages.into()))
        .expect("the system tells which pages were written");
    let mut originals = Originals::default();
    let mut spare = None;
    // Into a new instance, then into one that serves again.
    for _ in 0..2 {
        let given = Arc::new(());
        let held = Held(Arc::clone(&given));
        let ran = scribble.run_with(spare.take(), |_| {}, |spec| spec.stdin = Box::new(held));
        assert_eq!(Arc::strong_count(&given), 2);
        spare = renewal.renew(&scribble.loaded, &mut originals, ran.used.expect("an instance"), None);
        assert!(spare.is_some());
        assert_eq!(Arc::strong_count(&given), 1);
    }
}

#[test]
fn an_instance_whose_memory_has_grown_is_not_kept() {
    let grow = snapshot("grow.wat", 1);
    let renewal = WrittenPages::open()
        .map(|pages| Renewal::new(pages.into()))
        .expect("the system tells which pages were written");
    let mut originals = Originals::default();
    for _ in 0..2 {
        let ran = grow.run_in(None, |_| {});
        assert!(ran.result.usage.grown_pages > 0);
        let mut next =
            renewal.renew(&grow.loaded, &mut originals, ran.used.expect("an instance"), None).expect("another");
        assert_eq!(memory(&mut next).len(), 65_536);
    }
}

#[test]
fn a_spare_that_is_larger_than_the_limit_is_not_used() {
    let scribble = snapshot("scribble.wat", 4);
    let used = scribble.run_in(None, |_| {}).used;
    let short = scribble.run_in(used, |run| run.limits.memory_pages = 3);
    assert_eq!(short.end().0, fuelcell_protocol::Status::OutOfMemory);
}
