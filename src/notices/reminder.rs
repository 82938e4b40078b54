//! What an agent wanted to be reminded of (S1.5).

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// A reminder: whose, and what they wrote to themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reminder {
    /// The agent who set it.
    pub by: String,
    /// What for.
    pub text: Option<String>,
}

impl Notice for Reminder {
    const SPEC: Spec = Spec {
        name: "reminder",
        audience: Audience::Agent,
        voice: Voice::Generated,
        says: "What an agent wanted to be reminded of, and how the ticket stands.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "by", "text"],
        template: include_str!("../../templates/en/reminder.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            by: "bob".into(),
            text: Some("Ask the maker whether the board is on its way.".into()),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                text: None,
                ..Self::sample()
            },
        ]
    }
}
