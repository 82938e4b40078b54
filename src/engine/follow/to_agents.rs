//! The desk's side of the table: which event its own people hear of, and who of them.

use crate::domain::{
    Actor, Deed, Ending, EventBody, Level, Message, Person, Role, Standing, Status,
};
use crate::engine::deciding::Deciding;
use crate::engine::facts::words;
use crate::engine::letters::{Mailing, send};
use crate::notices;

use super::warnings::standing_warning;
use super::{Told, person};

impl Told<'_> {
    /// What the people of the desk hear.
    #[expect(
        clippy::too_many_lines,
        reason = "one arm per event: the table is read as one"
    )]
    pub(super) fn to_agents(&self, deciding: &mut Deciding<'_>) {
        let policy = deciding.policy;
        let shown = |at: jiff::Timestamp| policy.shown(at);
        match &self.event.body {
            EventBody::Opened { message, .. } => {
                let notice = notices::TicketOpened {
                    words: words(&message.text),
                    because: self.event.because.to_vec(),
                    attachments: attachments(message),
                    warnings: self.warnings(deciding),
                };
                let mut people = self.holders(deciding);
                people.extend(self.holders_of_linked(deciding));
                self.agents(deciding, &notice, people);
            }
            EventBody::Replied { message } => {
                let was_reopened =
                    self.has_beside(|body| matches!(body, EventBody::Reopened { .. }));
                let mut warnings = self.warnings(deciding);
                warnings.extend(standing_warning(message));
                warnings.extend(self.ending());
                warnings.extend(self.choice());
                let notice = notices::TicketReplied {
                    from: message.from.shown(),
                    words: words(&message.text),
                    attachments: attachments(message),
                    warnings,
                    was_reopened,
                    answers: self.answers(deciding),
                    missing: self.still_missing(deciding),
                };
                let people = self.holders(deciding);
                self.agents(deciding, &notice, people);
            }
            EventBody::Noted { message } => {
                let mut warnings = self.warnings(deciding);
                warnings.extend(standing_warning(message));
                let notice = notices::NoteAdded {
                    by: message.from.shown(),
                    text: words(&message.text),
                    warnings,
                };
                let people = if message.standing == Standing::Known {
                    self.assignee(deciding)
                } else {
                    self.witnesses(deciding)
                };
                self.agents(deciding, &notice, people);
            }
            // Whom a new ticket is given to hears of it as of a new one, and likewise of one that comes from below.
            EventBody::Assigned { .. }
                if self.has_beside(|body| {
                    let is_new = matches!(body, EventBody::Opened { .. });
                    is_new || matches!(body, EventBody::Escalated { .. })
                }) => {}
            EventBody::Assigned { to: Some(name), .. } => {
                let people: Vec<Person> = policy
                    .roster
                    .agent(name.as_str())
                    .map(person)
                    .into_iter()
                    .collect();
                self.assigned(deciding, people);
            }
            EventBody::TeamChanged { to: Some(team), .. } if self.ticket.assignee.is_none() => {
                let people = policy.roster.members(team).map(person).collect();
                self.assigned(deciding, people);
            }
            EventBody::Escalated {
                to,
                team,
                reason,
                by,
                ..
            } => {
                let people: Vec<Person> = if let (Level::Tier(_), Some(team)) = (to, team) {
                    let given = self.ticket.assignee.as_ref();
                    let given = given.and_then(|name| policy.roster.agent(name.as_str()));
                    match given {
                        Some(agent) => vec![person(agent)],
                        None => policy.roster.members(team).map(person).collect(),
                    }
                } else {
                    let of_role = |role| policy.roster.with_role(role).map(person).collect();
                    let managers: Vec<Person> = of_role(Role::Manager);
                    if managers.is_empty() {
                        of_role(Role::Leader)
                    } else {
                        managers
                    }
                };
                let notice = notices::EscalatedToYou {
                    to: to.to_string(),
                    reason: reason.to_string(),
                    by: by.map(shown),
                    from_agent: Some(self.agent_name()).filter(|name| !name.is_empty()),
                    history: self.history(deciding),
                };
                self.agents(deciding, &notice, people);
            }
            EventBody::Deescalated {
                team: Some(team), ..
            } if self.ticket.assignee.is_none() => {
                let people = policy.roster.members(team).map(person).collect();
                self.assigned(deciding, people);
            }
            EventBody::Rated { score } => self.tell_of_rating(deciding, *score),
            EventBody::Reopened { reason, .. }
                if !self.was_rejected()
                    && !self.has_beside(|body| matches!(body, EventBody::Replied { .. })) =>
            {
                let from = match &self.event.actor {
                    Actor::Agent(_) => self.agent_name(),
                    _ => self.ticket.requester.shown(),
                };
                let notice = notices::TicketReplied {
                    words: reason.as_ref().map(ToString::to_string).unwrap_or_default(),
                    was_reopened: true,
                    ..notices::TicketReplied::without_words(from)
                };
                let people = self.holders(deciding);
                self.agents(deciding, &notice, people);
            }
            EventBody::Closed { .. }
                if matches!(self.event.actor, Actor::Requester | Actor::Participant)
                    && !self.has_beside(|body| {
                        let is_approved =
                            matches!(body, EventBody::Done(Deed::Ending(Ending::Approved { .. })));
                        is_approved || matches!(body, EventBody::Replied { .. })
                    }) =>
            {
                let notice = notices::TicketReplied {
                    warnings: self.ending().into_iter().collect(),
                    ..notices::TicketReplied::without_words(self.ticket.requester.shown())
                };
                let people = self.holders(deciding);
                self.agents(deciding, &notice, people);
            }
            EventBody::StatusChanged {
                from: from @ (Status::Waiting | Status::Hold),
                ..
            } if self.event.actor == Actor::Timer => {
                let text = match from {
                    Status::Hold => "The time on hold is over; it is open again.",
                    _ => "The requester has not answered by the time named; it is open again.",
                };
                self.told_by_time(deciding, text);
            }
            EventBody::ClocksResumed { .. } if self.event.actor == Actor::Timer => {
                self.told_by_time(deciding, "The requester has not told what was asked for.");
            }
            EventBody::ClockPassed {
                clock,
                percent,
                due,
            } => self.clock_passed(deciding, *clock, *percent, *due),
            EventBody::HoldingGiven { count, .. } => self.holding_given(deciding, *count),
            EventBody::Resolved { solution: text, .. }
            | EventBody::Closed {
                solution: Some(text),
                ..
            } if matches!(self.event.actor, Actor::Agent(_)) => {
                let notice = notices::NoteAdded {
                    by: self.agent_name(),
                    text: format!("{}: {}", self.event.body.word(), words(text)),
                    warnings: Vec::new(),
                };
                let people = self.assignee(deciding);
                self.agents(deciding, &notice, people);
            }
            EventBody::Done(deed) => self.deed_to_agents(deciding, deed),
            EventBody::Linked { link, ticket } => self.tied(deciding, *link, *ticket),
            EventBody::DeliveryDelayed {
                to,
                notice,
                reply,
                until,
                ..
            } => {
                let notice = notices::DeliveryDelayed {
                    to: to.to_string(),
                    notice: notice.clone(),
                    reply: reply.to_string(),
                    until: shown(*until),
                };
                let people = self.holders(deciding);
                self.agents(deciding, &notice, people);
            }
            EventBody::DeliveryFailed {
                to, notice, reply, ..
            } => {
                let notice = notices::DeliveryFailed {
                    to: to.to_string(),
                    notice: notice.clone(),
                    reply: reply.to_string(),
                };
                let people = self.holders(deciding);
                self.agents(deciding, &notice, people);
            }
            _ => {}
        }
    }

    fn told_by_time(&self, deciding: &mut Deciding<'_>, text: &str) {
        let notice = notices::NoteAdded {
            by: self.event.actor.to_string(),
            text: text.to_owned(),
            warnings: Vec::new(),
        };
        let people = self.holders(deciding);
        self.agents(deciding, &notice, people);
    }

    fn assigned(&self, deciding: &mut Deciding<'_>, people: Vec<Person>) {
        let notice = notices::Assigned {
            by: self.agent_name(),
            history: self.history(deciding),
        };
        self.agents(deciding, &notice, people);
    }

    /// To people of the desk, the one who did it left out.
    pub(super) fn agents<N: notices::Notice>(
        &self,
        deciding: &mut Deciding<'_>,
        notice: &N,
        people: Vec<Person>,
    ) {
        let actor = match &self.event.actor {
            Actor::Agent(name) => deciding
                .policy
                .roster
                .agent(name.as_str())
                .map(|agent| agent.address.clone()),
            _ => self.cause.outsider.clone(),
        };
        let mut to: Vec<Person> = Vec::new();
        for person in people {
            if Some(&*person.address) != actor.as_ref() && !to.contains(&person) {
                to.push(person);
            }
        }
        if !to.is_empty() {
            send(
                deciding,
                notice,
                &Mailing::about(self.id, self.event.no, to),
            );
        }
    }

    pub(super) fn history(&self, deciding: &Deciding<'_>) -> Vec<notices::HistoryLine> {
        deciding
            .case(self.id)
            .map(|case| deciding.policy.history(&case.history))
            .unwrap_or_default()
    }
}

fn attachments(message: &Message) -> Vec<String> {
    message
        .attachments
        .iter()
        .map(|file| format!("{} ({} bytes)", *file.name, file.size))
        .collect()
}
