//! The ticket came back to the people who had it before; each step is told (S0.12, S2.6).

use serde::Serialize;

use super::When;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a way back, for the requester.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deescalated {
    /// Who has it now.
    pub to: String,
    /// Why.
    pub reason: String,
    /// When they hear from us again.
    pub next_update: Option<When>,
}

impl Notice for Deescalated {
    const SPEC: Spec = Spec {
        name: "deescalated",
        audience: Audience::Requester,
        voice: Voice::Generated,
        says: "Who goes on with the request now, why, and when to expect news.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "to", "reason", "next_update"],
        template: include_str!("../../templates/en/deescalated.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            to: "first-line".into(),
            reason: "The print server is repaired; what is left is to set up your printer.".into(),
            next_update: Some(When::sample(2, 15, 15)),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                next_update: None,
                ..Self::sample()
            },
        ]
    }
}
