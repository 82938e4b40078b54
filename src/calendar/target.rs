//! How soon an answer is promised, by priority (S4.3, S4.5), and on which clock.
//!
//! Targets only say when something is due; whether it was kept, and what happens when it was not, is `engine`'s.

use jiff::{SignedDuration, Timestamp};

use super::hours::{Hours, after};
use crate::domain::Priority;

/// The clock a target runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// Only open time counts.
    Business,
    /// Every minute counts where the ticket's team is on call; elsewhere as [`Clock::Business`], since no promise is
    /// made that nobody is there to keep.
    Wall,
}

impl Clock {
    /// Reads the word of the configuration.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "business" => Some(Self::Business),
            "wall" => Some(Self::Wall),
            _ => None,
        }
    }

    /// The word of the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Wall => "wall",
        }
    }
}

/// What one priority promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// Until the first answer by a person.
    pub answer: SignedDuration,
    /// Between two updates; absent: none are promised.
    pub update: Option<SignedDuration>,
    /// Until the solution; absent: none is promised.
    pub resolve: Option<SignedDuration>,
    /// What all of these run on.
    pub clock: Clock,
}

/// What the desk promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Targets {
    /// For [`Priority::Critical`].
    pub critical: Target,
    /// For [`Priority::High`].
    pub high: Target,
    /// For [`Priority::Medium`].
    pub medium: Target,
    /// For [`Priority::Low`].
    pub low: Target,
}

impl Default for Targets {
    /// The procedure's targets (S4.3, S4.5; where it gives no numbers for updates, they are ours).
    fn default() -> Self {
        let plain = |hours: i64| Target {
            answer: SignedDuration::from_hours(hours),
            update: None,
            resolve: None,
            clock: Clock::Business,
        };
        Self {
            critical: Target {
                answer: SignedDuration::from_mins(15),
                update: Some(SignedDuration::from_mins(30)),
                resolve: None,
                clock: Clock::Wall,
            },
            high: Target {
                update: Some(SignedDuration::from_hours(2)),
                ..plain(1)
            },
            medium: plain(4),
            low: plain(8),
        }
    }
}

impl Targets {
    /// The target of a priority.
    pub fn of(&self, priority: Priority) -> &Target {
        match priority {
            Priority::Critical => &self.critical,
            Priority::High => &self.high,
            Priority::Medium => &self.medium,
            Priority::Low => &self.low,
        }
    }

    /// The target of a priority, to be changed.
    pub fn of_mut(&mut self, priority: Priority) -> &mut Target {
        match priority {
            Priority::Critical => &mut self.critical,
            Priority::High => &mut self.high,
            Priority::Medium => &mut self.medium,
            Priority::Low => &mut self.low,
        }
    }

    /// When the first answer by a person is due. `on_call`: the ticket's team is there around the clock.
    pub fn first_answer_due(
        &self,
        hours: &Hours,
        priority: Priority,
        on_call: bool,
        from: Timestamp,
    ) -> Timestamp {
        let target = self.of(priority);
        target.due(hours, on_call, from, target.answer)
    }

    /// When the next update is due after one at `from`; `None` where the priority promises none.
    pub fn next_update_due(
        &self,
        hours: &Hours,
        priority: Priority,
        on_call: bool,
        from: Timestamp,
    ) -> Option<Timestamp> {
        let target = self.of(priority);
        Some(target.due(hours, on_call, from, target.update?))
    }
}

impl Target {
    /// `within` later, on this target's clock. For what is left of a clock that was paused.
    pub fn due(
        &self,
        hours: &Hours,
        on_call: bool,
        from: Timestamp,
        within: SignedDuration,
    ) -> Timestamp {
        match self.clock {
            Clock::Wall if on_call => after(from, within),
            Clock::Wall | Clock::Business => hours.add(from, within),
        }
    }

    /// How much of this target's clock went by between two instants.
    pub fn elapsed(
        &self,
        hours: &Hours,
        on_call: bool,
        from: Timestamp,
        to: Timestamp,
    ) -> SignedDuration {
        match self.clock {
            Clock::Wall if on_call => from.duration_until(to).max(SignedDuration::ZERO),
            Clock::Wall | Clock::Business => hours.elapsed(from, to),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn hours() -> Hours {
        Hours::shipped(TimeZone::get("Asia/Kolkata").unwrap())
    }

    #[test]
    fn each_priority_is_answered_within_the_procedure_s_time() {
        let (targets, hours) = (Targets::default(), hours());
        // Tuesday 10:30 in Kolkata.
        let from = at("2026-03-03T05:00:00Z");
        for (priority, due) in [
            (Priority::Critical, "2026-03-03T05:15:00Z"),
            (Priority::High, "2026-03-03T06:00:00Z"),
            (Priority::Medium, "2026-03-03T09:00:00Z"),
            // 7 h 10 min are left on Tuesday; the other 50 min are Wednesday's.
            (Priority::Low, "2026-03-04T05:20:00Z"),
        ] {
            assert_eq!(
                targets.first_answer_due(&hours, priority, false, from),
                at(due),
                "{priority}"
            );
        }
    }

    #[test]
    fn a_critical_ticket_at_night_waits_for_the_morning_unless_the_team_is_on_call() {
        let (targets, hours) = (Targets::default(), hours());
        // Saturday 22:30 in Kolkata.
        let night = at("2026-03-07T17:00:00Z");
        assert_eq!(
            targets.first_answer_due(&hours, Priority::Critical, true, night),
            at("2026-03-07T17:15:00Z")
        );
        assert_eq!(
            targets.first_answer_due(&hours, Priority::Critical, false, night),
            at("2026-03-09T04:45:00Z"),
            "Monday 10:15"
        );
        assert_eq!(
            targets.first_answer_due(&hours, Priority::High, true, night),
            at("2026-03-09T05:30:00Z"),
            "being on call is for critical tickets"
        );
    }

    #[test]
    fn only_critical_and_high_promise_updates() {
        let (targets, hours) = (Targets::default(), hours());
        let from = at("2026-03-03T05:00:00Z");
        let due = |priority| targets.next_update_due(&hours, priority, false, from);
        assert_eq!(due(Priority::Critical), Some(at("2026-03-03T05:30:00Z")));
        assert_eq!(due(Priority::High), Some(at("2026-03-03T07:00:00Z")));
        assert_eq!(due(Priority::Medium), None);
        assert_eq!(due(Priority::Low), None);
    }

    #[test]
    fn what_is_left_of_a_paused_clock_can_be_taken_up_again() {
        let (targets, hours) = (Targets::default(), hours());
        let from = at("2026-03-03T05:00:00Z");
        let paused = at("2026-03-03T08:00:00Z");
        let target = targets.of(Priority::Medium);
        let spent = target.elapsed(&hours, false, from, paused);
        assert_eq!(spent, SignedDuration::from_hours(3));
        // Taken up on Saturday 13:00, half an hour before closing.
        let again = at("2026-03-07T07:30:00Z");
        assert_eq!(
            target.due(&hours, false, again, target.answer - spent),
            at("2026-03-09T05:00:00Z")
        );
    }
}
