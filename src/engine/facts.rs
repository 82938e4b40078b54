//! Tickets and events as notices show them: every value in words, every time in the desk's zone.

mod deeds;
mod endings;

use jiff::Timestamp;

use crate::calendar::{shown_hours_in, shown_time};
use crate::domain::{Actor, ClockKind, Direction, Event, EventBody, FieldRequest, Ticket, Tongue};
use crate::mail::subject::shown_subject;
use crate::notices::{Desk, HistoryLine, TicketFacts, When};

use super::policy::Policy;

/// How much of a message a history shows, in characters.
const HISTORY_TEXT_CHARS_MAX: usize = 4000;
/// How much of a mail an acknowledgement or a notice restates, in characters.
const WORDS_CHARS_MAX: usize = 1500;

impl Policy {
    /// A time in the desk's zone.
    pub fn shown(&self, at: Timestamp) -> String {
        shown_time(at, self.hours.zone())
    }

    /// The desk as notices in a language speak of it.
    pub(super) fn desk_facts(&self, language: &str) -> Desk {
        let tongue = Tongue::of(language);
        let zone = self.hours.zone().iana_name().unwrap_or("UTC");
        Desk {
            name: self.name.clone(),
            address: self.address.to_string(),
            tag: self.tag.clone(),
            hours: format!("{} ({zone})", shown_hours_in(&self.hours, tongue)),
        }
    }

    /// A ticket as notices speak of it.
    pub(super) fn ticket_facts(&self, ticket: &Ticket) -> TicketFacts {
        TicketFacts {
            reference: ticket.reference(&self.tag),
            // Without reply marks and tags, so that the subjects of its mails never grow.
            subject: shown_subject(&ticket.subject),
            status: ticket.status.to_string(),
            priority: ticket.priority.to_string(),
            category: ticket.category.clone(),
            kind: ticket.kind.to_string(),
            tags: ticket.tags.iter().cloned().collect(),
            requester: ticket.requester.shown(),
            requester_address: ticket.requester.address.to_string(),
            participants: participants(ticket),
            assignee: ticket.assignee.as_ref().map(ToString::to_string),
            team: ticket.team.clone(),
            tier: ticket.tier,
            opened: When(ticket.opened_at),
            first_answer_due: ticket.clocks.first_answer_due.map(When),
            next_update_due: ticket.clocks.next_update_due.map(When),
            estimate: ticket.estimate.map(When),
            workaround: ticket.workaround.as_ref().map(ToString::to_string),
            solution: ticket.solution.as_ref().map(ToString::to_string),
            fields: self.known_fields(ticket),
            awaited: self.labels(&ticket.awaited()),
            waits_until: ticket.waiting_until.map(When),
            is_paused: ticket.clocks.is_paused(),
            approvals: ticket
                .work
                .approval
                .iter()
                .flat_map(|approval| approval.missing().map(str::to_owned))
                .collect(),
            message_count: ticket.message_count,
        }
    }

    /// What happened, one line for each event.
    pub(super) fn history(&self, events: &[Event]) -> Vec<HistoryLine> {
        events
            .iter()
            .map(|event| self.history_line(event))
            .collect()
    }

    fn history_line(&self, event: &Event) -> HistoryLine {
        let (mut what, text) = told(&event.body, |at| self.shown(at));
        let is_message = matches!(
            event.body,
            EventBody::Replied { .. } | EventBody::Noted { .. }
        );
        if is_message && !event.because.is_empty() {
            what = format!("{what}: {}", event.because.join(" "));
        }
        let who = event
            .body
            .message()
            .map_or_else(|| shown_actor(&event.actor), |message| message.from.shown());
        HistoryLine {
            at: self.shown(event.at),
            who,
            what,
            text: text
                .map(|text| cut(&text, HISTORY_TEXT_CHARS_MAX))
                .filter(|text| !text.is_empty()),
            is_note: event
                .body
                .message()
                .is_some_and(|message| message.direction == Direction::Note),
        }
    }
}

fn participants(ticket: &Ticket) -> Vec<String> {
    let people = ticket.participants.iter();
    people.map(|person| person.address.to_string()).collect()
}

/// The first words of a mail, for restating them.
pub(super) fn words(text: &str) -> String {
    cut(text, WORDS_CHARS_MAX)
}

fn cut(text: &str, chars_max: usize) -> String {
    let text = text.trim();
    if text.chars().count() <= chars_max {
        return text.to_owned();
    }
    format!(
        "{} […]",
        text.chars().take(chars_max).collect::<String>().trim_end()
    )
}

/// Who did it, for people who read a history.
pub(super) fn shown_actor(actor: &Actor) -> String {
    match actor {
        Actor::Agent(name) => name.to_string(),
        Actor::Requester => "the requester".to_owned(),
        Actor::Participant => "a participant".to_owned(),
        Actor::Rule => "the desk".to_owned(),
        Actor::Timer => "time".to_owned(),
    }
}

/// What a clock counts towards, in words that follow "for".
pub(super) fn clock_words(clock: ClockKind) -> &'static str {
    match clock {
        ClockKind::FirstAnswer => "the first answer",
        ClockKind::Update => "the next update",
        ClockKind::Resolution => "the solution",
        ClockKind::Promise => "the solution that was promised",
    }
}

/// An event in words, and the text that belongs to it.
#[expect(
    clippy::too_many_lines,
    reason = "one arm per event: the table is read as one"
)]
fn told(body: &EventBody, shown: impl Fn(Timestamp) -> String) -> (String, Option<String>) {
    let text = |text: &str| Some(text.to_owned());
    let or_none = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
    match body {
        EventBody::Opened {
            message, is_proven, ..
        } => {
            let doubt = if *is_proven {
                ""
            } else {
                ", from an address that nothing proved"
            };
            (format!("opened the ticket{doubt}"), text(&message.text))
        }
        EventBody::Replied { message } => ("wrote".to_owned(), text(&message.text)),
        EventBody::Answered { message, .. } => ("answered".to_owned(), text(&message.text)),
        EventBody::Noted { message } => ("noted".to_owned(), text(&message.text)),
        EventBody::PriorityChanged {
            from, to, reason, ..
        } => (
            format!("priority {from} → {to}"),
            reason.as_ref().map(ToString::to_string),
        ),
        EventBody::CategoryChanged { from, to } => (format!("category {from} → {to}"), None),
        EventBody::TypeChanged { from, to } => (format!("type {from} → {to}"), None),
        EventBody::StatusChanged { from, to, .. } => (format!("status {from} → {to}"), None),
        EventBody::Assigned { from, to } => {
            let name = |name: &Option<crate::domain::AgentName>| {
                name.as_ref()
                    .map_or_else(|| "nobody".to_owned(), ToString::to_string)
            };
            (format!("assigned {} → {}", name(from), name(to)), None)
        }
        EventBody::TeamChanged { from, to, .. } => {
            (format!("team {} → {}", or_none(from), or_none(to)), None)
        }
        EventBody::Tagged { added, removed } => {
            let signed = added
                .iter()
                .map(|tag| format!("+{tag}"))
                .chain(removed.iter().map(|tag| format!("-{tag}")));
            (
                format!("tags {}", signed.collect::<Vec<_>>().join(" ")),
                None,
            )
        }
        EventBody::TitleChanged { to, .. } => ("gave another title".to_owned(), text(to)),
        EventBody::ParticipantAdded { person } => (format!("added {}", person.address), None),
        EventBody::ParticipantRemoved { address } => (format!("took away {address}"), None),
        EventBody::UpdateGiven { text: said, .. } => {
            ("told how things stand".to_owned(), text(said))
        }
        EventBody::EstimateGiven { by, text: said, .. } => (
            format!("named a time: {}", shown(*by)),
            said.as_ref().map(ToString::to_string),
        ),
        EventBody::ClockPassed {
            clock,
            percent,
            due,
        } => (
            format!(
                "{percent} % of the time for {} is up (until {})",
                clock_words(*clock),
                shown(*due)
            ),
            None,
        ),
        EventBody::HoldingGiven { count, .. } => (
            match count {
                1 => "told that there is no news yet".to_owned(),
                count => format!("told that there is no news yet, for the {count}. time in a row"),
            },
            None,
        ),
        EventBody::PromiseMissed { by, .. } => (
            format!("told that the time named has passed: {}", shown(*by)),
            None,
        ),
        EventBody::WorkaroundGiven { text: said } => {
            ("gave a way around it".to_owned(), text(said))
        }
        EventBody::SolutionRecorded { text: said } => {
            ("recorded the solution".to_owned(), text(said))
        }
        EventBody::WaitStarted {
            question, until, ..
        } => {
            let until = until
                .map(|until| format!(" until {}", shown(until)))
                .unwrap_or_default();
            (format!("waits for the requester{until}"), text(question))
        }
        EventBody::HoldStarted { reason, until, .. } => {
            (format!("put on hold until {}", shown(*until)), text(reason))
        }
        EventBody::FieldSet { field, to, .. } => match to {
            Some(value) => (format!("field {field}"), text(value)),
            None => (format!("took field {field} away"), None),
        },
        EventBody::ClocksResumed { .. } => ("let the clocks go on".to_owned(), None),
        EventBody::InformationAsked(FieldRequest { fields, until, .. }) => {
            let until = until
                .map(|until| format!("; the clocks stand still until {} at most", shown(until)))
                .unwrap_or_default();
            (format!("asked for {}{until}", fields.join(", ")), None)
        }
        EventBody::InformationReminded { fields, count, .. } => {
            let what = format!("reminded of {} (reminder {count})", fields.join(", "));
            (what, None)
        }
        EventBody::Resolved {
            solution,
            closes_at,
            ..
        } => (
            format!(
                "resolved; closes {} unless somebody objects",
                shown(*closes_at)
            ),
            text(solution),
        ),
        EventBody::Closed { code, solution, .. } => (
            format!("closed ({})", code.word()),
            solution.as_ref().map(ToString::to_string),
        ),
        EventBody::Rated { score } => (format!("rated it {score} of 5"), None),
        EventBody::Reopened { reason, .. } => (
            "reopened".to_owned(),
            reason.as_ref().map(ToString::to_string),
        ),
        EventBody::Escalated { to, reason, by, .. } => {
            let by = by
                .map(|by| format!(", by {}", shown(by)))
                .unwrap_or_default();
            (format!("escalated to {to}{by}"), text(reason))
        }
        EventBody::Deescalated { to, reason, .. } => {
            (format!("gave it back to {to}"), text(reason))
        }
        EventBody::Linked { link, ticket } => (format!("{} {ticket}", link.words()), None),
        EventBody::Unlinked { link, ticket } => {
            (format!("no longer {} {ticket}", link.words()), None)
        }
        EventBody::Merged { into, .. } => (format!("merged into {into}"), None),
        EventBody::Joined { ticket, message } => (
            format!("wrote on {ticket}, {}", shown(message.at)),
            text(&message.text),
        ),
        EventBody::OriginalSolved { ticket, solution } => {
            (format!("told that {ticket} is solved"), text(solution))
        }
        EventBody::Broadcast {
            text: said,
            tickets,
        } => (format!("told it on {tickets} tickets"), text(said)),
        EventBody::Done(deed) => deeds::told(deed, shown),
        EventBody::DeliveryDelayed {
            to, notice, reply, ..
        } => (
            format!("the mail \"{notice}\" to {to} has not arrived yet"),
            text(reply),
        ),
        EventBody::DeliveryFailed {
            to, notice, reply, ..
        } => (
            format!("the mail \"{notice}\" to {to} did not arrive"),
            text(reply),
        ),
    }
}
