//! The relays: the first, and one to fall back on.
//!
//! The second is asked only when the first could not be used for a letter before its content was begun: not reached,
//! not greeted, not secured, not logged in to, or closing. What the first has begun to take stays with it, since it may
//! yet deliver it; and what it refuses for good is refused, since another relay is no way around a policy. The first
//! is asked again as soon as its rest is over ([`Breaker`]), so mail goes back to it by itself.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use super::handle::{DeskHandle, DueLetter, Work};
use super::{clock, entropy, maillog};
use crate::delivery::Courier;
use crate::delivery::breaker::{Breaker, Change};
use crate::engine::Outcome;
use crate::fault::{self, Point};

/// How a relay does, for people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RelayHealth {
    /// `host:port`, or what else it is.
    pub name: String,
    /// Whether its circuit is open: it failed again and again, and is only probed.
    pub is_open: bool,
    /// How many connections failed in a row.
    pub faults: u32,
    /// Since when.
    pub since: Option<Timestamp>,
    /// When it is asked again.
    pub next_try: Option<Timestamp>,
    /// What it said, or what was seen, last.
    pub reply: Option<String>,
}

/// How the relays do, shared with who shows it.
pub type RelaysHealth = Arc<Mutex<Vec<RelayHealth>>>;

/// The relays, in the order in which they are asked.
pub struct Relays {
    in_order: Vec<Relay>,
    health: RelaysHealth,
    now: Box<dyn Fn() -> Timestamp + Send + Sync>,
}

struct Relay {
    name: String,
    courier: Courier,
    breaker: Breaker,
    reply: Option<String>,
}

/// What an attempt shows about a relay.
enum Sign {
    Well,
    Fault(String),
    Nothing,
}

impl Relays {
    /// Relays by name, the first one first.
    pub fn new(couriers: Vec<(String, Courier)>, health: RelaysHealth) -> Self {
        let relays = couriers.into_iter().map(|(name, courier)| Relay {
            name,
            courier,
            breaker: Breaker::default(),
            reply: None,
        });
        let relays = Self {
            in_order: relays.collect(),
            health,
            now: Box::new(clock::now),
        };
        relays.show();
        relays
    }

    /// Those that may be asked now.
    pub fn ready(&self, now: Timestamp) -> Vec<String> {
        let ready = self
            .in_order
            .iter()
            .filter(|relay| relay.breaker.admits(now));
        ready.map(|relay| relay.name.clone()).collect()
    }

    /// When the next of those that rest may be asked.
    pub fn next_try(&self, now: Timestamp) -> Option<Timestamp> {
        let resting = self
            .in_order
            .iter()
            .filter(|relay| !relay.breaker.admits(now));
        resting
            .filter_map(|relay| relay.breaker.rests_until())
            .min()
    }

    /// One attempt, through the first relay that can be used. `None` when none could: the letter has not been tried.
    /// A letter that the first one has put off for too long goes to the others before it.
    pub async fn deliver(&mut self, due: &DueLetter, desk: &DeskHandle) -> Option<Outcome> {
        let (letter, no) = (&due.letter, due.letter.no);
        let count = self.in_order.len();
        let first = usize::from(due.asks_second && count > 1);
        for at in (first..count).chain(0..first) {
            let Some(relay) = self.in_order.get_mut(at) else {
                break;
            };
            let is_meant = due.only_via.as_ref().is_none_or(|only| *only == relay.name);
            if !is_meant || !relay.breaker.admits((self.now)()) {
                continue;
            }
            let (via, mut on_record) = (relay.name.clone(), None);
            let outcome = relay
                .courier
                .deliver(letter, async || {
                    let asked = desk.ask(|reply| Work::Sending { no, via, reply }).await;
                    fault::point(Point::SendingOpened);
                    *on_record.insert(asked.unwrap_or(false))
                })
                .await;
            if on_record == Some(false) {
                return Some(outcome);
            }
            let sign = relay.sign(&outcome);
            relay.learn(sign, (self.now)());
            self.show();
            if !outcome.is_relay_fault() || on_record.is_some() {
                return Some(outcome);
            }
        }
        None
    }

    /// Lets go of connections that were kept too long.
    pub async fn idle(&mut self) {
        for relay in &mut self.in_order {
            relay.courier.idle().await;
        }
    }

    /// Ends all connections.
    pub async fn close(&mut self) {
        for relay in &mut self.in_order {
            relay.courier.close().await;
        }
    }

    fn show(&self) {
        let shown = self.in_order.iter().map(|relay| RelayHealth {
            name: relay.name.clone(),
            is_open: relay.breaker.is_open(),
            faults: relay.breaker.faults(),
            since: relay.breaker.since(),
            next_try: relay.breaker.rests_until(),
            reply: relay.reply.clone(),
        });
        *self.health.lock().unwrap_or_else(PoisonError::into_inner) = shown.collect();
    }
}

impl Relay {
    /// A relay that answers is well, whatever it says. One that loses the connection is not, wherever it does: one that
    /// dies after each final dot would put the whole outbox in doubt.
    fn sign(&self, outcome: &Outcome) -> Sign {
        match outcome {
            Outcome::Sent { .. } => Sign::Well,
            Outcome::InDoubt { reply } => Sign::Fault(reply.clone()),
            Outcome::Deferred { reply, .. } if outcome.is_relay_fault() => {
                Sign::Fault(reply.clone())
            }
            _ if self.courier.has_answered() => Sign::Well,
            Outcome::Deferred { reply, .. } => Sign::Fault(reply.clone()),
            Outcome::Failed { .. } | Outcome::Interrupted { .. } => Sign::Nothing,
        }
    }

    fn learn(&mut self, sign: Sign, now: Timestamp) {
        match sign {
            Sign::Nothing => {}
            Sign::Well => {
                self.reply = None;
                if let Some(Change::Closed { since, faults }) = self.breaker.success() {
                    let secs = now.duration_since(since).as_secs();
                    maillog::relay_well(&self.name, faults, secs);
                }
            }
            Sign::Fault(reply) => {
                let change = self.breaker.fault(now, entropy::jitter);
                match (change, self.breaker.faults()) {
                    (Some(Change::Opened), faults) => {
                        maillog::relay_failed(&self.name, faults, &reply);
                    }
                    (_, 1) => maillog::relay_away(&self.name, &reply),
                    _ => tracing::debug!(relay = %self.name, "the relay could not be used"),
                }
                self.reply = Some(reply);
            }
        }
    }
}

#[cfg(test)]
mod tests;
