//! A request goes on together with another one: what that means for its requester (S0.3).

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Its facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Merged {
    /// The request it goes on as, where its reader takes part in that.
    pub into: Option<String>,
}

impl Notice for Merged {
    const SPEC: Spec = Spec {
        name: "merged",
        audience: Audience::Requester,
        voice: Voice::Generated,
        says: "Your request goes on together with another one: told once, with no word of the other one.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "into"],
        template: include_str!("../../templates/en/merged.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            into: Some("ACME-0980".into()),
        }
    }

    fn variants() -> Vec<Self> {
        vec![Self::sample(), Self { into: None }]
    }
}
