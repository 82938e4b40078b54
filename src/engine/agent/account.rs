//! What an agent is told of the text beside the orders: whether it went out, to whom, or stayed.

use crate::commands::Words;
use crate::commands::scan::Scan;
use crate::domain::{EventBody, TicketId};
use crate::engine::command::Block;
use crate::engine::deciding::Deciding;
use crate::engine::message::body_text;
use crate::engine::receive::Received;

/// What is said of a text that stayed inside.
pub(super) const KEPT: &str = "Your text was kept as a note and not sent to anybody outside.";

/// What became of the text of a mail with orders, a sentence; nothing where it held none.
pub(super) fn account(
    deciding: &Deciding<'_>,
    received: &Received<'_>,
    id: TicketId,
    scan: &Scan,
    block: &Block,
) -> Option<String> {
    if body_text(received.mail, &scan.text).is_empty() {
        return None;
    }
    if !block.is_done {
        return Some(
            "Your text was neither sent nor kept; write it into the next mail, too.".to_owned(),
        );
    }
    if block.words == Words::Taken {
        return Some("Your text went into the order above.".to_owned());
    }
    let mut events = deciding.decision.events.iter();
    let is_answer = |body: &EventBody| matches!(body, EventBody::Answered { .. });
    if !events.any(|(ticket, event)| *ticket == id && is_answer(&event.body)) {
        return Some(KEPT.to_owned());
    }
    let ticket = deciding.ticket(id)?;
    let people = std::iter::once(&ticket.requester).chain(&ticket.participants);
    let people: Vec<String> = people.map(|person| person.address.to_string()).collect();
    Some(format!("Your text goes to {}.", people.join(", ")))
}
