//! Setting the clocks of a ticket: which run after what has happened, until when, and when somebody is told.
//!
//! A clock that is set begins now and counts the time of its target. One that stands still keeps what is left, and
//! goes on with that. The time of day, the ticket and the settings are given; nothing is remembered here.

use jiff::{SignedDuration, Timestamp};

use super::hours::Hours;
use super::matrix::Matrix;
use super::target::{Target, Targets};
use crate::domain::{ClockKind, Clocks, Left, Mark, Priority, Ticket};

/// After so many holding mails in a row the wait until the next one doubles each time: repeating that there is no news
/// is no news either.
const HOLDINGS_EVEN: u32 = 3;
/// It doubles so often at most.
const DOUBLINGS_MAX: u32 = 6;

/// What clocks of one ticket are set by.
#[derive(Debug, Clone, Copy)]
pub struct ClockWork<'a> {
    /// The hours of the team that has it.
    pub hours: &'a Hours,
    /// How soon what is promised.
    pub targets: &'a Targets,
    /// Who is told when.
    pub matrix: &'a Matrix,
    /// The ticket's priority.
    pub priority: Priority,
    /// Whether its team is there around the clock.
    pub is_on_call: bool,
    /// The instant of the decision.
    pub now: Timestamp,
}

impl ClockWork<'_> {
    /// A new ticket's: everything is owed.
    pub fn opened(&self) -> Clocks {
        let target = self.target();
        self.run(
            Some(target.answer),
            target.update,
            target.resolve,
            Left::default(),
        )
    }

    /// Those of a ticket that is worked on from now on: what stood still goes on, what is owed begins anew.
    pub fn running(&self, ticket: &Ticket) -> Clocks {
        let (target, left) = (self.target(), ticket.clocks.left);
        let answer = ticket
            .owes_answer
            .then(|| left.first_answer.unwrap_or(target.answer));
        let resolve = left.resolution.or(target.resolve);
        self.run(answer, target.update, resolve, left)
    }

    /// Those of a ticket that somebody works on: as they are, and where they stood still they go on.
    pub fn taken_up(&self, ticket: &Ticket) -> Clocks {
        if ticket.clocks.is_paused() {
            return self.running(ticket);
        }
        ticket.clocks.clone()
    }

    /// Of a new ticket whose requester the desk itself asks for what is missing: they stand still, and the times stay as
    /// they were stated. To count on would make agents late for want of a room number; to take the times away would
    /// leave the requester without any, and the ticket would no longer look like one that nobody has answered.
    pub fn awaiting(&self, ticket: &Ticket) -> Clocks {
        let before = &ticket.clocks;
        Clocks {
            first_answer_due: before.first_answer_due,
            next_update_due: before.next_update_due,
            resolution_due: before.resolution_due,
            ..self.paused(ticket)
        }
    }

    /// After the priority or the team has changed: the promises begin anew, by the new targets.
    pub fn set_anew(&self, ticket: &Ticket) -> Clocks {
        let target = self.target();
        let answer = ticket.owes_answer.then_some(target.answer);
        let is_due_set = ticket.work.due.is_some();
        if ticket.status.is_running() {
            let clocks = self.run(answer, target.update, target.resolve, Left::default());
            // What an agent set for this one ticket goes before what holds for all.
            return match ticket.clocks.resolution_due.filter(|_| is_due_set) {
                Some(due) => self.solved_by(clocks, Some(due)),
                None => clocks,
            };
        }
        let kept = ticket.clocks.left.resolution.filter(|_| is_due_set);
        Clocks {
            left: Left {
                first_answer: answer,
                resolution: kept.or(target.resolve),
            },
            ..ticket.clocks.clone()
        }
    }

    /// The same clocks with another time for the solution, or none.
    pub fn solved_by(&self, clocks: Clocks, due: Option<Timestamp>) -> Clocks {
        let mut marks = clocks.marks;
        marks.retain(|mark| mark.clock != ClockKind::Resolution);
        // Of a time that has passed everybody was told.
        let ahead = due.filter(|due| *due > self.now);
        marks.extend(
            ahead
                .into_iter()
                .flat_map(|due| self.named(ClockKind::Resolution, due)),
        );
        Clocks {
            resolution_due: due,
            marks,
            ..clocks
        }
    }

    /// Of a ticket that is taken up again: an answer is owed anew.
    pub fn reopened(&self) -> Clocks {
        self.opened()
    }

    /// Of a ticket that waits: nothing runs, and what is left is kept.
    pub fn paused(&self, ticket: &Ticket) -> Clocks {
        let before = &ticket.clocks;
        if before.is_paused() {
            let left = before.left;
            return Clocks {
                left,
                ..Clocks::default()
            };
        }
        let left = |due: Option<Timestamp>, kept: Option<SignedDuration>| {
            due.map(|due| {
                self.target()
                    .elapsed(self.hours, self.is_on_call, self.now, due)
            })
            .or(kept)
        };
        Clocks {
            left: Left {
                first_answer: left(before.first_answer_due, before.left.first_answer),
                resolution: left(before.resolution_due, before.left.resolution),
            },
            ..Clocks::default()
        }
    }

    /// Once the requester has heard from a person: the first answer is given, and the next word is owed.
    pub fn after_answer(&self, ticket: &Ticket) -> Clocks {
        if !ticket.status.is_running() {
            let left = Left {
                first_answer: None,
                ..ticket.clocks.left
            };
            return Clocks {
                left,
                ..Clocks::default()
            };
        }
        self.next_word(ticket, None, self.target().update)
    }

    /// Once the requester was told that there is no news, for the `count`th time in a row.
    pub fn after_holding(&self, ticket: &Ticket, count: u32) -> Clocks {
        let doublings = count.saturating_sub(HOLDINGS_EVEN).min(DOUBLINGS_MAX);
        let update = self.target().update;
        let wait = update.map(|update| update.saturating_mul(1 << doublings));
        self.next_word(ticket, ticket.clocks.first_answer_due, wait)
    }

    /// When somebody is told about a time that was named.
    pub fn promise(&self, by: Timestamp) -> Vec<Mark> {
        let mut marks = self.named(ClockKind::Promise, by);
        if !marks.iter().any(|mark| mark.percent == 100) {
            marks.push(Mark {
                clock: ClockKind::Promise,
                percent: 100,
                at: by,
            });
        }
        marks
    }

    /// The marks of a clock that runs from now until a time that somebody named.
    fn named(&self, clock: ClockKind, by: Timestamp) -> Vec<Mark> {
        let all = self
            .target()
            .elapsed(self.hours, self.is_on_call, self.now, by);
        let mut marks = self.marks(clock, all, all);
        for mark in &mut marks {
            // What people named is kept to the minute, be it outside of the hours.
            if mark.percent == 100 {
                mark.at = by;
            }
        }
        marks
    }

    /// The update clock begins anew, and the others go on as they are.
    fn next_word(
        &self,
        ticket: &Ticket,
        first_answer_due: Option<Timestamp>,
        update: Option<SignedDuration>,
    ) -> Clocks {
        let goes_on = |mark: &&Mark| match mark.clock {
            ClockKind::FirstAnswer => first_answer_due.is_some(),
            ClockKind::Resolution => true,
            ClockKind::Update | ClockKind::Promise => false,
        };
        let next = self.run(None, update, None, Left::default());
        let before = self.taken_up(ticket);
        let mut marks: Vec<Mark> = before.marks.iter().filter(goes_on).copied().collect();
        marks.extend(next.marks);
        Clocks {
            first_answer_due,
            next_update_due: next.next_update_due,
            resolution_due: before.resolution_due,
            left: Left::default(),
            marks,
        }
    }

    fn target(&self) -> &Target {
        self.targets.of(self.priority)
    }

    /// Clocks that run for so long from now on. What was used up before it stood still counts for the marks.
    fn run(
        &self,
        answer: Option<SignedDuration>,
        update: Option<SignedDuration>,
        resolve: Option<SignedDuration>,
        left: Left,
    ) -> Clocks {
        let target = self.target();
        let whole = |left: Option<SignedDuration>, whole: SignedDuration| {
            left.map_or(whole, |left| whole.max(left))
        };
        let mut marks = Vec::new();
        if let Some(answer) = answer {
            let all = whole(left.first_answer, target.answer);
            marks.extend(self.marks(ClockKind::FirstAnswer, all, answer));
        }
        if let Some(update) = update {
            let mut of_update = self.marks(ClockKind::Update, update, update);
            if !of_update.iter().any(|mark| mark.percent == 100) {
                // Whoever is told beforehand: at its end the requester is.
                of_update.push(self.mark(ClockKind::Update, 100, update, update));
            }
            marks.extend(of_update);
        }
        if let Some(resolve) = resolve {
            let all = whole(left.resolution, target.resolve.unwrap_or(resolve));
            marks.extend(self.marks(ClockKind::Resolution, all, resolve));
        }
        let due = |within: SignedDuration| self.due(within);
        Clocks {
            first_answer_due: answer.map(due),
            next_update_due: update.map(due),
            resolution_due: resolve.map(due),
            left: Left::default(),
            marks,
        }
    }

    /// The marks of a clock of which so much is left that are still to come.
    fn marks(&self, clock: ClockKind, all: SignedDuration, left: SignedDuration) -> Vec<Mark> {
        let used = all.saturating_sub(left);
        let steps = self.matrix.of(clock, self.priority);
        steps
            .filter(|step| used.is_zero() || part(all, step.percent) > used)
            .map(|step| self.mark(clock, step.percent, all, left))
            .collect()
    }

    fn mark(
        &self,
        clock: ClockKind,
        percent: u16,
        all: SignedDuration,
        left: SignedDuration,
    ) -> Mark {
        let used = all.saturating_sub(left);
        Mark {
            clock,
            percent,
            at: self.due(part(all, percent).saturating_sub(used)),
        }
    }

    fn due(&self, within: SignedDuration) -> Timestamp {
        self.target()
            .due(self.hours, self.is_on_call, self.now, within)
    }
}

/// So many percent of a time.
fn part(all: SignedDuration, percent: u16) -> SignedDuration {
    SignedDuration::from_secs(all.as_secs().saturating_mul(i64::from(percent)) / 100)
}

#[cfg(test)]
mod tests;
