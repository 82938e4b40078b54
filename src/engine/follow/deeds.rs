//! Who hears of what was done about a ticket, and what its watchers hear.

use crate::domain::{Actor, AgentName, Deed, Event, EventBody, Person, Reminder};
use crate::engine::deciding::Deciding;
use crate::engine::facts::words;
use crate::notices;

use super::{Told, person};

impl Told<'_> {
    /// What the desk hears of a deed.
    pub(super) fn deed_to_agents(&self, deciding: &mut Deciding<'_>, deed: &Deed) {
        match deed {
            Deed::Reminded(reminder) => self.remind(deciding, reminder),
            Deed::OrderUndone { .. } => {
                let notice = notices::NoteAdded {
                    by: self.agent_name(),
                    text: "The last order on this ticket is taken back.".to_owned(),
                    warnings: Vec::new(),
                };
                let people = self.assignee(deciding);
                self.agents(deciding, &notice, people);
            }
            Deed::AbuseReported { text } => {
                let notice = notices::AbuseReported {
                    by: self.agent_name(),
                    text: text.as_ref().map(|text| words(text)),
                    words: words(&self.ticket.last_words),
                };
                let people = self.leaders(deciding);
                self.agents(deciding, &notice, people);
            }
            Deed::SaidUrgent { reason } => self.said_urgent(deciding, reason),
            Deed::Ending(ending) => self.ending_to_agents(deciding, ending),
            Deed::IncidentRaised(incident) => self.incident_raised(deciding, incident.stage),
            Deed::ReminderSet(_)
            | Deed::Judged(_)
            | Deed::RaiseSet { .. }
            | Deed::AgentAway { .. }
            | Deed::AgentBack { .. }
            | Deed::RemindersDropped { .. }
            | Deed::DueSet { .. }
            | Deed::TimeSpent { .. }
            | Deed::Contacted { .. }
            | Deed::WatchStarted { .. }
            | Deed::WatchEnded { .. }
            | Deed::AbuseCleared
            | Deed::OptionsOffered { .. }
            | Deed::OptionChosen { .. }
            | Deed::RequesterChanged { .. }
            | Deed::ArticlePublished(_)
            | Deed::ArticleWithdrawn
            | Deed::SenderBlocked { .. }
            | Deed::SenderUnblocked { .. } => {}
        }
    }

    /// Whoever wanted it; where they have left, whoever has the ticket.
    fn remind(&self, deciding: &mut Deciding<'_>, reminder: &Reminder) {
        let agent = deciding.policy.roster.agent(reminder.agent.as_str());
        let people = match agent {
            Some(agent) => vec![person(agent)],
            None => self.holders(deciding),
        };
        let notice = notices::Reminder {
            by: reminder.agent.to_string(),
            text: reminder.text.as_ref().map(|text| words(text)),
        };
        self.agents(deciding, &notice, people);
    }

    /// Tells those who watch the ticket what happened to it, in one mail; not those who did it or hear of it by another.
    pub(super) fn to_watchers(&self, deciding: &mut Deciding<'_>) {
        if self.ticket.work.watchers.is_empty() {
            return;
        }
        let watched: Vec<Event> = self
            .events
            .iter()
            .filter(|(id, event)| *id == self.id && is_watched(&event.body))
            .map(|(_, event)| event.clone())
            .collect();
        // All of it is told with the last of it.
        if watched.last() != Some(self.event) {
            return;
        }
        let roster = &deciding.policy.roster;
        let has_done = |name: &AgentName| {
            let is_it = |event: &Event| event.actor == Actor::Agent(name.clone());
            watched.iter().any(is_it)
        };
        let hears = |person: &Person| {
            let mut letters = deciding.decision.outgoing.iter();
            letters.any(|out| {
                out.letter.ticket == Some(self.id) && out.letter.envelope_to == *person.address
            })
        };
        let names = self.ticket.work.watchers.iter();
        let people: Vec<Person> = names
            .filter(|name| !has_done(name))
            .filter_map(|name| roster.agent(name.as_str()))
            .map(person)
            .filter(|person| !hears(person))
            .collect();
        let notice = notices::Watched {
            history: deciding.policy.history(&watched),
        };
        self.agents(deciding, &notice, people);
    }
}

/// Whether those who watch a ticket hear of such an event: what was said, and what was done by people. What the desk
/// reckons for itself is not among it.
fn is_watched(body: &EventBody) -> bool {
    match body {
        EventBody::ClockPassed { .. }
        | EventBody::Joined { .. }
        | EventBody::DeliveryDelayed { .. }
        | EventBody::DeliveryFailed { .. } => false,
        EventBody::Done(deed) => !deed.is_aside(),
        _ => true,
    }
}
