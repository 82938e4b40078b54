//! What is wrong with a state that cannot be opened any more: all of it, and not only the first fault.
//!
//! Behind a bad line the next good one is believed about where it stands, so that each fault is named once and not
//! again with every line after it. Nothing is mended here.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;

use super::StoreError;
use super::line::{GENESIS, Line};
use super::open::running_path;
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
    // After a clean end no write was under way: a torn end is damage, too.
    let may_be_torn = running_path(dir).exists();
    let journal = dir.join("journal");
    if Unfinished::of(dir)?.is_some() || !of_journal(&journal, may_be_torn, &mut faults)? {
        return Ok(Vec::new());
    }
    of_spool(&dir.join("spool"), &mut faults)?;
    faults.truncate(FAULTS_MAX);
    Ok(faults)
}

/// Gives whether it could be judged: not where a newer ticketd made it.
fn of_journal(dir: &Path, may_be_torn: bool, faults: &mut Vec<String>) -> Result<bool, StoreError> {
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
                    if may_be_torn
                        && fault.is_torn
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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::store::{IndexKind, Store, check};

    /// A state with so many lines, which was ended cleanly.
    fn state(dir: &Path, lines: usize) {
        let (mut store, _) = Store::open(dir, IndexKind::Memory, "boot", [7; 32]).unwrap();
        for line in 0..lines {
            store
                .watching(&format!("box-{line}"), Timestamp::UNIX_EPOCH)
                .unwrap();
            store.sync().unwrap();
        }
        store.close().unwrap();
    }

    /// Changes an octet in these lines of the only segment.
    fn flip(dir: &Path, lines: &[usize]) {
        let path = segment::path_of(&dir.join("journal"), 1);
        let text = fs::read_to_string(&path).unwrap();
        let flipped = text.split_inclusive('\n').enumerate().map(|(at, line)| {
            let is_hit = lines.contains(&(at + 1));
            if is_hit {
                line.replace("box", "fox")
            } else {
                line.to_owned()
            }
        });
        fs::write(path, flipped.collect::<String>()).unwrap();
    }

    fn named(faults: &[String]) -> Vec<&str> {
        let mut named: Vec<&str> = faults
            .iter()
            .filter_map(|fault| fault.split(", line ").nth(1)?.split(':').next())
            .collect();
        named.sort_unstable();
        named
    }

    #[test]
    fn every_bad_line_of_the_last_segment_is_named_also_the_last_ones_after_a_clean_end() {
        let dir = tempfile::tempdir().unwrap();
        state(dir.path(), 5);
        // The first line is the segment's head.
        flip(dir.path(), &[3, 5, 6]);
        assert_eq!(named(&damage(dir.path()).unwrap()), ["3", "5", "6"]);
        // After an end that was none, what is bad up to the last line may be one write that was under way.
        fs::write(dir.path().join("running"), "boot\n").unwrap();
        assert_eq!(named(&damage(dir.path()).unwrap()), ["3"]);
        // A good line of another write behind it shows that it was synced.
        let dir = tempfile::tempdir().unwrap();
        state(dir.path(), 5);
        flip(dir.path(), &[3, 5]);
        fs::write(dir.path().join("running"), "boot\n").unwrap();
        assert_eq!(named(&damage(dir.path()).unwrap()), ["3", "5"]);
    }

    #[test]
    fn a_check_beside_a_running_desk_names_every_bad_line() {
        let dir = tempfile::tempdir().unwrap();
        let (mut store, _) = Store::open(dir.path(), IndexKind::Memory, "boot", [7; 32]).unwrap();
        for line in 0..5 {
            store
                .watching(&format!("box-{line}"), Timestamp::UNIX_EPOCH)
                .unwrap();
            store.sync().unwrap();
        }
        flip(dir.path(), &[2, 4]);
        let found = check(dir.path(), |wanted| store.page(&wanted)).unwrap();
        assert_eq!(named(&found.faults), ["2", "4"]);
    }
}
