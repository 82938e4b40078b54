//! One task that sees to the mails that come at set times: it asks what is due, gathers what that tells, and hands it to
//! the desk, which writes.
//!
//! What is gathered is read part by part, so that a desk of a hundred thousand tickets answers its mail between two
//! parts; what becomes of it is reckoned here and not on the desk's thread. Nothing is kept: whoever is cut off begins
//! anew, and the journal says whether there is still something to do.

use std::time::Duration;

use tokio::sync::watch;

use super::clock;
use super::handle::{DeskGone, DeskHandle, Work};
use super::pulse::Pulse;
use super::sop::{self, Read};
use crate::domain::Periodical;
use crate::engine::Policy;
use crate::engine::periodical::{self, Content, Due, Edition};
use crate::reports::board::Board;
use crate::reports::service::Service;
use crate::store::{Cursor, StoreError};

/// How often it asks; a report may be so much late.
const EVERY: Duration = Duration::from_secs(30);

/// The task.
pub struct Reporter {
    /// The desk.
    pub desk: DeskHandle,
    /// What it gives signs of life with.
    pub pulse: Pulse,
    /// Ends the task when it turns true.
    pub stop: watch::Receiver<bool>,
}

/// What a periodical tells, while it is gathered.
pub struct Gathering {
    due: Due,
    into: Into,
}

enum Into {
    Board(Board),
    Service(Service),
}

impl Gathering {
    /// Nothing is known yet.
    pub fn new(due: Due) -> Self {
        let into = match due.periodical {
            Periodical::Digest => Into::Board(periodical::board(due.period)),
            Periodical::Weekly | Periodical::Monthly => Into::Service(Service::new(due.period)),
        };
        Self { due, into }
    }

    /// Takes in tickets. Times are counted by the policy's hours.
    pub fn take(&mut self, tickets: Vec<Read>, policy: &Policy) {
        for ticket in tickets {
            match &mut self.into {
                Into::Board(board) => ticket.onto(board),
                Into::Service(service) => ticket.into_service(service, policy),
            }
        }
    }

    /// All of them were taken in.
    pub fn finish(self) -> Edition {
        let content = match self.into {
            Into::Board(board) => Content::Board(board),
            Into::Service(service) => Content::Service(service.finish()),
        };
        Edition {
            due: self.due,
            content,
        }
    }
}

impl Reporter {
    /// Works until it is stopped.
    pub async fn run(mut self) {
        loop {
            self.pulse.beat(EVERY);
            tokio::select! {
                () = tokio::time::sleep(clock::wait_for(EVERY)) => {}
                _ = self.stop.wait_for(|stop| *stop) => return,
            }
            if self.round().await.is_err() {
                // The desk is gone, and the process ends with it.
                let _ = self.stop.wait_for(|stop| *stop).await;
                return;
            }
        }
    }

    async fn round(&mut self) -> Result<(), DeskGone> {
        if !clock::read().is_sound {
            return Ok(());
        }
        let due = self.desk.query(|store, policy, now| {
            let due = periodical::due(&store.past()?, policy, now);
            Ok::<_, StoreError>((due, policy.clone()))
        });
        let (due, policy) = match due.await? {
            Ok(found) => found,
            Err(error) => {
                tracing::error!("asking which reports are due: {error}");
                return Ok(());
            }
        };
        for due in due {
            match self.gather(due, &policy).await? {
                Ok(edition) => {
                    let edition = Box::new(edition);
                    let written = |reply| Work::Edition { edition, reply };
                    self.desk.ask(written).await?;
                    tracing::info!(
                        periodical = due.periodical.word(),
                        "a periodical is settled"
                    );
                }
                Err(error) => {
                    let word = due.periodical.word();
                    tracing::error!("gathering what the {word} tells: {error}; it is tried again");
                }
            }
        }
        Ok(())
    }

    async fn gather(
        &mut self,
        due: Due,
        policy: &Policy,
    ) -> Result<Result<Edition, StoreError>, DeskGone> {
        let mut gathering = Gathering::new(due);
        let mut next = Some(Cursor::default());
        while let Some(at) = next {
            self.pulse.beat(EVERY);
            let part = self
                .desk
                .query(move |store, _, _| sop::tickets(store, due.period, &at));
            match part.await? {
                Ok((tickets, after)) => {
                    gathering.take(tickets, policy);
                    next = after;
                }
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Ok(gathering.finish()))
    }
}

#[cfg(test)]
mod tests;
