//! No silent stop: looks at what should move, and says when it does not.
//!
//! It depends on nothing that it looks after: it asks the desk with a deadline, reads the health of the mailboxes where
//! the pollers leave it, and counts time by the clock that nobody sets. What it finds is in `status`, in the metrics
//! and in the log, and goes to the admins by [`super::alert`].

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::{mpsc, watch};

use super::clock;
use super::disk::Low;
use super::handle::DeskHandle;
use super::poller::Health;
use super::pulse::Pulses;
use crate::engine::trouble::{Signs, Told, Trouble, Watch};

/// The longest time between two looks, and the longest wait for the desk's answer.
const EVERY_MAX: Duration = Duration::from_secs(5);
const EVERY_MIN: Duration = Duration::from_millis(100);

/// The troubles there are, for whoever asks.
pub type Troubles = Arc<Mutex<BTreeMap<Trouble, String>>>;

/// Who looks.
pub struct Vigil {
    /// The desk.
    pub desk: DeskHandle,
    /// How the mailboxes do.
    pub health: Health,
    /// Whether there is room on the disk.
    pub low: watch::Receiver<Low>,
    /// How long nothing may be done while there is something to do.
    pub patience: Duration,
    /// Where what was found is shown.
    pub troubles: Troubles,
    /// Who writes to the admins.
    pub alerts: mpsc::UnboundedSender<Told>,
    /// The signs of life of the tasks; it gives its own among them.
    pub pulses: Pulses,
    /// Ends the task when it turns true.
    pub stop: watch::Receiver<bool>,
}

impl Vigil {
    /// Looks until it is stopped.
    pub async fn run(mut self) {
        let every = (self.patience / 4).clamp(EVERY_MIN, EVERY_MAX);
        let patience = SignedDuration::try_from(self.patience).unwrap_or(SignedDuration::MAX);
        let mut watch = Watch::new(patience);
        let mut answered = clock::counted();
        let pulse = self.pulses.of("the vigil");
        loop {
            pulse.beat(every);
            tokio::select! {
                () = tokio::time::sleep(every) => {}
                _ = self.stop.wait_for(|stop| *stop) => return,
            }
            let signs = self.signs(every, &mut answered).await;
            for told in watch.look(&signs, clock::counted()) {
                let word = told.trouble.word();
                if let Some(what) = &told.what {
                    tracing::error!(trouble = word, "trouble: {what}");
                } else {
                    tracing::info!(trouble = word, "trouble is over");
                }
                // Without somebody to write to, nobody listens.
                let _ = self.alerts.send(told);
            }
            *self.troubles.lock().unwrap_or_else(PoisonError::into_inner) = watch.open().clone();
        }
    }

    async fn signs(&self, deadline: Duration, answered: &mut SignedDuration) -> Signs {
        let asked = self.desk.query(|store, _, now| store.stats(now).ok());
        let stats = tokio::time::timeout(deadline, asked).await;
        let stats = stats.ok().and_then(Result::ok);
        if stats.is_some() {
            *answered = clock::counted();
        }
        let stats = stats.flatten();
        let mailboxes = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        let left = mailboxes.iter().filter_map(|(name, health)| {
            let why = health.left.clone()?;
            Some((name.clone(), why))
        });
        let left = left.collect();
        let mailboxes = mailboxes.iter().map(|(name, health)| {
            let (name, error) = (name.clone(), health.error.clone());
            (name, health.last_done, health.poll, error)
        });
        let reading = clock::read();
        let clock = (!reading.is_sound).then(|| {
            format!(
                "the clock says {} and {} is reckoned; nothing is closed until it is plausible, or has gone on evenly for a day",
                reading.wall, reading.at
            )
        });
        let oldest = stats.as_ref().and_then(|stats| stats.oldest_queued);
        Signs {
            left,
            owed: stats
                .as_ref()
                .filter(|_| reading.is_sound)
                .map_or(0, |stats| stats.owed),
            oldest: oldest
                .filter(|_| reading.is_sound)
                .map(|oldest| reading.at.duration_since(oldest)),
            mailboxes: mailboxes.collect(),
            letters: stats.as_ref().map(|stats| (stats.queued, stats.ended)),
            quarantined: stats
                .as_ref()
                .and_then(|stats| stats.dispositions.get("quarantined").copied()),
            desk: *answered,
            late: self.pulses.late(clock::counted()),
            disk: self.low.borrow().clone(),
            clock,
        }
    }
}
