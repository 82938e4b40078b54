//! A folder on an IMAP server (RFC 3501 and 9051), spoken to with suspicion.
//!
//! What a server says is believed only with its tagged OK (but a refused listing says of some mails what they are, and
//! hides nothing); what it sends is limited before it is parsed; what it can
//! do is asked anew after TLS and after log-in. Mails are named by UIDVALIDITY and UID, never by sequence number, and
//! nothing of their inner structure (ENVELOPE, BODYSTRUCTURE) is ever asked for.
//!
//! | file | what |
//! | --- | --- |
//! | `connect` | greeting, STARTTLS, log-in, SELECT |
//! | `folders` | names as the server wants them, and folders that are missing |
//! | `session` | one command and its tagged answer |
//! | `answer` | what a response means |
//! | `list` | what lies there |
//! | `fetch` | its content |
//! | `settle` | moving and marking |
//! | `idle` | waiting |
//! | `budget` | limits on what a server may send |
//! | `sieve` | lines that the parser cannot read |
//! | `utf7` | folder names beyond ASCII |

mod answer;
mod budget;
mod connect;
mod fetch;
mod folders;
mod idle;
mod list;
mod session;
mod settle;
mod sieve;
mod utf7;

use std::collections::BTreeMap;
use std::time::Duration;

use secrecy::SecretString;

use self::fetch::{Short, is_doubted};
use self::session::Session;
use self::settle::Copies;
use crate::engine::source::{Listed, Listing, Locator, RawMail, Settling};
use crate::intake::{IntakeError, Unsettled};
use crate::net::Endpoint;

/// What is needed to use a folder on an IMAP server.
#[derive(Debug, Clone)]
pub struct ImapSettings {
    /// Name of the `[[mailbox]]`; it is part of every locator.
    pub name: String,
    /// The server.
    pub endpoint: Endpoint,
    /// Who logs in.
    pub username: String,
    /// With what.
    pub password: SecretString,
    /// The folder that is read, as people write it (`INBOX`, `Entwürfe`).
    pub folder: String,
    /// Where processed mails go; `None`: they are marked `\Seen` and stay.
    pub processed: Option<String>,
    /// Where quarantined mails go.
    pub quarantine: String,
    /// Largest mail that is fetched whole, in bytes.
    pub max_size: u64,
}

/// A folder on an IMAP server.
#[derive(Debug)]
pub struct Imap {
    settings: ImapSettings,
    session: Option<Session>,
    /// Mails whose content the server announced as larger than it had stated, and how large.
    announced: BTreeMap<Locator, u64>,
    short: Short,
    copies: Copies,
    /// UIDVALIDITY and UIDNEXT as they were last stated.
    stated: Option<(u32, u32)>,
    /// Whether UIDNEXT went back, until all that lies there has been looked at.
    is_numbered_anew: bool,
}

impl Imap {
    /// A mailbox that is not open yet.
    pub fn new(settings: ImapSettings) -> Self {
        Self {
            settings,
            session: None,
            announced: BTreeMap::new(),
            short: Short::new(),
            copies: Copies::default(),
            stated: None,
            is_numbered_anew: false,
        }
    }

    pub(super) fn processed(self) -> Self {
        let Some(folder) = self.settings.processed.clone() else {
            return self;
        };
        Self::new(ImapSettings {
            name: format!("{}/processed", self.settings.name),
            folder,
            processed: None,
            ..self.settings
        })
    }

    pub(super) fn name(&self) -> &str {
        &self.settings.name
    }

    pub(super) fn is_elsewhere(&self) -> bool {
        self.session
            .as_ref()
            .is_some_and(|session| session.is_elsewhere)
    }

    pub(super) async fn open(&mut self) -> Result<(), IntakeError> {
        if self.session.is_none() {
            self.session = Some(connect::connect(&self.settings).await?);
        }
        Ok(())
    }

    pub(super) async fn list(&mut self) -> Result<Listing, IntakeError> {
        let (session, settings) = self.parts()?;
        let result = session.list(&settings.name).await;
        let mut listing = self.kept(result)?;
        let stated = listing.uid_next.map(|next| (listing.validity, next));
        if let (Some((validity, next)), Some((before, next_before))) = (stated, self.stated)
            && validity == before
            && next < next_before
        {
            tracing::warn!(
                mailbox = self.settings.name,
                "UIDNEXT went back from {next_before} to {next}: all that lies there is told by its content"
            );
            self.is_numbered_anew = true;
        }
        self.stated = stated.or(self.stated);
        listing.is_numbered_anew = self.is_numbered_anew;
        Ok(listing)
    }

    pub(super) async fn fetch(&mut self, mail: &Listed) -> Result<Option<RawMail>, IntakeError> {
        let known = self.announced.get(&mail.locator).copied();
        let (session, settings) = self.parts()?;
        let asked = Listed {
            size: known.unwrap_or(mail.size),
            ..mail.clone()
        };
        let result = session.fetch(&asked, settings.max_size).await;
        if let Err(IntakeError::LiteralTooLarge { announced, .. }) = &result {
            // The server had stated a smaller size. The announcement ended the session before anything was
            // allocated; in the next one the mail is taken for what it is.
            self.announced.insert(mail.locator.clone(), *announced);
        }
        let Some(raw) = self.kept_if_refused(result)? else {
            return Ok(None);
        };
        self.announced.remove(&mail.locator);
        if let Some(octets) = is_doubted(&raw, asked.size, &mut self.short) {
            let (session, _) = self.parts()?;
            let what = format!("{octets} bytes of a mail of {}", asked.size);
            return Err(session.incomplete(what));
        }
        self.copies.fetched(&mail.locator);
        Ok(Some(RawMail {
            listed: mail.clone(),
            ..raw
        }))
    }

    pub(super) async fn settle(
        &mut self,
        mails: &[(Locator, Settling)],
    ) -> Result<Option<Unsettled>, IntakeError> {
        let Some(session) = &mut self.session else {
            return Err(self.not_open());
        };
        let result = session
            .settle(&self.settings.name, mails, &mut self.copies)
            .await;
        self.kept(result)
    }

    pub(super) async fn wait(&mut self, at_most: Duration) -> Result<(), IntakeError> {
        self.is_numbered_anew = false;
        let (session, _) = self.parts()?;
        let result = session.wait(at_most).await;
        self.kept(result)
    }

    pub(super) async fn close(&mut self) {
        if let Some(session) = self.session.take() {
            session.log_out().await;
        }
    }

    fn parts(&mut self) -> Result<(&mut Session, &ImapSettings), IntakeError> {
        let not_open = self.not_open();
        match &mut self.session {
            Some(session) => Ok((session, &self.settings)),
            None => Err(not_open),
        }
    }

    fn not_open(&self) -> IntakeError {
        IntakeError::NotOpen {
            mailbox: self.settings.name.clone(),
        }
    }

    /// A refusal is about what was asked, and leaves both sides in step.
    fn kept_if_refused<T>(&mut self, result: Result<T, IntakeError>) -> Result<T, IntakeError> {
        match result {
            Err(refusal) if refusal.is_refusal() => Err(refusal),
            other => self.kept(other),
        }
    }

    /// After an error nobody knows what the server will say next: the session is dropped.
    fn kept<T>(&mut self, result: Result<T, IntakeError>) -> Result<T, IntakeError> {
        if result.is_err() {
            self.session = None;
        }
        result
    }
}

#[cfg(test)]
pub(crate) mod scripted;
#[cfg(test)]
mod tests;
