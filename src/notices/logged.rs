//! An agent put a request on record for somebody who asked in another way than by a mail to the desk (S0.15).

use serde::Serialize;

use super::When;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a request that was put on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Logged {
    /// The agent who did it.
    pub by: String,
    /// What it is about.
    pub words: String,
    /// Whether the desk is open as this is written.
    pub is_open_now: bool,
    /// When work starts, if the desk is closed.
    pub starts: Option<When>,
}

impl Notice for Logged {
    const SPEC: Spec = Spec {
        name: "logged",
        audience: Audience::Requester,
        voice: Voice::Generated,
        says: "Your request was put on record for you: its number, the issue restated, and when a person will answer.",
        is_answerable: false,
        needs_ticket: true,
        needs: &[
            "ticket.reference",
            "by",
            "words",
            "ticket.category",
            "ticket.priority",
            "ticket.first_answer_due",
        ],
        template: include_str!("../../templates/en/logged.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            by: "Bob".into(),
            words: "The printer on floor 2 only blinks red.".into(),
            is_open_now: true,
            starts: None,
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                is_open_now: false,
                starts: Some(When::sample(3, 10, 0)),
                ..Self::sample()
            },
        ]
    }
}
