//! The ticket is closed: problem, solution, dates, and the way back (S0.10, S0.11, S2.3).

use serde::Serialize;

use super::When;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a closing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Closed {
    /// Whether a digit in the reply is asked for.
    pub asks_rating: bool,
    /// How it was solved; absent if it was closed without a solution.
    pub solution: Option<String>,
    /// How it ended, as a word: `solved`, `duplicate`, `no-reply` …
    pub code: String,
    /// Whether the request that this one repeats is still being worked on: its solution is told here.
    pub is_followed: bool,
    /// `you confirmed`, `no objection`, or the name of the agent who closed it.
    pub by: String,
    /// When it was opened.
    pub opened: When,
    /// When it was closed.
    pub closed: When,
    /// Until when a reply reopens it.
    pub reopen_until: Option<When>,
}

impl Notice for Closed {
    const SPEC: Spec = Spec {
        name: "closed",
        audience: Audience::Requester,
        voice: Voice::Generated,
        says: "The record of a closed request: what was done, when, and how to come back.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "solution", "opened", "closed"],
        template: include_str!("../../templates/en/closed.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            asks_rating: true,
            solution: Some("The fuser was replaced and a test page came out clean.".into()),
            code: "solved".into(),
            is_followed: false,
            by: "you confirmed".into(),
            opened: When::sample(2, 10, 15),
            closed: When::sample(2, 14, 2),
            reopen_until: Some(When::sample(9, 14, 2)),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                by: "no objection".into(),
                ..Self::sample()
            },
            Self {
                solution: None,
                code: "no-reply".into(),
                by: "Bob".into(),
                reopen_until: None,
                ..Self::sample()
            },
            Self {
                solution: None,
                code: "duplicate".into(),
                is_followed: true,
                by: "Bob".into(),
                ..Self::sample()
            },
        ]
    }
}
