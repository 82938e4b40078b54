//! What is known of the clock, in `STATE-DIR/clock`: one line of JSON.
//!
//! It is no part of the state: no backup has it, and a desk without it holds its clock against the journal alone. A file
//! that cannot be written is tried again and stops nothing.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::engine::clock_guard::{Kept, Point};

/// How often it is written when nothing is new: the counts of one boot go on, so it is never out of date.
const EVERY: SignedDuration = SignedDuration::from_hours(1);

/// The form of the file. Counts are in milliseconds.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    boot: String,
    believed: (Timestamp, i64),
    leapt: Option<(Timestamp, i64)>,
    unproven: Option<i64>,
}

/// Who writes it.
pub(super) struct Keeper {
    path: PathBuf,
    boot: String,
    /// What was written last.
    written: Option<Kept>,
}

impl Keeper {
    /// For the state in `dir`, in this boot of the machine.
    pub(super) fn new(dir: &Path, boot: &str) -> Self {
        Self {
            path: dir.join("clock"),
            boot: boot.to_owned(),
            written: None,
        }
    }

    /// What an earlier process wrote, and whether that was in this boot.
    pub(super) fn read(&mut self) -> Option<(Kept, bool)> {
        let line: Line = serde_json::from_slice(&fs::read(&self.path).ok()?).ok()?;
        let count = SignedDuration::from_millis;
        let point = |(at, counted): (Timestamp, i64)| (at, count(counted));
        let kept = Kept {
            believed: point(line.believed),
            leapt: line.leapt.map(point),
            unproven: line.unproven.map(count),
        };
        Some((kept, !self.boot.is_empty() && line.boot == self.boot))
    }

    /// Writes it where the clock stands otherwise than before, or an hour has passed.
    pub(super) fn keep(&mut self, kept: Kept) {
        let is_news = self.written.is_none_or(|written| {
            written.leapt != kept.leapt
                || written.unproven != kept.unproven
                || kept.believed.1.saturating_sub(written.believed.1) >= EVERY
        });
        if is_news && self.write(kept).is_ok() {
            self.written = Some(kept);
        }
    }

    fn write(&self, kept: Kept) -> io::Result<()> {
        let count = |count: SignedDuration| i64::try_from(count.as_millis()).unwrap_or(i64::MAX);
        let point = |(at, counted): Point| (at, count(counted));
        let line = Line {
            boot: self.boot.clone(),
            believed: point(kept.believed),
            leapt: kept.leapt.map(point),
            unproven: kept.unproven.map(count),
        };
        let fresh = self.path.with_extension("new");
        let mut file = fs::File::create(&fresh)?;
        writeln!(file, "{}", serde_json::to_string(&line)?)?;
        file.sync_all()?;
        fs::rename(&fresh, &self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_the_clock_is_read_as_it_was_written_and_by_another_boot_as_such() {
        let dir = tempfile::tempdir().unwrap();
        let second = SignedDuration::from_secs(1);
        let at: Timestamp = "2026-03-02T10:00:00Z".parse().unwrap();
        let kept = Kept {
            believed: (at, 5 * second),
            leapt: Some((Timestamp::UNIX_EPOCH, 7 * second)),
            unproven: Some(2 * second),
        };
        let mut keeper = Keeper::new(dir.path(), "one");
        assert_eq!(keeper.read(), None);
        keeper.keep(kept);
        assert_eq!(keeper.read(), Some((kept, true)));
        assert_eq!(Keeper::new(dir.path(), "two").read(), Some((kept, false)));
        fs::write(dir.path().join("clock"), "{").unwrap();
        assert_eq!(keeper.read(), None, "no start fails over it");
    }
}
