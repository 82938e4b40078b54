//! When a ticket has to be looked at again, and whether it is late.

use jiff::Timestamp;

use super::Ticket;
use crate::domain::clock::{ClockKind, Mark};

impl Ticket {
    /// So much of a clock is used up: what was to be told until then is told.
    pub(super) fn pass(&mut self, clock: ClockKind, percent: u16) {
        let is_left = |mark: &Mark| mark.clock != clock || mark.percent > percent;
        self.clocks.marks.retain(is_left);
        self.promise.retain(is_left);
    }

    /// When the desk has to look at the ticket again by itself.
    pub fn next_due(&self) -> Option<Timestamp> {
        let marks = self.clocks.marks.iter().chain(&self.promise);
        let marks = marks.map(|mark| mark.at);
        let reminders = self.work.reminders.iter().map(|reminder| reminder.due);
        let reminder = self.asked.as_ref().and_then(|asked| asked.remind_at);
        let raise = self.work.raise_at.filter(|_| self.status.is_open());
        let follow_up = self.work.follow_up_at;
        let approval = self.work.approval.as_ref();
        let approval = approval.and_then(|approval| approval.remind_at);
        [
            self.closes_at,
            self.waiting_until,
            reminder,
            raise,
            follow_up,
            approval,
        ]
        .into_iter()
        .flatten()
        .chain(marks)
        .chain(reminders)
        .min()
    }

    /// Whether it ended before an instant.
    pub fn has_ended_before(&self, instant: Timestamp) -> bool {
        let end = self.closed_at.unwrap_or(self.updated_at);
        self.status.is_ended() && end < instant
    }

    /// Whether a promised time has passed at `now`.
    pub fn is_breached(&self, now: Timestamp) -> bool {
        self.breached_after().is_some_and(|due| due < now)
    }

    /// The first of the promised times that are still to be kept.
    pub fn breached_after(&self) -> Option<Timestamp> {
        self.next_time().map(|(_, at)| at)
    }

    /// The same with the clock that it is of.
    pub fn next_time(&self) -> Option<(ClockKind, Timestamp)> {
        // Of clocks that stand still the times are only shown.
        let runs = !self.clocks.is_paused();
        let times = ClockKind::ALL.into_iter().filter_map(|clock| {
            let at = match clock {
                ClockKind::Promise => self.estimate.filter(|_| self.status.is_open()),
                clock => self.clocks.due(clock).filter(|_| runs),
            };
            Some((clock, at?))
        });
        times.min_by_key(|(_, at)| *at)
    }
}
