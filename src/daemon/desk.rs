//! The desk: one thread, one input at a time, one owner of the state.
//!
//! Serial on purpose. A decision is always taken on the newest state, and there are no races to reason about. It is
//! fast because it commits in groups: everything that waits is decided and applied, then one barrier makes all of it
//! durable, and only then does anybody hear of it ([`Desk::tell`]).
//!
//! When the store fails, the process ends: a failed write has lost what cannot be retried, and the next start reads
//! what is really there.

mod quarantine;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{Notify, oneshot};

use super::clock;
use super::due::due;
use super::handle::{DueLetter, Todo, Work};
use super::maillog::{self, MailLog};
use super::reader::Reader;
use crate::engine::survey::{self, Survey};
use crate::engine::{
    Decision, Evidence, Input, Listing, Locator, Outcome, Policy, RawMail, SendReport, Settling,
    decide, lookups,
};
use crate::fault::{self, Point};
use crate::identity::auth_results::is_domain_proven;
use crate::mail::inbound::Inbound;
use crate::mail::parse::parse;
use crate::store::{Store, StoreError};

pub use quarantine::{NotRetried, Retried};

/// Most inputs that are committed together.
const BATCH_MAX: usize = 64;
/// How long the desk sleeps when nothing comes: time itself is an input.
const TICK: Duration = Duration::from_secs(1);
/// Most tickets whose time has come that are looked at together.
const DUE_MAX: usize = 50;
/// A mail that ended its reading this often, alone, is quarantined unread.
const ATTEMPTS_MAX: u64 = 3;

/// The desk's thread.
pub struct Desk {
    store: Store,
    policy: Policy,
    log: MailLog,
    work: Receiver<Work>,
    has_letters: Arc<Notify>,
    /// What reads the mails.
    reader: Reader,
    /// Answers that wait for the barrier.
    answers: Vec<Box<dyn FnOnce() + Send>>,
    is_over: bool,
}

impl Desk {
    /// A desk over a store.
    pub fn new(
        store: Store,
        policy: Policy,
        log: MailLog,
        work: Receiver<Work>,
        has_letters: Arc<Notify>,
    ) -> Self {
        Self {
            store,
            policy,
            log,
            work,
            has_letters,
            reader: Reader::new(parse),
            answers: Vec::new(),
            is_over: false,
        }
    }

    /// Works until it is told to stop, or until the store fails.
    pub fn run(mut self) -> Result<(), StoreError> {
        self.begin()?;
        while !self.is_over {
            self.turn(TICK)?;
        }
        self.store.close()
    }

    /// One turn, which ends with the barrier. Gives whether anybody asked for something within `patience`.
    pub fn turn(&mut self, patience: Duration) -> Result<bool, StoreError> {
        let first = self.work.recv_timeout(patience);
        let is_asked = first.is_ok();
        match first {
            Ok(first) => {
                self.take(first)?;
                let waiting: Vec<Work> = self.work.try_iter().take(BATCH_MAX - 1).collect();
                waiting.into_iter().try_for_each(|next| self.take(next))?;
            }
            Err(RecvTimeoutError::Timeout) => self.store.checkpoint()?,
            Err(RecvTimeoutError::Disconnected) => self.is_over = true,
        }
        self.time_passes()?;
        self.tell()?;
        Ok(is_asked)
    }

    /// The barrier, and after it all the answers that waited for it.
    fn tell(&mut self) -> Result<(), StoreError> {
        self.store.sync()?;
        for answer in self.answers.drain(..) {
            answer();
            fault::point(Point::Told);
        }
        Ok(())
    }

    fn take(&mut self, work: Work) -> Result<(), StoreError> {
        let now = clock::now();
        match work {
            Work::Survey {
                mailbox,
                listing,
                takes_backlog,
                reply,
            } => {
                let todo = self.survey(&mailbox, &listing, takes_backlog, now)?;
                self.answer(reply, todo);
            }
            Work::Mails {
                mails,
                is_alone,
                reply,
            } => {
                let settled = self.mails(mails, is_alone)?;
                self.answer(reply, settled);
            }
            Work::Due {
                limit,
                relays,
                reply,
            } => {
                let due = self.due(limit, &relays, now)?;
                self.answer(reply, due);
            }
            Work::Sending { no, via, reply } => {
                let is_on_record = self.store.sending(no, &via, now)?;
                self.answer(reply, is_on_record);
            }
            Work::Report { report, reply } => {
                self.report(&report, now)?;
                self.answer(reply, ());
            }
            Work::Retry { locator, reply } => {
                let retried = self.retry(&locator, now)?;
                self.answer(reply, retried);
            }
            Work::Ask(question) => {
                // What is asked about is what is durable.
                self.store.sync()?;
                question(&self.store, &self.policy, now);
            }
            Work::Reload(policy) => self.policy = *policy,
            Work::Stop => self.is_over = true,
        }
        Ok(())
    }

    fn answer<T: Send + 'static>(&mut self, reply: oneshot::Sender<T>, answer: T) {
        self.answers.push(Box::new(move || {
            // Whoever asked may have gone; what was decided stays.
            let _ = reply.send(answer);
        }));
    }

    /// Before the first turn: attempts that were open when the last process ended have an unknown outcome.
    pub fn begin(&mut self) -> Result<(), StoreError> {
        let now = clock::now();
        for row in self.store.sending_now()? {
            let reply = "ticketd ended while the mail was being sent".to_owned();
            let report = SendReport {
                no: row.no,
                outcome: Outcome::InDoubt { reply },
                at: now,
            };
            self.report(&report, now)?;
        }
        self.tell()?;
        fault::point(Point::AttemptsDoubted);
        Ok(())
    }

    fn survey(
        &mut self,
        mailbox: &str,
        listing: &Listing,
        takes_backlog: bool,
        now: Timestamp,
    ) -> Result<Todo, StoreError> {
        let since = self.store.watched_since(mailbox)?;
        if since.is_none() {
            self.store.watching(mailbox, now)?;
        }
        let mut rows = BTreeMap::new();
        for mail in &listing.mails {
            if let Some(row) = self.store.ledger_row(&mail.locator)? {
                rows.insert(mail.locator.clone(), row);
            }
        }
        let Survey {
            fetch,
            settle,
            before_start,
        } = survey::survey(
            listing,
            |locator| rows.get(locator),
            since,
            takes_backlog,
            now,
        );
        if !before_start.is_empty() {
            tracing::info!(
                mailbox,
                count = before_start.len(),
                "mail from before the first start is left alone"
            );
            let rows = before_start
                .iter()
                .map(|mail| survey::before_start(mail, now))
                .collect();
            self.store.ignore(rows, now)?;
        }
        let mut todo = Todo {
            settle,
            ..Todo::default()
        };
        for mail in fetch {
            let list = if self.store.attempts(&mail.locator)?.is_some() {
                &mut todo.alone
            } else {
                &mut todo.fetch
            };
            list.push(mail);
        }
        Ok(todo)
    }

    /// Takes mails in. The attempts to read them are on record before the first is parsed, so that a mail that ends
    /// the process is known by name at the next start.
    fn mails(
        &mut self,
        mails: Vec<RawMail>,
        is_alone: bool,
    ) -> Result<Vec<(Locator, Settling)>, StoreError> {
        let mut settled = Vec::with_capacity(mails.len());
        let locators: Vec<Locator> = mails
            .iter()
            .map(|mail| mail.listed.locator.clone())
            .collect();
        let mut readable = Vec::with_capacity(mails.len());
        for mail in mails {
            let attempts = self.store.attempts(&mail.listed.locator)?;
            let attempts = attempts.unwrap_or_default();
            if attempts >= ATTEMPTS_MAX {
                settled.push(self.quarantine(&mail, attempts)?);
            } else {
                readable.push(mail);
            }
        }
        self.store.reading(locators, is_alone, clock::now())?;
        self.store.sync()?;
        fault::point(Point::ReadingOpened);
        for mail in readable {
            let (mail, now) = (Arc::new(mail), clock::now());
            match self.reader.read(&mail) {
                Ok(inbound) => settled.push(self.mail(&mail, &inbound, now)?),
                Err(failure) => maillog::unreadable(
                    &mail.listed.locator.to_string(),
                    &format!("{}; it is tried again, alone", failure.why()),
                ),
            }
        }
        Ok(settled)
    }

    fn mail(
        &mut self,
        mail: &RawMail,
        inbound: &Inbound,
        now: Timestamp,
    ) -> Result<(Locator, Settling), StoreError> {
        fault::point(Point::MailParsed);
        let raw = self.store.put(&mail.bytes)?;
        let attachments = inbound
            .attachments
            .iter()
            .map(|part| self.store.put(&part.bytes))
            .collect::<Result<_, _>>()?;
        let domain = match &inbound.from.address {
            Some(from) => is_domain_proven(&inbound.headers, from, &self.policy.trust),
            None => Err("it names no sender"),
        };
        let since = self.store.watched_since(&mail.listed.locator.mailbox)?;
        let received_at = mail.listed.received_at;
        let is_backlog = since.is_some_and(|since| survey::is_before_start(received_at, since));
        let before = self.store.ledger_row(&mail.listed.locator)?;
        let before = before.filter(|row| row.is_awaited).map(Box::new);
        let evidence = Evidence {
            before,
            is_backlog,
            listed: mail.listed.clone(),
            raw,
            attachments,
            is_oversize: mail.is_oversize,
            domain,
        };
        let decision = self.decide(&Input::Mail(inbound, &evidence), now)?;
        fault::point(Point::MailDecided);
        let settling = decision
            .ledger
            .as_ref()
            .map_or(Settling::LeaveInPlace, |row| row.settling);
        if let Some(row) = &decision.ledger {
            self.log.taken(row, &decision);
        }
        self.apply(decision, now)?;
        Ok((mail.listed.locator.clone(), settling))
    }

    fn due(
        &mut self,
        limit: usize,
        relays: &[String],
        now: Timestamp,
    ) -> Result<(Vec<DueLetter>, Option<Timestamp>), StoreError> {
        let due = due(&self.store, now, limit, relays)?;
        let (letters, unreadable) = due.letters(&self.store, now);
        for report in due.outlived.iter().chain(&unreadable) {
            self.report(report, now)?;
        }
        Ok((letters, due.next_at))
    }

    fn report(&mut self, report: &SendReport, now: Timestamp) -> Result<(), StoreError> {
        if let Some(row) = self.store.letter_row(report.no)? {
            self.log.sent(&row, &report.outcome);
        }
        let decision = self.decide(&Input::Outcome(report), now)?;
        self.apply(decision, now)?;
        fault::point(Point::OutcomeHeld);
        Ok(())
    }

    fn time_passes(&mut self) -> Result<(), StoreError> {
        let now = clock::now();
        let due = self.store.due_tickets(now, DUE_MAX)?;
        if due.is_empty() {
            return Ok(());
        }
        let decision = self.decide(&Input::Tick(&due), now)?;
        self.apply(decision, now)
    }

    fn decide(&self, input: &Input<'_>, now: Timestamp) -> Result<Decision, StoreError> {
        let known = self.store.read(&lookups(input, &self.policy), now)?;
        Ok(decide(input, &known, &self.policy, now))
    }

    fn apply(&mut self, decision: Decision, now: Timestamp) -> Result<(), StoreError> {
        if !decision.outgoing.is_empty() {
            let has_letters = Arc::clone(&self.has_letters);
            self.answers
                .push(Box::new(move || has_letters.notify_one()));
        }
        self.store.apply(decision, now)
    }
}
