//! How everybody else speaks to the desk: work in over one channel, an answer back over another.

use std::sync::mpsc::Sender;

use jiff::Timestamp;
use tokio::sync::oneshot;

use super::desk::Retried;
use crate::engine::clock_guard::Stamps;
use crate::engine::periodical::Edition;
use crate::engine::{
    Letter, LetterNo, Listed, Listing, Locator, Policy, RawMail, SendReport, Settling,
};
use crate::store::Store;

/// A question to the state, asked on the desk's own thread.
pub type Question = Box<dyn FnOnce(&Store, &Policy, Timestamp) + Send>;

/// What can be asked of the desk.
pub enum Work {
    /// What is to be done with what lies in a mailbox?
    Survey {
        /// The mailbox.
        mailbox: String,
        /// What lies there.
        listing: Listing,
        /// What the times of receipt of all that lies there say of the clock.
        stamps: Stamps,
        /// Whether mail from before the first start is taken in.
        takes_backlog: bool,
        /// The answer.
        reply: oneshot::Sender<Todo>,
    },
    /// Take these mails in.
    Mails {
        /// The mails.
        mails: Vec<RawMail>,
        /// Whether it is one suspect, alone.
        is_alone: bool,
        /// Which of them are to be settled how; after the barrier.
        reply: oneshot::Sender<Vec<(Locator, Settling)>>,
    },
    /// Which letters are due?
    Due {
        /// How many at most.
        limit: usize,
        /// Which relays can be asked; with none, letters only grow old.
        relays: Vec<String>,
        /// The letters, and when the next one is due.
        reply: oneshot::Sender<(Vec<DueLetter>, Option<Timestamp>)>,
    },
    /// A letter's content is about to be sent.
    Sending {
        /// Which.
        no: LetterNo,
        /// Through which relay.
        via: String,
        /// Whether that is on record now; after the barrier.
        reply: oneshot::Sender<bool>,
    },
    /// An attempt ended.
    Report {
        /// How. Nobody waits for it to be durable: until it is, the row says that the attempt is open.
        report: SendReport,
    },
    /// Take a quarantined mail in anew.
    Retry {
        /// Where it lay.
        locator: Locator,
        /// What became of it; after the barrier.
        reply: oneshot::Sender<Retried>,
    },
    /// A periodical is due, and this is what it tells.
    Edition {
        /// It.
        edition: Box<Edition>,
        /// That it was decided on; after the barrier.
        reply: oneshot::Sender<()>,
    },
    /// A question.
    Ask(Question),
    /// Other settings from now on.
    Reload(Box<Policy>),
    /// End cleanly.
    Stop,
}

impl Work {
    /// Whether somebody stands and waits for the next barrier: a server that has said 354 does not wait for long.
    pub fn is_urgent(&self) -> bool {
        matches!(self, Self::Due { .. } | Self::Sending { .. })
    }
}

/// A letter to be sent now.
#[derive(Debug)]
pub struct DueLetter {
    /// The letter.
    pub letter: Letter,
    /// The one relay it may go through; absent: any.
    pub only_via: Option<String>,
    /// Whether the first relay is asked last: it has put off what is owed by now.
    pub asks_second: bool,
}

/// What is to be done in a mailbox.
#[derive(Debug, Default)]
pub struct Todo {
    /// To be fetched and taken in together.
    pub fetch: Vec<Listed>,
    /// To be taken in one at a time: an attempt to read them did not end.
    pub alone: Vec<Listed>,
    /// Decided before, and still to be moved.
    pub settle: Vec<(Locator, Settling)>,
}

/// A handle to the desk, for everybody else.
#[derive(Clone)]
pub struct DeskHandle {
    work: Sender<Work>,
}

/// The desk has ended; whoever asked ends too.
#[derive(Debug, thiserror::Error)]
#[error("the desk has ended")]
pub struct DeskGone;

impl DeskHandle {
    /// A handle that sends to `work`.
    pub fn new(work: Sender<Work>) -> Self {
        Self { work }
    }

    /// Sends something that has no answer.
    pub fn send(&self, work: Work) -> Result<(), DeskGone> {
        self.work.send(work).map_err(|_| DeskGone)
    }

    /// Sends something and waits for its answer.
    pub async fn ask<T>(
        &self,
        work: impl FnOnce(oneshot::Sender<T>) -> Work,
    ) -> Result<T, DeskGone> {
        let (reply, answer) = oneshot::channel();
        self.send(work(reply))?;
        answer.await.map_err(|_| DeskGone)
    }

    /// The same for a thread that may wait.
    pub fn query_and_wait<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Store, &Policy, Timestamp) -> T + Send + 'static,
    ) -> Result<T, DeskGone> {
        let (reply, answer) = oneshot::channel();
        self.send(Work::Ask(Box::new(move |store, policy, now| {
            // Whoever asked may have gone; the answer is then nobody's.
            let _ = reply.send(question(store, policy, now));
        })))?;
        answer.blocking_recv().map_err(|_| DeskGone)
    }

    /// Asks a question of the state.
    pub async fn query<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Store, &Policy, Timestamp) -> T + Send + 'static,
    ) -> Result<T, DeskGone> {
        self.ask(|reply| {
            Work::Ask(Box::new(move |store, policy, now| {
                // Whoever asked may have gone; the answer is then nobody's.
                let _ = reply.send(question(store, policy, now));
            }))
        })
        .await
    }
}
