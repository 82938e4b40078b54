//! THE table: which event tells whom with which notice.
//!
//! To see who hears of what, read [`follow`] and nothing else. Commands and rules only let things happen; what a
//! thing that happened owes to whom is the support procedure, and it stands here once.

use crate::domain::{
    Actor, Address, Agent, CloseCode, Event, EventBody, Level, LinkKind, Message, Person, Role,
    Standing, Status, Ticket, TicketId,
};
use crate::mail::compose::FilePart;
use crate::mail::inbound::{Attachment, Inbound};
use crate::notices;

use super::deciding::Deciding;
use super::facts::words;
use super::guard;
use super::letters::{Mailing, send};
use super::outgoing::Counts;

/// What caused the events that are followed.
#[derive(Default)]
pub(super) struct Cause<'a> {
    /// The mail, when it was one.
    pub mail: Option<&'a Inbound>,
    /// Its sender, when the sender is not an agent at work: automatic mail to this address is limited.
    pub outsider: Option<Address>,
    /// What agents should know about the mail, sentences.
    pub warnings: Vec<String>,
    /// Addresses the mail reached already.
    pub reached: Vec<Address>,
    /// Command lines that a requester may not give, for the agents to see.
    pub lines_taken_out: Vec<String>,
}

/// Orders the letters that the events of a decision owe.
pub(super) fn follow(deciding: &mut Deciding<'_>, cause: &Cause<'_>) {
    let events = deciding.decision.events.clone();
    for (id, event) in &events {
        let Some(ticket) = deciding.ticket(*id).cloned() else {
            continue;
        };
        let told = Told {
            id: *id,
            event,
            ticket: &ticket,
            events: &events,
            cause,
        };
        told.to_requester(deciding);
        told.to_agents(deciding);
    }
}

struct Told<'a> {
    id: TicketId,
    event: &'a Event,
    ticket: &'a Ticket,
    events: &'a [(TicketId, Event)],
    cause: &'a Cause<'a>,
}

impl Told<'_> {
    /// What the requester and the participants hear.
    fn to_requester(&self, deciding: &mut Deciding<'_>) {
        let shown = |at: jiff::Timestamp| deciding.policy.shown(at);
        let agent = self.agent_name();
        match &self.event.body {
            EventBody::Opened { message, .. } => self.acknowledge(deciding, message),
            EventBody::Answered { message, .. } => {
                let notice = notices::Answer {
                    text: message.text.to_string(),
                    agent,
                };
                self.everybody(deciding, &notice);
            }
            EventBody::PriorityChanged {
                from,
                to,
                reason,
                clocks,
            } => {
                let reason = reason.as_ref().map(ToString::to_string);
                let notice = notices::PriorityChanged {
                    from: from.to_string(),
                    to: to.to_string(),
                    reason,
                    target: clocks.first_answer_due.map(shown),
                };
                self.requester(deciding, &notice);
            }
            EventBody::UpdateGiven { text, clocks } => {
                let notice = notices::StatusUpdate {
                    text: text.to_string(),
                    next: clocks.next_update_due.map(shown),
                    agent,
                };
                self.everybody(deciding, &notice);
            }
            EventBody::EstimateGiven { by, text } => {
                let notice = notices::Estimate {
                    by: shown(*by),
                    text: text.as_ref().map(ToString::to_string),
                };
                self.requester(deciding, &notice);
            }
            EventBody::WorkaroundGiven { text } => self.everybody(
                deciding,
                &notices::Workaround {
                    text: text.to_string(),
                    agent,
                },
            ),
            EventBody::WaitStarted {
                question, until, ..
            } => {
                let notice = notices::Waiting {
                    question: question.to_string(),
                    until: until.map(shown),
                    agent,
                };
                self.requester(deciding, &notice);
            }
            EventBody::Resolved {
                solution,
                closes_at,
                ..
            } => {
                let notice = notices::Resolved {
                    solution: solution.to_string(),
                    closes: shown(*closes_at),
                    agent,
                };
                self.everybody(deciding, &notice);
            }
            EventBody::Closed {
                code,
                solution,
                is_quiet: false,
                ..
            } => {
                let notice = notices::Closed {
                    solution: solution
                        .as_ref()
                        .or(self
                            .ticket
                            .solution
                            .as_ref()
                            .filter(|_| *code == CloseCode::Solved))
                        .map(ToString::to_string),
                    code: code.word().to_owned(),
                    by: match &self.event.actor {
                        Actor::Requester | Actor::Participant => "you confirmed".to_owned(),
                        Actor::Timer => "no objection".to_owned(),
                        Actor::Agent(_) | Actor::Rule => agent,
                    },
                    opened: shown(self.ticket.opened_at),
                    closed: shown(self.event.at),
                    reopen_until: Some(shown(crate::calendar::hours::after(
                        self.event.at,
                        deciding.policy.reopen_window,
                    ))),
                };
                self.everybody(deciding, &notice);
            }
            EventBody::Reopened { reason, clocks, .. } => {
                let by = match &self.event.actor {
                    Actor::Agent(_) => agent,
                    _ => "you".to_owned(),
                };
                let target = clocks
                    .first_answer_due
                    .or(clocks.next_update_due)
                    .map(shown);
                self.requester(
                    deciding,
                    &notices::Reopened {
                        by,
                        reason: reason.as_ref().map(ToString::to_string),
                        target,
                    },
                );
            }
            EventBody::Escalated {
                to,
                reason,
                by,
                clocks,
                ..
            } => {
                let notice = notices::Escalated {
                    to: to.to_string(),
                    reason: reason.to_string(),
                    by: by.map(shown),
                    next_update: clocks.next_update_due.map(shown),
                };
                self.requester(deciding, &notice);
            }
            EventBody::ParticipantAdded { person } => {
                let by = match &self.event.actor {
                    Actor::Agent(_) => agent,
                    _ => self.ticket.requester.shown(),
                };
                let mailing = Mailing::about(self.id, self.event.no, vec![person.clone()]);
                self.send(
                    deciding,
                    &notices::ParticipantAdded { by, words: None },
                    mailing,
                );
            }
            EventBody::Replied { .. }
            | EventBody::Noted { .. }
            | EventBody::CategoryChanged { .. }
            | EventBody::TypeChanged { .. }
            | EventBody::StatusChanged { .. }
            | EventBody::Assigned { .. }
            | EventBody::TeamChanged { .. }
            | EventBody::Tagged { .. }
            | EventBody::TitleChanged { .. }
            | EventBody::ParticipantRemoved { .. }
            | EventBody::SolutionRecorded { .. }
            | EventBody::Closed { is_quiet: true, .. }
            | EventBody::Linked { .. }
            | EventBody::DeliveryFailed { .. } => {}
        }
    }

    /// What the people of the desk hear.
    fn to_agents(&self, deciding: &mut Deciding<'_>) {
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
                let notice = notices::TicketReplied {
                    from: message.from.shown(),
                    words: words(&message.text),
                    attachments: attachments(message),
                    warnings,
                    was_reopened,
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
                    self.holders(deciding)
                };
                self.agents(deciding, &notice, people);
            }
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
                let people: Vec<Person> = match (to, team) {
                    (Level::Tier(_), Some(team)) => {
                        policy.roster.members(team).map(person).collect()
                    }
                    _ => {
                        let managers: Vec<Person> =
                            policy.roster.with_role(Role::Manager).map(person).collect();
                        if managers.is_empty() {
                            policy.roster.with_role(Role::Leader).map(person).collect()
                        } else {
                            managers
                        }
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
            EventBody::Reopened { reason, .. }
                if !self.has_beside(|body| matches!(body, EventBody::Replied { .. })) =>
            {
                let text = reason.as_ref().map_or_else(
                    || "The ticket was reopened.".to_owned(),
                    ToString::to_string,
                );
                let notice = notices::NoteAdded {
                    by: self.event.actor.to_string(),
                    text,
                    warnings: Vec::new(),
                };
                let people = self.holders(deciding);
                self.agents(deciding, &notice, people);
            }
            EventBody::StatusChanged {
                from: Status::Waiting,
                ..
            } if self.event.actor == Actor::Timer => {
                let text = "The requester has not answered by the time named; it is open again.";
                let notice = notices::NoteAdded {
                    by: self.event.actor.to_string(),
                    text: text.to_owned(),
                    warnings: Vec::new(),
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

    /// The one acknowledgement of a ticket. A mail that says nothing is answered with the question for what is
    /// missing, which is its acknowledgement too.
    fn acknowledge(&self, deciding: &mut Deciding<'_>, message: &Message) {
        let policy = deciding.policy;
        if self.cause.mail.is_none_or(|mail| !mail.auto_respond) {
            deciding.note("no acknowledgement: a machine must not answer this mail");
            return;
        }
        let is_open_now = policy.hours.is_open(deciding.now);
        let starts = (!is_open_now).then(|| policy.shown(policy.hours.next_open(deciding.now)));
        let may_echo = self.ticket.may_echo() || policy.unproven == super::policy::Unproven::Full;
        let continued = self.events.iter().find_map(|(_, event)| match &event.body {
            EventBody::Linked {
                link: LinkKind::FollowUp,
                ticket,
            } => Some(*ticket),
            _ => None,
        });
        if let Some(old) = continued {
            let notice = notices::FollowUpOpened {
                old_reference: format!("{}-{old}", policy.tag),
            };
            self.requester(deciding, &notice);
        } else if message.text.trim().is_empty() && message.attachments.is_empty() {
            let missing = [
                "What happened, and what did you expect:",
                "Which device, program or page:",
                "The error message, word for word:",
                "Where you are and how we reach you:",
            ];
            let notice = notices::InformationNeeded {
                missing: missing.map(str::to_owned).to_vec(),
                is_open_now,
                starts,
                echo: may_echo,
            };
            self.requester(deciding, &notice);
        } else if may_echo {
            self.requester(
                deciding,
                &notices::Acknowledgement {
                    words: words(&message.text),
                    is_open_now,
                    starts,
                },
            );
        } else {
            self.requester(
                deciding,
                &notices::AcknowledgementPlain {
                    is_open_now,
                    starts,
                },
            );
        }
    }

    fn assigned(&self, deciding: &mut Deciding<'_>, people: Vec<Person>) {
        let notice = notices::Assigned {
            by: self.agent_name(),
            history: self.history(deciding),
        };
        self.agents(deciding, &notice, people);
    }

    /// To the requester alone.
    fn requester<N: notices::Notice>(&self, deciding: &mut Deciding<'_>, notice: &N) {
        let mailing = Mailing::about(self.id, self.event.no, vec![self.ticket.requester.clone()]);
        self.send(deciding, notice, mailing);
    }

    /// To the requester, with the participants in Cc; those whom the mail reached already get no second copy.
    fn everybody<N: notices::Notice>(&self, deciding: &mut Deciding<'_>, notice: &N) {
        let mut mailing =
            Mailing::about(self.id, self.event.no, vec![self.ticket.requester.clone()]);
        mailing.cc.clone_from(&self.ticket.participants);
        if matches!(self.event.body, EventBody::Answered { .. }) {
            mailing.reached.clone_from(&self.cause.reached);
            mailing.files = self.cause.mail.map(files).unwrap_or_default();
        }
        self.send(deciding, notice, mailing);
    }

    /// Sends, within the limits on what a mail from outside may cause.
    fn send<N: notices::Notice>(
        &self,
        deciding: &mut Deciding<'_>,
        notice: &N,
        mut mailing: Mailing,
    ) {
        let is_automatic = N::SPEC.voice != notices::Voice::Person;
        if let Some(outsider) = self.cause.outsider.as_ref().filter(|_| is_automatic) {
            if self.cause.mail.is_some_and(|mail| !mail.auto_respond) {
                deciding.note(format!(
                    "no {}: a machine must not answer this mail",
                    N::SPEC.name
                ));
                return;
            }
            let is_to_sender = mailing
                .to
                .iter()
                .chain(&mailing.cc)
                .any(|person| *person.address == *outsider);
            if let Err(why) = guard::may_answer(
                &deciding.snapshot.sent,
                deciding.automatic_count(),
                &deciding.policy.limits,
            ) {
                deciding.note(if is_to_sender {
                    why
                } else {
                    format!("{why}; the sender's mail caused it")
                });
                return;
            }
            mailing.counts = Counts::Automatic;
        }
        send(deciding, notice, &mailing);
    }

    /// To people of the desk, the one who did it left out.
    fn agents<N: notices::Notice>(
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

    /// Who has the ticket: the assignee, else the team, else everybody who works here.
    fn holders(&self, deciding: &Deciding<'_>) -> Vec<Person> {
        let assignee = self.assignee(deciding);
        if !assignee.is_empty() {
            return assignee;
        }
        let roster = &deciding.policy.roster;
        let team: Vec<Person> = self
            .ticket
            .team
            .iter()
            .flat_map(|team| roster.members(team).map(person))
            .collect();
        if team.is_empty() {
            roster.agents.iter().map(person).collect()
        } else {
            team
        }
    }

    fn assignee(&self, deciding: &Deciding<'_>) -> Vec<Person> {
        let name = self.ticket.assignee.as_ref();
        name.and_then(|name| deciding.policy.roster.agent(name.as_str()))
            .map(person)
            .into_iter()
            .collect()
    }

    /// Who has the tickets that this one perhaps belongs to.
    fn holders_of_linked(&self, deciding: &Deciding<'_>) -> Vec<Person> {
        let linked = self
            .ticket
            .links
            .iter()
            .filter_map(|link| deciding.ticket(link.id)?.assignee.clone());
        linked
            .filter_map(|name| deciding.policy.roster.agent(name.as_str()).map(person))
            .collect()
    }

    fn warnings(&self, deciding: &Deciding<'_>) -> Vec<String> {
        let mut warnings = self.cause.warnings.clone();
        for link in &self.ticket.links {
            let reference = format!("{}-{}", deciding.policy.tag, link.id);
            match link.kind {
                LinkKind::Perhaps => warnings.push(format!(
                    "It perhaps belongs to {reference}, but nothing shows that it does."
                )),
                LinkKind::FollowUp => {
                    warnings.push(format!("It continues {reference}, which has ended."))
                }
            }
        }
        if !self.cause.lines_taken_out.is_empty() {
            warnings.push(format!(
                "Command lines that were not carried out: {}",
                self.cause.lines_taken_out.join(" · ")
            ));
        }
        warnings
    }

    fn history(&self, deciding: &Deciding<'_>) -> Vec<notices::HistoryLine> {
        deciding
            .case(self.id)
            .map(|case| deciding.policy.history(&case.history))
            .unwrap_or_default()
    }

    fn agent_name(&self) -> String {
        match &self.event.actor {
            Actor::Agent(name) => name.to_string(),
            _ => String::new(),
        }
    }

    /// Whether something else happened to the ticket in the same decision.
    fn has_beside(&self, is_it: impl Fn(&EventBody) -> bool) -> bool {
        self.events
            .iter()
            .any(|(id, event)| *id == self.id && is_it(&event.body))
    }
}

/// An agent as a recipient.
pub(super) fn person(agent: &Agent) -> Person {
    Person::new(agent.address.clone(), agent.name.as_str())
}

/// The files of a mail, to be sent along with what it says.
fn files(mail: &Inbound) -> Vec<FilePart> {
    let part = |file: &Attachment| FilePart {
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        bytes: file.bytes.clone(),
    };
    mail.attachments.iter().map(part).collect()
}

fn attachments(message: &Message) -> Vec<String> {
    message
        .attachments
        .iter()
        .map(|file| format!("{} ({} bytes)", *file.name, file.size))
        .collect()
}

fn standing_warning(message: &Message) -> Option<String> {
    match message.standing {
        Standing::Known => None,
        Standing::Unverified => Some(
            "Nothing shows that this was really sent from that address; it changed nothing."
                .to_owned(),
        ),
        Standing::ThirdPerson => Some(format!(
            "{} takes no part in this ticket; #cc {} adds them. It changed nothing.",
            message.from.shown(),
            message.from.address
        )),
    }
}
