//! Moving and marking, with what the server has for it.
//!
//! | server has | a mail that goes to a folder is |
//! | --- | --- |
//! | MOVE (RFC 6851) | moved |
//! | UIDPLUS (RFC 4315) | copied, marked `\Deleted`, and expunged by its UID |
//! | neither | copied and marked `\Seen`; the original stays, and the ledger keeps it out; one that is marked is not copied again, unless it was fetched since the start: then others have marked it |
//!
//! A bare EXPUNGE is never sent: it would remove what other people have marked.
//!
//! A refusal is about what was asked, and the session goes on: the mails stay where they are, the ledger keeps them
//! out, and the caller hears of them. Without MOVE there is a gap between copy and expunge. What was copied is
//! remembered beyond the session, so that it is not copied again; only where the answer to the copy itself was lost,
//! or ticketd ended in the gap, can the folder come to hold a mail twice; and only where ticketd ended between the commit
//! and the copy can a mail that others had marked be missing there.

use std::collections::BTreeSet;

use super::list::uid_set;
use super::session::{Ask, LONG_TIMEOUT, Session};
use crate::engine::source::{Locator, Place, Settling};
use crate::fault::{self, Point};
use crate::intake::{IntakeError, Unsettled};

/// Mails settled by one command: its line stays under 3 kB, where servers allow 8.
const BATCH: usize = 200;
/// After a batch was refused its mails are tried alone, until so many were refused: then it is not about the mails.
const REFUSED_ALONE_MAX: usize = 3;

/// What is known of copies beyond one session; each mail by UIDVALIDITY and UID.
#[derive(Debug, Default)]
pub(super) struct Copies {
    /// Copied, and not yet expunged or marked.
    made: BTreeSet<(u32, u32)>,
    /// Fetched, and not settled since: nobody has copied them, whatever marks they have.
    due: BTreeSet<(u32, u32)>,
}

impl Copies {
    /// A mail was fetched, so that it was not settled before.
    pub(super) fn fetched(&mut self, mail: &Locator) {
        if let Place::Imap { validity, uid } = mail.place {
            self.due.insert((validity, uid));
        }
    }
}

impl Session {
    /// Settles those of the mails that lie in this folder under this UIDVALIDITY; gives those that were refused.
    pub(super) async fn settle(
        &mut self,
        mailbox: &str,
        mails: &[(Locator, Settling)],
        copies: &mut Copies,
    ) -> Result<Option<Unsettled>, IntakeError> {
        let validity = self.selected.validity.unwrap_or_default();
        let uids = |wanted: Settling| {
            let mut uids: Vec<u32> = mails
                .iter()
                .filter(|(locator, settling)| *settling == wanted && locator.mailbox == mailbox)
                .filter_map(|(locator, _)| match locator.place {
                    Place::Imap { validity: of, uid } => (of == validity).then_some(uid),
                    Place::File { .. } => None,
                })
                .collect();
            uids.sort_unstable();
            uids.dedup();
            uids
        };
        let (processed, quarantined) = (uids(Settling::Processed), uids(Settling::Quarantine));
        let mut refused = Refused::default();
        for batch in processed.chunks(BATCH) {
            if let Some(folder) = self.processed.clone() {
                self.move_to(batch, &folder, copies, &mut refused).await?;
            } else {
                copies.due.retain(|(_, uid)| !batch.contains(uid));
                refused.note(batch, self.mark(batch, "\\Seen").await)?;
            }
        }
        let folder = self.quarantine.clone();
        for batch in quarantined.chunks(BATCH) {
            self.move_to(batch, &folder, copies, &mut refused).await?;
        }
        let locator = |uid| Locator {
            mailbox: mailbox.to_owned(),
            place: Place::Imap { validity, uid },
        };
        Ok(refused.why.map(|why| Unsettled {
            mails: refused.uids.into_iter().map(locator).collect(),
            why,
        }))
    }

    /// Moves mails; once more where the folder had to be made first, and alone where they were refused together.
    async fn move_to(
        &mut self,
        uids: &[u32],
        folder: &str,
        copies: &mut Copies,
        refused: &mut Refused,
    ) -> Result<(), IntakeError> {
        let mut why = match self.try_to_move(uids, folder, copies).await {
            Err(refusal) if refusal.is_refusal() => refusal,
            result => return result,
        };
        // Some servers say NO when a mail is gone, others pass over it.
        let mut left = uids.to_vec();
        if !why.is_folder_missing() {
            left = self.present(uids).await?;
            if left.is_empty() {
                return Ok(());
            }
        }
        if left.len() < uids.len() || self.has_made(folder, &why).await? {
            why = match self.try_to_move(&left, folder, copies).await {
                Err(refusal) if refusal.is_refusal() => refusal,
                result => return result,
            };
        }
        if left.len() == 1 {
            return refused.note(&left, Err(why));
        }
        let mut refused_alone = 0;
        for uid in left {
            if refused_alone < REFUSED_ALONE_MAX {
                let result = self.try_to_move(&[uid], folder, copies).await;
                refused_alone += usize::from(result.is_err());
                refused.note(&[uid], result)?;
            } else {
                refused.uids.push(uid);
            }
        }
        Ok(())
    }

    /// Makes the folder if that is what was wrong: the server said so, or it is not there (not every server says
    /// `[TRYCREATE]`). A server that will not make it either has refused the mails.
    async fn has_made(&mut self, folder: &str, why: &IntakeError) -> Result<bool, IntakeError> {
        if !why.is_folder_missing() && self.has_folder(folder).await? {
            return Ok(false);
        }
        match self.create(folder).await {
            Ok(()) => Ok(true),
            Err(refusal) if refusal.is_refusal() => Ok(false),
            Err(other) => Err(other),
        }
    }

    async fn try_to_move(
        &mut self,
        uids: &[u32],
        folder: &str,
        copies: &mut Copies,
    ) -> Result<(), IntakeError> {
        if self.offers("MOVE") {
            let set = uid_set(uids);
            self.run("UID MOVE", format!("UID MOVE {set} {folder}"))
                .await?;
            fault::point(Point::MoveAnswered);
            copies.due.retain(|(_, uid)| !uids.contains(uid));
            return Ok(());
        }
        let validity = self.selected.validity.unwrap_or_default();
        let mut to_copy = uids.to_vec();
        to_copy.retain(|uid| !copies.made.contains(&(validity, *uid)));
        if !self.offers("UIDPLUS") {
            // What was settled before and is marked was copied by an earlier session: it stays in place for ever.
            let (mut due, before): (Vec<u32>, Vec<u32>) = to_copy
                .into_iter()
                .partition(|uid| copies.due.contains(&(validity, *uid)));
            due.extend(self.unseen(&before).await?);
            due.sort_unstable();
            to_copy = due;
        }
        if !to_copy.is_empty() {
            let set = uid_set(&to_copy);
            self.run("UID COPY", format!("UID COPY {set} {folder}"))
                .await?;
            fault::point(Point::CopyAnswered);
            copies
                .made
                .extend(to_copy.iter().map(|uid| (validity, *uid)));
        }
        if self.offers("UIDPLUS") {
            self.mark(uids, "\\Deleted").await?;
            fault::point(Point::DeletedMarked);
            let set = uid_set(uids);
            self.run("UID EXPUNGE", format!("UID EXPUNGE {set}"))
                .await?;
        } else {
            let to_mark: Vec<u32> = uids
                .iter()
                .copied()
                .filter(|uid| copies.made.contains(&(validity, *uid)))
                .collect();
            if !to_mark.is_empty() {
                self.mark(&to_mark, "\\Seen").await?;
            }
        }
        for uid in uids {
            copies.made.remove(&(validity, *uid));
            copies.due.remove(&(validity, *uid));
        }
        Ok(())
    }

    async fn mark(&mut self, uids: &[u32], flag: &str) -> Result<(), IntakeError> {
        let line = format!("UID STORE {} +FLAGS.SILENT ({flag})", uid_set(uids));
        self.run("UID STORE", line).await
    }

    async fn run(&mut self, name: &'static str, line: String) -> Result<(), IntakeError> {
        self.exec(Ask::new(name, line, LONG_TIMEOUT), |_| {}).await
    }
}

/// Mails that were refused, and the first reason.
#[derive(Default)]
struct Refused {
    uids: Vec<u32>,
    why: Option<IntakeError>,
}

impl Refused {
    /// Keeps a refusal, and passes on what is worse.
    fn note(&mut self, uids: &[u32], result: Result<(), IntakeError>) -> Result<(), IntakeError> {
        match result {
            Err(refusal) if refusal.is_refusal() => {
                self.uids.extend(uids);
                self.why.get_or_insert(refusal);
                Ok(())
            }
            other => other,
        }
    }
}
