//! What is wrong with a state that cannot be opened any more: all of it, and not only the first fault.
//!
//! Behind a bad line the next good one is believed about where it stands, so that each fault is named once and not
//! again with every line after it. Nothing is mended here.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;

use super::StoreError;
use super::line::{GENESIS, Line};
use super::restore::Unfinished;
use super::segment::{self, FORMAT};
use super::spool::Spool;
use crate::domain::SpoolName;

/// Most faults that are named.
const FAULTS_MAX: usize = 100;
/// What mends them.
const WAY_OUT: &str = "move the state directory away, and restore a backup (`ticketd restore`) or, without one, \
                       make it anew (`ticketd rebuild --from-mailbox`)";

/// Every damaged line and file of the state in `dir`, a sentence each, with what to do. Of a state that is half restored,
/// or that a newer ticketd made, nothing is said: it is not damaged.
pub fn damage(dir: &Path) -> Result<Vec<String>, StoreError> {
    let mut faults = Vec::new();
    if Unfinished::of(dir)?.is_some() || !of_journal(&dir.join("journal"), &mut faults)? {
        return Ok(Vec::new());
    }
    of_spool(&dir.join("spool"), &mut faults)?;
    faults.truncate(FAULTS_MAX);
    Ok(faults)
}

/// Gives whether it could be judged: not where a newer ticketd made it.
fn of_journal(dir: &Path, faults: &mut Vec<String>) -> Result<bool, StoreError> {
    let segments = segment::all(dir)?;
    // The number of the next line, and the hash that it has to name; unknown behind a fault.
    let (mut next, mut prev) = (1, Some(GENESIS.to_owned()));
    for (index, (first, path)) in segments.iter().enumerate() {
        let shown = path.display();
        if prev.is_some() && *first != next {
            faults.push(format!(
                "{shown}: lines {next} to {} are missing before it; {WAY_OUT}",
                first.saturating_sub(1)
            ));
            prev = None;
        }
        next = *first;
        let file = File::open(path).map_err(StoreError::io("reading", path))?;
        let lines = BufReader::new(file).split(b'\n');
        for (number, octets) in (1_u64..).zip(lines) {
            let mut octets = octets.map_err(StoreError::io("reading", path))?;
            if number == 1
                && let Some(format) = segment::format_of(&octets)
            {
                if format > FORMAT {
                    return Ok(false);
                }
                continue;
            }
            octets.push(b'\n');
            match segment::parse(&octets, next, prev.as_deref()) {
                Ok(Line { hash, .. }) => prev = Some(hash),
                // Of the last write, of which nobody was told: the next start cuts it off.
                Err(fault)
                    if fault.is_torn
                        && index + 1 == segments.len()
                        && !is_before_a_later_batch(path, number, next)? =>
                {
                    break;
                }
                Err(fault) => {
                    faults.push(format!("{shown}, line {number}: {}; {WAY_OUT}", fault.why));
                    prev = None;
                }
            }
            next += 1;
        }
    }
    Ok(true)
}

/// Whether something that was written after the bad line had been synced stands behind it.
fn is_before_a_later_batch(path: &Path, number: u64, seq: u64) -> Result<bool, StoreError> {
    let file = File::open(path).map_err(StoreError::io("reading", path))?;
    let mut reader = BufReader::new(file);
    let mut skipped = Vec::new();
    for _ in 0..number {
        skipped.clear();
        reader
            .read_until(b'\n', &mut skipped)
            .map_err(StoreError::io("reading", path))?;
    }
    segment::has_later_batch(&mut reader, seq).map_err(StoreError::io("reading", path))
}

fn of_spool(dir: &Path, faults: &mut Vec<String>) -> Result<(), StoreError> {
    let spool = Spool::to_read(dir);
    for folder in fs::read_dir(dir).map_err(StoreError::io("reading", dir))? {
        let folder = folder.map_err(StoreError::io("reading", dir))?.path();
        if !folder.is_dir() {
            continue;
        }
        for file in fs::read_dir(&folder).map_err(StoreError::io("reading", &folder))? {
            let file = file.map_err(StoreError::io("reading", &folder))?;
            let name = SpoolName::parse(&file.file_name().to_string_lossy());
            // What has no name yet belongs to nothing.
            if let Some(name) = name.filter(|_| !folder.ends_with("tmp"))
                && let Err(error) = spool.get(name)
            {
                faults.push(error.to_string());
            }
        }
    }
    Ok(())
}
