//! What becomes of the reports when a leader says that they are one trouble.

use crate::domain::{Actor, EventBody, LinkKind, TicketId};
use crate::engine::deciding::Deciding;
use crate::engine::relations;

use super::put_under;

/// A person says that a proposed incident is one: its candidates become its children.
pub(in crate::engine) fn declare(deciding: &mut Deciding<'_>, incident: TicketId, actor: &Actor) {
    let candidates: Vec<TicketId> = deciding
        .ticket(incident)
        .map(|record| record.linked(LinkKind::Candidate).collect())
        .unwrap_or_default();
    for id in candidates {
        let link = LinkKind::CandidateOf;
        let ticket = incident;
        relations::happen(deciding, id, actor, EventBody::Unlinked { link, ticket });
        let is_free = deciding
            .ticket(id)
            .is_some_and(|ticket| ticket.status.is_open() && ticket.parent().is_none());
        if is_free {
            put_under(deciding, incident, id, actor);
        }
    }
}
