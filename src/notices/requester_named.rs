//! A ticket was made somebody else's, who hears that it is theirs now (S0.15).

use serde::Serialize;

use super::When;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts for a new requester.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequesterNamed {
    /// The agent who named them.
    pub by: String,
    /// When a person will answer, where that is still owed.
    pub target: Option<When>,
}

impl Notice for RequesterNamed {
    const SPEC: Spec = Spec {
        name: "requester-named",
        audience: Audience::Requester,
        voice: Voice::Generated,
        says: "A request is yours now: its number, who said so, and when a person will answer.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "by", "target"],
        template: include_str!("../../templates/en/requester-named.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            by: "Bob".into(),
            target: Some(When::sample(2, 15, 15)),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                target: None,
                ..Self::sample()
            },
        ]
    }
}
