//! What an agent searched for: articles and tickets, the best first.

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// What was searched for.
    pub words: String,
    /// What was found.
    pub rows: Vec<FoundRow>,
}

/// One article or ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoundRow {
    /// The ticket's reference; an article has that of its ticket.
    pub reference: String,
    /// What it is: `article`, `known error`, or the ticket's status.
    pub what: String,
    /// The title of the article, or the subject.
    pub title: String,
    /// The beginning of the article, or of the solution.
    pub text: Option<String>,
}

impl Notice for Found {
    const SPEC: Spec = Spec {
        name: "found",
        audience: Audience::Agent,
        voice: Voice::Replied,
        says: "The articles and tickets that an agent searched for.",
        is_answerable: false,
        needs_ticket: false,
        needs: &["words", "rows.0.reference", "rows.0.title", "rows.0.text"],
        template: include_str!("../../templates/en/found.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            words: "printer queue".into(),
            rows: vec![
                FoundRow {
                    reference: "ACME-1000".into(),
                    what: "article".into(),
                    title: "The printer queue of floor 2 is stuck".into(),
                    text: Some("Delete the first job of the queue, then switch it on.".into()),
                },
                FoundRow {
                    reference: "ACME-1007".into(),
                    what: "closed".into(),
                    title: "Printer on floor 2 is dead".into(),
                    text: None,
                },
            ],
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                rows: Vec::new(),
                ..Self::sample()
            },
        ]
    }
}
