//! An agent was given a ticket, with all that has happened so far (S1.4).

use serde::Serialize;

use super::facts::HistoryLine;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of an assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assigned {
    /// Who gave it to them: a name, or `the rules`.
    pub by: String,
    /// What happened so far, oldest first.
    pub history: Vec<HistoryLine>,
}

impl Notice for Assigned {
    const SPEC: Spec = Spec {
        name: "assigned",
        audience: Audience::Agent,
        voice: Voice::Generated,
        says: "A ticket is yours now, with its history.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "by", "history.0.what"],
        template: include_str!("../../templates/en/assigned.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            by: "Carol".into(),
            history: HistoryLine::samples(),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                history: vec![],
                ..Self::sample()
            },
        ]
    }
}
