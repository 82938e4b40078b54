//! Folders by the name the server knows them under, and the making of those that are missing.
//!
//! Some servers (Courier, Cyrus as it comes) keep all folders below `INBOX.` and refuse any other name. The prefix is
//! found by trying: the name as configured first, then below INBOX with the separator the server states. NAMESPACE
//! (RFC 2342) is not asked, as imap-proto cannot read its answer, and not every server has it.

use async_imap::imap_proto::{MailboxDatum, Response};

use super::ImapSettings;
use super::session::{Ask, SHORT_TIMEOUT, Session, quoted};
use super::utf7;
use crate::intake::IntakeError;

impl Session {
    /// Sees to it that the target folders exist.
    pub(super) async fn provide_folders(
        &mut self,
        settings: &ImapSettings,
    ) -> Result<(), IntakeError> {
        self.separator = self.separator().await?;
        self.processed = match &settings.processed {
            Some(folder) => Some(self.provide(folder).await?),
            None => None,
        };
        self.quarantine = self.provide(&settings.quarantine).await?;
        Ok(())
    }

    /// Opens the folder that is read. It is never made: a mailbox that is missing is a mistake in a name.
    pub(super) async fn select(&mut self, folder: &str) -> Result<(), IntakeError> {
        let mut refusal = None;
        for wire in self.wire_names(folder) {
            match self.select_wire(&wire).await {
                Ok(()) => return self.check_selected(folder),
                Err(IntakeError::Refused { said, .. }) => {
                    refusal.get_or_insert(said);
                }
                Err(other) => return Err(other),
            }
        }
        Err(self.unusable(folder, refusal.unwrap_or_default()))
    }

    fn check_selected(&self, folder: &str) -> Result<(), IntakeError> {
        let why = if self.selected.validity.is_none() {
            "the server states no UIDVALIDITY, so that no mail can be told from another"
        } else if self.selected.is_read_only {
            "it is read-only, so that no mail could be settled"
        } else {
            return Ok(());
        };
        Err(self.unusable(folder, why.to_owned()))
    }

    /// The wire name of a folder that is there or has just been made.
    async fn provide(&mut self, folder: &str) -> Result<String, IntakeError> {
        let names = self.wire_names(folder);
        for wire in &names {
            if self.has_folder(wire).await? {
                return Ok(wire.clone());
            }
        }
        let mut refusal = None;
        for wire in names {
            match self.create(&wire).await {
                Ok(()) => return Ok(wire),
                Err(IntakeError::Refused { said, .. }) => {
                    refusal.get_or_insert(said);
                }
                Err(other) => return Err(other),
            }
        }
        Err(self.unusable(folder, refusal.unwrap_or_default()))
    }

    /// Whether a folder is there, by its wire name.
    pub(super) async fn has_folder(&mut self, wire: &str) -> Result<bool, IntakeError> {
        let ask = Ask::new(
            "STATUS",
            format!("STATUS {wire} (UIDVALIDITY)"),
            SHORT_TIMEOUT,
        );
        match self.exec(ask, |_| {}).await {
            Ok(()) => Ok(true),
            Err(refusal) if refusal.is_refusal() => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// Makes a folder, and subscribes to it so that people see it. A server may refuse the latter.
    pub(super) async fn create(&mut self, wire: &str) -> Result<(), IntakeError> {
        let ask = Ask::new("CREATE", format!("CREATE {wire}"), SHORT_TIMEOUT);
        self.exec(ask, |_| {}).await?;
        let ask = Ask::new("SUBSCRIBE", format!("SUBSCRIBE {wire}"), SHORT_TIMEOUT);
        match self.exec(ask, |_| {}).await {
            Err(IntakeError::Refused { .. }) | Ok(()) => Ok(()),
            Err(other) => Err(other),
        }
    }

    /// Names to try, best first, ready to be sent.
    fn wire_names(&self, folder: &str) -> Vec<String> {
        wire_names(folder, self.separator)
    }

    async fn separator(&mut self) -> Result<Option<char>, IntakeError> {
        let mut separator = None;
        let ask = Ask::new("LIST", "LIST \"\" \"\"", SHORT_TIMEOUT);
        self.exec(ask, |response| {
            if let Response::MailboxData(MailboxDatum::List(list)) = response {
                // A backslash comes escaped: the last character is the one that is meant.
                separator = list
                    .delimiter
                    .as_deref()
                    .and_then(|text| text.chars().last());
            }
        })
        .await?;
        Ok(separator)
    }

    fn unusable(&self, folder: &str, said: String) -> IntakeError {
        IntakeError::Folder {
            folder: folder.to_owned(),
            server: self.server.clone(),
            said,
        }
    }
}

fn wire_names(folder: &str, separator: Option<char>) -> Vec<String> {
    let mut names = vec![quoted(&utf7::encode(folder))];
    if let Some(separator) = separator {
        let prefix = format!("INBOX{separator}");
        let is_below_inbox = folder.eq_ignore_ascii_case("INBOX")
            || folder
                .get(..prefix.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(&prefix));
        if !is_below_inbox {
            names.push(quoted(&utf7::encode(&format!("{prefix}{folder}"))));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::wire_names;

    #[test]
    fn a_name_is_tried_as_it_is_and_then_below_inbox() {
        assert_eq!(
            wire_names("Processed", Some('.')),
            ["\"Processed\"", "\"INBOX.Processed\""]
        );
        assert_eq!(
            wire_names("Bärs \"x\\y\"", Some('/')),
            [
                "\"B&AOQ-rs \\\"x\\\\y\\\"\"",
                "\"INBOX/B&AOQ-rs \\\"x\\\\y\\\"\""
            ]
        );
    }

    #[test]
    fn a_name_that_has_the_prefix_or_needs_none_is_tried_once() {
        assert_eq!(wire_names("inbox.Processed", Some('.')).len(), 1);
        assert_eq!(wire_names("INBOX", Some('.')).len(), 1);
        assert_eq!(wire_names("Processed", None).len(), 1);
        assert_eq!(wire_names("INBOXES", Some('/')).len(), 2);
    }
}
