//! Whether a case is told completely: what its mails say is kept, what is missing is asked for, and an answer lets the
//! clocks go on (S0.4, S0.7, S4.2).
//!
//! Only people whose address is shown are asked, once, and reminded a few times. Nobody is asked for what stands in
//! their mail in any words. How a value is found is `fields`'s.

use crate::domain::field::ANYTHING_ELSE;
use crate::domain::{
    Actor, Asking, EventBody, FieldRequest, LOCATION, Message, Status, Ticket, TicketId,
};
use crate::fields::{Found, How};
use crate::mail::inbound::Origin;

use super::deciding::Deciding;
use super::outgoing::Row;
use super::policy::{Policy, Unproven};
use super::receive::Received;

/// The notices that ask a requester for what is missing.
const ASKING: [&str; 4] = [
    "acknowledgement",
    "information-needed",
    "information-asked",
    "information-reminder",
];

/// What is asked of a mail that says nothing, as far as the desk has these fields.
const OF_BLANK: [&str; 5] = ["problem", "resource", "error", "location", "phone"];

impl Policy {
    /// What is known of a ticket, each as `Label: value`.
    pub(super) fn known_fields(&self, ticket: &Ticket) -> Vec<String> {
        let known = ticket.fields.iter();
        known
            .map(|(name, value)| format!("{}: {value}", self.asking.label(name)))
            .collect()
    }

    /// The labels of fields.
    pub(super) fn labels(&self, names: &[String]) -> Vec<String> {
        let labels = names.iter().map(|name| self.asking.label(name).to_owned());
        labels.collect()
    }

    /// The lines of a mail that asks for fields. The last one asks for anything else, and so ends the last answer.
    pub(super) fn lines_to_fill_in(&self, names: &[String]) -> Vec<String> {
        let questions = names.iter().map(|name| self.asking.question(name));
        questions
            .chain([ANYTHING_ELSE])
            .map(|question| format!("{question}:"))
            .collect()
    }
}

/// Whether a mail says nothing at all.
pub(super) fn is_blank(message: &Message) -> bool {
    message.text.trim().is_empty() && message.attachments.is_empty()
}

/// What is asked of a mail that says nothing.
pub(super) fn of_blank(asking: &Asking) -> Vec<String> {
    let known = OF_BLANK.iter().filter(|name| asking.field(name).is_some());
    known.map(|name| (*name).to_owned()).collect()
}

/// A ticket was opened: keeps what its mail tells, and asks for what it lacks.
pub(super) fn opened(deciding: &mut Deciding<'_>, received: &Received<'_>, id: TicketId) {
    let mail = received.mail;
    if mail.origin != Origin::Person {
        return;
    }
    let found = deciding.policy.reader.stated(mail);
    keep(deciding, id, &Actor::Requester, found);
    let Some(ticket) = deciding.ticket(id).cloned() else {
        return;
    };
    // What is known to the desk need not be asked of each who has it.
    if ticket.parent().is_some() {
        return;
    }
    let asking = &deciding.policy.asking;
    let is_blank = mail.own.text.trim().is_empty()
        && mail.text.trim().is_empty()
        && mail.attachments.is_empty();
    let mut fields = if is_blank {
        of_blank(asking)
    } else {
        asking.missing(&ticket)
    };
    fields.retain(|name| {
        !ticket.knows(name) && (name == "problem" || !deciding.policy.reader.mentions(mail, name))
    });
    if fields.is_empty() {
        return;
    }
    if let Err(why) = may_ask(deciding, received, &ticket) {
        deciding.note(format!("nothing is asked for: {why}"));
        return;
    }
    let body = asked(deciding, &ticket, fields);
    let because = vec!["it does not stand in the mail".to_owned()];
    deciding.happen(id, Actor::Rule, body, because);
}

/// Whether the writer of a first mail may be asked by a machine; else why not, a clause.
fn may_ask(
    deciding: &Deciding<'_>,
    received: &Received<'_>,
    ticket: &Ticket,
) -> Result<(), &'static str> {
    let policy = deciding.policy;
    let is_shown = ticket.may_echo() || policy.unproven == Unproven::Full;
    if deciding.is_silent {
        return Err("the mail is taken in silently");
    }
    if !received.mail.auto_respond || ticket.is_silent {
        return Err("a machine must not answer this mail");
    }
    if !is_shown {
        return Err("nothing shows who the sender is");
    }
    if !ticket.links.is_empty() {
        return Err("it belongs to another ticket, which may tell it");
    }
    if policy.roster.by_address(&received.from.address).is_some() {
        return Err("the sender works here");
    }
    deciding
        .may_answer(&received.from.address)
        .map_err(|_| "the sender has had enough automatic mail")
}

/// The request for fields. Where it is urgent, or no time was promised, no clock stands still.
fn asked(deciding: &Deciding<'_>, ticket: &Ticket, fields: Vec<String>) -> EventBody {
    let (asking, clockwork) = (&deciding.policy.asking, deciding.clockwork_of(ticket));
    let is_owed = ticket.breached_after().is_some();
    let waits = is_owed && !asking.works_meanwhile.contains(&ticket.priority);
    let end = clockwork
        .hours
        .add_days(deciding.now, deciding.policy.wait_days);
    let reminder = clockwork.hours.add_days(deciding.now, asking.remind_days);
    EventBody::InformationAsked(FieldRequest {
        from: ticket.status,
        fields,
        until: waits.then_some(end),
        remind_at: (asking.reminders > 0 && reminder < end).then_some(reminder),
        clocks: if waits {
            clockwork.awaiting(ticket)
        } else {
            ticket.clocks.clone()
        },
    })
}

/// Somebody of the ticket wrote on it: what the mail tells. Of others than the requester only what was asked for counts,
/// and only on lines that say what they are.
pub(super) fn told(
    deciding: &Deciding<'_>,
    received: &Received<'_>,
    ticket: &Ticket,
    actor: &Actor,
) -> Vec<Found> {
    let (reader, awaited) = (&deciding.policy.reader, ticket.awaited());
    if received.mail.origin != Origin::Person {
        return Vec::new();
    }
    if *actor == Actor::Requester {
        let asked = ticket.asked.as_ref().map(|asked| asked.fields.as_slice());
        return reader.answered(received.mail, asked.unwrap_or_default());
    }
    let mut found = reader.filled_in(received.mail);
    found.retain(|found| awaited.contains(&found.field));
    found
}

/// Where a first mail says that its sender is; empty where it does not.
pub(super) fn location(deciding: &Deciding<'_>, received: &Received<'_>) -> String {
    let mail = received.mail;
    if mail.origin != Origin::Person {
        return String::new();
    }
    let mut found = deciding.policy.reader.stated(mail).into_iter();
    let location = found.find(|found| found.field == LOCATION);
    location.map(|found| found.value).unwrap_or_default()
}

/// Keeps values that are new. A value that is there goes only before a line that somebody has typed its name on.
pub(super) fn keep(deciding: &mut Deciding<'_>, id: TicketId, actor: &Actor, found: Vec<Found>) {
    for Found { field, value, how } in found {
        let Some(ticket) = deciding.ticket(id) else {
            return;
        };
        let before = ticket.fields.get(&field).cloned();
        let is_same = before.as_deref() == Some(&value)
            || (field == "name" && *ticket.requester.name == value);
        let is_known = ticket.knows(&field);
        if is_same || (is_known && how != How::Named) {
            continue;
        }
        let body = EventBody::FieldSet {
            field,
            from: before,
            to: Some(value.into()),
        };
        deciding.happen(id, actor.clone(), body, vec![format!("stands {how}")]);
    }
}

/// What a reply says that was typed into the lines of our own mail: nothing of it is left once quotes are taken away.
pub(super) fn typed_into_quotes(policy: &Policy, found: &[Found]) -> String {
    let typed = found.iter().filter(|found| found.how == How::Asked);
    let lines =
        typed.map(|found| format!("{}: {}", policy.asking.label(&found.field), found.value));
    lines.collect::<Vec<_>>().join("\n")
}

/// A letter of a ticket did not reach somebody. Where it asked the requester, nobody will answer, and the clocks do not wait for
/// them any longer.
pub(super) fn unreached(deciding: &mut Deciding<'_>, id: TicketId, letter: &Row) {
    let Some(ticket) = deciding.ticket(id).cloned() else {
        return;
    };
    let is_question = ASKING.contains(&letter.notice.as_str());
    let is_theirs = *letter.envelope_to == *ticket.requester.address;
    let waits = ticket.status == Status::New && ticket.asked.is_some() && ticket.clocks.is_paused();
    if !(is_question && is_theirs && waits) {
        return;
    }
    let clocks = deciding.clockwork_of(&ticket).taken_up(&ticket);
    let because = vec!["what was asked did not reach the requester".to_owned()];
    deciding.happen(
        id,
        Actor::Rule,
        EventBody::ClocksResumed { clocks },
        because,
    );
}

/// The time for a reminder has come.
pub(super) fn remind(deciding: &mut Deciding<'_>, id: TicketId) {
    let Some(ticket) = deciding.ticket(id).cloned() else {
        return;
    };
    let Some(asked) = &ticket.asked else { return };
    if asked.remind_at.is_none_or(|at| at > deciding.now) {
        return;
    }
    let asking = &deciding.policy.asking;
    let count = asked.reminders.saturating_add(1);
    let hours = deciding.clockwork_of(&ticket).hours;
    let next = hours.add_days(deciding.now, asking.remind_days);
    let is_in_time = ticket.waiting_until.is_none_or(|until| next < until);
    let body = EventBody::InformationReminded {
        fields: ticket.awaited(),
        count,
        remind_at: (count < asking.reminders && is_in_time).then_some(next),
    };
    deciding.happen(id, Actor::Timer, body, Vec::new());
}
