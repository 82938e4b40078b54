//! One task for each mailbox: look what lies there, take it in, settle it, wait.
//!
//! A mail never stops the mailbox, and a mailbox never stops another. What goes wrong with a connection ends that
//! connection; the next one is tried after a wait that grows and is jittered, and long where a login was refused, so
//! that no account is locked by trying.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

use super::handle::{DeskGone, DeskHandle, Work};
use super::{clock, entropy, maillog};
use crate::engine::{Listed, Locator, RawMail, Settling};
use crate::fault::{self, Point};
use crate::intake::{IntakeError, Mailbox};

/// Mails that are fetched before they are taken in together.
const BATCH_MAILS: usize = 50;
/// And how many octets of them.
const BATCH_OCTETS: usize = 16 * 1024 * 1024;
/// The first and the longest wait after a failed connection.
const AGAIN_FIRST: Duration = Duration::from_secs(2);
const AGAIN_LONGEST: Duration = Duration::from_mins(5);
/// The same after a refused login.
const REFUSED_FIRST: Duration = Duration::from_mins(5);
const REFUSED_LONGEST: Duration = Duration::from_hours(1);

/// How a mailbox does, for `status`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailboxHealth {
    /// Whether the last look at it succeeded.
    pub is_connected: bool,
    /// When that was.
    pub last_poll: Option<Timestamp>,
    /// Mails that lay there and were not taken in yet.
    pub backlog: u64,
    /// What went wrong last, if the last look failed.
    pub error: Option<String>,
}

/// How all mailboxes do.
pub type Health = Arc<Mutex<BTreeMap<String, MailboxHealth>>>;

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
    /// Ends the task when it turns true.
    pub stop: watch::Receiver<bool>,
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
        self.show(|_| {});
    }

    /// Watches until it is stopped.
    pub async fn run(mut self) {
        let mut failures = 0_u32;
        while !*self.stop.borrow() {
            let mut stop = self.stop.clone();
            let ended = tokio::select! {
                ended = self.watch(&mut failures) => ended,
                _ = stop.wait_for(|stop| *stop) => break,
            };
            let Err(Ended::Mailbox(error)) = ended else {
                break;
            };
            failures = failures.saturating_add(1);
            let wait = wait_after(&error, failures);
            self.show(|health| {
                health.is_connected = false;
                health.error = Some(error.to_string());
            });
            maillog::mailbox_failed(self.mailbox.name(), &error.to_string(), wait.as_secs());
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                _ = stop.wait_for(|stop| *stop) => {}
            }
        }
        self.mailbox.close().await;
    }

    /// Rounds on one connection.
    async fn watch(&mut self, failures: &mut u32) -> Result<(), Ended> {
        self.mailbox.open().await?;
        maillog::mailbox_open(self.mailbox.name());
        let mut settled = BTreeSet::new();
        loop {
            let has_more = self.round(&mut settled).await?;
            *failures = 0;
            if !has_more {
                self.mailbox.wait(self.poll).await?;
            }
        }
    }

    /// One look at the mailbox. Gives whether there may be more to do at once.
    async fn round(&mut self, settled: &mut BTreeSet<Locator>) -> Result<bool, Ended> {
        let listing = self.mailbox.list().await?;
        fault::point(Point::MailboxListed);
        let (mailbox, takes_backlog) = (self.mailbox.name().to_owned(), self.takes_backlog);
        let todo = self
            .desk
            .ask(|reply| Work::Survey {
                mailbox,
                listing,
                takes_backlog,
                reply,
            })
            .await?;
        let backlog = todo.fetch.len() + todo.alone.len();
        self.show(|health| {
            *health = MailboxHealth {
                is_connected: true,
                last_poll: Some(clock::now()),
                backlog: backlog as u64,
                error: None,
            };
        });
        self.settle(todo.settle, settled).await?;
        for mail in &todo.alone {
            if let Some(raw) = self.fetch(mail).await? {
                self.take_in(vec![raw], true, settled).await?;
            }
        }
        let mut batch: Vec<RawMail> = Vec::new();
        for mail in &todo.fetch {
            batch.extend(self.fetch(mail).await?);
            let octets: usize = batch.iter().map(|raw| raw.bytes.len()).sum();
            if batch.len() >= BATCH_MAILS || octets >= BATCH_OCTETS {
                self.take_in(std::mem::take(&mut batch), false, settled)
                    .await?;
            }
        }
        self.take_in(batch, false, settled).await?;
        self.show(|health| health.backlog = 0);
        Ok(backlog > 0)
    }

    /// Fetches a mail. One that the server will not give is left for the next look; the others go on.
    async fn fetch(&mut self, mail: &Listed) -> Result<Option<RawMail>, Ended> {
        match self.mailbox.fetch(mail).await {
            Ok(raw) => Ok(raw),
            Err(error) if error.is_refusal() => {
                maillog::unreadable(&mail.locator.to_string(), &error.to_string());
                self.mailbox.open().await?;
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn take_in(
        &mut self,
        mails: Vec<RawMail>,
        is_alone: bool,
        settled: &mut BTreeSet<Locator>,
    ) -> Result<(), Ended> {
        if mails.is_empty() {
            return Ok(());
        }
        fault::point(Point::MailsFetched);
        let count = mails.len() as u64;
        let to_settle = self
            .desk
            .ask(|reply| Work::Mails {
                mails,
                is_alone,
                reply,
            })
            .await?;
        self.show(|health| health.backlog = health.backlog.saturating_sub(count));
        // A place that is used again holds another mail than the one that was settled there.
        for (locator, _) in &to_settle {
            settled.remove(locator);
        }
        self.settle(to_settle, settled).await
    }

    /// Settles what has not been settled on this connection: a mail that stays in place is listed again and again.
    async fn settle(
        &mut self,
        mails: Vec<(Locator, Settling)>,
        settled: &mut BTreeSet<Locator>,
    ) -> Result<(), Ended> {
        let due: Vec<(Locator, Settling)> = mails
            .into_iter()
            .filter(|(locator, _)| !settled.contains(locator))
            .collect();
        if !due.is_empty() {
            fault::point(Point::SettlingBegun);
            self.mailbox.settle(&due).await?;
            fault::point(Point::Settled);
            settled.extend(due.into_iter().map(|(locator, _)| locator));
        }
        Ok(())
    }

    fn show(&self, change: impl FnOnce(&mut MailboxHealth)) {
        let mut health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        change(health.entry(self.mailbox.name().to_owned()).or_default());
    }
}

/// How long to wait after a failure.
fn wait_after(error: &IntakeError, failures: u32) -> Duration {
    let (first, longest) = if error.is_login_refused() {
        (REFUSED_FIRST, REFUSED_LONGEST)
    } else {
        (AGAIN_FIRST, AGAIN_LONGEST)
    };
    let grown = first
        .saturating_mul(1 << failures.saturating_sub(1).min(16))
        .min(longest);
    // At least a quarter of it: full jitter may come out as nothing, and nothing would be a busy loop.
    grown / 4 + entropy::jitter(grown * 3 / 4)
}
