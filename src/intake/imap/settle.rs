//! Moving and marking, with what the server has for it.
//!
//! | server has | a mail that goes to a folder is |
//! | --- | --- |
//! | MOVE (RFC 6851) | moved |
//! | UIDPLUS (RFC 4315) | copied, marked `\Deleted`, and expunged by its UID |
//! | neither | copied and marked `\Seen`; the original stays, and the ledger keeps it out |
//!
//! A bare EXPUNGE is never sent: it would remove what other people have marked.

use super::fetch::uid_set;
use super::session::{Ask, LONG_TIMEOUT, Session};
use crate::engine::source::{Locator, Place, Settling};
use crate::fault::{self, Point};
use crate::intake::IntakeError;

/// Mails settled by one command: its line stays under 3 kB, where servers allow 8.
const BATCH: usize = 200;

impl Session {
    /// Settles those of the mails that lie in this folder under this UIDVALIDITY.
    pub(super) async fn settle(
        &mut self,
        mailbox: &str,
        mails: &[(Locator, Settling)],
    ) -> Result<(), IntakeError> {
        let uids = |wanted: Settling| {
            let mut uids: Vec<u32> = mails
                .iter()
                .filter(|(locator, settling)| *settling == wanted && locator.mailbox == mailbox)
                .filter_map(|(locator, _)| match locator.place {
                    Place::Imap { validity, uid } => {
                        (Some(validity) == self.selected.validity).then_some(uid)
                    }
                    Place::File { .. } => None,
                })
                .collect();
            uids.sort_unstable();
            uids.dedup();
            uids
        };
        let (processed, quarantined) = (uids(Settling::Processed), uids(Settling::Quarantine));
        for batch in processed.chunks(BATCH) {
            match self.processed.clone() {
                Some(folder) => self.move_to(batch, &folder).await?,
                None => self.mark(batch, "\\Seen").await?,
            }
        }
        let folder = self.quarantine.clone();
        for batch in quarantined.chunks(BATCH) {
            self.move_to(batch, &folder).await?;
        }
        Ok(())
    }

    /// Moves mails, once more where the folder had to be made first, or where some of them were gone.
    async fn move_to(&mut self, uids: &[u32], folder: &str) -> Result<(), IntakeError> {
        let refusal = match self.try_to_move(uids, folder).await {
            Err(
                refusal @ IntakeError::Refused {
                    is_folder_missing, ..
                },
            ) => {
                if is_folder_missing {
                    self.create(folder).await?;
                    return self.try_to_move(uids, folder).await;
                }
                refusal
            }
            result => return result,
        };
        // Some servers say NO when a mail is gone, others pass over it.
        let left = self.present(uids).await?;
        if left.is_empty() {
            Ok(())
        } else if left.len() < uids.len() {
            self.try_to_move(&left, folder).await
        } else {
            Err(refusal)
        }
    }

    async fn try_to_move(&mut self, uids: &[u32], folder: &str) -> Result<(), IntakeError> {
        let set = uid_set(uids);
        if self.offers("MOVE") {
            self.run("UID MOVE", format!("UID MOVE {set} {folder}"))
                .await?;
            fault::point(Point::MoveAnswered);
            return Ok(());
        }
        self.run("UID COPY", format!("UID COPY {set} {folder}"))
            .await?;
        fault::point(Point::CopyAnswered);
        if !self.offers("UIDPLUS") {
            return self.mark(uids, "\\Seen").await;
        }
        self.mark(uids, "\\Deleted").await?;
        fault::point(Point::DeletedMarked);
        self.run("UID EXPUNGE", format!("UID EXPUNGE {set}")).await
    }

    async fn mark(&mut self, uids: &[u32], flag: &str) -> Result<(), IntakeError> {
        let line = format!("UID STORE {} +FLAGS.SILENT ({flag})", uid_set(uids));
        self.run("UID STORE", line).await
    }

    async fn run(&mut self, name: &'static str, line: String) -> Result<(), IntakeError> {
        self.exec(Ask::new(name, line, LONG_TIMEOUT), |_| {}).await
    }
}
