//! Devices: files of a mount that stand for something of the run's own, as in `/dev` and `/proc/self`. For guests whose
//! libraries know no other way to it: an interpreter that cannot open its streams again, that cannot sleep, or that was
//! started long before the run.

use std::sync::{Arc, OnceLock};

use super::errno::Errno;
use super::memfs::SpecError;
use super::mounts::MountTree;
use super::stdio::Stream;

/// What a descriptor of a device stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Device {
    Stdin,
    Output(Stream),
    /// Nothing to read, and whatever is written is gone.
    Null,
    /// Moves the virtual clock by the nanoseconds that are written into it, in decimal, in one piece.
    Clock,
    /// The run's random bytes, without end.
    Random,
    /// A text that the host gives.
    Text(Arc<[u8]>),
}

/// What opening a device gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    Stdin,
    Output(Stream),
    Null,
    Clock,
    Random,
    /// The run's argv, each argument with a NUL behind it.
    Arguments,
    /// The run's environment, `NAME=VALUE` with a NUL behind each.
    Environment,
}

const NAMES: [(&str, Named); 9] = [
    ("clock", Named::Clock),
    ("cmdline", Named::Arguments),
    ("environ", Named::Environment),
    ("null", Named::Null),
    ("random", Named::Random),
    ("stderr", Named::Output(Stream::Stderr)),
    ("stdin", Named::Stdin),
    ("stdout", Named::Output(Stream::Stdout)),
    ("urandom", Named::Random),
];

impl Named {
    pub fn find(name: &str) -> Option<Named> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, named)| *named)
    }
}

/// A mount's tree with an empty file for each device.
pub fn tree() -> Result<MountTree, SpecError> {
    MountTree::new(NAMES.iter().map(|(name, _)| ((*name).to_owned(), Vec::new())).collect())
}

/// The nanoseconds in what is written into the clock.
pub fn nanoseconds(written: &[u8]) -> Result<u64, Errno> {
    let text = std::str::from_utf8(written).map_err(|_| Errno::Inval)?;
    text.trim_end().parse().map_err(|_| Errno::Inval)
}

/// The texts of devices. Each is made once in a run: opening a device costs the same however long its text is.
#[derive(Debug, Default)]
pub struct Texts {
    arguments: OnceLock<Arc<[u8]>>,
    environment: OnceLock<Arc<[u8]>>,
}

impl Texts {
    pub fn arguments(&self, args: &[String]) -> Arc<[u8]> {
        Arc::clone(self.arguments.get_or_init(|| list(args)))
    }

    pub fn environment(&self, env: &[String]) -> Arc<[u8]> {
        Arc::clone(self.environment.get_or_init(|| list(env)))
    }
}

/// Texts one after the other, each with a NUL behind it.
fn list(texts: &[String]) -> Arc<[u8]> {
    texts.iter().flat_map(|text| text.bytes().chain([0])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_takes_whole_nanoseconds() {
        assert_eq!(nanoseconds(b"1500\n"), Ok(1500));
        for wrong in [&b""[..], b"-1", b"1.5", b"99999999999999999999", b"\xff"] {
            assert_eq!(nanoseconds(wrong), Err(Errno::Inval));
        }
    }

    #[test]
    fn a_text_is_made_once_for_all_that_open_its_device() {
        let texts = Texts::default();
        let (args, env) = (["main".to_owned()], ["A=1".to_owned()]);
        let first = texts.arguments(&args);
        assert_eq!((&*first, &*texts.environment(&env)), (&b"main\0"[..], &b"A=1\0"[..]));
        assert!(Arc::ptr_eq(&first, &texts.arguments(&args)));
        assert!(Arc::ptr_eq(&texts.environment(&env), &texts.environment(&env)));
    }

    #[test]
    fn each_text_of_a_list_ends_in_a_nul() {
        assert_eq!(&*list(&["a b".to_owned(), String::new()]), b"a b\0\0");
    }
}
