//! One task that hands letters over, in their order.
//!
//! It never composes and never decides: the desk gives it letters whose time has come, and hears what became of each.
//! Where no relay can be used, letters rest untried until one can ([`super::relays`]); a fault of one letter is that
//! letter's own. When a letter did not go, those of the same ticket to the same reader wait behind it
//! ([`crate::engine::turn`]).

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};

use super::clock;
use super::handle::{DeskGone, DeskHandle, DueLetter, Work};
use super::pulse::Pulse;
use super::relays::Relays;
use crate::domain::TicketId;
use crate::engine::{Letter, Outcome, SendReport};
use crate::fault::{self, Point};

/// Letters asked for at a time.
const BATCH: usize = 20;
/// The longest sleep: a letter can become due by a clock that was set.
const SLEEP_MAX: Duration = Duration::from_secs(30);

/// The sender.
pub struct Sender {
    /// Where letters go.
    pub relays: Relays,
    /// The desk.
    pub desk: DeskHandle,
    /// Wakes it when a letter is queued.
    pub has_letters: Arc<Notify>,
    /// What it gives signs of life with.
    pub pulse: Pulse,
    /// Ends the task when it turns true.
    pub stop: watch::Receiver<bool>,
}

/// What became of a letter, as far as the next ones are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Went {
    /// It has ended, well or not.
    Ended,
    /// It is tried again later.
    Waits,
    /// No relay could be asked.
    Nowhere,
}

impl Sender {
    /// Sends until it is stopped. A letter whose content is on its way is finished first.
    pub async fn run(mut self) {
        while !*self.stop.borrow() {
            if self.round().await.is_err() {
                break;
            }
        }
        self.relays.close().await;
    }

    async fn round(&mut self) -> Result<(), DeskGone> {
        self.pulse.beat(SLEEP_MAX);
        let now = clock::now();
        let relays = self.relays.ready(now);
        let (letters, next_at) = self
            .desk
            .ask(|reply| Work::Due {
                limit: BATCH,
                relays,
                reply,
            })
            .await?;
        if letters.is_empty() {
            let wakes = next_at.into_iter().chain(self.relays.next_try(now));
            let until = wakes.min().map_or(SLEEP_MAX, |at| {
                Duration::try_from(at.duration_since(now))
                    .unwrap_or_default()
                    .min(SLEEP_MAX)
            });
            self.relays.idle().await;
            self.sleep(until).await;
            return Ok(());
        }
        let mut waiting: BTreeSet<(TicketId, String)> = BTreeSet::new();
        for due in &letters {
            if *self.stop.borrow() {
                return Ok(());
            }
            let line = line(&due.letter);
            if line.as_ref().is_some_and(|line| waiting.contains(line)) {
                continue;
            }
            match self.send(due).await? {
                Went::Ended => {}
                Went::Nowhere if self.relays.ready(clock::now()).is_empty() => return Ok(()),
                Went::Waits | Went::Nowhere => waiting.extend(line),
            }
        }
        Ok(())
    }

    /// One attempt.
    async fn send(&mut self, due: &DueLetter) -> Result<Went, DeskGone> {
        self.pulse.beat(SLEEP_MAX);
        fault::point(Point::LetterTaken);
        let Some(outcome) = self.relays.deliver(due, &self.desk).await else {
            return Ok(Went::Nowhere);
        };
        let went = match outcome {
            Outcome::Sent { .. } | Outcome::Failed { .. } => Went::Ended,
            Outcome::Deferred { .. } | Outcome::InDoubt { .. } | Outcome::Interrupted { .. } => {
                Went::Waits
            }
        };
        let report = SendReport {
            no: due.letter.no,
            outcome,
            at: clock::now(),
        };
        // Whatever is asked next comes after it: the next attempt's barrier makes this one's end durable too.
        self.desk.send(Work::Report { report })?;
        fault::point(Point::OutcomeRecorded);
        Ok(went)
    }

    async fn sleep(&mut self, at_most: Duration) {
        let mut stop = self.stop.clone();
        tokio::select! {
            () = tokio::time::sleep(clock::wait_for(at_most)) => {}
            () = self.has_letters.notified() => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }
}

/// The queue in which a letter stands: that of its ticket and its reader.
fn line(letter: &Letter) -> Option<(TicketId, String)> {
    letter
        .ticket
        .map(|ticket| (ticket, letter.envelope_to.key()))
}

#[cfg(test)]
mod tests;
