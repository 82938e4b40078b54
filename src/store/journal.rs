//! The journal: append-only segments of lines, synced once a batch.
//!
//! A bad line in the last batch of the last segment is what a crash leaves of a write that nobody was told of: it is cut
//! off, and so is what stands behind it. Anywhere else it is damage, and the journal refuses. Lines that were read at start may have come from the
//! page cache of a machine that lost power before; so the good part of the last segment is copied to a new file and
//! synced before anything is built on it.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::StoreError;
use super::line::{self, GENESIS, Line};
use super::record::Record;
use super::segment::{self, Ending, FORMAT};
use crate::fault::{self, Point};

/// Size from which a segment is followed by a new one, in octets: what is copied at a start stays small.
const SEGMENT_OCTETS: u64 = 16 * 1024 * 1024;

/// The journal, open for appending.
pub struct Journal {
    dir: PathBuf,
    file: File,
    path: PathBuf,
    size: u64,
    next_seq: u64,
    prev: String,
    held: String,
    held_count: u64,
    /// Salts of lines are drawn from it; never written anywhere, another at each start.
    seed: [u8; 32],
}

/// What was found in the segments.
pub struct Found {
    /// The number of the last good line; 0 when there is none.
    pub last_seq: u64,
    /// Its hash.
    pub last_hash: String,
    /// The instant of the last line of the last segment, if there is one.
    pub last_at: Option<Timestamp>,
    /// How many octets at the tail were cut off.
    pub cut_octets: u64,
    /// The format the journal was of, where it goes on in a newer one.
    pub migrated_from: Option<u32>,
}

impl Journal {
    /// Opens the journal in `dir`, verifying the last segment and making it durable. Gives what was found. Where it
    /// was ended cleanly nothing can be torn, and a bad last line is damage like any other.
    pub fn open(
        dir: &Path,
        may_be_torn: bool,
        seed: [u8; 32],
    ) -> Result<(Self, Found), StoreError> {
        fs::create_dir_all(dir).map_err(StoreError::io("making", dir))?;
        let segments = segment::all(dir)?;
        let Some((first_seq, path)) = segments.last().cloned() else {
            let found = Found {
                last_seq: 0,
                last_hash: GENESIS.to_owned(),
                last_at: None,
                cut_octets: 0,
                migrated_from: None,
            };
            return Ok((Self::beginning(dir, &found, seed)?, found));
        };
        let before = match segments
            .len()
            .checked_sub(2)
            .and_then(|index| segments.get(index))
        {
            Some((first, path)) => {
                segment::read(path, *first, None, u64::MAX, false, &mut |_| Ok(()))?.hash
            }
            None => GENESIS.to_owned(),
        };
        let mut last_at = None;
        let ending = segment::read(
            &path,
            first_seq,
            Some(before),
            u64::MAX,
            may_be_torn,
            &mut |line| {
                last_at = Some(line.at);
                Ok(())
            },
        )?;
        fault::point(Point::JournalRead);
        let size = fs::metadata(&path)
            .map_err(StoreError::io("reading", &path))?
            .len();
        let found = Found {
            last_seq: ending.seq,
            last_hash: ending.hash,
            last_at,
            cut_octets: size.saturating_sub(ending.octets),
            migrated_from: (ending.format < FORMAT && ending.octets > 0).then_some(ending.format),
        };
        let file = segment::copy(&path, ending.octets, &path)?;
        sync_dir(dir)?;
        if ending.format < FORMAT {
            // What is written stays as it is; what comes goes into a segment of the new format.
            return Ok((Self::beginning(dir, &found, seed)?, found));
        }
        Ok((
            Self::at(dir, file, path, ending.octets, &found, seed),
            found,
        ))
    }

    /// At the beginning of a new segment.
    fn beginning(dir: &Path, found: &Found, seed: [u8; 32]) -> Result<Self, StoreError> {
        let path = segment::path_of(dir, found.last_seq + 1);
        let (file, size) = segment::create(&path)?;
        sync_dir(dir)?;
        Ok(Self::at(dir, file, path, size, found, seed))
    }

    fn at(dir: &Path, file: File, path: PathBuf, size: u64, found: &Found, seed: [u8; 32]) -> Self {
        Self {
            dir: dir.to_owned(),
            file,
            path,
            size,
            next_seq: found.last_seq + 1,
            prev: found.last_hash.clone(),
            held: String::new(),
            held_count: 0,
            seed,
        }
    }

    /// The number of the last line that is durable.
    pub fn last_seq(&self) -> u64 {
        self.next_seq.saturating_sub(1)
    }

    /// The number of the next line that will be written, those held not counted.
    pub fn next_seq(&self) -> u64 {
        self.next_seq
    }

    /// Holds a line until the next sync.
    pub fn hold(&mut self, record: &Record, now: Timestamp) {
        let seq = self.next_seq + self.held_count;
        // A record is made of strings, numbers and lists: it always has a JSON form.
        let salt = blake3::keyed_hash(&self.seed, &seq.to_be_bytes())
            .to_hex()
            .chars()
            .take(32)
            .collect();
        if let Ok((text, hash)) = line::write(seq, now, &self.prev, self.next_seq, record, salt) {
            self.held.push_str(&text);
            self.held.push('\n');
            self.held_count += 1;
            self.prev = hash;
        }
    }

    /// Writes all held lines and syncs them. After an error nothing may go on.
    pub fn sync(&mut self) -> Result<(), StoreError> {
        if self.held.is_empty() {
            return Ok(());
        }
        fault::point(Point::SpoolSynced);
        if self.size >= fault::limit("segment-octets", SEGMENT_OCTETS) {
            self.path = segment::path_of(&self.dir, self.next_seq);
            (self.file, self.size) = segment::create(&self.path)?;
            sync_dir(&self.dir)?;
            fault::point(Point::SegmentBegun);
        }
        self.file
            .write_all(self.held.as_bytes())
            .map_err(StoreError::io("writing", &self.path))?;
        fault::point(Point::JournalWritten);
        self.file
            .sync_data()
            .map_err(StoreError::io("syncing", &self.path))?;
        fault::point(Point::JournalSynced);
        self.size += self.held.len() as u64;
        self.next_seq += self.held_count;
        self.held.clear();
        self.held_count = 0;
        Ok(())
    }
}

/// Reads the lines after `after`, up to `until`, in order and hands each over. Verifies every segment it reads; gives
/// for each how far it was read.
pub fn replay(
    dir: &Path,
    after: u64,
    until: u64,
    take: &mut dyn FnMut(Line) -> Result<(), StoreError>,
) -> Result<Vec<(u64, Ending)>, StoreError> {
    let mut segments = segment::all(dir)?;
    segments.retain(|(first, _)| *first <= until);
    let (mut prev, mut endings) = (None, Vec::new());
    for (index, (first, path)) in segments.iter().enumerate() {
        let is_last = index + 1 == segments.len();
        let next_first = segments.get(index + 1).map(|(first, _)| *first);
        if next_first.is_some_and(|next| next <= after + 1) && index + 2 < segments.len() {
            continue;
        }
        let before = if *first == 1 {
            Some(GENESIS.to_owned())
        } else {
            prev
        };
        let ending = segment::read(path, *first, before, until, is_last, &mut |line| {
            if line.seq > after { take(line) } else { Ok(()) }
        })?;
        prev = Some(ending.hash.clone());
        endings.push((*first, ending));
    }
    Ok(endings)
}

/// Makes the names in a folder durable.
pub fn sync_dir(dir: &Path) -> Result<(), StoreError> {
    File::open(dir)
        .and_then(|dir| dir.sync_all())
        .map_err(StoreError::io("syncing", dir))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-03-02T10:00:00Z".parse().unwrap()
    }

    fn watching(number: usize) -> Record {
        Record::Watching {
            mailbox: format!("mailbox-{number}"),
        }
    }

    /// A journal of so many batches of three lines each; gives the path of its segment.
    fn journal(dir: &Path, batches: usize) -> PathBuf {
        let (mut journal, _) = Journal::open(dir, false, [7; 32]).unwrap();
        for batch in 0..batches {
            for line in 0..3 {
                journal.hold(&watching(3 * batch + line), now());
            }
            journal.sync().unwrap();
        }
        journal.path.clone()
    }

    /// Zeros in the middle of a line, counted from 1: a sector that the disk did not write.
    fn tear(path: &Path, line: usize) {
        let text = fs::read_to_string(path).unwrap();
        // The first line is the segment's head.
        let before: usize = text.lines().take(line).map(|line| line.len() + 1).sum();
        let mut octets = text.into_bytes();
        octets[before + 40..before + 60].fill(0);
        fs::write(path, octets).unwrap();
    }

    #[test]
    fn of_the_last_batch_a_power_cut_may_take_a_line_and_leave_the_ones_behind_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = journal(dir.path(), 2);
        tear(&path, 5);
        let (_, found) = Journal::open(dir.path(), true, [7; 32]).unwrap();
        assert_eq!(found.last_seq, 4, "line 6 was told to nobody either");
        assert!(found.cut_octets > 0);
    }

    #[test]
    fn of_an_earlier_batch_it_takes_nothing_so_that_is_damage() {
        let dir = tempfile::tempdir().unwrap();
        let path = journal(dir.path(), 2);
        tear(&path, 3);
        let opened = Journal::open(dir.path(), true, [7; 32]);
        assert!(matches!(opened, Err(StoreError::Journal { line: 4, .. })));
    }
}
