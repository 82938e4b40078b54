//! One file of the journal: a head that names its format, then lines.
//!
//! ```text
//! {"format":2}
//! {"seq":7,"at":"…",…}
//! ```
//! The head is not part of the chain: it says how to read, not what was decided. A segment without one was written by
//! format 1. A file of a newer format is refused before a line of it is read, because a program that guesses at what
//! it does not know would cut it off.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::StoreError;
use super::line::{self, Fault, GENESIS, Line};
use crate::fault::{self, Point};

/// The format that is written. 1: without a head. 2: with one; a line may set the number of the next ticket.
pub const FORMAT: u32 = 2;
/// The format of a segment without a head.
const FORMAT_WITHOUT_HEAD: u32 = 1;
/// Longest line that is read, in octets. A decision holds the texts of one mail; this is far past any.
const LINE_OCTETS_MAX: usize = 64 * 1024 * 1024;

#[derive(Serialize, Deserialize)]
struct Head {
    format: u32,
}

/// What reading a segment came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// The format its head names.
    pub format: u32,
    /// The number of its last good line; the one before its first where it has none.
    pub seq: u64,
    /// The hash of that line.
    pub hash: String,
    /// How many octets are good, the head included.
    pub octets: u64,
}

/// Reads one segment, whose first line has the number `first`. `prev` is the hash before that line; without it, the
/// line is believed about that. Nothing behind line `until` is looked at. A torn line ends the reading where `may_be_torn`, and is an error elsewhere, or when
/// lines follow it that were written after it was synced. A line that is sound and wrong is always an error: no crash makes one.
pub fn read(
    path: &Path,
    first: u64,
    prev: Option<String>,
    until: u64,
    may_be_torn: bool,
    take: &mut dyn FnMut(Line) -> Result<(), StoreError>,
) -> Result<Ending, StoreError> {
    let file = File::open(path).map_err(StoreError::io("reading", path))?;
    let mut reader = BufReader::with_capacity(256 * 1024, file);
    let mut ending = Ending {
        format: FORMAT_WITHOUT_HEAD,
        seq: first.saturating_sub(1),
        hash: prev.clone().unwrap_or_else(|| GENESIS.to_owned()),
        octets: 0,
    };
    let (mut prev, mut number, mut octets) = (prev, 0_u64, Vec::new());
    loop {
        if ending.seq >= until {
            return Ok(ending);
        }
        octets.clear();
        let count = reader
            .read_until(b'\n', &mut octets)
            .map_err(StoreError::io("reading", path))?;
        if count == 0 {
            return Ok(ending);
        }
        number += 1;
        if number == 1
            && let Some(format) = format_of(&octets)
        {
            if format > FORMAT {
                return Err(StoreError::Newer {
                    path: path.display().to_string(),
                    format,
                });
            }
            ending.format = format;
            ending.octets += count as u64;
            continue;
        }
        match parse(&octets, ending.seq + 1, prev.as_deref()) {
            Ok(line) => {
                prev = Some(line.hash.clone());
                ending.hash.clone_from(&line.hash);
                ending.seq += 1;
                ending.octets += count as u64;
                take(line)?;
            }
            Err(fault) => {
                let is_end = may_be_torn
                    && fault.is_torn
                    && !has_later_batch(&mut reader, ending.seq + 1)
                        .map_err(StoreError::io("reading", path))?;
                if is_end {
                    return Ok(ending);
                }
                return Err(StoreError::Journal {
                    path: path.display().to_string(),
                    line: number,
                    why: fault.why,
                });
            }
        }
    }
}

/// The format that a head names; `None` for a line that is no head.
pub(super) fn format_of(octets: &[u8]) -> Option<u32> {
    let octets = octets.strip_suffix(b"\n").unwrap_or(octets);
    let head: Head = serde_json::from_slice(octets).ok()?;
    Some(head.format)
}

/// One line with its end, which must have this number and, where that is known, follow this hash.
pub(super) fn parse(octets: &[u8], seq: u64, prev: Option<&str>) -> Result<Line, Fault> {
    if octets.len() > LINE_OCTETS_MAX {
        return Err(Fault::torn("it is too long"));
    }
    let text = octets
        .strip_suffix(b"\n")
        .ok_or_else(|| Fault::torn("it has no end"))?;
    let text = std::str::from_utf8(text).map_err(|_| Fault::torn("it is no text"))?;
    if let Some(prev) = prev {
        return line::read(text, seq, prev);
    }
    let claimed: Claimed<'_> = serde_json::from_str(text)
        .map_err(|error| Fault::torn(format!("it is no line of a journal: {error}")))?;
    line::read(text, seq, claimed.prev)
}

/// What the first line of a later segment says of the line before it.
#[derive(Deserialize)]
struct Claimed<'a> {
    #[serde(borrow)]
    prev: &'a str,
}

/// Whether a line of a later batch stands somewhere behind the bad line `seq`: then that line had been synced, and is
/// damage in the middle and not a part of the last write, of which a power cut may leave any piece.
pub(super) fn has_later_batch(reader: &mut impl BufRead, seq: u64) -> io::Result<bool> {
    let mut octets = Vec::new();
    loop {
        octets.clear();
        if reader.read_until(b'\n', &mut octets)? == 0 {
            return Ok(false);
        }
        let text = octets
            .strip_suffix(b"\n")
            .and_then(|text| std::str::from_utf8(text).ok());
        let place = text.and_then(line::place_of);
        if place.is_some_and(|(number, batch)| number > seq && batch > seq) {
            return Ok(true);
        }
    }
}

/// Makes a segment that holds its head and nothing else; gives it open for appending, and its size. It gets its name
/// when it is whole.
pub fn create(path: &Path) -> Result<(File, u64), StoreError> {
    // A head is a number: it always has a JSON form.
    let head = format!("{}\n", serde_json::json!(Head { format: FORMAT }));
    let fresh = path.with_extension("new");
    let mut file = fresh_file(&fresh)?;
    file.write_all(head.as_bytes())
        .map_err(StoreError::io("writing", &fresh))?;
    Ok((put_in_place(&file, &fresh, path)?, head.len() as u64))
}

/// Copies the first octets of a segment to a new, synced file at `to`, which may be its own place; gives it open for
/// appending.
pub fn copy(from: &Path, octets: u64, to: &Path) -> Result<File, StoreError> {
    let fresh = to.with_extension("new");
    let source = File::open(from).map_err(StoreError::io("reading", from))?;
    let mut file = fresh_file(&fresh)?;
    io::copy(&mut io::Read::take(source, octets), &mut file)
        .map_err(StoreError::io("writing", &fresh))?;
    fault::point(Point::SegmentCopied);
    file.sync_all().map_err(StoreError::io("syncing", &fresh))?;
    fault::point(Point::SegmentCopySynced);
    let file = put_in_place(&file, &fresh, to)?;
    fault::point(Point::SegmentCopyNamed);
    Ok(file)
}

fn fresh_file(path: &Path) -> Result<File, StoreError> {
    OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .mode(0o600)
        .open(path)
        .map_err(StoreError::io("making", path))
}

fn put_in_place(file: &File, fresh: &Path, path: &Path) -> Result<File, StoreError> {
    file.sync_all().map_err(StoreError::io("syncing", fresh))?;
    fs::rename(fresh, path).map_err(StoreError::io("renaming", fresh))?;
    OpenOptions::new()
        .append(true)
        .open(path)
        .map_err(StoreError::io("opening", path))
}

/// Where the segment lies whose first line has this number.
pub fn path_of(dir: &Path, first: u64) -> PathBuf {
    dir.join(format!("{first:012}.jsonl"))
}

/// The segments in a folder by the number of their first line.
pub fn all(dir: &Path) -> Result<Vec<(u64, PathBuf)>, StoreError> {
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
