//! How the desk takes mail in: what is to be done in a mailbox, and then one mail at a time.
//!
//! Mails come by the dozen and are decided one by one, so that whoever else waits for the desk waits for one mail.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::oneshot;

use super::Desk;
use crate::daemon::handle::Todo;
use crate::daemon::{clock, maillog};
use crate::engine::clock_guard::Stamps;
use crate::engine::first_look::{Age, Since};
use crate::engine::survey::{self, Survey};
use crate::engine::{Evidence, Input, Listing, Locator, RawMail, Settling};
use crate::fault::{self, Point};
use crate::identity::auth_results::is_domain_proven;
use crate::mail::inbound::Inbound;
use crate::store::{StoreError, name_of};

/// A mail that ended its reading this often, alone, is quarantined unread.
const ATTEMPTS_MAX: u64 = 3;

/// Mails that came together and are answered together.
pub(super) struct Intake {
    /// Those that are still to be decided.
    mails: VecDeque<RawMail>,
    /// Whether it is durable that they are about to be read.
    is_on_record: bool,
    /// What is to become of those that are decided.
    settled: Vec<(Locator, Settling)>,
    /// Who brought them.
    reply: oneshot::Sender<Vec<(Locator, Settling)>>,
}

impl Desk {
    pub(super) fn survey(
        &mut self,
        mailbox: &str,
        listing: &Listing,
        stamps: Stamps,
        takes_backlog: bool,
    ) -> Result<Todo, StoreError> {
        clock::witness(stamps);
        let (clock, then) = ((self.clock)(), self.store.watched_since(mailbox)?);
        let (now, since) = (
            clock.at,
            Since::of(then, stamps.newest, takes_backlog, clock),
        );
        if let Since::Now(now) = since {
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
            unknown,
        } = survey::survey(listing, |locator| rows.get(locator), since, takes_backlog);
        if unknown > 0 && self.told_unknown.insert(mailbox.to_owned()) {
            tracing::warn!(
                mailbox,
                count = unknown,
                "whether this mail is from before the first start is decided when something has spoken for the clock: \
                 an IMAP server on another machine, or a day in which it went on evenly"
            );
        }
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

    /// Begins to take mails in. That they are about to be read is on record before the first is parsed, so that a mail
    /// that ends the process is known by name at the next start.
    pub(super) fn receive(
        &mut self,
        mails: Vec<RawMail>,
        is_alone: bool,
        reply: oneshot::Sender<Vec<(Locator, Settling)>>,
    ) -> Result<(), StoreError> {
        let mut settled = Vec::with_capacity(mails.len());
        let mut opened = Vec::with_capacity(mails.len());
        let mut readable = VecDeque::with_capacity(mails.len());
        for mail in mails {
            let (locator, raw) = (&mail.listed.locator, name_of(&mail.bytes));
            let by_octets = self.store.attempts_at(raw)?;
            let attempts = self.store.attempts(locator)?.max(by_octets);
            let attempts = attempts.unwrap_or_default();
            if attempts >= ATTEMPTS_MAX {
                settled.push(self.quarantine(&mail, attempts)?);
                continue;
            }
            opened.push((locator.clone(), raw));
            // These octets were read before, in another place or under another number, without an end: from now on this
            // place is suspect, too, and at the next look the mail is taken alone.
            if is_alone || by_octets.is_none() {
                readable.push_back(mail);
            }
        }
        self.store.reading(opened, is_alone, clock::now())?;
        self.intake.push_back(Intake {
            mails: readable,
            is_on_record: false,
            settled,
            reply,
        });
        Ok(())
    }

    /// Whether mail waits to be taken in.
    pub(super) fn has_mail(&self) -> bool {
        !self.intake.is_empty()
    }

    /// What was begun before this barrier is on record.
    pub(super) fn on_record(&mut self) {
        for intake in &mut self.intake {
            if !intake.is_on_record {
                intake.is_on_record = true;
                fault::point(Point::ReadingOpened);
            }
        }
    }

    /// Takes the next mail in. `false` when none is there whose reading is on record.
    pub(super) fn next_mail(&mut self) -> Result<bool, StoreError> {
        let Some(mut intake) = self.intake.pop_front_if(|intake| intake.is_on_record) else {
            return Ok(false);
        };
        if let Some(mail) = intake.mails.pop_front() {
            let (mail, now) = (Arc::new(mail), clock::now());
            match self.reader.read(&mail) {
                Ok(inbound) => intake.settled.push(self.mail(&mail, &inbound, now)?),
                Err(failure) => maillog::unreadable(
                    &mail.listed.locator.to_string(),
                    &format!("{}; it is tried again, alone", failure.why()),
                ),
            }
        }
        if intake.mails.is_empty() {
            self.answer(intake.reply, intake.settled);
        } else {
            self.intake.push_front(intake);
        }
        Ok(true)
    }

    pub(super) fn mail(
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
        let is_backlog = since.is_some_and(|since| {
            let since = Since::of(Some(since), None, true, (self.clock)());
            since.age(mail.listed.received_at) == Age::Before
        });
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
}
