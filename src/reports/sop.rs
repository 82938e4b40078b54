//! How far the support procedure was carried out: for a period, each of its demands with what was owed, what of it was
//! kept, and the tickets and events that show it.
//!
//! It is worked out from what is on record and from nothing else: the events of the tickets, the letters with the times
//! at which a relay took them, and the ledger of the mails. An obligation belongs to the period in which it was done, or in
//! which its time was up without that. So a period that is over gives the same figures whenever it is asked for, as long
//! as hours and targets are the same.
//!
//! | file | what it measures |
//! | --- | --- |
//! | `arrival` | what a new ticket is owed, whole before anybody works on it |
//! | `answers` | the first answer by a person, news, and times that were named |
//! | `told` | that each step is told to those concerned |
//! | `ending` | solution, confirmation, closing, and the question some days later |
//! | `queue` | who is served first, over all tickets |
//!
//! A demand that a check at the start holds, and no mail can break, is `held`; one that nothing on record can show is
//! `unmeasured`. Neither is given a share: a figure that cannot fall proves nothing.

mod answers;
mod arrival;
mod case;
mod demands;
mod ending;
mod queue;
mod told;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::clocks::Counted;
use super::instant;
use crate::calendar::Matrix;
use crate::domain::{Ticket, TicketId};

pub use arrival::ACKNOWLEDGEMENTS;
pub(super) use case::FirstAnswer;
pub use case::{Case, Sent};
use demands::{DEMANDS, Measure};

/// How soon something is told that is owed at once: as soon as an acknowledgement (S4.3).
pub(super) const AT_ONCE: SignedDuration = SignedDuration::from_mins(15);

/// What of the settings the figures are worked out with, besides hours and targets.
pub trait Procedure: Counted {
    /// Who is told when how much of a clock's time is used up.
    fn matrix(&self) -> &Matrix;
    /// Whether requesters are asked how content they are.
    fn asks_rating(&self) -> bool;
    /// Whether there are teams that a ticket could go to.
    fn has_teams(&self) -> bool;
    /// The team that is there for a ticket of the first tier, by its category and place.
    fn team_for(&self, ticket: &Ticket) -> Option<String>;
    /// The category of what no rule puts anywhere.
    fn category_of_none(&self) -> &'static str;
}

/// From an instant until before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Its first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub to: Timestamp,
}

impl Period {
    /// Whether an instant lies in it.
    pub(super) fn has(self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }
}

/// A source mail as the ledger has it, for the demand that each is on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Where it lay.
    pub locator: String,
    /// When it was decided.
    pub at: Timestamp,
    /// Whether it waits in quarantine for a person.
    pub is_quarantined: bool,
}

/// Something that was owed.
struct Owed {
    /// By which demands.
    demands: &'static [&'static str],
    /// Until when.
    due: Timestamp,
    /// When it was done, if it was.
    done: Option<Timestamp>,
    /// The event that shows it.
    event: u32,
}

impl Owed {
    /// Something that has to be so when it happens.
    fn at(demands: &'static [&'static str], at: Timestamp, event: u32, is_so: bool) -> Self {
        Self {
            demands,
            due: at,
            done: is_so.then_some(at),
            event,
        }
    }

    fn is_kept(&self) -> bool {
        self.done.is_some_and(|done| done <= self.due)
    }

    /// When it was clear whether it is kept: as it was done, or as its time was up.
    fn settled(&self) -> Timestamp {
        self.done.map_or(self.due, |done| done.min(self.due))
    }
}

/// What is known of one demand.
#[derive(Default)]
struct Finding {
    kept: Vec<Value>,
    missed: Vec<Value>,
}

/// The demands over a period, filled ticket by ticket.
pub struct Audit {
    period: Period,
    found: BTreeMap<&'static str, Finding>,
    queue: queue::Queue,
}

impl Audit {
    /// Nothing is known yet.
    pub fn new(period: Period) -> Self {
        Self {
            period,
            found: BTreeMap::new(),
            queue: queue::Queue::default(),
        }
    }

    /// Takes in a ticket with its whole history and its letters.
    pub fn take_case(&mut self, case: &Case<'_>, procedure: &impl Procedure) {
        let mut owed = Vec::new();
        arrival::measure(case, procedure, &mut owed);
        answers::measure(case, procedure, &mut owed);
        told::measure(case, procedure, &mut owed);
        ending::measure(case, procedure, &mut owed);
        for owed in owed {
            self.count(case.id, &owed);
        }
        self.queue.take(case);
    }

    /// Takes in a source mail.
    pub fn take_mail(&mut self, mail: &Received) {
        if !self.period.has(mail.at) {
            return;
        }
        let finding = self.found.entry("S0.3").or_default();
        let evidence = json!({ "mail": mail.locator });
        if mail.is_quarantined {
            finding.missed.push(evidence);
        } else {
            finding.kept.push(evidence);
        }
    }

    fn count(&mut self, ticket: TicketId, owed: &Owed) {
        if !self.period.has(owed.settled()) {
            return;
        }
        for demand in owed.demands {
            let finding = self.found.entry(demand).or_default();
            if owed.is_kept() {
                finding
                    .kept
                    .push(json!({ "ticket": ticket.0, "event": owed.event }));
            } else {
                finding.missed.push(json!({
                    "ticket": ticket.0,
                    "event": owed.event,
                    "due": instant(owed.due),
                    "done": owed.done.map(instant),
                }));
            }
        }
    }

    /// Each demand, in the order of the procedures, as `sop --json` gives it.
    pub fn finish(mut self) -> Vec<Value> {
        for (ticket, owed) in std::mem::take(&mut self.queue).finish() {
            self.count(ticket, &owed);
        }
        DEMANDS
            .iter()
            .map(|demand| {
                let found = self.found.remove(demand.id).unwrap_or_default();
                let (kept, missed) = (found.kept.len(), found.missed.len());
                let is_counted = matches!(demand.measure, Measure::Counted(_));
                json!({
                    "from": instant(self.period.from),
                    "to": instant(self.period.to),
                    "demand": demand.id,
                    "says": demand.says,
                    "measured": demand.measure.word(),
                    "how": demand.measure.how(),
                    "owed": kept + missed,
                    "kept": kept,
                    "share": is_counted.then(|| share(kept, missed)).flatten(),
                    "evidence": found.kept,
                    "missed": found.missed,
                })
            })
            .collect()
    }
}

/// The share that was kept, in percent with one decimal; nothing where nothing was owed. Never rounded up: 100 means all.
fn share(kept: usize, missed: usize) -> Option<f64> {
    let per_mille = (kept * 1000).checked_div(kept + missed)?;
    let per_mille = u16::try_from(per_mille).ok()?;
    Some(f64::from(per_mille) / 10.0)
}

#[cfg(test)]
mod tests;
