//! A random walk over the tree's operations, after which everything that is counted is counted again.

use std::collections::BTreeMap;

use super::content::names;
use super::fixture::{Disk, disk};
use super::{Body, Ino, ROOT};

/// A small generator; any will do that repeats itself.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn path(&mut self) -> String {
        let depth = 1 + self.below(3);
        let names: Vec<&str> = (0..depth).map(|_| ["a", "b", "c", ".", ".."][self.below(5) as usize]).collect();
        names.join("/")
    }
}

fn step(disk: &mut Disk, dice: &mut Dice, held: &mut Vec<Ino>) {
    let (path, other) = (dice.path(), dice.path());
    let size = dice.below(40);
    // Most of these fail, for all the reasons there are.
    match dice.below(12) {
        0 => _ = disk.make_file(&path, &vec![1; size as usize]),
        1 | 2 => _ = disk.make_directory(&path),
        3 => _ = disk.make_symlink(&path, &other),
        4 => _ = disk.link(&path, &other),
        5 => _ = disk.unlink(&path),
        6 => _ = disk.remove_directory(&path),
        7 | 8 => _ = disk.rename(&path, &other),
        9 => {
            if let Ok(ino) = disk.find(&path) {
                disk.tree.hold(ino).unwrap();
                held.push(ino);
            }
        }
        10 if !held.is_empty() => disk.tree.release(held.swap_remove(dice.below(held.len() as u64) as usize)),
        _ => {
            let ino = disk.find(&path).ok().or_else(|| held.last().copied());
            if let Some(ino) = ino.filter(|ino| matches!(disk.tree.inode(*ino).unwrap().body, Body::File(_))) {
                _ = if size < 20 { disk.resize(ino, size) } else { disk.write(ino, size, b"xyz") };
            }
        }
    }
}

fn check(disk: &Disk, held: &[Ino]) {
    let tree = &disk.tree;
    let mut links: BTreeMap<Ino, u64> = BTreeMap::from([(ROOT, 2)]);
    let mut entries = 0;
    for (ino, inode) in &tree.inodes {
        let Body::Directory(directory) = &inode.body else { continue };
        assert!(inode.links > 0 || directory.entries.is_empty());
        for (name, child) in &directory.entries {
            entries += 1;
            *links.entry(*child).or_default() += 1;
            if let Body::Directory(below) = &tree.inodes[child].body {
                assert_eq!((below.parent, below.reach), (*ino, directory.reach.of_entry(name)));
                *links.entry(*child).or_default() += 1;
                *links.entry(*ino).or_default() += 1;
            }
        }
    }
    let mut bytes = 0;
    for (ino, inode) in &tree.inodes {
        assert_eq!(inode.links, links.get(ino).copied().unwrap_or(0), "links of {ino}");
        assert_eq!(inode.opens, held.iter().filter(|open| *open == ino).count() as u64, "descriptors of {ino}");
        assert!(inode.links + inode.opens > 0, "{ino} should be gone");
        bytes += inode.size() * names(inode);
    }
    assert_eq!(disk.used(), (bytes, entries));
}

#[test]
fn counts_are_exact_whatever_happens() {
    for seed in 1..=40 {
        let (mut disk, mut dice, mut held) = (disk(), Dice(seed), Vec::new());
        for _ in 0..400 {
            step(&mut disk, &mut dice, &mut held);
            check(&disk, &held);
        }
        assert!(disk.tree.quota.peak_bytes() <= 100);
    }
}
