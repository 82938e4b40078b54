//! A resolved or closed ticket is open again.

use serde::Serialize;

use super::When;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a reopening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reopened {
    /// `you`, or the name of the person who reopened it.
    pub by: String,
    /// Whether it is solved for all anybody outside knows, and the desk looks at it once more before it is closed.
    pub is_checked: bool,
    /// What is still wrong.
    pub reason: Option<String>,
    /// When an answer is due.
    pub target: Option<When>,
}

impl Notice for Reopened {
    const SPEC: Spec = Spec {
        name: "reopened",
        audience: Audience::Requester,
        voice: Voice::Replied,
        says: "The request is open again, and when an answer is due.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "reason", "target"],
        template: include_str!("../../templates/en/reopened.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            by: "you".into(),
            is_checked: false,
            reason: Some("The second tray still jams.".into()),
            target: Some(When::sample(2, 16, 30)),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                by: "Bob".into(),
                reason: None,
                target: None,
                ..Self::sample()
            },
            Self {
                by: "Erin".into(),
                is_checked: true,
                reason: None,
                ..Self::sample()
            },
        ]
    }
}
