//! One task for each mailbox: look what lies there, take it in, settle it, wait.
//!
//! A mail never stops the mailbox, and a mailbox never stops another. What goes wrong with a connection ends that
//! connection; the next one is tried after a wait ([`backoff`]). What goes wrong with one mail, its content or its
//! moving, lets that mail come last and then rest ([`hindered`]); the others are taken in.

mod backoff;
mod health;
mod hindered;
mod survey;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::PoisonError;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::watch;
use tokio::time::Instant;

use super::disk::Low;
use super::handle::{DeskGone, DeskHandle, Work};
use super::pulse::Pulse;
use super::{clock, maillog};
use crate::engine::{Listed, Locator, RawMail, Settling};
use crate::fault::{self, Point, hastened};
use crate::intake::{IntakeError, Mailbox, Unsettled};
use backoff::Backoff;
pub use health::{Health, MailboxHealth};
use hindered::Hindered;

/// Mails that are fetched before they are taken in together.
const BATCH_MAILS: usize = 50;
/// And how many octets of them.
const BATCH_OCTETS: usize = 16 * 1024 * 1024;
/// A mail whose content did not come rests after so many failures, at first for so long.
const FETCH_FREE: u32 = 2;
const FETCH_REST: Duration = Duration::from_mins(1);
/// A mail that could not be moved is tried once more at the next look, and then rests, at first for so long: a full
/// folder is not emptied within the minute.
const SETTLE_FREE: u32 = 1;
const SETTLE_REST: Duration = Duration::from_mins(5);
/// A look that found nothing is followed by the next after so long at the earliest, however often the server says
/// that there is news.
const LOOK_PAUSE: Duration = Duration::from_secs(1);

/// A mailbox that is watched.
pub struct Poller {
    /// The mailbox.
    pub mailbox: Mailbox,
    /// How often it is looked at when nothing wakes us.
    pub poll: Duration,
    /// Whether mail from before the first start is taken in.
    pub takes_backlog: bool,
    /// The desk.
    pub desk: DeskHandle,
    /// Where its health is shown.
    pub health: Health,
    /// Whether there is too little room for mail.
    pub low: watch::Receiver<Low>,
    /// What it gives signs of life with.
    pub pulse: Pulse,
    /// Ends the task when it turns true.
    pub stop: watch::Receiver<bool>,
}

/// A poller at work: what it knows beyond one connection.
struct Watch {
    poller: Poller,
    backoff: Backoff,
    /// Mails whose content did not come.
    unread: Hindered,
    /// Mails that are taken in and could not be moved.
    unmoved: Hindered,
    /// Why the last of them could not.
    why_unmoved: Option<String>,
    /// Settled on this connection: a mail that stays in place is listed again and again.
    settled: BTreeSet<Locator>,
    /// Taken in on this connection.
    taken_in: usize,
}

/// Why a round ended.
enum Ended {
    Mailbox(IntakeError),
    Desk,
}

impl From<IntakeError> for Ended {
    fn from(error: IntakeError) -> Self {
        Self::Mailbox(error)
    }
}
impl From<DeskGone> for Ended {
    fn from(_: DeskGone) -> Self {
        Self::Desk
    }
}

impl Poller {
    /// Shows the mailbox in the health before the first look at it.
    pub fn announce(&self) {
        let poll = signed(self.poll);
        self.show(|health| {
            health.last_done = clock::counted();
            health.poll = poll;
        });
    }

    /// Watches until it is stopped.
    pub async fn run(self) {
        let watch = Watch {
            poller: self,
            backoff: Backoff::default(),
            unread: Hindered::new(FETCH_FREE, FETCH_REST),
            unmoved: Hindered::new(SETTLE_FREE, SETTLE_REST),
            why_unmoved: None,
            settled: BTreeSet::new(),
            taken_in: 0,
        };
        watch.run().await;
    }

    fn show(&self, change: impl FnOnce(&mut MailboxHealth)) {
        let mut health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        change(health.entry(self.mailbox.name().to_owned()).or_default());
    }

    /// Where there is no room for mail, waits for some, for as long as a poll; gives whether it did.
    async fn rests(&mut self) -> bool {
        if self.low.borrow().is_none() {
            return false;
        }
        self.show(|health| health.last_done = clock::counted());
        // Whoever looks after the disk outlives this task.
        let room = self.low.wait_for(Option::is_none);
        let _ = tokio::time::timeout(self.poll, room).await;
        true
    }
}

/// For times that the core reckons with.
fn signed(duration: Duration) -> SignedDuration {
    SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX)
}

impl Watch {
    async fn run(mut self) {
        while !*self.poller.stop.borrow() {
            let mut stop = self.poller.stop.clone();
            let begin = Instant::now();
            self.taken_in = 0;
            self.poller.pulse.beat(self.poller.poll);
            let ended = tokio::select! {
                ended = self.connection() => ended,
                _ = stop.wait_for(|stop| *stop) => break,
            };
            let Err(Ended::Mailbox(error)) = ended else {
                break;
            };
            let wait = self.backoff.failed(&error, begin.elapsed(), self.taken_in);
            let error = error.to_string();
            if self.backoff.is_news(&error, Instant::now()) {
                maillog::mailbox_failed(self.poller.mailbox.name(), &error, wait.as_secs());
            }
            self.poller.show(|health| {
                health.is_connected = false;
                health.error = Some(error);
            });
            self.poller.pulse.beat(wait);
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                _ = stop.wait_for(|stop| *stop) => {}
            }
        }
        self.poller.mailbox.close().await;
    }

    /// Rounds on one connection.
    async fn connection(&mut self) -> Result<(), Ended> {
        self.settled.clear();
        self.poller.mailbox.open().await?;
        if self.backoff.is_open_news() {
            maillog::mailbox_open(self.poller.mailbox.name());
        }
        loop {
            let begin = Instant::now();
            if self.round().await? {
                continue;
            }
            let now = Instant::now();
            let next = [self.unread.next(now), self.unmoved.next(now)];
            let next = next.into_iter().flatten().min();
            let at_most = next.map_or(self.poller.poll, |next| self.poller.poll.min(next - now));
            self.poller.mailbox.wait(at_most).await?;
            tokio::time::sleep_until(begin + hastened(LOOK_PAUSE)).await;
        }
    }

    /// One look at the mailbox. Gives whether there may be more to do at once.
    async fn round(&mut self) -> Result<bool, Ended> {
        self.poller.pulse.beat(self.poller.poll);
        if self.poller.rests().await {
            return Ok(true);
        }
        let taken_in_before = self.taken_in;
        let listing = self.poller.mailbox.list().await?;
        fault::point(Point::MailboxListed);
        let there: BTreeSet<&Locator> = listing.mails.iter().map(|mail| &mail.locator).collect();
        self.unread.keep(&there);
        self.unmoved.keep(&there);
        let todo = self.poller.survey(listing).await?;
        let backlog = todo.fetch.len() + todo.alone.len();
        let poll = signed(self.poller.poll);
        self.poller.show(|health| {
            *health = MailboxHealth {
                is_connected: true,
                last_poll: Some(clock::now()),
                backlog: backlog as u64,
                last_done: clock::counted(),
                poll,
                error: None,
                left: health.left.take(),
            };
        });
        self.settle(todo.settle).await?;
        for mail in self.due(todo.alone) {
            if let Some(raw) = self.fetch(&mail).await? {
                self.take_in(vec![raw], true).await?;
            }
        }
        self.take_in_all(todo.fetch).await?;
        let (unread, unmoved) = (self.unread.failed_over(1), self.unmoved.failed_over(0));
        if unmoved == 0 {
            self.why_unmoved = None;
        }
        let error = match &self.why_unmoved {
            _ if unread > 0 => Some(format!(
                "{unread} mails lie there that the server does not hand out; the log names them"
            )),
            Some(why) => Some(format!(
                "{unmoved} mails are taken in and stay where they are: {why}"
            )),
            None => None,
        };
        self.poller.show(|health| {
            health.backlog = unread as u64;
            health.left.clone_from(&error);
            health.error = error;
        });
        Ok(self.taken_in > taken_in_before)
    }

    /// Those that do not rest; the ones that something went wrong with before come last.
    fn due(&self, mut mails: Vec<Listed>) -> Vec<Listed> {
        let now = Instant::now();
        mails.retain(|mail| !self.unread.rests(&mail.locator, now));
        mails.sort_by_key(|mail| self.unread.failures(&mail.locator));
        mails
    }

    /// Takes mails in, in batches. Where one of them ends the connection, those that were fetched before are taken in
    /// all the same.
    async fn take_in_all(&mut self, mails: Vec<Listed>) -> Result<(), Ended> {
        let mut batch: Vec<RawMail> = Vec::new();
        for mail in self.due(mails) {
            if self.poller.low.borrow().is_some() {
                break;
            }
            match self.fetch(&mail).await {
                Ok(raw) => batch.extend(raw),
                Err(ended) => {
                    // They are settled on the next connection.
                    self.decide(batch, false).await?;
                    return Err(ended);
                }
            }
            let octets: usize = batch.iter().map(|raw| raw.bytes.len()).sum();
            if batch.len() >= BATCH_MAILS || octets >= BATCH_OCTETS {
                self.take_in(std::mem::take(&mut batch), false).await?;
            }
        }
        self.take_in(batch, false).await
    }

    /// Fetches a mail. One that the server will not give is left for a later look; the others go on.
    async fn fetch(&mut self, mail: &Listed) -> Result<Option<RawMail>, Ended> {
        self.poller.pulse.beat(self.poller.poll);
        let why = match self.poller.mailbox.fetch(mail).await {
            Ok(Some(raw)) => {
                self.unread.done(&mail.locator);
                return Ok(Some(raw));
            }
            // It may be gone since it was listed; if it is listed again, something is wrong with it.
            Ok(None) => {
                self.unread.failed(&mail.locator, Instant::now());
                if self.unread.failures(&mail.locator) > 1 {
                    let why = "it is listed, and its content is not handed out";
                    maillog::unreadable(&mail.locator.to_string(), why);
                }
                return Ok(None);
            }
            Err(error) => error,
        };
        self.unread.failed(&mail.locator, Instant::now());
        // One end of a connection says nothing about the mail that was being fetched; the second does.
        if why.is_refusal() || self.unread.failures(&mail.locator) > 1 {
            maillog::unreadable(&mail.locator.to_string(), &why.to_string());
        }
        if why.is_refusal() {
            return Ok(None);
        }
        Err(why.into())
    }

    async fn take_in(&mut self, mails: Vec<RawMail>, is_alone: bool) -> Result<(), Ended> {
        let to_settle = self.decide(mails, is_alone).await?;
        self.settle(to_settle).await
    }

    /// Hands mails to the desk. When it answers, what became of them is durable.
    async fn decide(
        &mut self,
        mails: Vec<RawMail>,
        is_alone: bool,
    ) -> Result<Vec<(Locator, Settling)>, Ended> {
        if mails.is_empty() {
            return Ok(Vec::new());
        }
        fault::point(Point::MailsFetched);
        let count = mails.len();
        let to_settle = self
            .poller
            .desk
            .ask(|reply| Work::Mails {
                mails,
                is_alone,
                reply,
            })
            .await?;
        self.taken_in += count;
        self.poller.show(|health| {
            health.backlog = health.backlog.saturating_sub(count as u64);
            health.last_done = clock::counted();
        });
        // A place that is used again holds another mail than the one that was settled there.
        for (locator, _) in &to_settle {
            self.settled.remove(locator);
        }
        Ok(to_settle)
    }

    /// Settles what has not been settled on this connection. What the server refuses to move stays there and rests;
    /// the ledger keeps it out.
    async fn settle(&mut self, mails: Vec<(Locator, Settling)>) -> Result<(), Ended> {
        let now = Instant::now();
        let due: Vec<(Locator, Settling)> = mails
            .into_iter()
            .filter(|(locator, _)| {
                !self.settled.contains(locator) && !self.unmoved.rests(locator, now)
            })
            .collect();
        if due.is_empty() {
            return Ok(());
        }
        fault::point(Point::SettlingBegun);
        let unsettled = self.poller.mailbox.settle(&due).await?;
        fault::point(Point::Settled);
        self.settled
            .extend(due.into_iter().map(|(locator, _)| locator));
        if let Some(Unsettled { mails, why }) = unsettled {
            let why = why.to_string();
            if self.why_unmoved.as_ref() != Some(&why) {
                maillog::unmoved(self.poller.mailbox.name(), mails.len(), &why);
            }
            self.why_unmoved = Some(why);
            for locator in mails {
                self.settled.remove(&locator);
                self.unmoved.failed(&locator, now);
            }
        }
        Ok(())
    }
}
