//! The desk: one thread, one input at a time, one owner of the state.
//!
//! Serial on purpose. A decision is always taken on the newest state, and there are no races to reason about. It is
//! fast because it commits in groups: much is decided and applied, then one barrier makes all of it durable, and only
//! then does anybody hear of it ([`Desk::tell`]). Mail waits behind everything else, since of mail there can be a
//! backlog of hours, and nobody stands at the other end of it: see [`Desk::turn`].
//!
//! When the store fails, the process ends: a failed write has lost what cannot be retried, and the next start reads
//! what is really there.

mod intake;
mod quarantine;

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, oneshot};

use super::clock;
use super::due::due;
use super::handle::{DueLetter, Work};
use super::maillog::MailLog;
use super::reader::Reader;
use crate::engine::clock_guard::Reading;
use crate::engine::periodical::Edition;
use crate::engine::{
    Decision, Input, Outcome, Policy, Row, SendReport, acknowledged, decide, lookups, retry,
};
use crate::fault::{self, Point};
use crate::mail::parse::parse;
use crate::store::{Store, StoreError};
use intake::Intake;

pub use quarantine::{NotRetried, Retried};

/// Most inputs that are committed together.
const BATCH_MAX: usize = 64;
/// How long the desk sleeps when nothing comes: time itself is an input.
const TICK: Duration = Duration::from_secs(1);
/// How long a turn takes mail before the barrier.
const TURN_MAX: Duration = Duration::from_millis(100);
/// Most tickets whose time has come that are looked at together.
const DUE_MAX: usize = 50;

/// The desk's thread.
pub struct Desk {
    store: Store,
    policy: Policy,
    log: MailLog,
    work: Receiver<Work>,
    has_letters: Arc<Notify>,
    /// What reads the mails.
    reader: Reader,
    /// Mail that is being taken in, in the order in which it came.
    intake: VecDeque<Intake>,
    /// Whether to repeat an attempt that was cut off does no harm: see [`crate::delivery::Courier::can_repeat`].
    can_repeat: bool,
    /// What time it is, for what time does; another one in tests.
    clock: fn() -> Reading,
    /// Answers that wait for the barrier.
    answers: Vec<Box<dyn FnOnce() + Send>>,
    /// When it was made, on the clock that only counts.
    started: SignedDuration,
    /// Mailboxes with mail whose age nobody can say yet, and that was logged.
    told_unknown: BTreeSet<String>,
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
            intake: VecDeque::new(),
            can_repeat: false,
            clock: clock::read,
            answers: Vec::new(),
            started: clock::counted(),
            told_unknown: BTreeSet::new(),
            is_over: false,
        }
    }

    /// The same with a courier whose attempts can be repeated at once when they were cut off, or not.
    #[must_use]
    pub fn repeating(mut self, can_repeat: bool) -> Self {
        self.can_repeat = can_repeat;
        self
    }

    /// Works until it is told to stop, or until the store fails.
    pub fn run(mut self) -> Result<(), StoreError> {
        self.begin()?;
        while !self.is_over {
            self.turn(TICK)?;
        }
        // What is on record as begun is finished: a mail left in the middle would be a suspect at the next start.
        while self.has_mail() {
            self.next_mail()?;
            self.tell()?;
        }
        self.store.close()
    }

    /// One turn: whatever waits that is not mail, then mail until the turn is full, its time is up or the sender waits;
    /// then the barrier. So a backlog of mail delays a letter by one mail and one barrier, and mails share a barrier
    /// for as long as nobody waits for it. Gives whether there was anything to do within `patience`.
    pub fn turn(&mut self, patience: Duration) -> Result<bool, StoreError> {
        let (mut count, mut is_urgent) = (0, false);
        if !self.has_mail() {
            match self.work.recv_timeout(patience) {
                Ok(first) => {
                    is_urgent = first.is_urgent();
                    self.take(first)?;
                    count += 1;
                }
                Err(RecvTimeoutError::Timeout) => self.store.checkpoint()?,
                Err(RecvTimeoutError::Disconnected) => self.is_over = true,
            }
        }
        let begun = clock::monotonic();
        while count < BATCH_MAX && clock::since(begun) < TURN_MAX {
            let has_done = match self.work.try_recv() {
                Ok(next) => {
                    is_urgent |= next.is_urgent();
                    self.take(next)?;
                    true
                }
                // Straight to the barrier. The sender is busy with a letter after it, and mail has that time.
                Err(_) if is_urgent => break,
                Err(_) => self.next_mail()?,
            };
            if !has_done {
                break;
            }
            count += 1;
        }
        self.time_passes()?;
        self.tell()?;
        Ok(count > 0)
    }

    /// The barrier, and after it all the answers that waited for it.
    fn tell(&mut self) -> Result<(), StoreError> {
        self.store.sync()?;
        for answer in self.answers.drain(..) {
            answer();
            fault::point(Point::Told);
        }
        self.on_record();
        Ok(())
    }

    fn take(&mut self, work: Work) -> Result<(), StoreError> {
        let now = clock::now();
        match work {
            Work::Survey {
                mailbox,
                listing,
                stamps,
                takes_backlog,
                reply,
            } => {
                let todo = self.survey(&mailbox, &listing, stamps, takes_backlog)?;
                self.answer(reply, todo);
            }
            Work::Mails {
                mails,
                is_alone,
                reply,
            } => {
                self.receive(mails, is_alone, reply)?;
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
            Work::Report { report } => self.report(&report, now)?,
            Work::Retry { locator, reply } => {
                let retried = self.retry(&locator, now)?;
                self.answer(reply, retried);
            }
            Work::Edition { edition, reply } => {
                self.publish(&edition)?;
                self.answer(reply, ());
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

    /// Before the first turn: attempts that were open when the last process ended are closed.
    pub fn begin(&mut self) -> Result<(), StoreError> {
        let now = clock::now();
        for row in self.store.sending_now()? {
            let reply = "ticketd ended while the mail was being sent".to_owned();
            let outcome = if self.can_repeat {
                Outcome::Interrupted { reply }
            } else {
                Outcome::InDoubt { reply }
            };
            let report = SendReport {
                no: row.no,
                outcome,
                at: now,
            };
            self.report(&report, now)?;
        }
        self.tell()?;
        fault::point(Point::AttemptsDoubted);
        Ok(())
    }

    fn due(
        &mut self,
        limit: usize,
        relays: &[String],
        now: Timestamp,
    ) -> Result<(Vec<DueLetter>, Option<Timestamp>), StoreError> {
        let mut due = due(&self.store, now, limit, relays)?;
        // Old age is a matter of the clock, and of letters that somebody could have been asked to take.
        let runs = clock::counted().saturating_sub(self.started);
        if runs < retry::TRIED_FOR || !(self.clock)().is_sound {
            due.outlived.clear();
        }
        self.rewrite(&mut due.rows, now)?;
        let (letters, unreadable) = due.letters(&self.store, now);
        for report in due.outlived.iter().chain(&unreadable) {
            self.report(report, now)?;
        }
        Ok((letters, due.next_at))
    }

    /// What has become untrue while no relay took it is written anew, just before it goes out.
    fn rewrite(&mut self, rows: &mut [Row], now: Timestamp) -> Result<(), StoreError> {
        for row in rows {
            let Some(ticket) = row.ticket.filter(|_| acknowledged::is_outdated(row, now)) else {
                continue;
            };
            let decision = self.decide(&Input::Outdated(row.no, ticket), now)?;
            self.apply(decision, now)?;
            if let Some(written) = self.store.letter_row(row.no)? {
                *row = written;
            }
        }
        Ok(())
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
        let Reading {
            at: now, is_sound, ..
        } = (self.clock)();
        clock::keep();
        // What is closed or ended on a wrong clock cannot be taken back.
        if !is_sound {
            return Ok(());
        }
        let due = self.store.due_tickets(now, DUE_MAX)?;
        if due.is_empty() {
            return Ok(());
        }
        let decision = self.decide(&Input::Tick(&due), now)?;
        self.apply(decision, now)
    }

    /// Writes a periodical, unless the clock is not believed any more: what is told too early is told for good.
    fn publish(&mut self, edition: &Edition) -> Result<(), StoreError> {
        let Reading {
            at: now, is_sound, ..
        } = (self.clock)();
        if !is_sound {
            return Ok(());
        }
        let decision = self.decide(&Input::Edition(edition), now)?;
        if decision.issued.is_some() {
            self.apply(decision, now)?;
        }
        Ok(())
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

#[cfg(test)]
mod tests;
