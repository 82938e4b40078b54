//! What a deed makes of a ticket.

use super::Ticket;
use crate::domain::deed::Deed;
use crate::domain::{Event, Person, Personal, Status};

impl Ticket {
    pub(super) fn take_deed(&mut self, deed: &Deed, event: &Event) {
        match deed {
            Deed::ReminderSet(reminder) => self.work.reminders.push(reminder.clone()),
            Deed::RemindersDropped { agent } => self
                .work
                .reminders
                .retain(|reminder| reminder.agent != *agent),
            Deed::Reminded(reminder) => self.work.reminders.retain(|other| other != reminder),
            Deed::DueSet { to, clocks, .. } => {
                self.work.due = *to;
                self.set(clocks);
            }
            Deed::Judged(grades) => {
                self.work.grades = *grades;
                self.work.is_said_urgent = false;
            }
            Deed::SaidUrgent { .. } => self.work.is_said_urgent = true,
            Deed::RaiseSet { due } => self.work.raise_at = *due,
            Deed::Ending(ending) => self.take_ending(ending, event),
            Deed::TimeSpent { minutes, .. } => {
                self.work.minutes = self.work.minutes.saturating_add(*minutes);
            }
            Deed::Contacted {
                is_reached, clocks, ..
            } => {
                if *is_reached {
                    self.hear(event.at);
                }
                self.clocks.clone_from(clocks);
            }
            Deed::WatchStarted { agent } => {
                self.work.watchers.insert(agent.clone());
            }
            Deed::WatchEnded { agent } => {
                self.work.watchers.remove(agent);
            }
            Deed::AbuseReported { .. } => self.work.is_abusive = true,
            Deed::AbuseCleared => self.work.is_abusive = false,
            Deed::OptionsOffered {
                options,
                until,
                clocks,
                ..
            } => {
                self.enter(Status::Waiting, clocks.clone());
                self.hear(event.at);
                self.work.options.clone_from(options);
                self.waiting_until = Some(*until);
            }
            Deed::OptionChosen { .. } => self.work.options.clear(),
            Deed::OrderUndone { back, .. } => {
                *self = (**back).clone();
                self.event_count = event.no;
                self.updated_at = event.at;
            }
            Deed::RequesterChanged { to, .. } => self.belong_to(to),
            Deed::ArticlePublished(article) => {
                self.work.article = Some(article.clone());
                self.work.is_article_doubted = false;
            }
            Deed::IncidentRaised(incident) => self.work.incident = Some(incident.clone()),
            Deed::ArticleWithdrawn => self.work.article = None,
            // They concern the desk and not this ticket.
            Deed::SenderBlocked { .. }
            | Deed::SenderUnblocked { .. }
            | Deed::AgentAway { .. }
            | Deed::AgentBack { .. } => {}
        }
    }

    /// Nothing that was about the former requester holds for the new one, whom an agent vouches for.
    fn belong_to(&mut self, person: &Person) {
        self.requester = person.clone();
        self.is_proven = true;
        self.is_silent = false;
        self.language = None;
        self.rating = None;
        self.last_words = Personal::default();
        self.work.is_abusive = false;
    }
}
