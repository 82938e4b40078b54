//! A ticket as `list --json` and `show --json` give it.

use serde_json::{Value, json};

use crate::domain::{
    Actor, Address, AgentName, Approval, AttachmentRef, Direction, Event, Grade, Message,
    MessageId, Person, Personal, Roster, Standing, Ticket,
};

use super::{event_json, instant, maybe_instant};

/// A ticket, the line of `list --json`. `tag` is the desk's, for the reference.
pub fn ticket_json(ticket: &Ticket, tag: &str) -> Value {
    let links = ticket
        .links
        .iter()
        .map(|link| json!({ "kind": link.kind, "id": link.id }));
    json!({
        "id": ticket.id.0,
        "reference": ticket.reference(tag),
        "subject": ticket.subject.as_str(),
        "status": ticket.status.word(),
        "priority": ticket.priority.word(),
        "category": ticket.category,
        "type": ticket.kind.word(),
        "tags": ticket.tags,
        "requester": person(&ticket.requester),
        "participants": ticket.participants.iter().map(person).collect::<Vec<_>>(),
        "assignee": ticket.assignee.as_ref().map(AgentName::as_str),
        "team": ticket.team,
        "tier": ticket.tier,
        "opened_at": instant(ticket.opened_at),
        "updated_at": instant(ticket.updated_at),
        "first_answer_due": maybe_instant(ticket.clocks.first_answer_due),
        "first_answer_at": maybe_instant(ticket.first_answer_at),
        "next_update_due": maybe_instant(ticket.clocks.next_update_due),
        "resolved_at": maybe_instant(ticket.resolved_at),
        "closed_at": maybe_instant(ticket.closed_at),
        "links": links.collect::<Vec<_>>(),
        "message_count": ticket.message_count,
        // Whether the times above stand still, because we wait for somebody.
        "paused": ticket.clocks.is_paused(),
        "incident": ticket.work.incident.as_ref().map(|incident| incident.stage.word()),
        // Who still has to agree before it is closed.
        "waits_for_approval": ticket.work.approval.iter().flat_map(Approval::missing).collect::<Vec<_>>(),
    })
}

/// What has to be known of the desk to show a ticket.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// Its tag, for the reference.
    pub tag: &'a str,
    /// Its address, which its mails come from.
    pub address: &'a Address,
    /// Who works there, for the addresses of authors.
    pub roster: &'a Roster,
}

/// A row of the outbox that goes to somebody outside.
#[derive(Debug, Clone)]
pub struct Delivery<'a> {
    /// The event whose words it carries.
    pub event: Option<u32>,
    /// Its Message-ID.
    pub message_id: &'a MessageId,
    /// Its subject, where it could be read.
    pub subject: Option<String>,
    /// The word of its state.
    pub state: &'a str,
}

/// A ticket with all that happened to it. `deliveries` are the rows of the outbox that speak of the ticket to people
/// outside; a message with several recipients shows the worst of them.
pub fn show_json(
    ticket: &Ticket,
    events: &[Event],
    deliveries: &[Delivery<'_>],
    desk: Desk<'_>,
) -> Value {
    let text = |text: &Option<Personal<String>>| text.as_ref().map(ToString::to_string);
    let messages = messages(ticket, events, deliveries, desk)
        .into_iter()
        .zip(1_u32..);
    let messages = messages
        .map(|((event, message), no)| message_json(&message, no, delivery(deliveries, event)));
    let watchers = ticket.work.watchers.iter().map(AgentName::as_str);
    let fields = ticket.fields.iter();
    let fields = fields.map(|(name, value)| (name.clone(), value.as_str().into()));
    let mut shown = ticket_json(ticket, desk.tag);
    if let Value::Object(keys) = &mut shown {
        let more = [
            ("estimate", maybe_instant(ticket.estimate)),
            (
                "resolution_due",
                maybe_instant(ticket.clocks.resolution_due),
            ),
            ("waiting_until", maybe_instant(ticket.waiting_until)),
            ("closes_at", maybe_instant(ticket.closes_at)),
            ("question", text(&ticket.question).into()),
            ("workaround", text(&ticket.workaround).into()),
            ("solution", text(&ticket.solution).into()),
            ("rating", ticket.rating.into()),
            ("impact", ticket.work.grades.impact.map(Grade::word).into()),
            (
                "urgency",
                ticket.work.grades.urgency.map(Grade::word).into(),
            ),
            ("minutes_worked", ticket.work.minutes.into()),
            ("watchers", watchers.collect()),
            ("fields", Value::Object(fields.collect())),
            ("awaited", ticket.awaited().into()),
            ("reopened_count", ticket.reopened_count.into()),
            ("messages", messages.collect()),
            ("events", events.iter().map(event_json).collect()),
        ];
        keys.extend(more.map(|(key, value)| (key.to_owned(), value)));
    }
    shown
}

/// What was written on a ticket, oldest first, each with the number of its event: the messages, and the words that
/// agents gave with an order. The ticket is folded once more, since what an order says depends on what was said.
fn messages(
    ticket: &Ticket,
    events: &[Event],
    deliveries: &[Delivery<'_>],
    desk: Desk<'_>,
) -> Vec<(u32, Message)> {
    let mut messages = Vec::new();
    let mut before: Option<Ticket> = None;
    for event in events {
        if let Some(message) = event.body.message() {
            messages.push((event.no, message.clone()));
        } else if let Some(before) = &before
            && let Some(words) = before.words(event)
        {
            let row = deliveries.iter().find(|row| row.event == Some(event.no));
            let said = Message {
                at: event.at,
                direction: Direction::Out,
                from: author(&event.actor, desk),
                standing: Standing::Known,
                subject: before.subject.clone(),
                message_id: row.map(|row| row.message_id.clone()),
                text: words.clone(),
                attachments: Vec::new(),
                raw: None,
            };
            messages.push((event.no, said));
        }
        match &mut before {
            Some(before) => before.apply(event),
            None => before = Ticket::open(ticket.id, event),
        }
    }
    // What an agent writes comes under the subject of the mail to us; what counts is the subject it went out under.
    for (event, message) in &mut messages {
        let mut rows = deliveries.iter().filter(|row| row.event == Some(*event));
        if let (Direction::Out, Some(sent)) = (
            message.direction,
            rows.find_map(|row| row.subject.as_deref()),
        ) {
            message.subject = sent.into();
        }
    }
    messages
}

/// An agent as the author of a message; one who has left the roster wrote for the desk.
fn author(actor: &Actor, desk: Desk<'_>) -> Person {
    let Actor::Agent(name) = actor else {
        return Person::new(desk.address.clone(), "");
    };
    let agent = desk.roster.agent(name.as_str());
    let address = agent.map_or(desk.address, |agent| &agent.address);
    Person::new(address.clone(), name.as_str())
}

fn message_json(message: &Message, no: u32, delivery: Option<&str>) -> Value {
    let is_out = message.direction == Direction::Out;
    json!({
        "no": no,
        "at": instant(message.at),
        "direction": message.direction.word(),
        "from": message.from.address.to_string(),
        "subject": message.subject.as_str(),
        "message_id": message.message_id,
        "text": message.text.as_str(),
        "attachments": message.attachments.iter().map(attachment).collect::<Vec<_>>(),
        "delivery": delivery.filter(|_| is_out),
        "name": message.from.name.as_str(),
        "standing": message.standing,
    })
}

/// The worst state of the rows that carry an event: what went wrong for one recipient went wrong.
fn delivery<'a>(deliveries: &[Delivery<'a>], event: u32) -> Option<&'a str> {
    const WORST_FIRST: [&str; 4] = ["failed", "deferred", "queued", "sent"];
    let rank = |word: &str| WORST_FIRST.iter().position(|known| *known == word);
    deliveries
        .iter()
        .filter(|row| row.event == Some(event))
        .map(|row| row.state)
        .min_by_key(|word| rank(word).unwrap_or(WORST_FIRST.len()))
}

fn person(person: &Person) -> Value {
    json!({ "address": person.address.to_string(), "name": person.name.as_str() })
}

fn attachment(part: &AttachmentRef) -> Value {
    json!({
        "name": part.name.as_str(),
        "type": part.media_type,
        "size": part.size,
        "sha256": part.sha256,
    })
}

#[cfg(test)]
mod tests;
