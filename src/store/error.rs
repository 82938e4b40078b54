//! Why the store cannot go on: one line for the admin, with what to do.

use std::path::Path;

use super::segment;

/// Why the store cannot go on. Each is one line for the admin.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A second daemon.
    #[error(
        "opening the state directory {dir}: it is in use by {holder}; stop that one first, or name another state-dir"
    )]
    Locked {
        /// The directory.
        dir: String,
        /// Who holds it.
        holder: String,
    },
    /// The file system refused.
    #[error("{doing} {path}: {source}; {}", what_to_do(source))]
    Io {
        /// What was being done.
        doing: &'static str,
        /// To which file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A journal that cannot be believed.
    #[error(
        "reading the journal {path}, line {line}: {why}; the journal is the truth and is not repaired by guessing: `ticketd check` names all that is damaged; move the state directory away, then restore a backup (`ticketd restore`) or, without one, make it anew from the mailbox (`ticketd rebuild --from-mailbox`)"
    )]
    Journal {
        /// The segment.
        path: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        why: String,
    },
    /// A store of a format that did not exist yet when this program was made.
    #[error(
        "reading {path}: it is of format {format} and was made by a newer ticketd, and this one reads formats up to {known}; install the newer ticketd again: an older one would lose what it does not know",
        known = segment::FORMAT
    )]
    Newer {
        /// The file that says so.
        path: String,
        /// Its format.
        format: u32,
    },
    /// A folder that cannot be used for a backup, or a backup that cannot be used.
    #[error("using the backup folder {folder}: {why}")]
    Backup {
        /// The folder.
        folder: String,
        /// What is wrong with it, and what to do.
        why: String,
    },
    /// Something would be overwritten.
    #[error(
        "restoring into the state directory {dir}: it is not empty ({found} is in it); move it away first: mv {dir} {dir}.old"
    )]
    NotEmpty {
        /// The directory.
        dir: String,
        /// What is in it.
        found: String,
    },
    /// A state on which no daemon may run yet.
    #[error("opening the state directory {dir}: {way_out}")]
    Unfinished {
        /// The directory.
        dir: String,
        /// What is still to be done.
        way_out: &'static str,
    },
    /// The index failed; a restart rebuilds it.
    #[error("using the index: {0}; a restart rebuilds it from the journal")]
    Index(String),
    /// A file of the spool is not there or not what it was.
    #[error(
        "reading the spool file {name}: {why}; `ticketd restore` brings it back from a backup into an empty state directory"
    )]
    Spool {
        /// Its name.
        name: String,
        /// What is wrong with it.
        why: String,
    },
}

impl StoreError {
    /// What the file system refused: what was being done, and to which file.
    pub fn io(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.display().to_string();
        move |source| Self::Io {
            doing,
            path,
            source,
        }
    }

    /// Whether another process holds the directory.
    pub fn is_locked(&self) -> bool {
        matches!(self, Self::Locked { .. })
    }
}

/// What an admin does about a refusal of the file system.
fn what_to_do(source: &std::io::Error) -> &'static str {
    use std::io::ErrorKind;
    match source.kind() {
        ErrorKind::PermissionDenied => {
            "it must belong to the user that ticketd runs as; run chown, or name another state-dir"
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room there and start again",
        ErrorKind::ReadOnlyFilesystem => "mount it for writing, or name another state-dir",
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
            "a file is in the way; move it, or name another state-dir"
        }
        ErrorKind::NotFound => "check that state-dir is there and mounted",
        _ => "see the system's log, and start again when the disk is well",
    }
}
