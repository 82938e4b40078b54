//! A ticket with its whole history, for an agent who asks (S1.4).

use serde::Serialize;

use super::facts::HistoryLine;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a ticket's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Show {
    /// What happened, oldest first.
    pub history: Vec<HistoryLine>,
    /// Linked tickets, ready to show.
    pub links: Vec<String>,
}

impl Notice for Show {
    const SPEC: Spec = Spec {
        name: "show",
        audience: Audience::Agent,
        voice: Voice::Replied,
        says: "A ticket with its whole history.",
        is_answerable: false,
        needs_ticket: true,
        needs: &[
            "ticket.reference",
            "history.0.what",
            "history.0.text",
            "links.0",
        ],
        template: include_str!("../../templates/en/show.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            history: HistoryLine::samples(),
            links: vec!["follow-up of ACME-0980".into()],
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                history: vec![],
                links: vec![],
            },
        ]
    }
}
