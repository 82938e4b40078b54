//! When it should be solved; the time is kept as a promise (S3.1).

use serde::Serialize;

use super::When;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of an estimate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// The time promised.
    pub by: When,
    /// What the agent wrote about it.
    pub text: Option<String>,
}

impl Notice for Estimate {
    const SPEC: Spec = Spec {
        name: "estimate",
        audience: Audience::Requester,
        voice: Voice::Generated,
        says: "When we expect to have it solved.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "by", "text"],
        template: include_str!("../../templates/en/estimate.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            by: When::sample(3, 12, 0),
            text: Some("The spare part comes with tomorrow's delivery.".into()),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                text: None,
                ..Self::sample()
            },
        ]
    }
}
