//! Somebody was added to a ticket and is told why mail about it reaches them.

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts for a new participant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParticipantAdded {
    /// Who added them.
    pub by: String,
    /// What the ticket is about, in the requester's words.
    pub words: Option<String>,
}

impl Notice for ParticipantAdded {
    const SPEC: Spec = Spec {
        name: "participant-added",
        audience: Audience::Requester,
        voice: Voice::Generated,
        says: "You were added to a request: by whom, what it is about, and how to leave it.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "by", "words"],
        template: include_str!("../../templates/en/participant-added.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            by: "Bob".into(),
            words: Some("Since this morning the printer on floor 2 only blinks red.".into()),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                words: None,
                ..Self::sample()
            },
        ]
    }
}
