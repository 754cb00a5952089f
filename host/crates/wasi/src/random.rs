//! Randomness that the seed decides: the same seed gives the same stream on every machine.

/// Parts this stream from every other use of BLAKE3. To change it changes what every seed means.
const CONTEXT: &str = "fuelcell 2025 guest random_get stream v1";

/// The run's stream of random bytes, begun when first asked: most runs never ask.
pub struct Random {
    seed: u64,
    stream: Option<blake3::OutputReader>,
}

impl Random {
    pub fn new(seed: u64) -> Self {
        Random { seed, stream: None }
    }

    /// How many bytes have been drawn.
    pub fn position(&self) -> u64 {
        self.stream.as_ref().map_or(0, blake3::OutputReader::position)
    }

    /// Passes over bytes as if they had been drawn.
    pub fn skip(&mut self, count: u64) {
        let stream = self.stream();
        stream.set_position(stream.position().saturating_add(count));
    }

    /// The next bytes of the stream; where calls begin and end makes no difference to it.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        self.stream().fill(bytes);
    }

    fn stream(&mut self) -> &mut blake3::OutputReader {
        let seed = self.seed;
        self.stream
            .get_or_insert_with(|| blake3::Hasher::new_derive_key(CONTEXT).update(&seed.to_le_bytes()).finalize_xof())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first<const N: usize>(random: &mut Random) -> [u8; N] {
        let mut bytes = [0; N];
        random.fill(&mut bytes);
        bytes
    }

    #[test]
    fn the_seed_decides_the_stream() {
        assert_eq!(first::<32>(&mut Random::new(5)), first::<32>(&mut Random::new(5)));
        assert_ne!(first::<32>(&mut Random::new(5)), first::<32>(&mut Random::new(6)));
    }

    #[test]
    fn pieces_give_the_same_stream_as_one_call() {
        let whole = first::<100>(&mut Random::new(0));
        let mut random = Random::new(0);
        assert_eq!(first::<33>(&mut random), whole[..33]);
        assert_eq!(first::<67>(&mut random), whole[33..]);
    }
}
