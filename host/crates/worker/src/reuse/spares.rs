//! Instances of a module that wait for a run: one as good as new, and some that stand behind the compiling of a program.

use crate::engine::instance::Spare;
use crate::reuse::program_image::Key;

/// The most instances that wait for runs of programs: each holds the pages of its image, and those that a run has written.
const MAX_COMPILED: usize = 4;

#[derive(Default)]
pub struct Spares {
    fresh: Option<Spare>,
    compiled: Vec<(Key, Spare)>,
}

impl Spares {
    pub fn of(fresh: Option<Spare>) -> Self {
        Self { fresh, ..Self::default() }
    }

    /// An instance for a run, and whether it stands at the image that the run begins with.
    pub fn take(&mut self, key: Option<Key>) -> Option<(Spare, bool)> {
        let place = self.compiled.iter().position(|(standing, _)| Some(*standing) == key);
        match place.map(|place| self.compiled.swap_remove(place)) {
            Some((_, spare)) => Some((spare, true)),
            None => Some((self.fresh.take()?, false)),
        }
    }

    /// Whether one more may stand at an image. One that is in use has left its place to itself.
    pub fn has_place(&self) -> bool {
        self.compiled.len() < MAX_COMPILED
    }

    /// Puts an instance away that is as good as new, or stands at the image.
    pub fn put(&mut self, spare: Spare, key: Option<Key>) {
        let Some(key) = key else {
            self.fresh = Some(spare);
            return;
        };
        self.compiled.retain(|(standing, _)| *standing != key);
        self.compiled.push((key, spare));
    }

    /// Lets go of those that stand at an image of a program.
    pub fn forget(&mut self, program: u32) {
        self.compiled.retain(|(standing, _)| standing.program != program);
    }
}
