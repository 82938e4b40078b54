//! The ticket went to people who can do more; each step is told (S0.12, S4.8).

use serde::Serialize;

use super::When;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of an escalation, for the requester.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Escalated {
    /// Who has it now, for example `our network specialists`.
    pub to: String,
    /// Why.
    pub reason: String,
    /// When it should be solved.
    pub by: Option<When>,
    /// When they hear from us again.
    pub next_update: Option<When>,
}

impl Notice for Escalated {
    const SPEC: Spec = Spec {
        name: "escalated",
        audience: Audience::Requester,
        voice: Voice::Generated,
        says: "Who has the request now, why, and the times to expect.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "to", "reason", "by", "next_update"],
        template: include_str!("../../templates/en/escalated.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            to: "second-line".into(),
            reason: "The fault is in the print server, not in the printer.".into(),
            by: Some(When::sample(3, 12, 0)),
            next_update: Some(When::sample(2, 15, 15)),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                by: None,
                next_update: None,
                ..Self::sample()
            },
        ]
    }
}
