//! A part of a ticket becomes a ticket of its own (S1.3). It is the requester's, as the first one is.

use crate::commands::Part;
use crate::domain::{Actor, EventBody, LinkKind, TicketId};

use super::deciding::Deciding;
use super::opened::{self, Request};
use super::relations;

/// Opens the ticket.
pub(super) fn open(deciding: &mut Deciding<'_>, from: TicketId, actor: &Actor, part: &Part) {
    let Some(whole) = deciding.ticket(from).cloned() else {
        return;
    };
    let request = Request {
        requester: whole.requester,
        is_proven: whole.is_proven,
        is_silent: whole.is_silent,
        language: whole.language,
        title: &part.title,
        text: &part.text,
        attachments: Vec::new(),
        raw: None,
        because: Vec::new(),
    };
    let id = opened::open(deciding, actor, request);
    deciding.note(format!("opens ticket {id}: a part of ticket {from}"));
    let link = LinkKind::SplitFrom;
    let linked = EventBody::Linked { link, ticket: from };
    relations::happen(deciding, id, actor, linked);
}
