//! A colleague left an internal note.

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoteAdded {
    /// Who wrote it.
    pub by: String,
    /// The note.
    pub text: String,
    /// What the agent should know before trusting it, one sentence each.
    pub warnings: Vec<String>,
}

impl Notice for NoteAdded {
    const SPEC: Spec = Spec {
        name: "note-added",
        audience: Audience::Agent,
        voice: Voice::Generated,
        says: "A colleague's internal note.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "by", "text"],
        template: include_str!("../../templates/en/note-added.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            by: "Carol".into(),
            text: "The vendor says the fuser of this series fails early; ask for a refund.".into(),
            warnings: vec!["This note was written without a valid reply address.".into()],
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                warnings: vec![],
                ..Self::sample()
            },
        ]
    }
}
