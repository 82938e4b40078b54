//! A backup: the journal up to a durable line and the files it names, in a folder of the same shape as the state.
//!
//! ```text
//! DIR/journal/000000000001.jsonl   segments; the last one may be longer than the manifest says
//! DIR/spool/ab/abcd…               files by content
//! DIR/secret                       the key that signs reply tokens: whoever has it can answer for an agent
//! DIR/manifest.json                written last: what of all this counts
//! ```
//! Nothing in the state changes below a durable line, so a backup needs no pause and no cooperation but that line's
//! number. A backup into the same folder again copies only what is new; until its manifest is in place, the one before
//! still counts, because it says how many octets of each segment belong to it. The index is not copied: it is made
//! anew from the journal.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::journal::sync_dir;
use super::lock::Lock;
use super::look::Look;
use super::spool::Spool;
use super::{StoreError, durably, make_private, segment};
use crate::domain::SpoolName;
use crate::fault::{self, Point};

/// The manifest's name in the folder.
const MANIFEST: &str = "manifest.json";
/// Lies in the folder as long as a first backup into it is under way.
const BEGUN: &str = "begun";
/// The form of the manifest.
const FORM: u32 = 1;
/// How many files are named together: each is open until then.
pub(super) const FILES_AT_ONCE: usize = 64;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    form: u32,
    /// When it was made.
    pub made_at: Timestamp,
    /// The last line of the journal in it.
    pub line: u64,
    /// The hash of that line, and so of all lines before it.
    pub hash: String,
    segments: Vec<Part>,
    /// How many tickets it holds.
    pub tickets: u64,
    /// The digest of its tickets, as `check` prints it.
    pub digest: String,
    /// How many files of the spool it holds.
    pub files: u64,
    /// Files that were missing or damaged in the state already.
    pub missing: Vec<SpoolName>,
    /// Whether the signing key is in it; it is not where the configuration names one.
    pub has_secret: bool,
}

/// So much of a segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Part {
    first: u64,
    octets: u64,
    blake3: String,
}

/// A state that nobody runs on, for as long as this lives.
pub struct Resting {
    _lock: Lock,
}

impl Resting {
    /// Keeps a daemon from starting on this state, or says who runs on it.
    pub fn hold(state: &Path) -> Result<Self, StoreError> {
        make_private(state)?;
        Ok(Self {
            _lock: Lock::take(state)?,
        })
    }
}

/// Backs the state up to line `until` into `to`. The line must be durable; `u64::MAX` means the last, in a state at
/// rest. Gives the manifest, and how many files were new.
pub fn backup(
    state: &Path,
    to: &Path,
    until: u64,
    now: Timestamp,
) -> Result<(Manifest, u64), StoreError> {
    let previous = prepare(state, to)?;
    if let Some(previous) = &previous {
        continues(&state.join("journal"), to, previous)?;
    }
    let look = Look::at(state, until)?;
    let Some((line, hash)) = look.end().map(|(line, hash)| (line, hash.to_owned())) else {
        return Err(refused(
            to,
            "the journal is empty: there is nothing to back up yet",
        ));
    };
    let (files, new, missing) = copy_files(&look, &to.join("spool"))?;
    fault::point(Point::BackupFilesCopied);
    let segments = copy_segments(&look, state, to, previous.as_ref())?;
    let secret = state.join("secret");
    let has_secret = secret.exists();
    if has_secret {
        let octets = fs::read(&secret).map_err(StoreError::io("reading", &secret))?;
        durably(&to.join("secret"), &octets)?;
    }
    let manifest = Manifest {
        form: FORM,
        made_at: now,
        line,
        hash,
        segments,
        tickets: look.tickets()?.len() as u64,
        digest: look.digest()?,
        files,
        missing,
        has_secret,
    };
    let text = serde_json::to_vec(&manifest).map_err(|error| refused(to, &error.to_string()))?;
    sync_dir(to)?;
    fault::point(Point::BackupCopied);
    durably(&to.join(MANIFEST), &text)?;
    fault::point(Point::BackupNamed);
    let begun = to.join(BEGUN);
    if begun.exists() {
        fs::remove_file(&begun).map_err(StoreError::io("removing", &begun))?;
        sync_dir(to)?;
    }
    Ok((manifest, new))
}

/// Makes the folder ready: it is new, empty, or holds a backup already, whose manifest is given.
fn prepare(state: &Path, to: &Path) -> Result<Option<Manifest>, StoreError> {
    make_private(to)?;
    let whole = |path: &Path| fs::canonicalize(path).map_err(StoreError::io("finding", path));
    if whole(to)?.starts_with(whole(state)?) {
        return Err(refused(
            to,
            "it lies in the state directory itself; name a folder elsewhere, best on another disk",
        ));
    }
    if to.join(MANIFEST).exists() {
        return Manifest::read(to).map(Some);
    }
    let begun = to.join(BEGUN);
    // What a first backup leaves that could not even write its mark.
    let unnamed = begun.with_extension("new");
    let mut entries = fs::read_dir(to).map_err(StoreError::io("reading", to))?;
    let is_strange =
        |entry: std::io::Result<fs::DirEntry>| entry.map_or(true, |entry| entry.path() != unnamed);
    if entries.any(is_strange) && !begun.exists() {
        return Err(refused(
            to,
            "it is not empty and holds no backup; name an empty folder, or one that is not there yet",
        ));
    }
    durably(&begun, b"a first backup into this folder is not finished\n")?;
    make_private(&to.join("journal"))?;
    make_private(&to.join("spool"))?;
    fault::point(Point::BackupBegun);
    Ok(None)
}

/// Makes sure that the state goes on from what a backup holds.
fn continues(journal: &Path, to: &Path, manifest: &Manifest) -> Result<(), StoreError> {
    for part in &manifest.segments {
        let path = segment::path_of(journal, part.first);
        if !path.exists() || hash_of(&path, part.octets)? != Some(part.blake3.clone()) {
            return Err(refused(
                to,
                "it holds the backup of another desk, or of a time that this one does not remember; name another folder",
            ));
        }
    }
    Ok(())
}

/// Copies the files that are not there yet. Gives how many there are, how many were new, and which cannot be had.
fn copy_files(look: &Look, to: &Path) -> Result<(u64, u64, Vec<SpoolName>), StoreError> {
    let mut spool = Spool::open(to)?;
    let (mut count, mut new, mut missing) = (0_u64, 0_u64, Vec::new());
    for name in look.files()? {
        if !spool.keeps(name) {
            let Ok(octets) = look.file(name) else {
                missing.push(name);
                continue;
            };
            spool.put(&octets)?;
            new += 1;
            if new % FILES_AT_ONCE as u64 == 0 {
                spool.sync()?;
            }
        }
        count += 1;
    }
    spool.sync()?;
    Ok((count, new, missing))
}

/// Copies the segments as far as they were looked at.
fn copy_segments(
    look: &Look,
    state: &Path,
    to: &Path,
    previous: Option<&Manifest>,
) -> Result<Vec<Part>, StoreError> {
    let mut parts = Vec::new();
    for (first, ending) in &look.segments {
        let from = segment::path_of(&state.join("journal"), *first);
        let blake3 = hash_of(&from, ending.octets)?.ok_or_else(|| {
            refused(
                to,
                "the journal became shorter while it was copied; try again",
            )
        })?;
        let part = Part {
            first: *first,
            octets: ending.octets,
            blake3,
        };
        if !previous.is_some_and(|previous| previous.segments.contains(&part)) {
            segment::copy(
                &from,
                part.octets,
                &segment::path_of(&to.join("journal"), *first),
            )?;
        }
        parts.push(part);
    }
    sync_dir(&to.join("journal"))?;
    Ok(parts)
}

impl Manifest {
    /// The manifest of the backup in a folder.
    pub fn read(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(MANIFEST);
        if !path.exists() {
            let why = if folder.join(BEGUN).exists() {
                "the backup into it was never finished; use another one"
            } else {
                "it holds no backup: there is no manifest.json in it"
            };
            return Err(refused(folder, why));
        }
        let text = fs::read(&path).map_err(StoreError::io("reading", &path))?;
        let manifest: Self = serde_json::from_slice(&text).map_err(|error| {
            refused(
                folder,
                &format!("its manifest.json cannot be read: {error}; use another backup"),
            )
        })?;
        if manifest.form != FORM {
            return Err(refused(
                folder,
                "it was made by a newer ticketd; use that one",
            ));
        }
        Ok(manifest)
    }

    /// Reads all of the backup and holds it against this manifest: every segment, every line, every file.
    pub fn verify(&self, folder: &Path) -> Result<Look, StoreError> {
        let damaged = |what: String| refused(folder, &format!("{what}; use another backup"));
        for part in &self.segments {
            let path = segment::path_of(&folder.join("journal"), part.first);
            if !path.exists() || hash_of(&path, part.octets)? != Some(part.blake3.clone()) {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                return Err(damaged(format!("its journal/{name} is missing or damaged")));
            }
        }
        let look = Look::at(folder, self.line)?;
        if look.end() != Some((self.line, self.hash.as_str())) || look.digest()? != self.digest {
            return Err(damaged(
                "its journal is not the one that was backed up".to_owned(),
            ));
        }
        for name in look.files()? {
            if !self.missing.contains(&name)
                && let Err(error) = look.file(name)
            {
                return Err(damaged(format!("its spool is damaged ({error})")));
            }
        }
        if self.has_secret && !folder.join("secret").exists() {
            return Err(damaged("its secret is missing".to_owned()));
        }
        Ok(look)
    }

    /// The segments: where each lies in a folder, and how much of it counts.
    pub(super) fn segments(&self, folder: &Path) -> Vec<(PathBuf, u64)> {
        let journal = folder.join("journal");
        let parts = self.segments.iter();
        parts
            .map(|part| (segment::path_of(&journal, part.first), part.octets))
            .collect()
    }
}

/// The hash of the first octets of a file; `None` when it is shorter.
fn hash_of(path: &Path, octets: u64) -> Result<Option<String>, StoreError> {
    let file = fs::File::open(path).map_err(StoreError::io("reading", path))?;
    let (mut file, mut hasher, mut read) = (file.take(octets), blake3::Hasher::new(), 0_u64);
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let count = file
            .read(&mut buffer)
            .map_err(StoreError::io("reading", path))?;
        if count == 0 {
            break;
        }
        hasher.update(buffer.get(..count).unwrap_or_default());
        read += count as u64;
    }
    Ok((read == octets).then(|| hasher.finalize().to_hex().to_string()))
}

pub(super) fn refused(folder: &Path, why: &str) -> StoreError {
    StoreError::Backup {
        folder: folder.display().to_string(),
        why: why.to_owned(),
    }
}
