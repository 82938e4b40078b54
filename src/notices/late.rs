//! A time that we named has passed, and we own up to it (S2.1).

use serde::Serialize;

use super::When;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// That a time we named was missed, and when the requester hears more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Late {
    /// The time that was named.
    pub by: When,
    /// When they hear more.
    pub next: Option<When>,
}

impl Notice for Late {
    const SPEC: Spec = Spec {
        name: "late",
        audience: Audience::Requester,
        voice: Voice::Generated,
        says: "That a time we named was missed, and when the requester hears more.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "by", "next"],
        template: include_str!("../../templates/en/late.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            by: When::sample(3, 12, 0),
            next: Some(When::sample(3, 14, 0)),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                next: None,
                ..Self::sample()
            },
        ]
    }
}
