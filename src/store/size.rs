//! How much room the state takes.

use std::path::Path;

use super::StoreError;

/// Size of a state directory, in octets. Every file in it is looked at, which takes a second where there are a hundred
/// thousand.
pub fn size(dir: &Path) -> Result<u64, StoreError> {
    let (mut size, mut folders) = (0, vec![dir.to_owned()]);
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).map_err(StoreError::io("reading", &folder))?;
        for entry in entries.flatten() {
            match entry.metadata() {
                Ok(found) if found.is_dir() => folders.push(entry.path()),
                Ok(found) => size += found.len(),
                // A file that went away while we looked takes no room.
                Err(_) => {}
            }
        }
    }
    Ok(size)
}
