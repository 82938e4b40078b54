//! The work waits for somebody else, or for a day; the requester hears for what, and until when (S2.1).

use serde::Serialize;

use super::When;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a pause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OnHold {
    /// What it waits for, as the agent wrote it.
    pub reason: String,
    /// When it is taken up again at the latest.
    pub until: When,
    /// The agent's shown name.
    pub agent: String,
}

impl Notice for OnHold {
    const SPEC: Spec = Spec {
        name: "on-hold",
        audience: Audience::Requester,
        voice: Voice::Person,
        says: "What your request waits for, and when it goes on.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "reason", "until"],
        template: include_str!("../../templates/en/on-hold.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            reason: "The maker of the printer sends us a new board. It is to arrive on Thursday."
                .into(),
            until: When::sample(5, 10, 0),
            agent: "Bob".into(),
        }
    }

    fn variants() -> Vec<Self> {
        vec![Self::sample()]
    }
}
