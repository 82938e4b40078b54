//! The journal as somebody reads it who does not write it: line by line, from the first one on, as far as is asked.
//!
//! It can be read while the desk writes. What lies behind the line that was asked for may be half a line and is not
//! looked at, so whoever asks names a line that is synced.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::StoreError;
use super::line::{GENESIS, Line};
use super::segment::{FORMAT, all, format_of, parse};

/// A place in the journal.
pub struct Replay {
    dir: PathBuf,
    /// The segment that is being read, and how many of its lines were.
    segment: Option<(PathBuf, BufReader<File>, u64)>,
    next_seq: u64,
    prev: String,
}

impl Replay {
    /// Before the first line of the journal in `dir`.
    pub fn new(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
            segment: None,
            next_seq: 1,
            prev: GENESIS.to_owned(),
        }
    }

    /// How many lines were read.
    pub fn lines(&self) -> u64 {
        self.next_seq - 1
    }

    /// Reads on up to line `last`, that one included, and hands each line over, verified.
    pub fn up_to(
        &mut self,
        last: u64,
        take: &mut dyn FnMut(Line) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut octets = Vec::new();
        while self.next_seq <= last {
            let (path, reader, number) = match &mut self.segment {
                Some(segment) => segment,
                none => none.insert(open(&self.dir, self.next_seq)?),
            };
            octets.clear();
            let count = reader
                .read_until(b'\n', &mut octets)
                .map_err(StoreError::io("reading", path))?;
            if count == 0 {
                // A segment that has no such line either says so when it is opened.
                self.segment = None;
                continue;
            }
            *number += 1;
            let path = path.display().to_string();
            if let (1, Some(format)) = (*number, format_of(&octets)) {
                if format > FORMAT {
                    return Err(StoreError::Newer { path, format });
                }
                continue;
            }
            let line = parse(&octets, self.next_seq, Some(&self.prev)).map_err(|fault| {
                StoreError::Journal {
                    path,
                    line: *number,
                    why: fault.why,
                }
            })?;
            self.prev.clone_from(&line.hash);
            self.next_seq += 1;
            take(line)?;
        }
        Ok(())
    }
}

/// Opens the segment that begins with line `first`.
fn open(dir: &Path, first: u64) -> Result<(PathBuf, BufReader<File>, u64), StoreError> {
    let found = all(dir)?.into_iter().find(|(seq, _)| *seq == first);
    let Some((_, path)) = found else {
        return Err(StoreError::Journal {
            path: dir.display().to_string(),
            line: first,
            why: format!("no segment begins with line {first}, and the one before it has ended"),
        });
    };
    let file = File::open(&path).map_err(StoreError::io("reading", &path))?;
    Ok((path, BufReader::with_capacity(256 * 1024, file), 0))
}
