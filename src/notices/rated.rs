//! The requester has said how content they are, and is thanked (S2.4, S4.10).

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a rating.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rated {
    /// 1 (poor) to 5 (very good).
    pub score: u8,
    /// Whether somebody looks into it, because it is low.
    pub is_low: bool,
}

impl Notice for Rated {
    const SPEC: Spec = Spec {
        name: "rated",
        audience: Audience::Requester,
        voice: Voice::Replied,
        says: "Thanks for a rating; after a low one, that it is looked into.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "score"],
        template: include_str!("../../templates/en/rated.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            score: 5,
            is_low: false,
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                score: 1,
                is_low: true,
            },
        ]
    }
}
