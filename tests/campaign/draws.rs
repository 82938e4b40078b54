//! Numbers that look random and are the same each time (`SplitMix64`).

/// A stream of them.
#[derive(Debug, Clone)]
pub struct Draws(u64);

impl Draws {
    /// The stream of one trial. Neighbouring numbers give streams that have nothing to do with each other.
    pub fn of(seed: u64, part: &str, number: usize) -> Self {
        let mut draws = Self(seed);
        for octet in part.bytes().chain((number as u64).to_le_bytes()) {
            draws.0 ^= u64::from(octet);
            draws.next();
        }
        draws
    }

    /// Any number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, which is at least 1.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// One of these.
    pub fn one<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len() as u64) as usize]
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }
}
