//! Delivery to a mail server: one letter, one transaction, and a judgement that never guesses.
//!
//! | what happened | outcome |
//! | --- | --- |
//! | no connection, no TLS, no login, 421, a login demanded | deferred, the relay's fault |
//! | 4xx to MAIL, RCPT, DATA or the content; 5xx to MAIL | deferred |
//! | 5xx to RCPT, DATA or the content | failed |
//! | lost or silent before the final dot was begun | deferred: nothing was taken |
//! | lost, silent or unreadable after it was begun | in doubt |
//! | 2xx to the content | sent |
//!
//! The finer points of a refusal are a table, `verdict`. A connection that was lost, fell silent or spoke nonsense is dropped; a healthy one is kept for
//! [`KEPT_FOR`] and asked with RSET before it is used again. A kept connection that turns out to be dead costs no
//! attempt: the letter goes over a fresh one.

mod session;
mod verdict;
mod wire;

use std::time::Duration;

use lettre::Address as Path;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{Extension, MailBodyParameter, MailParameter};
use secrecy::SecretString;
use tokio::time::Instant;

use super::DeliveryError;
use crate::domain::Address;
use crate::engine::outgoing::{Letter, Outcome};
use crate::fault::{self, Point};
use crate::mail::compose::{addr_spec, line_fault};
use crate::net::Endpoint;
use session::{ContentFault, Fault, Session, shown};
use verdict::{Step, refusal};

/// How long an idle connection is kept. Servers hang up after some minutes; a burst of notices comes within seconds.
pub const KEPT_FOR: Duration = Duration::from_secs(30);
/// RFC 5321 §4.5.3.2.1: the greeting may wait for the server's load to sink.
pub const GREETING_DEADLINE: Duration = Duration::from_mins(5);
/// RFC 5321 §4.5.3.2.2 and .3, for EHLO, STARTTLS, AUTH, MAIL, RCPT and RSET.
pub const COMMAND_DEADLINE: Duration = Duration::from_mins(5);
/// RFC 5321 §4.5.3.2.4: the reply to DATA.
pub const DATA_DEADLINE: Duration = Duration::from_mins(2);
/// RFC 5321 §4.5.3.2.5: writing one block of the content.
pub const BLOCK_DEADLINE: Duration = Duration::from_mins(3);
/// RFC 5321 §4.5.3.2.6: the reply to the final dot. To hang up early is what makes second copies (RFC 1047).
pub const DOT_DEADLINE: Duration = Duration::from_mins(10);
/// How long a goodbye may take.
pub const QUIT_DEADLINE: Duration = Duration::from_secs(5);
/// How long each step of a probe may take: somebody sits and waits for it.
pub const PROBE_DEADLINE: Duration = Duration::from_secs(30);

/// What there is to know of the relay.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// Where it is and how the connection is protected.
    pub endpoint: Endpoint,
    /// Whom to log in as; nobody when absent.
    pub username: Option<String>,
    /// With which password.
    pub password: Option<SecretString>,
    /// The name given in EHLO: this host's full name.
    pub hello: String,
    /// The longest wait for any reply; absent: as long as RFC 5321 asks.
    pub reply_timeout: Option<Duration>,
}

/// How long each step may take.
#[derive(Debug, Clone, Copy)]
struct Deadlines {
    greeting: Duration,
    command: Duration,
    data: Duration,
    block: Duration,
    dot: Duration,
    quit: Duration,
}

const DEADLINES: Deadlines = Deadlines {
    greeting: GREETING_DEADLINE,
    command: COMMAND_DEADLINE,
    data: DATA_DEADLINE,
    block: BLOCK_DEADLINE,
    dot: DOT_DEADLINE,
    quit: QUIT_DEADLINE,
};

impl Deadlines {
    /// The same, none of them longer than `limit`.
    fn within(self, limit: Duration) -> Self {
        Self {
            greeting: self.greeting.min(limit),
            command: self.command.min(limit),
            data: self.data.min(limit),
            block: self.block.min(limit),
            dot: self.dot.min(limit),
            quit: self.quit.min(limit),
        }
    }
}

/// Hands mails to one mail server.
#[derive(Debug)]
pub struct Smtp {
    settings: SmtpSettings,
    deadlines: Deadlines,
    kept: Option<Kept>,
}

#[derive(Debug)]
struct Kept {
    session: Session,
    since: Instant,
}

impl Smtp {
    /// Connects to nothing yet.
    pub fn new(settings: SmtpSettings) -> Self {
        let deadlines = settings
            .reply_timeout
            .map_or(DEADLINES, |limit| DEADLINES.within(limit));
        Self {
            settings,
            deadlines,
            kept: None,
        }
    }

    /// Whether the last attempt left a connection on which more can be sent: then the server answered, whatever it
    /// said.
    pub fn has_connection(&self) -> bool {
        self.kept.is_some()
    }

    /// One attempt; see [`super::Courier::deliver`].
    ///
    /// The connection is moved out of `self` while it is in use, so that an attempt which is cancelled leaves none
    /// behind in an unknown state.
    pub async fn deliver(
        &mut self,
        letter: &Letter,
        before_content: impl AsyncFnOnce() -> bool,
    ) -> Outcome {
        if let Some(fault) = line_fault(&letter.bytes) {
            let reply = format!("not sent, because the mail is malformed: {fault}");
            return Outcome::Failed { reply };
        }
        match self.ready_session(letter).await {
            Ok(session) => self.transaction(session, letter, before_content).await,
            Err(outcome) => outcome,
        }
    }

    /// Connect, EHLO, TLS and login, then goodbye.
    pub async fn probe(&mut self) -> Result<(), DeliveryError> {
        let deadlines = Deadlines {
            greeting: self.deadlines.greeting.min(PROBE_DEADLINE),
            command: self.deadlines.command.min(PROBE_DEADLINE),
            ..self.deadlines
        };
        let session = Session::open(&self.settings, &deadlines).await?;
        session.quit(&deadlines).await;
        Ok(())
    }

    /// Hangs up when the kept connection has been idle for [`KEPT_FOR`].
    pub async fn idle(&mut self) {
        if self.kept.as_ref().is_some_and(Kept::is_stale) {
            self.close().await;
        }
    }

    /// Hangs up.
    pub async fn close(&mut self) {
        if let Some(kept) = self.kept.take() {
            kept.session.quit(&self.deadlines).await;
        }
    }

    /// A session whose server has accepted MAIL: the kept one when it is alive, else a fresh one.
    async fn ready_session(&mut self, letter: &Letter) -> Result<Session, Outcome> {
        self.idle().await;
        if let Some(kept) = self.kept.take() {
            let mut session = kept.session;
            let reset = session.command(Rset, 2, self.deadlines.command).await;
            if reset.is_ok() {
                match self.begin(&mut session, letter).await {
                    Ok(()) => return Ok(session),
                    Err(Begun::Refused(outcome)) if !outcome.is_relay_fault() => {
                        self.keep(session);
                        return Err(outcome);
                    }
                    // It died between two letters, as kept connections do, or its login is not worth any more.
                    Err(Begun::Refused(_) | Begun::Broken(_)) => {}
                }
            }
        }
        let relay_fault = |reply: String| Outcome::Deferred {
            reply,
            is_relay_fault: true,
        };
        let mut session = Session::open(&self.settings, &self.deadlines)
            .await
            .map_err(|error| relay_fault(super::one_line(&error.to_string())))?;
        match self.begin(&mut session, letter).await {
            Ok(()) => Ok(session),
            Err(Begun::Refused(outcome)) => {
                if !outcome.is_relay_fault() {
                    self.keep(session);
                }
                Err(outcome)
            }
            Err(Begun::Broken(fault)) => Err(relay_fault(self.at("MAIL FROM", &fault))),
        }
    }

    /// MAIL FROM, with what this letter needs of the server.
    async fn begin(&self, session: &mut Session, letter: &Letter) -> Result<(), Begun> {
        let (from, to) = (&letter.envelope_from, &letter.envelope_to);
        let needs_utf8 = !from.local().is_ascii() || !to.local().is_ascii();
        let needs_8bit = !letter.bytes.is_ascii();
        let mut parameters = Vec::new();
        let missing = |what: &str| {
            Begun::Refused(Outcome::Failed {
                reply: format!(
                    "not sent, because {} {what}",
                    self.settings.endpoint.shown()
                ),
            })
        };
        if needs_utf8 {
            if !session.offers(Extension::SmtpUtfEight) {
                return Err(missing("takes no addresses beyond ASCII (no SMTPUTF8)"));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if needs_8bit {
            if !session.offers(Extension::EightBitMime) {
                return Err(missing("takes no 8-bit mail (no 8BITMIME)"));
            }
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let mail = Mail::new(Some(path(from)), parameters);
        match session.command(mail, 2, self.deadlines.command).await {
            Ok(_) => Ok(()),
            Err(Fault::Refused(code, reply)) if code != 421 => {
                Err(Begun::Refused(refusal(Step::Mail, code, reply)))
            }
            Err(fault) => Err(Begun::Broken(fault)),
        }
    }

    /// RCPT, DATA and the content, on a session whose MAIL was accepted.
    async fn transaction(
        &mut self,
        mut session: Session,
        letter: &Letter,
        before_content: impl AsyncFnOnce() -> bool,
    ) -> Outcome {
        let limits = self.deadlines;
        let rcpt = Rcpt::new(path(&letter.envelope_to), vec![]);
        if let Err(fault) = session.command(rcpt, 2, limits.command).await {
            return self.refused(session, Step::Rcpt, fault);
        }
        fault::point(Point::RecipientAccepted);
        if let Err(fault) = session.command(Data, 3, limits.data).await {
            return self.refused(session, Step::Data, fault);
        }
        fault::point(Point::ContentInvited);
        if !before_content().await {
            // The session is dropped: after the 354 even a QUIT would be content.
            return Outcome::Deferred {
                reply: "not sent, because the attempt could not be put on record".to_owned(),
                is_relay_fault: false,
            };
        }
        match session.content(&letter.bytes, &limits).await {
            Ok(response) => {
                self.keep(session);
                Outcome::Sent {
                    reply: shown(&response),
                }
            }
            Err(ContentFault {
                fault,
                may_have_arrived: true,
            }) => Outcome::InDoubt {
                reply: self.at("the final dot", &fault),
            },
            Err(ContentFault { fault, .. }) => self.refused(session, Step::Dot, fault),
        }
    }

    /// The outcome of a step that did not succeed; the session is kept where only the answer was no.
    fn refused(&mut self, session: Session, step: Step, fault: Fault) -> Outcome {
        match fault {
            Fault::Refused(code, reply) => {
                let outcome = refusal(step, code, reply);
                if !outcome.is_relay_fault() {
                    self.keep(session);
                }
                outcome
            }
            // Not counted against the relay: it was well until it heard of this mail, and the next one will tell.
            fault => Outcome::Deferred {
                reply: self.at(step.shown(), &fault),
                is_relay_fault: false,
            },
        }
    }

    fn keep(&mut self, session: Session) {
        self.kept = Some(Kept {
            session,
            since: Instant::now(),
        });
    }

    /// Names the step at which no answer came.
    fn at(&self, step: &str, fault: &Fault) -> String {
        let server = self.settings.endpoint.shown();
        super::one_line(&format!("after {step} to {server}: {}", fault.shown()))
    }
}

/// Why a transaction could not be begun.
enum Begun {
    /// The server, or we, said no; the session is well.
    Refused(Outcome),
    /// The session is of no more use.
    Broken(Fault),
}

impl Kept {
    fn is_stale(&self) -> bool {
        self.since.elapsed() >= KEPT_FOR
    }
}

/// An address as it stands in MAIL and RCPT. lettre's own parser refuses addresses that real people have.
fn path(address: &Address) -> Path {
    let spec = addr_spec(address);
    match spec.rsplit_once('@') {
        Some((local, domain)) => Path::new_dangerous(local, domain),
        None => Path::new_dangerous(spec, ""),
    }
}

#[cfg(test)]
pub(crate) mod tests;
