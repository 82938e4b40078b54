//! The spool: raw mails, composed mails and attachments, each a file named by the hash of its octets.
//!
//! A file is written under `tmp/` at once and gets its name at the next sync: synced, renamed, its folder synced.
//! So a name in the spool is always a whole file, and the same octets are kept once however often they come.

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
        })
    }

    /// The files of a folder, for reading only: nothing is made and nothing swept.
    pub fn to_read(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
            unnamed: BTreeMap::new(),
        }
    }

    /// Whether a file is there. It is whole then: a name is given last.
    pub fn has(&self, name: SpoolName) -> bool {
        self.unnamed.contains_key(&name) || self.path(name).exists()
    }

    /// Puts octets in.
    pub fn put(&mut self, octets: &[u8]) -> Result<SpoolName, StoreError> {
        let name = SpoolName(*blake3::hash(octets).as_bytes());
        if self.has(name) {
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
        let mut folders = BTreeSet::new();
        let mut has_new_folder = false;
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
