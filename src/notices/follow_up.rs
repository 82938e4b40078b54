//! Some days after the end: does it still work? (S2.4)

use serde::Serialize;

use super::When;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of the question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FollowUp {
    /// When it was closed.
    pub closed: Option<When>,
    /// How it was solved.
    pub solution: Option<String>,
    /// Whether a digit is asked for; not of somebody who gave one.
    pub asks_rating: bool,
    /// Until when a reply opens the request again.
    pub reopen_until: When,
}

impl Notice for FollowUp {
    const SPEC: Spec = Spec {
        name: "follow-up",
        audience: Audience::Requester,
        voice: Voice::Generated,
        says: "Some days after a critical or high ticket was closed: whether it still works.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "solution", "reopen_until"],
        template: include_str!("../../templates/en/follow-up.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            closed: Some(When::sample(9, 11, 40)),
            solution: Some("The fuser was replaced and a test page came out clean.".into()),
            asks_rating: true,
            reopen_until: When::sample(23, 11, 40),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                closed: None,
                solution: None,
                asks_rating: false,
                ..Self::sample()
            },
        ]
    }
}
