//! Who of the desk hears that the time of a clock is used up, by the escalation matrix (S4.7).

use jiff::Timestamp;

use super::{Told, person};
use crate::calendar::Tell;
use crate::domain::{ClockKind, Person, Role};
use crate::engine::deciding::Deciding;
use crate::engine::facts::clock_words;
use crate::notices;

impl Told<'_> {
    /// The requester was told that there is no news: what that mail says of those who know is true.
    pub(super) fn holding_given(&self, deciding: &mut Deciding<'_>, count: u32) {
        let notice = notices::Breached {
            what: clock_words(ClockKind::Update).to_owned(),
            due: deciding.policy.shown(self.event.at),
            holdings: Some(count),
        };
        let tell = match count {
            1 => &Tell::ALL[..1],
            2 => &Tell::ALL[..2],
            _ => &Tell::ALL[..],
        };
        let people = self.by_matrix(deciding, tell);
        self.agents(deciding, &notice, people);
    }

    /// So much of a clock's time is up: whoever the matrix names is told.
    pub(super) fn clock_passed(
        &self,
        deciding: &mut Deciding<'_>,
        clock: ClockKind,
        percent: u16,
        due: Timestamp,
    ) {
        let policy = deciding.policy;
        let step = policy.matrix.at(clock, self.ticket.priority, percent);
        let Some(step) = step.filter(|step| !step.tell.is_empty()) else {
            return;
        };
        let people = self.by_matrix(deciding, &step.tell);
        let (what, shown_due) = (clock_words(clock).to_owned(), policy.shown(due));
        if percent >= 100 {
            let notice = notices::Breached {
                what,
                due: shown_due,
                holdings: None,
            };
            self.agents(deciding, &notice, people);
        } else if clock == ClockKind::Update && !self.ticket.is_silent {
            let notice = notices::UpdateWanted {
                due: shown_due,
                last: self.ticket.spoken_at.map(|at| policy.shown(at)),
            };
            self.agents(deciding, &notice, people);
        } else {
            let notice = notices::DueSoon {
                what,
                due: shown_due,
                percent,
            };
            self.agents(deciding, &notice, people);
        }
    }

    /// Whom the matrix names; where that is nobody, whoever has the ticket.
    pub(super) fn by_matrix(&self, deciding: &Deciding<'_>, tell: &[Tell]) -> Vec<Person> {
        let roster = &deciding.policy.roster;
        let team = self.ticket.team.as_deref();
        let mut people = Vec::new();
        for tell in tell {
            match tell {
                Tell::Assignee => people.extend(self.holders(deciding)),
                Tell::Leader => people.extend(roster.leaders(team).into_iter().map(person)),
                Tell::Manager => people.extend(roster.with_role(Role::Manager).map(person)),
            }
        }
        if people.is_empty() {
            people = self.holders(deciding);
        }
        people
    }
}
