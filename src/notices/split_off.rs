//! A part of a request goes on as a request of its own (S1.3).

use serde::Serialize;

use super::When;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Its facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SplitOff {
    /// The request it was a part of.
    pub from: String,
    /// What it is about.
    pub words: String,
    /// Whether the desk is open as this is written.
    pub is_open_now: bool,
    /// When work starts, if the desk is closed.
    pub starts: Option<When>,
}

impl Notice for SplitOff {
    const SPEC: Spec = Spec {
        name: "split-off",
        audience: Audience::Requester,
        voice: Voice::Generated,
        says: "One of the problems in your mail has a number of its own now, so that none is lost.",
        is_answerable: false,
        needs_ticket: true,
        needs: &[
            "ticket.reference",
            "from",
            "words",
            "ticket.category",
            "ticket.priority",
            "ticket.first_answer_due",
        ],
        template: include_str!("../../templates/en/split-off.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            from: "ACME-0980".into(),
            words: "The scanner in room 12 only gives grey pages.".into(),
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
