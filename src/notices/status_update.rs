//! What was done and what comes next, while the work goes on (S0.8, S2.1).

use serde::Serialize;

use super::When;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a status update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatusUpdate {
    /// What the agent wrote.
    pub text: String,
    /// When the next update comes.
    pub next: Option<When>,
    /// The agent's shown name.
    pub agent: String,
}

impl Notice for StatusUpdate {
    const SPEC: Spec = Spec {
        name: "status-update",
        audience: Audience::Requester,
        voice: Voice::Person,
        says: "What was done, what comes next, and when they hear from us again.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "text", "next"],
        template: include_str!("../../templates/en/status-update.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {text: "The new fuser has arrived and is being fitted. The print server was checked and is in order.".into(),
next: Some(When::sample(2, 13, 15)),
agent: "Bob".into(),}
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                next: None,
                ..Self::sample()
            },
        ]
    }
}
