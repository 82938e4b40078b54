//! The spool: raw mails, composed mails and attachments, each a file named by the hash of its octets.
//!
//! A file is written under `tmp/` at once and gets its name at the next sync: synced, renamed, its folder synced.
//! So a name in the spool is always a whole file, and the same octets are kept once however often they come.
//!
//! A name that lies there already may have been given by a process that was ended before it could sync the folder: the
//! first time that such a name is relied on, its folder is synced with the others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::StoreError;
use super::journal::sync_dir;
use crate::domain::SpoolName;
use crate::fault::{self, Point};

/// The spool of one desk.
pub struct Spool {
    dir: PathBuf,
    unnamed: BTreeMap<SpoolName, (PathBuf, File)>,
    /// Folders with names that are relied on and that an earlier process gave.
    doubtful: BTreeSet<PathBuf>,
    /// Folders that this process has synced: what it found in them is durable.
    synced: BTreeSet<PathBuf>,
}

impl Spool {
    /// Opens the spool in `dir` and sweeps out what a crash left unnamed.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let tmp = dir.join("tmp");
        fs::create_dir_all(&tmp).map_err(StoreError::io("making", &tmp))?;
        for entry in fs::read_dir(&tmp).map_err(StoreError::io("reading", &tmp))? {
            let path = entry.map_err(StoreError::io("reading", &tmp))?.path();
            fs::remove_file(&path).map_err(StoreError::io("removing", &path))?;
        }
        sync_dir(dir)?;
        Ok(Self {
            dir: dir.to_owned(),
            unnamed: BTreeMap::new(),
            doubtful: BTreeSet::new(),
            synced: BTreeSet::new(),
        })
    }

    /// The files of a folder, for reading only: nothing is made and nothing swept.
    pub fn to_read(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
            unnamed: BTreeMap::new(),
            doubtful: BTreeSet::new(),
            synced: BTreeSet::new(),
        }
    }

    /// Whether a file is there, to be relied on from the next sync on. It is whole: a name is given last.
    pub fn keeps(&mut self, name: SpoolName) -> bool {
        if self.unnamed.contains_key(&name) {
            return true;
        }
        let is_there = self.path(name).exists();
        let folder = self.folder(name);
        if is_there && !self.synced.contains(&folder) {
            self.doubtful.insert(folder);
        }
        is_there
    }

    /// Puts octets in.
    pub fn put(&mut self, octets: &[u8]) -> Result<SpoolName, StoreError> {
        let name = name_of(octets);
        if self.keeps(name) {
            return Ok(name);
        }
        let path = self.dir.join("tmp").join(name.to_string());
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(true)
            .write(true)
            .mode(0o600)
            .open(&path)
            .map_err(StoreError::io("making", &path))?;
        file.write_all(octets)
            .map_err(StoreError::io("writing", &path))?;
        fault::point(Point::SpoolFileWritten);
        self.unnamed.insert(name, (path, file));
        Ok(name)
    }

    /// Gives every file its name, durably.
    pub fn sync(&mut self) -> Result<(), StoreError> {
        let mut folders = std::mem::take(&mut self.doubtful);
        // Its own name may be as new as those in it.
        let mut has_new_folder = !folders.is_empty();
        for (name, (path, file)) in std::mem::take(&mut self.unnamed) {
            file.sync_all().map_err(StoreError::io("syncing", &path))?;
            fault::point(Point::SpoolFileSynced);
            let to = self.path(name);
            let folder = self.folder(name);
            if !folder.exists() {
                fs::create_dir_all(&folder).map_err(StoreError::io("making", &folder))?;
                has_new_folder = true;
            }
            fs::rename(&path, &to).map_err(StoreError::io("renaming", &path))?;
            fault::point(Point::SpoolFileNamed);
            folders.insert(folder);
        }
        for folder in &folders {
            sync_dir(folder)?;
        }
        if has_new_folder {
            sync_dir(&self.dir)?;
        }
        self.synced.extend(folders);
        Ok(())
    }

    /// The octets of a file, checked against its name.
    pub fn get(&self, name: SpoolName) -> Result<Vec<u8>, StoreError> {
        let path = self
            .unnamed
            .get(&name)
            .map_or_else(|| self.path(name), |(path, _)| path.clone());
        checked(&path, name)
    }

    fn folder(&self, name: SpoolName) -> PathBuf {
        folder(&self.dir, name)
    }

    /// Where a file lies.
    pub fn path(&self, name: SpoolName) -> PathBuf {
        self.folder(name).join(name.to_string())
    }
}

/// The name that octets have in the spool.
pub fn name_of(octets: &[u8]) -> SpoolName {
    SpoolName(*blake3::hash(octets).as_bytes())
}

fn folder(dir: &Path, name: SpoolName) -> PathBuf {
    dir.join(name.to_string().chars().take(2).collect::<String>())
}

fn checked(path: &Path, name: SpoolName) -> Result<Vec<u8>, StoreError> {
    let octets = fs::read(path).map_err(|error| StoreError::Spool {
        name: name.to_string(),
        why: error.to_string(),
    })?;
    if *blake3::hash(&octets).as_bytes() != name.0 {
        return Err(StoreError::Spool {
            name: name.to_string(),
            why: "its content changed".to_owned(),
        });
    }
    Ok(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_an_earlier_process_gave_is_synced_before_it_is_relied_on() {
        let dir = tempfile::tempdir().unwrap();
        let mut killed = Spool::open(dir.path()).unwrap();
        let name = killed.put(b"a mail").unwrap();
        let (from, _) = killed.unnamed.remove(&name).unwrap();
        fs::create_dir_all(killed.folder(name)).unwrap();
        fs::rename(from, killed.path(name)).unwrap();
        drop(killed);
        let mut next = Spool::open(dir.path()).unwrap();
        assert_eq!(next.put(b"a mail").unwrap(), name);
        assert!(next.unnamed.is_empty(), "it is not written again");
        let folder = next.folder(name);
        assert_eq!(next.doubtful, [folder.clone()].into());
        next.sync().unwrap();
        assert_eq!(next.synced, [folder].into());
        assert!(
            next.keeps(name) && next.doubtful.is_empty(),
            "once is enough"
        );
    }
}
