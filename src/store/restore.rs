//! A backup made a state again.
//!
//! What the backup does not know has happened all the same: letters that it holds as waiting may have been sent since,
//! and mails were taken in that lie in `Processed` now. So every letter that waits becomes one in doubt, which is sent
//! once more at most ([`retry::doubted`]), and the state stays *unfinished* until the mailboxes have been looked
//! through: no daemon starts on it before. The same mark keeps a daemon from a state that is only half written.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::backup::{FILES_AT_ONCE, Manifest, refused};
use super::journal::sync_dir;
use super::lock::Lock;
use super::record::Record;
use super::spool::Spool;
use super::{IndexKind, Store, StoreError, durably, make_private, segment};
use crate::domain::SpoolName;
use crate::engine::{LetterNo, RowState, retry};
use crate::fault::{self, Point};

/// The mark's name in the state directory.
const MARK: &str = "unfinished";

/// What is still to be done before a daemon may run on a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfinished {
    /// A restore ended half way: the state is not whole.
    Restore,
    /// Mails may lie in the mailboxes that were taken in and that the state does not know.
    Mailboxes,
}

impl Unfinished {
    const ALL: [Self; 2] = [Self::Restore, Self::Mailboxes];

    fn word(self) -> &'static str {
        match self {
            Self::Restore => "restore",
            Self::Mailboxes => "mailboxes",
        }
    }

    /// What to do about it, for the admin.
    pub(super) fn way_out(self) -> &'static str {
        match self {
            Self::Restore => "a restore into it was not finished; run `ticketd restore` again",
            Self::Mailboxes => {
                "the mails in the processed folders are not in it yet; run `ticketd rebuild --from-mailbox`"
            }
        }
    }

    /// What a state directory is marked with.
    pub fn of(state: &Path) -> Result<Option<Self>, StoreError> {
        let path = state.join(MARK);
        match fs::read_to_string(&path) {
            // A mark that cannot be understood forbids most.
            Ok(text) => Ok(Some(
                Self::ALL
                    .into_iter()
                    .find(|mark| mark.word() == text.trim())
                    .unwrap_or(Self::Restore),
            )),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError::io("reading", &path)(error)),
        }
    }

    /// Marks a state directory, or takes the mark away.
    pub fn mark(state: &Path, mark: Option<Self>) -> Result<(), StoreError> {
        make_private(state)?;
        let path = state.join(MARK);
        match mark {
            Some(mark) => durably(&path, format!("{}\n", mark.word()).as_bytes()),
            None => match fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    Err(StoreError::io("removing", &path)(error))
                }
                _ => sync_dir(state),
            },
        }
    }
}

impl StoreError {
    /// Nothing but another restore may touch a state that is not whole.
    pub fn half_restored(state: &Path) -> Self {
        Self::Unfinished {
            dir: state.display().to_string(),
            way_out: Unfinished::Restore.way_out(),
        }
    }
}

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What was restored.
    pub manifest: Manifest,
    /// Letters that waited, and that are sent once more.
    pub in_doubt: u64,
    /// Letters that waited and are not sent any more: too old, or repeated once before.
    pub given_up: u64,
}

/// Verifies the backup in `from`, all of it, and makes it the state in `state`, which must be empty. The state is left
/// marked [`Unfinished::Mailboxes`]. `boot` and `seed` as for [`Store::open`].
pub fn restore(
    from: &Path,
    state: &Path,
    boot: &str,
    seed: [u8; 32],
    now: Timestamp,
) -> Result<Restored, StoreError> {
    let manifest = Manifest::read(from)?;
    let look = manifest.verify(from)?;
    make_private(state)?;
    {
        let _lock = Lock::take(state)?;
        clear(from, state)?;
        Unfinished::mark(state, Some(Unfinished::Restore))?;
        fault::point(Point::RestoreMarked);
        let mut spool = Spool::open(&state.join("spool"))?;
        let have: Vec<SpoolName> = look
            .files()?
            .into_iter()
            .filter(|name| !manifest.missing.contains(name))
            .collect();
        for names in have.chunks(FILES_AT_ONCE) {
            for name in names {
                spool.put(&look.file(*name)?)?;
            }
            spool.sync()?;
        }
        fault::point(Point::RestoreFilesCopied);
        if manifest.has_secret {
            let secret = from.join("secret");
            let octets = fs::read(&secret).map_err(StoreError::io("reading", &secret))?;
            durably(&state.join("secret"), &octets)?;
        }
        let journal = state.join("journal");
        make_private(&journal)?;
        for (path, octets) in manifest.segments(from) {
            let to: PathBuf = journal.join(path.file_name().unwrap_or_default());
            segment::copy(&path, octets, &to)?;
        }
        sync_dir(&journal)?;
        sync_dir(state)?;
        fault::point(Point::RestoreCopied);
    }
    let (mut store, _) = Store::open_unfinished(state, IndexKind::Sled, boot, seed)?;
    let (in_doubt, given_up) = store.doubt_letters(manifest.made_at, now)?;
    store.close()?;
    fault::point(Point::RestoreLettersDoubted);
    Unfinished::mark(state, Some(Unfinished::Mailboxes))?;
    fault::point(Point::RestoreDone);
    Ok(Restored {
        manifest,
        in_doubt,
        given_up,
    })
}

/// Makes sure that nothing is overwritten: the state directory is empty but for what belongs to no state, or holds
/// what a restore left half done, which is removed.
fn clear(from: &Path, state: &Path) -> Result<(), StoreError> {
    let whole = |path: &Path| fs::canonicalize(path).map_err(StoreError::io("finding", path));
    if whole(from)?.starts_with(whole(state)?) {
        return Err(refused(
            from,
            "it lies in the state directory itself; move it elsewhere",
        ));
    }
    let mark = Unfinished::of(state)?;
    if mark == Some(Unfinished::Mailboxes) {
        return Err(StoreError::Unfinished {
            dir: state.display().to_string(),
            way_out: "a backup was restored into it already, and the mails in the processed folders are not in it yet; run `ticketd rebuild --from-mailbox`",
        });
    }
    let is_half_done = mark == Some(Unfinished::Restore);
    for entry in fs::read_dir(state).map_err(StoreError::io("reading", state))? {
        let path = entry.map_err(StoreError::io("reading", state))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if ["lock", "control.sock", MARK].contains(&name.as_ref()) {
            continue;
        }
        if !is_half_done {
            return Err(StoreError::NotEmpty {
                dir: state.display().to_string(),
                found: name.into_owned(),
            });
        }
        if ["journal", "index"].contains(&name.as_ref()) {
            fs::remove_dir_all(&path).map_err(StoreError::io("removing", &path))?;
        }
    }
    Ok(())
}

impl Store {
    /// Doubts every letter that waits: it may have been sent after `known_until`. Gives how many are sent once more,
    /// and how many are not sent any more.
    fn doubt_letters(
        &mut self,
        known_until: Timestamp,
        now: Timestamp,
    ) -> Result<(u64, u64), StoreError> {
        let reply =
            format!("restored from a backup of {known_until:.0}: it may have been sent since");
        let rows: Vec<(LetterNo, RowState)> = self
            .outbox(usize::MAX)?
            .into_iter()
            .map(|row| {
                let state = retry::doubted(&row.state, row.queued_at, &reply, now);
                (row.no, state)
            })
            .collect();
        let given_up = rows.iter().filter(|(_, state)| state.is_final()).count() as u64;
        let in_doubt = rows.len() as u64 - given_up;
        if !rows.is_empty() {
            let record = Record::Decision {
                ledger: Vec::new(),
                events: Vec::new(),
                letters: Vec::new(),
                rows,
                rewritten: Vec::new(),
                issued: None,
            };
            self.record(record, now)?;
            self.sync()?;
        }
        Ok((in_doubt, given_up))
    }
}
