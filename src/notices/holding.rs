//! There are no news, and the requester is told so (S0.8): it claims no progress, and says each time something that was not said before.

use serde::Serialize;

use super::When;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// That there is no news yet, who has the request, and when the requester hears again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holding {
    /// For which time in a row.
    pub count: u32,
    /// When a person last spoke to them.
    pub last: Option<When>,
    /// Who has it: an agent or a team.
    pub holder: Option<String>,
    /// When they hear again.
    pub next: Option<When>,
}

impl Notice for Holding {
    const SPEC: Spec = Spec {
        name: "holding",
        audience: Audience::Requester,
        voice: Voice::Generated,
        says: "That there is no news yet, who has the request, and when the requester hears again.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "last", "holder", "next"],
        template: include_str!("../../templates/en/holding.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            count: 1,
            last: Some(When::sample(2, 11, 15)),
            holder: Some("Bob".into()),
            next: Some(When::sample(2, 15, 15)),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                count: 2,
                ..Self::sample()
            },
            Self {
                count: 3,
                ..Self::sample()
            },
            Self {
                count: 4,
                last: None,
                holder: None,
                ..Self::sample()
            },
            Self {
                last: None,
                holder: None,
                next: None,
                ..Self::sample()
            },
        ]
    }
}
