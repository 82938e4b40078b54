//! A reply came after the reopen window: a new ticket, linked to the old one.

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a follow-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FollowUpOpened {
    /// The closed ticket, for example `ACME-0980`.
    pub old_reference: String,
}

impl Notice for FollowUpOpened {
    const SPEC: Spec = Spec {
        name: "follow-up-opened",
        audience: Audience::Requester,
        voice: Voice::Replied,
        says: "A late reply opened a new request that is linked to the old one.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "old_reference"],
        template: include_str!("../../templates/en/follow-up-opened.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            old_reference: "ACME-0980".into(),
        }
    }
}
