//! A request is part of a major incident: told once to those who wrote before it was known to be one (S0.6, S0.13).

use serde::Serialize;

use super::When;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Its facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IncidentTold {
    /// The priority before, where it was raised.
    pub raised_from: Option<String>,
    /// When a person answers, where that is promised.
    pub target: Option<When>,
}

impl Notice for IncidentTold {
    const SPEC: Spec = Spec {
        name: "incident-told",
        audience: Audience::Requester,
        voice: Voice::Generated,
        says: "What you reported is reported by others too, and is worked on as one incident, with the new priority.",
        is_answerable: false,
        needs_ticket: true,
        needs: &[
            "ticket.reference",
            "ticket.priority",
            "raised_from",
            "target",
        ],
        template: include_str!("../../templates/en/incident-told.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            raised_from: Some("medium".into()),
            target: Some(When::sample(2, 12, 0)),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                raised_from: None,
                target: None,
            },
        ]
    }
}
