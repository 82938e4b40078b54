//! One task that hands letters over, in their order.
//!
//! It never composes and never decides: the desk gives it letters whose time has come, and hears what became of each.
//! Where the relay itself is at fault, the letters rest and the relay is tried again after a growing wait; a fault of
//! one letter is that letter's own.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};

use super::handle::{DeskGone, DeskHandle, Work};
use super::{clock, entropy};
use crate::delivery::Courier;
use crate::engine::{Letter, Outcome, SendReport};
use crate::fault::{self, Point};

/// Letters asked for at a time.
const BATCH: usize = 20;
/// The longest sleep: a letter can become due by a clock that was set.
const SLEEP_MAX: Duration = Duration::from_secs(30);
/// The first and the longest rest of a relay that is at fault.
const REST_FIRST: Duration = Duration::from_secs(5);
const REST_LONGEST: Duration = Duration::from_mins(1);

/// The sender.
pub struct Sender {
    /// Where letters go.
    pub courier: Courier,
    /// The desk.
    pub desk: DeskHandle,
    /// Wakes it when a letter is queued.
    pub has_letters: Arc<Notify>,
    /// Ends the task when it turns true.
    pub stop: watch::Receiver<bool>,
}

impl Sender {
    /// Sends until it is stopped. A letter whose content is on its way is finished first.
    pub async fn run(mut self) {
        let mut faults = 0_u32;
        while !*self.stop.borrow() {
            if self.round(&mut faults).await.is_err() {
                break;
            }
        }
        self.courier.close().await;
    }

    async fn round(&mut self, faults: &mut u32) -> Result<(), DeskGone> {
        let (letters, next_at) = self
            .desk
            .ask(|reply| Work::Due {
                limit: BATCH,
                reply,
            })
            .await?;
        if letters.is_empty() {
            let until = next_at.map_or(SLEEP_MAX, |at| {
                Duration::try_from(at.duration_since(clock::now()))
                    .unwrap_or_default()
                    .min(SLEEP_MAX)
            });
            self.courier.idle().await;
            self.sleep(until, true).await;
            return Ok(());
        }
        for letter in &letters {
            if *self.stop.borrow() {
                return Ok(());
            }
            let is_relay_fault = self.send(letter).await?;
            if is_relay_fault {
                *faults = faults.saturating_add(1);
                let rest = REST_FIRST
                    .saturating_mul(1 << (*faults - 1).min(8))
                    .min(REST_LONGEST);
                self.sleep(rest / 2 + entropy::jitter(rest / 2), false)
                    .await;
                return Ok(());
            }
            *faults = 0;
        }
        Ok(())
    }

    /// One attempt. Gives whether the relay is at fault.
    async fn send(&mut self, letter: &Letter) -> Result<bool, DeskGone> {
        fault::point(Point::LetterTaken);
        let (desk, no) = (self.desk.clone(), letter.no);
        let outcome = self
            .courier
            .deliver(letter, async || {
                let is_on_record = desk.ask(|reply| Work::Sending { no, reply }).await;
                fault::point(Point::SendingOpened);
                is_on_record.unwrap_or(false)
            })
            .await;
        let is_relay_fault = matches!(
            outcome,
            Outcome::Deferred {
                is_relay_fault: true,
                ..
            }
        );
        let report = SendReport {
            no,
            outcome,
            at: clock::now(),
        };
        self.desk
            .ask(|reply| Work::Report { report, reply })
            .await?;
        fault::point(Point::OutcomeRecorded);
        Ok(is_relay_fault)
    }

    async fn sleep(&mut self, at_most: Duration, is_wakeable: bool) {
        let mut stop = self.stop.clone();
        tokio::select! {
            () = tokio::time::sleep(at_most) => {}
            () = self.has_letters.notified(), if is_wakeable => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }
}
