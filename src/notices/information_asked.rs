//! An agent asks for what is missing, as lines to fill in; the clocks stand still meanwhile (S0.7, S4.2).

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};
use super::when::When;

/// Facts of a request for information by an agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InformationAsked {
    /// The lines to fill in, for example `Building and room:`.
    pub missing: Vec<String>,
    /// When we look at it again in any case.
    pub until: Option<When>,
    /// The agent's shown name.
    pub agent: String,
}

impl Notice for InformationAsked {
    const SPEC: Spec = Spec {
        name: "information-asked",
        audience: Audience::Requester,
        voice: Voice::Person,
        says: "What an agent needs to know, as lines to fill in.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "missing.0", "until"],
        template: include_str!("../../templates/en/information-asked.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            missing: vec![
                "Phone number that we reach you at:".into(),
                "Anything else we should know:".into(),
            ],
            until: Some(When::sample(16, 10, 15)),
            agent: "Bob".into(),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                until: None,
                ..Self::sample()
            },
        ]
    }
}
