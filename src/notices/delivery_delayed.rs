//! A mail of ours is on its way for hours, and whoever has the ticket should know that the requester has not read it.

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a delayed delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeliveryDelayed {
    /// The address it is for.
    pub to: String,
    /// Which mail it is, for example `answer`.
    pub notice: String,
    /// What the mail server said last.
    pub reply: String,
    /// When it is given up, unless it arrives.
    pub until: String,
}

impl Notice for DeliveryDelayed {
    const SPEC: Spec = Spec {
        name: "delivery-delayed",
        audience: Audience::Agent,
        voice: Voice::Generated,
        says: "A mail is still not delivered: to whom, which one, what the server said, and how long it is tried.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["to", "notice", "reply", "until"],
        template: include_str!("../../templates/en/delivery-delayed.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            to: "ann@example.org".into(),
            notice: "answer".into(),
            reply: "452 4.2.2 mailbox full".into(),
            until: "Sat 7 Mar 2026, 10:15".into(),
        }
    }
}
