//! The journal: append-only segments of lines, synced once a batch.
//!
//! A bad line at the tail of the last segment is what a crash leaves of a write that nobody was told of: it is cut
//! off. Anywhere else it is damage, and the journal refuses. Lines that were read at start may have come from the
//! page cache of a machine that lost power before; so the good part of the last segment is copied to a new file and
//! synced before anything is built on it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::StoreError;
use super::line::{self, GENESIS, Line};
use super::record::Record;
use crate::fault::{self, Point};

/// Size from which a segment is followed by a new one, in octets: what is copied at a start stays small.
const SEGMENT_OCTETS: u64 = 16 * 1024 * 1024;
/// Longest line that is read, in octets. A decision holds the texts of one mail; this is far past any.
const LINE_OCTETS_MAX: usize = 64 * 1024 * 1024;

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
    /// How many octets at the tail were cut off.
    pub cut_octets: u64,
}

impl Journal {
    /// Opens the journal in `dir`, verifying the last segment and making it durable. Gives what was found.
    pub fn open(dir: &Path, seed: [u8; 32]) -> Result<(Self, Found), StoreError> {
        fs::create_dir_all(dir).map_err(StoreError::io("making", dir))?;
        let segments = segments(dir)?;
        let Some((first_seq, path)) = segments.last().cloned() else {
            let path = segment_path(dir, 1);
            let file = create(&path)?;
            sync_dir(dir)?;
            let found = Found {
                last_seq: 0,
                last_hash: GENESIS.to_owned(),
                cut_octets: 0,
            };
            return Ok((Self::at(dir, file, path, 0, &found, seed), found));
        };
        let before = match segments
            .len()
            .checked_sub(2)
            .and_then(|index| segments.get(index))
        {
            Some((first, path)) => read_segment(path, *first, None, false, &mut |_| Ok(()))?.1,
            None => GENESIS.to_owned(),
        };
        let mut good = 0_u64;
        let (last_seq, last_hash, good_octets) =
            read_segment(&path, first_seq, Some(before), true, &mut |_| {
                good += 1;
                Ok(())
            })?;
        fault::point(Point::JournalRead);
        let size = fs::metadata(&path)
            .map_err(StoreError::io("reading", &path))?
            .len();
        let found = Found {
            last_seq,
            last_hash,
            cut_octets: size.saturating_sub(good_octets),
        };
        let file = rewrite(&path, good_octets)?;
        sync_dir(dir)?;
        Ok((Self::at(dir, file, path, good_octets, &found, seed), found))
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
        if let Ok((text, hash)) = line::write(seq, now, &self.prev, record, salt) {
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
        if self.size >= SEGMENT_OCTETS {
            self.path = segment_path(&self.dir, self.next_seq);
            self.file = create(&self.path)?;
            sync_dir(&self.dir)?;
            self.size = 0;
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

/// Reads all lines after `after` in order and hands each over. Verifies every segment it reads.
pub fn replay(
    dir: &Path,
    after: u64,
    take: &mut dyn FnMut(Line) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let segments = segments(dir)?;
    let mut prev = None;
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
        let (_, hash, _) = read_segment(path, *first, before, is_last, &mut |line| {
            if line.seq > after { take(line) } else { Ok(()) }
        })?;
        prev = Some(hash);
    }
    Ok(())
}

/// Reads one segment. `prev` is the hash before its first line; without it, the first line is believed about that.
/// Gives the last line's number and hash, and how many octets are good. A bad line ends the reading where
/// `may_be_torn`, and is an error elsewhere, or when good lines follow it.
fn read_segment(
    path: &Path,
    first: u64,
    prev: Option<String>,
    may_be_torn: bool,
    take: &mut dyn FnMut(Line) -> Result<(), StoreError>,
) -> Result<(u64, String, u64), StoreError> {
    let file = File::open(path).map_err(StoreError::io("reading", path))?;
    let mut reader = BufReader::with_capacity(256 * 1024, file);
    let (mut seq, mut prev, mut good, mut number) = (first, prev, 0_u64, 0_u64);
    let mut octets = Vec::new();
    loop {
        octets.clear();
        let count = reader
            .read_until(b'\n', &mut octets)
            .map_err(StoreError::io("reading", path))?;
        if count == 0 {
            break;
        }
        number += 1;
        let bad = |why: String| StoreError::Journal {
            path: path.display().to_string(),
            line: number,
            why,
        };
        let parsed = parse(&octets, seq, prev.as_deref());
        match parsed {
            Ok(line) => {
                prev = Some(line.hash.clone());
                seq += 1;
                good += count as u64;
                take(line)?;
            }
            Err(why)
                if may_be_torn
                    && !has_line_after(&mut reader, seq)
                        .map_err(StoreError::io("reading", path))? =>
            {
                let _ = why;
                break;
            }
            Err(why) => return Err(bad(why)),
        }
    }
    Ok((
        seq.saturating_sub(1),
        prev.unwrap_or_else(|| GENESIS.to_owned()),
        good,
    ))
}

fn parse(octets: &[u8], seq: u64, prev: Option<&str>) -> Result<Line, String> {
    if octets.len() > LINE_OCTETS_MAX {
        return Err("it is too long".to_owned());
    }
    let text = octets.strip_suffix(b"\n").ok_or("it has no end")?;
    let text = std::str::from_utf8(text).map_err(|_| "it is no text".to_owned())?;
    if let Some(prev) = prev {
        return line::read(text, seq, prev);
    }
    let claimed: Claimed<'_> = serde_json::from_str(text)
        .map_err(|error| format!("it is no line of a journal: {error}"))?;
    line::read(text, seq, claimed.prev)
}

/// What the first line of a later segment says of the line before it.
#[derive(serde::Deserialize)]
struct Claimed<'a> {
    #[serde(borrow)]
    prev: &'a str,
}

/// The number that a line claims.
#[derive(serde::Deserialize)]
struct Numbered {
    seq: u64,
}

/// Whether a line with a sound checksum stands somewhere behind a bad one: then the bad one is damage in the middle
/// and not the torn end of the last write.
fn has_line_after(reader: &mut impl BufRead, seq: u64) -> io::Result<bool> {
    let mut octets = Vec::new();
    loop {
        octets.clear();
        if reader.read_until(b'\n', &mut octets)? == 0 {
            return Ok(false);
        }
        let sound = octets
            .strip_suffix(b"\n")
            .and_then(|text| serde_json::from_slice::<Numbered>(text).ok());
        if sound.is_some_and(|line| line.seq > seq) {
            return Ok(true);
        }
    }
}

/// Copies the good part of a segment to a new, synced file in its place; gives it open for appending.
fn rewrite(path: &Path, octets: u64) -> Result<File, StoreError> {
    let fresh = path.with_extension("new");
    let from = File::open(path).map_err(StoreError::io("reading", path))?;
    let mut to = create(&fresh)?;
    io::copy(&mut io::Read::take(from, octets), &mut to)
        .map_err(StoreError::io("writing", &fresh))?;
    fault::point(Point::SegmentCopied);
    to.sync_all().map_err(StoreError::io("syncing", &fresh))?;
    fault::point(Point::SegmentCopySynced);
    fs::rename(&fresh, path).map_err(StoreError::io("renaming", &fresh))?;
    fault::point(Point::SegmentCopyNamed);
    OpenOptions::new()
        .append(true)
        .open(path)
        .map_err(StoreError::io("opening", path))
}

fn create(path: &Path) -> Result<File, StoreError> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .open(path)
        .map_err(StoreError::io("making", path))?;
    file.sync_all().map_err(StoreError::io("syncing", path))?;
    Ok(file)
}

/// Makes the names in a folder durable.
pub fn sync_dir(dir: &Path) -> Result<(), StoreError> {
    File::open(dir)
        .and_then(|dir| dir.sync_all())
        .map_err(StoreError::io("syncing", dir))
}

fn segment_path(dir: &Path, first: u64) -> PathBuf {
    dir.join(format!("{first:012}.jsonl"))
}

/// The segments by the number of their first line.
fn segments(dir: &Path) -> Result<Vec<(u64, PathBuf)>, StoreError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).map_err(StoreError::io("reading", dir))? {
        let path = entry.map_err(StoreError::io("reading", dir))?.path();
        let is_segment = path
            .extension()
            .is_some_and(|extension| extension == "jsonl");
        let first = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .and_then(|stem| stem.parse().ok());
        if let (true, Some(first)) = (is_segment, first) {
            found.push((first, path));
        }
    }
    found.sort();
    Ok(found)
}
