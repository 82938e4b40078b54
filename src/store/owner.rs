//! Whose the files are: what an admin makes as root belongs to the daemon's user all the same.

use std::fs;
use std::os::unix::fs::{MetadataExt, lchown};
use std::path::Path;

use super::StoreError;

/// Gives everything in a state directory to whom the directory belongs. Whoever is not root has made nothing that
/// would have to change.
pub fn hand_over(state: &Path) -> Result<(), StoreError> {
    let owner = fs::metadata(state).map_err(StoreError::io("reading", state))?;
    let mut folders = vec![state.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(StoreError::io("reading", &folder))?;
        for entry in entries {
            let entry = entry.map_err(StoreError::io("reading", &folder))?;
            let path = entry.path();
            let found = entry.metadata().map_err(StoreError::io("reading", &path))?;
            if (found.uid(), found.gid()) != (owner.uid(), owner.gid()) {
                lchown(&path, Some(owner.uid()), Some(owner.gid()))
                    .map_err(StoreError::io("giving to its owner", &path))?;
            }
            if found.is_dir() {
                folders.push(path);
            }
        }
    }
    Ok(())
}
