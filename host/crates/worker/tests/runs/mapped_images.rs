//! Images apart from code: an instance begins with what is in the file, and comes back to it.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use fuelcell_host::engine::instance::{self, Spare};
use fuelcell_host::engine::module::digest_of_file;
use fuelcell_host::reuse::mapped_image::MappedImage;
use fuelcell_host::reuse::renewal::{Originals, Renewal};
use fuelcell_host::reuse::written_pages::WrittenPages;
use fuelcell_protocol::{Callee, FailureCode, ImageSource, Status};

use super::guests::Fixture;
use super::renewal::memory;

/// Pages of the image, of WebAssembly and of the system.
const PAGES: u32 = 400;
const SYSTEM_PAGES: u32 = PAGES * 16;

/// Begins with 2 pages of its own. Exits with the sum of its global and a byte of the image, having written so many pages of the
/// system and grown by so many of its own.
fn scribbler(written: u32, grown: u32) -> Fixture {
    Fixture::of_text(&format!(
        r#"(module
            (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
            (memory (export "memory") 2)
            (data (i32.const 70000) "of the module")
            (global $stack (mut i32) (i32.const 99))
            (export "fuelcell:global:0" (global $stack))
            (func (export "_start") (local $page i32) (local $sum i32)
                (local.set $sum (i32.add (global.get $stack) (i32.load8_u (i32.const 70000))))
                (global.set $stack (i32.const 50))
                (loop $more
                    (if (i32.lt_u (local.get $page) (i32.const {written}))
                        (then
                            (i32.store8 (i32.mul (local.get $page) (i32.const 4096)) (i32.const 7))
                            (local.set $page (i32.add (local.get $page) (i32.const 1)))
                            (br $more))))
                (drop (memory.grow (i32.const {grown})))
                (i32.store8 (i32.const 70000) (i32.const 0))
                (call $exit (local.get $sum))))"#
    ))
}

fn contents() -> Vec<u8> {
    let mut bytes = vec![0; PAGES as usize * 65_536];
    bytes[70_000] = 30;
    for page in (0..SYSTEM_PAGES as usize).step_by(3) {
        bytes[page * 4096 + 11] = page as u8 | 1;
    }
    bytes
}

fn write_image(name: &str) -> ImageSource {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.image"));
    MappedImage::write(&File::create(&path).unwrap(), &contents()).unwrap();
    let path = path.to_str().unwrap().to_owned();
    ImageSource { digest: digest_of_file(&path).unwrap(), path }
}

fn with_image(mut fixture: Fixture, name: &str) -> Fixture {
    let callee = Callee { start_pages: PAGES, stack_pointer: 12, ..Callee::default() };
    fixture.loaded.image = Some(MappedImage::open_known(&write_image(name), callee).unwrap_or_else(|e| panic!("{e}")));
    fixture
}

#[test]
fn an_instance_begins_with_the_image_and_not_with_its_module() {
    let guest = with_image(scribbler(0, 0), "begins");
    let mut ran = guest.run(|run| run.limits.memory_pages = 500);
    assert_eq!(ran.end(), (Status::Exit, Some(42), None));
    let usage = &ran.result.usage;
    assert_eq!((usage.memory_pages, usage.grown_pages), (u64::from(PAGES), 0));
    let found = memory(ran.used.as_mut().unwrap());
    assert!(found[70_001..] == contents()[70_001..]);
}

#[test]
fn an_image_that_is_larger_than_the_limit_is_out_of_memory() {
    let guest = with_image(scribbler(0, 0), "large");
    assert_eq!(guest.run(|run| run.limits.memory_pages = 399).end(), (Status::OutOfMemory, None, None));
}

#[test]
fn an_instance_comes_back_to_the_image_whatever_was_written_and_grown() {
    let renewal = Renewal::new(Arc::new(WrittenPages::open().expect("the system tells which pages were written")));
    for (written, grown) in [(3, 0), (900, 0), (SYSTEM_PAGES, 0), (3, 5), (SYSTEM_PAGES, 5)] {
        let guest = with_image(scribbler(written, grown), &format!("back-{written}-{grown}"));
        let (mut spare, mut fuel) = (None, None);
        for _ in 0..3 {
            let ran = guest.run_in(spare.take(), |run| run.limits.memory_pages = 500);
            assert_eq!(ran.end(), (Status::Exit, Some(42), None), "{written} {grown}");
            assert_eq!(*fuel.get_or_insert(ran.result.usage.fuel), ran.result.usage.fuel);
            let used = ran.used.expect("an instance");
            let mut renewed = renewal.renew(&guest.loaded, &mut Originals::default(), used, None).expect("another");
            assert!(memory(&mut renewed) == contents(), "{written} {grown}");
            let Spare { store, instance } = &mut renewed;
            let globals = instance::mutable_globals(store, instance);
            assert_eq!(globals.iter().map(|(_, value)| value.unwrap_i32()).collect::<Vec<_>>(), [12]);
            spare = Some(renewed);
        }
    }
}

#[test]
fn a_page_of_zeros_takes_no_room_in_the_file() {
    use std::os::unix::fs::MetadataExt;
    let source = write_image("holes");
    let found = std::fs::metadata(source.path).unwrap();
    assert_eq!(found.len(), u64::from(PAGES) * 65_536);
    assert!(found.blocks() * 512 < found.len() * 2 / 3, "{} blocks", found.blocks());
}

#[test]
fn an_image_that_is_not_what_was_written_is_refused() {
    let source = write_image("damaged");
    let callee = Callee { start_pages: PAGES, ..Callee::default() };
    let refused = |source: &ImageSource, callee| MappedImage::open_known(source, callee).err().map(|error| error.code);
    assert_eq!(refused(&source, Callee { start_pages: 399, ..callee }), Some(FailureCode::DigestMismatch));
    let mut bytes = std::fs::read(&source.path).unwrap();
    bytes[5] ^= 1;
    std::fs::write(&source.path, bytes).unwrap();
    assert_eq!(refused(&source, callee), Some(FailureCode::DigestMismatch));
    std::fs::remove_file(&source.path).unwrap();
    assert_eq!(refused(&source, callee), Some(FailureCode::Io));
}
