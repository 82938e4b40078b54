//! The escalation matrix (S4.7): who is told when how much of a clock's time is used up, and when time itself hands a
//! ticket to a higher level.

use crate::domain::{ClockKind, Priority};

/// Somebody who is told, by what they are to the ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tell {
    /// Whoever has it: the assignee, else the team.
    Assignee,
    /// The leaders of its team; where it has none, all leaders.
    Leader,
    /// The head of it all.
    Manager,
}

impl Tell {
    /// All, from the nearest to the furthest.
    pub const ALL: [Self; 3] = [Self::Assignee, Self::Leader, Self::Manager];

    /// The word of the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Assignee => "assignee",
            Self::Leader => "leader",
            Self::Manager => "manager",
        }
    }
}

/// One line of the matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// For tickets of this priority; absent: of each that has no line of its own for this clock.
    pub priority: Option<Priority>,
    /// Which clock.
    pub clock: ClockKind,
    /// When so much of its time is used up, 1 to [`PERCENT_MAX`]; over 100 it is late.
    pub percent: u16,
    /// Who is told.
    pub tell: Vec<Tell>,
    /// Whether the ticket goes to the next tier by itself, or from the last one to the management (S1.6).
    pub moves_up: bool,
}

/// The latest that a line can speak of: ten times the time.
pub const PERCENT_MAX: u16 = 1000;

/// The whole matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// Its lines, in any order.
    pub steps: Vec<Step>,
}

impl Default for Matrix {
    /// What a desk does that says nothing else: half of the time is told to whoever has the ticket, three quarters to the
    /// leader too, all of it to the head as well; and what nobody has answered in twice the time goes up.
    fn default() -> Self {
        use ClockKind::{FirstAnswer, Promise, Resolution, Update};
        use Tell::{Assignee, Leader, Manager};
        let step = |clock, percent, tell: &[Tell]| Step {
            priority: None,
            clock,
            percent,
            tell: tell.to_vec(),
            moves_up: false,
        };
        let up = |clock| Step {
            moves_up: true,
            ..step(clock, 200, &[])
        };
        Self {
            steps: vec![
                step(FirstAnswer, 50, &[Assignee]),
                step(FirstAnswer, 75, &[Assignee, Leader]),
                step(FirstAnswer, 100, &[Assignee, Leader, Manager]),
                up(FirstAnswer),
                step(Update, 75, &[Assignee]),
                step(Resolution, 50, &[Assignee]),
                step(Resolution, 75, &[Assignee, Leader]),
                step(Resolution, 100, &[Assignee, Leader, Manager]),
                up(Resolution),
                step(Promise, 75, &[Assignee]),
                step(Promise, 100, &[Assignee, Leader]),
            ],
        }
    }
}

impl Matrix {
    /// The lines for a clock of a ticket of this priority.
    pub fn of(&self, clock: ClockKind, priority: Priority) -> impl Iterator<Item = &Step> {
        let own = move |step: &Step| step.clock == clock && step.priority == Some(priority);
        let has_own = self.steps.iter().any(own);
        self.steps.iter().filter(move |step| {
            own(step) || !has_own && step.clock == clock && step.priority.is_none()
        })
    }

    /// The line that speaks of this moment.
    pub fn at(&self, clock: ClockKind, priority: Priority, percent: u16) -> Option<&Step> {
        self.of(clock, priority)
            .find(|step| step.percent == percent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_for_one_priority_replaces_the_common_ones_for_that_clock() {
        let mut matrix = Matrix::default();
        matrix.steps.push(Step {
            priority: Some(Priority::Critical),
            clock: ClockKind::FirstAnswer,
            percent: 30,
            tell: vec![Tell::Manager],
            moves_up: true,
        });
        let percents = |clock, priority| -> Vec<u16> {
            matrix
                .of(clock, priority)
                .map(|step| step.percent)
                .collect()
        };
        assert_eq!(percents(ClockKind::FirstAnswer, Priority::Critical), [30]);
        assert_eq!(
            percents(ClockKind::FirstAnswer, Priority::High),
            [50, 75, 100, 200]
        );
        assert_eq!(percents(ClockKind::Promise, Priority::Critical), [75, 100]);
    }
}
