//! The relay of a world: it takes letters, or does with them what relays do.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use ticketd::delivery::simulated::Relay as Seam;
use ticketd::domain::Address;
use ticketd::engine::{Letter, LetterNo, Outcome};

use super::plan::Attempt;

/// A letter that arrived.
#[derive(Debug, Clone)]
pub struct Arrived {
    pub no: LetterNo,
    pub from: Address,
    pub to: Address,
    pub bytes: Vec<u8>,
    /// How often it may have arrived before for all the sender could know.
    pub doubts: u32,
}

/// What is done to the relay so that a law is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// It hands on twice what it accepts.
    Doubles,
    /// It hands on before it is told to.
    TakesEarly,
    /// It changes what it gets a second time.
    Mangles,
    /// It gives everybody the letter before last.
    Swaps,
    /// It never takes a letter.
    Refuses,
}

/// The relay.
#[derive(Debug, Default)]
pub struct Relay {
    next: VecDeque<Attempt>,
    pub arrived: Vec<Arrived>,
    /// Letters whose outcome the sender cannot know, and how often that was so.
    doubts: BTreeMap<LetterNo, u32>,
    /// The letter whose content was sent last: when the process ends now, its outcome may not be on record.
    last: Option<LetterNo>,
    pub wrong: Option<Wrong>,
    before: Option<Vec<u8>>,
}

/// The program's end of it, and the world's.
#[derive(Debug, Clone, Default)]
pub struct Shared(Arc<Mutex<Relay>>);

impl Relay {
    /// The next attempts go so.
    pub fn arm(&mut self, attempt: Attempt, times: u32) {
        self.next.extend((0..times).map(|_| attempt));
    }

    pub fn disarm(&mut self) {
        self.next.clear();
    }

    /// The process has ended: it may not know what became of the last letter.
    pub fn process_ended(&mut self) {
        if let Some(no) = self.last.take() {
            *self.doubts.entry(no).or_default() += 1;
        }
    }

    /// What became of every letter is on record.
    pub fn all_is_on_record(&mut self) {
        self.last = None;
    }

    fn take(&mut self, letter: &Letter) {
        let mut bytes = letter.bytes.clone();
        let doubts = self.doubts.get(&letter.no).copied().unwrap_or_default();
        match self.wrong {
            Some(Wrong::Mangles) if self.arrived.iter().any(|one| one.no == letter.no) => {
                bytes.push(b'\n');
            }
            Some(Wrong::Swaps) => {
                if let Some(before) = self.before.replace(letter.bytes.clone()) {
                    bytes = before;
                }
            }
            _ => {}
        }
        let arrived = Arrived {
            no: letter.no,
            from: letter.envelope_from.clone(),
            to: letter.envelope_to.clone(),
            bytes,
            doubts,
        };
        if self.wrong == Some(Wrong::Doubles) {
            self.arrived.push(arrived.clone());
        }
        self.arrived.push(arrived);
    }
}

impl Shared {
    pub fn get(&self) -> MutexGuard<'_, Relay> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Seam for Shared {
    fn invite(&mut self, letter: &Letter) -> Result<(), Outcome> {
        let mut relay = self.get();
        if relay.wrong == Some(Wrong::TakesEarly) {
            relay.take(letter);
        }
        if relay.wrong == Some(Wrong::Refuses) {
            relay.next.push_front(Attempt::Later);
        }
        let deferred = |reply: &str, is_relay_fault| {
            let reply = reply.to_owned();
            Err(Outcome::Deferred {
                reply,
                is_relay_fault,
            })
        };
        match relay.next.front() {
            Some(Attempt::Later) => {
                relay.next.pop_front();
                deferred("451 4.2.1 try again later", false)
            }
            Some(Attempt::Never) => {
                relay.next.pop_front();
                Err(Outcome::Failed {
                    reply: "550 5.1.1 no such user".to_owned(),
                })
            }
            Some(Attempt::Down) => {
                relay.next.pop_front();
                deferred("no connection", true)
            }
            _ => Ok(()),
        }
    }

    fn content(&mut self, letter: &Letter) -> Outcome {
        let mut relay = self.get();
        relay.last = Some(letter.no);
        let lost = || Outcome::InDoubt {
            reply: "the connection ended after the final dot".to_owned(),
        };
        match relay.next.pop_front() {
            Some(Attempt::LostBeforeDot) => {
                relay.last = None;
                Outcome::Deferred {
                    reply: "the connection ended".to_owned(),
                    is_relay_fault: true,
                }
            }
            Some(Attempt::LostAfterDotTaken) => {
                relay.take(letter);
                *relay.doubts.entry(letter.no).or_default() += 1;
                relay.last = None;
                lost()
            }
            Some(Attempt::LostAfterDotNotTaken) => {
                *relay.doubts.entry(letter.no).or_default() += 1;
                relay.last = None;
                lost()
            }
            _ => {
                if relay.wrong != Some(Wrong::TakesEarly) {
                    relay.take(letter);
                }
                Outcome::Sent {
                    reply: "250 2.0.0 taken".to_owned(),
                }
            }
        }
    }
}
