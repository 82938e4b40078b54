//! An update is owed soon, and the agent is asked for it before the desk has to say that there is none (S0.8).

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// An update is owed to the requester soon: one line by reply gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UpdateWanted {
    /// Until when.
    pub due: String,
    /// When a person last spoke to the requester.
    pub last: Option<String>,
}

impl Notice for UpdateWanted {
    const SPEC: Spec = Spec {
        name: "update-wanted",
        audience: Audience::Agent,
        voice: Voice::Generated,
        says: "An update is owed to the requester soon: one line by reply gives it.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "due", "last"],
        template: include_str!("../../templates/en/update-wanted.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            due: "Mon 2 March, 13:15".into(),
            last: Some("Mon 2 March, 11:15".into()),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                last: None,
                ..Self::sample()
            },
        ]
    }
}
