//! The time for something is up, and it was not done (S4.7).

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// A time has passed: for what, and what the requester was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Breached {
    /// What it was for, in words that follow "for".
    pub what: String,
    /// Until when it was.
    pub due: String,
    /// How often in a row the requester was told that there is no news, where that was done now.
    pub holdings: Option<u32>,
}

impl Notice for Breached {
    const SPEC: Spec = Spec {
        name: "breached",
        audience: Audience::Agent,
        voice: Voice::Generated,
        says: "A time has passed: for what, and what the requester was told.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "what", "due", "holdings"],
        template: include_str!("../../templates/en/breached.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            what: "the next update".into(),
            due: "Mon 2 March, 13:15".into(),
            holdings: Some(2),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                holdings: Some(1),
                ..Self::sample()
            },
            Self {
                holdings: None,
                what: "the first answer".into(),
                ..Self::sample()
            },
        ]
    }
}
