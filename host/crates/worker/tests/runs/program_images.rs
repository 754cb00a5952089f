//! The image of an instance brings another to the same state, and leaves nothing in the instance when that is renewed.

use fuelcell_cpython::course::Spent;
use fuelcell_cpython::program::Program;
use fuelcell_host::engine::guest::Guest;
use fuelcell_host::engine::instance;
use fuelcell_host::engine::instance::Spare;
use fuelcell_host::reuse::program_image::Known;
use fuelcell_host::reuse::program_image::{InUse, Key, ProgramImages};
use fuelcell_host::reuse::renewal::{Originals, Renewal};
use fuelcell_host::reuse::spares::Spares;
use fuelcell_host::reuse::written_pages::WrittenPages;

use crate::guests::Fixture;
use crate::renewal::{memory, snapshot};

const SPENT: Spent = Spent { before_compiling: 10, compiling: 100 };

fn key(number: u32, code: &[u8]) -> Key {
    let program =
        Program { code, entry: None, setup: &[], args: &[], env: &[], call: None, last_value: false, reseed: false };
    Key::of(number, "guest", &program).expect("a program without a setup")
}

/// An instance that has run; what its system interface knew of the run is gone.
fn used(fixture: &Fixture) -> Spare {
    let mut used = fixture.run_in(None, |_| {}).used.expect("an instance");
    *used.store.data_mut() = Guest::vacant();
    used
}

fn keep(images: &mut ProgramImages, fixture: &Fixture, key: Key, used: &mut Spare) -> Option<Known> {
    let Spare { store, instance } = used;
    images.keep(key, &fixture.loaded, InUse { store, instance }, SPENT)
}

fn globals(spare: &mut Spare) -> Vec<i32> {
    let globals = instance::mutable_globals(&mut spare.store, &spare.instance);
    globals.iter().map(|(_, value)| value.unwrap_i32()).collect()
}

#[test]
fn an_instance_comes_to_the_state_of_another() {
    // Once by the system's list of written pages, once by comparing all.
    for is_told in [true, false] {
        for (name, pages) in [("scribble.wat", 4), ("grow.wat", 1)] {
            let fixture = snapshot(name, pages);
            let mut images = ProgramImages::new(is_told.then(|| WrittenPages::open().unwrap().into()));
            let mut first = used(&fixture);
            let known = keep(&mut images, &fixture, key(1, b"x"), &mut first).expect("an image");
            assert_eq!(known.image.spent, SPENT);
            let mut second = instance::begin(&fixture.loaded, Guest::vacant()).expect("an instance");
            assert_ne!(memory(&mut second), memory(&mut first));
            known.image.restore(&mut second.store, &second.instance).expect("an instance as good as new");
            assert!(memory(&mut second) == memory(&mut first), "{name}");
            assert_eq!(globals(&mut second), globals(&mut first));
        }
    }
}

#[test]
fn an_instance_is_renewed_to_an_image_and_back_to_the_snapshot() {
    let scribble = snapshot("scribble.wat", 4);
    let renewal = WrittenPages::open()
        .map(|pages| Renewal::new(pages.into()))
        .expect("the system tells which pages were written");
    let (mut originals, mut images) = (Originals::default(), ProgramImages::new(None));
    let untouched = memory(&mut instance::begin(&scribble.loaded, Guest::vacant()).expect("an instance"));
    let mut at_image = used(&scribble);
    let known = keep(&mut images, &scribble, key(1, b"x"), &mut at_image).expect("an image");
    let compiled = memory(&mut at_image);
    let mut spare = at_image;
    for round in 0..4 {
        let image = (round % 2 == 0).then_some(&*known.image);
        if let Some(image) = image {
            image.restore(&mut spare.store, &spare.instance).expect("an instance as good as new");
        }
        let bytes = spare.instance.get_memory(&mut spare.store, "memory").expect("a memory").data_mut(&mut spare.store);
        // In a block of the image, and in one that is as in the snapshot.
        bytes[103] = 77;
        bytes[70_000] = 78;
        spare = renewal.renew(&scribble.loaded, &mut originals, spare, image).expect("an instance");
        assert!(memory(&mut spare) == if image.is_some() { &compiled[..] } else { &untouched[..] }, "{round}");
        assert_eq!(globals(&mut spare), [if image.is_some() { 8 } else { 7 }]);
    }
}

#[test]
fn an_instance_that_has_called_the_host_or_was_refused_memory_is_not_kept() {
    let scribble = snapshot("scribble.wat", 4);
    let mut images = ProgramImages::new(None);
    let mut called = scribble.run_in(None, |_| {}).used.expect("an instance");
    assert!(keep(&mut images, &scribble, key(1, b"x"), &mut called).is_none());
    let mut refused = used(&scribble);
    refused.store.data_mut().limiter.refused = true;
    assert!(keep(&mut images, &scribble, key(1, b"x"), &mut refused).is_none());
    assert!(images.find(key(1, b"x")).is_none());
}

#[test]
fn images_are_found_by_program_and_text_until_they_are_forgotten_or_too_many() {
    let scribble = snapshot("scribble.wat", 4);
    let mut images = ProgramImages::new(None);
    let mut instance = used(&scribble);
    for number in 0..64 {
        keep(&mut images, &scribble, key(number, b"x"), &mut instance).expect("an image");
    }
    keep(&mut images, &scribble, key(7, b"y"), &mut instance).expect("an image");
    let found = |images: &mut ProgramImages, number, code: &[u8]| images.find(key(number, code)).is_some();
    assert!(!found(&mut images, 0, b"x"));
    assert!(found(&mut images, 1, b"x"));
    assert!(!found(&mut images, 1, b"y"));
    assert!(found(&mut images, 7, b"y"));
    images.forget(7);
    assert!(!found(&mut images, 7, b"x"));
    assert!(!found(&mut images, 7, b"y"));
    assert!(found(&mut images, 8, b"x"));
}

#[test]
fn an_image_is_for_runs_that_come_so_far() {
    let scribble = snapshot("scribble.wat", 4);
    let known = keep(&mut ProgramImages::new(None), &scribble, key(1, b"x"), &mut used(&scribble)).expect("an image");
    assert!(known.image.is_within(11, 4));
    assert!(!known.image.is_within(10, 4));
    assert!(!known.image.is_within(11, 3));
}

#[test]
fn a_waiting_instance_serves_the_program_that_it_stands_at() {
    let scribble = snapshot("scribble.wat", 4);
    let mut spares = Spares::of(Some(used(&scribble)));
    spares.put(used(&scribble), Some(key(1, b"x")));
    assert!(spares.take(Some(key(1, b"x"))).is_some_and(|(_, stands)| stands));
    // The other one, then none.
    assert!(spares.take(Some(key(1, b"x"))).is_some_and(|(_, stands)| !stands));
    assert!(spares.take(None).is_none());
    spares.put(used(&scribble), Some(key(1, b"x")));
    spares.forget(1);
    assert!(spares.take(Some(key(1, b"x"))).is_none());
}

#[test]
fn an_image_is_wanted_by_what_runs_a_second_time() {
    let mut images = ProgramImages::new(None);
    let (one, other) = (key(1, b"x"), key(2, b"x"));
    assert_eq!([one, one, other, one].map(|key| images.is_wanted(key)), [false, true, false, true]);
    images.forget(1);
    assert_eq!([one, other].map(|key| images.is_wanted(key)), [false, true]);
}

#[test]
fn a_few_stand_at_images_and_a_place_is_free_again_when_its_program_goes() {
    let (scribble, mut spares) = (snapshot("scribble.wat", 4), Spares::default());
    let mut placed = 0;
    while spares.has_place() {
        placed += 1;
        spares.put(used(&scribble), Some(key(placed, b"x")));
    }
    assert_eq!(placed, 4);
    let in_use = spares.take(Some(key(2, b"x"))).expect("the one at the image");
    assert!(in_use.1 && spares.has_place());
    spares.put(in_use.0, Some(key(2, b"x")));
    assert!(!spares.has_place());
    spares.forget(3);
    assert!(spares.has_place());
}
