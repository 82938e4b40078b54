//! What was asked for is still missing: the lines again, a few times at most (S0.7).

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};
use super::when::When;

/// Facts of a reminder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InformationReminder {
    /// The lines to fill in, for example `Building and room:`.
    pub missing: Vec<String>,
    /// When we look at it again in any case; absent where it is worked on meanwhile.
    pub until: Option<When>,
    /// Whether it is the first one.
    pub is_first: bool,
    /// Whether there will be no other.
    pub is_last: bool,
}

impl Notice for InformationReminder {
    const SPEC: Spec = Spec {
        name: "information-reminder",
        audience: Audience::Requester,
        voice: Voice::Generated,
        says: "What was asked for is still missing: the same lines to fill in.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "missing.0", "until"],
        template: include_str!("../../templates/en/information-reminder.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            missing: vec![
                "Where you are (building, floor, room):".into(),
                "Anything else we should know:".into(),
            ],
            until: Some(When::sample(16, 10, 15)),
            is_first: true,
            is_last: false,
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                is_first: false,
                is_last: true,
                ..Self::sample()
            },
            Self {
                until: None,
                is_last: true,
                ..Self::sample()
            },
        ]
    }
}
