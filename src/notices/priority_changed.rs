//! The priority changed, told as soon as it happened (S0.13).

use serde::Serialize;

use super::When;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a change of priority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PriorityChanged {
    /// The priority until now.
    pub from: String,
    /// The priority from now on.
    pub to: String,
    /// Why, in words for the requester.
    pub reason: Option<String>,
    /// When an answer is due now.
    pub target: Option<When>,
}

impl Notice for PriorityChanged {
    const SPEC: Spec = Spec {
        name: "priority-changed",
        audience: Audience::Requester,
        voice: Voice::Generated,
        says: "The old and the new priority, why, and when an answer is due now.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "from", "to", "reason", "target"],
        template: include_str!("../../templates/en/priority-changed.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            from: "medium".into(),
            to: "high".into(),
            reason: Some("Several people on your floor are affected.".into()),
            target: Some(When::sample(2, 11, 15)),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                reason: None,
                target: None,
                ..Self::sample()
            },
        ]
    }
}
