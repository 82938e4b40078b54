//! One connection to an IMAP server, and the one way to speak over it: [`Session::exec`].
//!
//! async-imap reports NO, BAD, BYE and a closed connection as an empty success from most of its methods (measured:
//! SEARCH, FETCH, STORE, LIST, SELECT, NOOP), so none of them is used. It is used to read: its parser turns what the
//! server says into values. Commands are written straight to the stream, because whatever passes through async-imap's
//! own writing ends in its log, the password too. A command has succeeded when its tagged OK has come, within its
//! deadline; anything else is an error, and an error ends the session.

use std::collections::HashSet;
use std::io;
use std::time::Duration;

use async_imap::Client;
use async_imap::imap_proto::{Capability, MailboxDatum, Outcome, Response, ResponseCode, Status};
use secrecy::zeroize::Zeroizing;
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;

use super::answer::{Heard, Panicked, Verdict, caught, cause, words};
use super::budget::{Excess, Guard};
use super::idle::Idling;
use crate::fault::hastened;
use crate::intake::IntakeError;
use crate::net::Stream;

/// Deadline of commands that have nothing to look for: CAPABILITY, LOGIN, SELECT, STATUS, CREATE.
pub(super) const SHORT_TIMEOUT: Duration = Duration::from_mins(1);
/// Deadline of commands over many mails: SEARCH, listing FETCH, MOVE, COPY, STORE, EXPUNGE.
pub(super) const LONG_TIMEOUT: Duration = Duration::from_mins(2);
/// A command during which not one octet came for so long is given up before its deadline. Not less: servers are
/// silent while they move many mails.
pub(super) const SILENCE_MAX: Duration = Duration::from_mins(2);
/// Octets in answer to one command, the content of a mail not counted.
const COMMAND_OCTETS_MAX: u64 = 4 * 1024 * 1024;
/// Untagged responses to one command. The largest honest number is a listing of one batch.
const UNTAGGED_MAX: u32 = 10_000;
/// Different alerts that are passed on in one session.
const ALERTS_MAX: usize = 5;

/// A command.
pub(super) struct Ask {
    /// Its name, for errors. Never its arguments.
    pub(super) name: &'static str,
    pub(super) line: Zeroizing<String>,
    /// What to answer when the server asks for more (`+`).
    pub(super) continuation: Option<Zeroizing<String>>,
    pub(super) limit: Duration,
    /// Whether a mail may come in answer.
    pub(super) wants_mail: bool,
}

impl Ask {
    pub(super) fn new(name: &'static str, line: impl Into<String>, limit: Duration) -> Self {
        Self {
            name,
            line: Zeroizing::new(line.into()),
            continuation: None,
            limit,
            wants_mail: false,
        }
    }
}

/// The folder that is selected, kept up to date by what the server says in passing.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Selected {
    pub(super) validity: Option<u32>,
    pub(super) uid_next: Option<u32>,
    pub(super) exists: u32,
    pub(super) is_read_only: bool,
    /// Whether mails have arrived since the last listing began.
    pub(super) has_news: bool,
}

/// A connection.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) client: Client<Guard<Stream>>,
    /// `host:port`.
    pub(super) server: String,
    /// Whether it is on another machine.
    pub(super) is_elsewhere: bool,
    tags: u32,
    /// False from the sending of a command to its tagged answer. A session that is found so was dropped half way.
    pub(super) is_in_step: bool,
    capabilities: HashSet<String>,
    /// What the server alerted to.
    pub(super) alerts: HashSet<String>,
    pub(super) selected: Selected,
    pub(super) idling: Option<Idling>,
    /// The server offers IDLE and refused it.
    pub(super) is_idle_refused: bool,
    /// What stands between the levels of a folder's name.
    pub(super) separator: Option<char>,
    /// Wire names of the target folders.
    pub(super) processed: Option<String>,
    pub(super) quarantine: String,
}

impl Session {
    pub(super) fn new(stream: Stream, server: String, literal_max: u64) -> Self {
        Self {
            is_elsewhere: !stream.is_on_this_machine(),
            client: Client::new(Guard::new(stream, literal_max)),
            server,
            tags: 0,
            is_in_step: true,
            capabilities: HashSet::new(),
            alerts: HashSet::new(),
            selected: Selected::default(),
            idling: None,
            is_idle_refused: false,
            separator: None,
            processed: None,
            quarantine: String::new(),
        }
    }

    /// Runs one command to its tagged OK. `each` sees every untagged response and the tagged OK itself.
    pub(super) async fn exec(
        &mut self,
        ask: Ask,
        each: impl FnMut(&Response<'_>) + Send,
    ) -> Result<(), IntakeError> {
        if self.idling.is_some() {
            self.finish_idle().await?;
        }
        let (name, limit) = (ask.name, hastened(ask.limit));
        if !self.is_in_step {
            return Err(self.ended(name, "an earlier command was given up half way"));
        }
        match timeout(limit, self.converse(ask, each)).await {
            Ok(result) => result,
            Err(_) => Err(self.timed_out(name, limit)),
        }
    }

    async fn converse(
        &mut self,
        mut ask: Ask,
        mut each: impl FnMut(&Response<'_>) + Send,
    ) -> Result<(), IntakeError> {
        let name = ask.name;
        let mail = if ask.wants_mail {
            self.client.get_ref().literal_max()
        } else {
            0
        };
        let tag = self.next_tag();
        self.send(name, &tag, &ask.line, mail).await?;
        let mut untagged = 0;
        loop {
            let heard = self
                .next(name, SILENCE_MAX, |response| {
                    let heard = Heard::of(response);
                    if !matches!(
                        heard,
                        Heard::More | Heard::Tagged(_, Verdict::Refused { .. })
                    ) {
                        each(response);
                    }
                    heard
                })
                .await?;
            match heard {
                Heard::Tagged(heard_tag, _) if heard_tag != tag => {
                    return Err(self.ended(name, "the server answered another command"));
                }
                Heard::Tagged(_, verdict) => {
                    self.is_in_step = true;
                    return verdict.into_result(name, &self.server);
                }
                Heard::More => match ask.continuation.take() {
                    Some(line) => self.write(name, &line).await?,
                    None => return Err(self.ended(name, "the server asked for more, unasked")),
                },
                Heard::Untagged => {
                    untagged += 1;
                    if untagged > UNTAGGED_MAX {
                        return Err(self.ended(name, "the server does not stop answering"));
                    }
                }
            }
        }
    }

    pub(super) fn next_tag(&mut self) -> String {
        self.tags = self.tags.wrapping_add(1);
        format!("T{}", self.tags)
    }

    /// Sends a command, in answer to which the server may send a mail of so many octets.
    pub(super) async fn send(
        &mut self,
        name: &'static str,
        tag: &str,
        line: &str,
        mail_octets: u64,
    ) -> Result<(), IntakeError> {
        self.client
            .get_mut()
            .allow(COMMAND_OCTETS_MAX.saturating_add(mail_octets));
        self.is_in_step = false;
        self.write(name, &Zeroizing::new(format!("{tag} {line}")))
            .await
    }

    /// Sends one line. A line end or NUL in it would make two commands of one.
    pub(super) async fn write(
        &mut self,
        name: &'static str,
        line: &str,
    ) -> Result<(), IntakeError> {
        if line.contains(['\r', '\n', '\0']) {
            return Err(IntakeError::Unsendable {
                command: name,
                server: self.server.clone(),
            });
        }
        let octets = Zeroizing::new(format!("{line}\r\n"));
        let stream = self.client.get_mut();
        let sent = async {
            stream.write_all(octets.as_bytes()).await?;
            stream.flush().await
        };
        match sent.await {
            Ok(()) => Ok(()),
            Err(error) => Err(self.broken(name, &error)),
        }
    }

    /// Waits for the next response as long as octets come. BYE, end of stream and what cannot be understood are
    /// errors here already.
    pub(super) async fn next<R>(
        &mut self,
        name: &'static str,
        silence: Duration,
        hear: impl FnOnce(&Response<'_>) -> R,
    ) -> Result<R, IntakeError> {
        let response = loop {
            let before = self.client.get_ref().received();
            match timeout(hastened(silence), caught(self.client.read_response())).await {
                Ok(Ok(Ok(Some(response)))) => break response,
                Ok(Ok(Ok(None))) => {
                    return Err(self.ended(name, "the server closed the connection"));
                }
                Ok(Ok(Err(error))) => return Err(self.broken(name, &error)),
                Ok(Err(Panicked)) => {
                    return Err(self.ended(name, "the server sent what the parser cannot bear"));
                }
                Err(_) if self.client.get_ref().received() == before => {
                    return Err(self.timed_out(name, silence));
                }
                Err(_) => {}
            }
        };
        if let Response::Data {
            status: Status::Bye,
            outcome,
        } = response.parsed()
            && name != "LOGOUT"
        {
            let how = format!("the server said BYE: {}", words(outcome));
            return Err(self.ended(name, &how));
        }
        self.selected.note(response.parsed());
        if let Response::Data { outcome, .. } | Response::Done { outcome, .. } = response.parsed() {
            self.note_code(name, outcome)?;
        }
        Ok(hear(response.parsed()))
    }

    /// Takes note of what a response says beside its meaning (RFC 9051 §7.1).
    fn note_code(&mut self, name: &'static str, outcome: &Outcome<'_>) -> Result<(), IntakeError> {
        match outcome.code {
            Some(ResponseCode::UidValidity(validity))
                if self.selected.validity.is_some_and(|now| now != validity) =>
            {
                // Every UID that was listed may name another mail from here on.
                Err(self.ended(name, "the server numbered the folder anew (UIDVALIDITY)"))
            }
            Some(ResponseCode::Alert) => {
                let alert = words(outcome);
                // "MUST be presented to the user": once is enough, and a flood of them is no more than a few.
                if self.alerts.len() < ALERTS_MAX && self.alerts.insert(alert.clone()) {
                    tracing::warn!(server = self.server, "the server alerts: {alert}");
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Asks anew what the server can do. What it said earlier, before TLS or log-in, is forgotten.
    pub(super) async fn read_capabilities(&mut self) -> Result<(), IntakeError> {
        let mut found = HashSet::new();
        self.exec(
            Ask::new("CAPABILITY", "CAPABILITY", SHORT_TIMEOUT),
            |response| {
                if let Response::Capabilities(capabilities) = response {
                    found.extend(capabilities.iter().map(|capability| match capability {
                        Capability::Imap4rev1 => "IMAP4REV1".to_owned(),
                        Capability::Auth(mechanism) => {
                            format!("AUTH={}", mechanism.to_ascii_uppercase())
                        }
                        Capability::Atom(atom) => atom.to_ascii_uppercase(),
                    }));
                }
            },
        )
        .await?;
        self.capabilities = found;
        Ok(())
    }

    /// Whether the server named this capability (in capitals) when it was last asked.
    pub(super) fn offers(&self, capability: &str) -> bool {
        self.capabilities.contains(capability)
    }

    pub(super) fn into_stream(self) -> Stream {
        self.client.into_inner().into_inner()
    }

    pub(super) fn ended(&self, command: &'static str, how: &str) -> IntakeError {
        IntakeError::Ended {
            command,
            server: self.server.clone(),
            how: how.to_owned(),
        }
    }

    pub(super) fn timed_out(&self, command: &'static str, limit: Duration) -> IntakeError {
        IntakeError::Timeout {
            command,
            server: self.server.clone(),
            secs: limit.as_secs(),
        }
    }

    fn broken(&self, command: &'static str, error: &io::Error) -> IntakeError {
        let excess = error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<Excess>());
        match excess {
            Some(&Excess::Literal { announced, limit }) => IntakeError::LiteralTooLarge {
                command,
                server: self.server.clone(),
                announced,
                limit,
            },
            Some(excess) => self.ended(command, &format!("the server {excess}")),
            None => self.ended(command, &cause(error)),
        }
    }
}

impl Selected {
    fn note(&mut self, response: &Response<'_>) {
        match response {
            Response::MailboxData(MailboxDatum::Exists(count)) => {
                self.has_news |= *count > self.exists;
                self.exists = *count;
            }
            Response::Expunge(_) => self.exists = self.exists.saturating_sub(1),
            _ => {}
        }
    }
}

/// A quoted string (RFC 9051 §4.3).
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
