//! Who is served first: the more urgent before the less urgent (S0.14), and among equals the one that waits longer
//! (S0.5). It needs all tickets of a team beside each other.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Owed;
use super::case::Case;
use crate::domain::{ClockKind, Priority, TicketId};

/// A wait for the first answer, until it was given or was not owed any more.
struct Wait {
    ticket: TicketId,
    priority: Priority,
    from: Timestamp,
    /// The end, and the event that was it.
    end: Option<(Timestamp, u32)>,
    /// Whether a person answered, and so chose whom to serve.
    is_answer: bool,
}

/// The waits of each team.
#[derive(Default)]
pub(super) struct Queue {
    teams: BTreeMap<Option<String>, Vec<Wait>>,
}

impl Queue {
    /// Takes in the waits of a ticket.
    pub fn take(&mut self, case: &Case<'_>) {
        for run in &case.runs {
            if run.clock != ClockKind::FirstAnswer {
                continue;
            }
            self.teams.entry(run.team.clone()).or_default().push(Wait {
                ticket: case.id,
                priority: run.priority,
                from: run.from,
                end: run.end.map(|end| (end.at, end.no)),
                is_answer: run.end.is_some_and(|end| end.word == "answered"),
            });
        }
    }

    /// What was owed by the order in which answers were given.
    pub fn finish(self) -> Vec<(TicketId, Owed)> {
        let mut owed = Vec::new();
        for waits in self.teams.into_values() {
            of_team(waits, &mut owed);
        }
        owed.sort_by_key(|(ticket, owed)| (*ticket, owed.event));
        owed
    }
}

/// `waits` in the order in which they began; for each answer, whether somebody was passed over who waited then.
fn of_team(mut waits: Vec<Wait>, owed: &mut Vec<(TicketId, Owed)>) {
    waits.sort_by_key(|wait| (wait.from, wait.ticket));
    // By priority: the longest wait among those that began so far. Who is still waiting waits for ever.
    let mut last_end: BTreeMap<Priority, Timestamp> = BTreeMap::new();
    for wait in &waits {
        let end = wait.end.map_or(Timestamp::MAX, |(at, _)| at);
        if let (Some((at, event)), true) = (wait.end, wait.is_answer) {
            let is_passed_over = last_end
                .get(&wait.priority)
                .is_some_and(|longest| *longest > at);
            owed.push((wait.ticket, Owed::at(&["S0.5"], at, event, !is_passed_over)));
        }
        let longest = last_end.entry(wait.priority).or_insert(end);
        *longest = end.max(*longest);
    }
    // Each answer to something less urgent, by its instant.
    let mut lesser: Vec<Timestamp> = waits
        .iter()
        .filter(|wait| wait.is_answer && wait.priority > Priority::Critical)
        .filter_map(|wait| wait.end.map(|(at, _)| at))
        .collect();
    lesser.sort_unstable();
    for wait in &waits {
        if let (Some((at, event)), Priority::Critical) = (wait.end, wait.priority) {
            let first = lesser.partition_point(|other| *other <= wait.from);
            let is_passed_over = lesser.get(first).is_some_and(|other| *other < at);
            owed.push((
                wait.ticket,
                Owed::at(&["S0.14"], at, event, !is_passed_over),
            ));
        }
    }
}
