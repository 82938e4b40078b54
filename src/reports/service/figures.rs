//! Lengths of time, summed up: how many, the one in the middle, and the one that nine of ten do not exceed.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::secs;

/// Lengths of time, in any order.
#[derive(Debug, Clone, Default)]
pub(super) struct Lengths(Vec<SignedDuration>);

impl Lengths {
    /// One more.
    pub fn push(&mut self, length: SignedDuration) {
        self.0.push(length);
    }

    /// How many, and two of them that stand for all.
    pub fn json(mut self) -> Value {
        self.0.sort_unstable();
        json!({
            "count": self.0.len(),
            "median_secs": secs(self.at(50)),
            "ninth_of_ten_secs": secs(self.at(90)),
        })
    }

    /// The smallest of those that so many percent do not exceed (the nearest-rank method).
    fn at(&self, percent: usize) -> Option<SignedDuration> {
        let rank = (self.0.len() * percent).div_ceil(100).max(1);
        self.0.get(rank - 1).copied()
    }
}

/// The mean of scores, with one decimal, rounded down; nothing where there are none.
pub(super) fn mean(points: u64, count: u64) -> Option<f64> {
    let tenths = (points * 10).checked_div(count)?;
    Some(f64::from(u16::try_from(tenths).ok()?) / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_one_of_them() {
        let mut lengths = Lengths::default();
        assert_eq!(lengths.clone().json()["median_secs"], Value::Null);
        for minutes in [30, 10, 20, 1000] {
            lengths.push(SignedDuration::from_mins(minutes));
        }
        let told = lengths.json();
        assert_eq!(told["count"], 4);
        assert_eq!(told["median_secs"], 20 * 60);
        assert_eq!(told["ninth_of_ten_secs"], 1000 * 60);
    }

    #[test]
    fn a_mean_is_never_better_than_it_is() {
        assert_eq!(mean(14, 3), Some(4.6));
        assert_eq!(mean(15, 3), Some(5.0));
        assert_eq!(mean(0, 0), None);
    }
}
