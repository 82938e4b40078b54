//! Where a ticket stands: the answer to a requester's `#status`.
//!
//! All it says is in the ticket's own facts.

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// The standing has no facts of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing;

impl Notice for Standing {
    const SPEC: Spec = Spec {
        name: "standing",
        audience: Audience::Requester,
        voice: Voice::Replied,
        says: "Where the request stands, who has it, and the times to expect.",
        is_answerable: false,
        needs_ticket: true,
        needs: &[
            "ticket.reference",
            "ticket.priority",
            "ticket.opened",
            "ticket.next_update_due",
            "ticket.estimate",
        ],
        template: include_str!("../../templates/en/standing.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self
    }
}
