//! The desk has a question and cannot go on without the answer; the clocks stand still meanwhile.

use serde::Serialize;

use super::When;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of an open question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// The question, as the agent wrote it.
    pub question: String,
    /// When we look at it again in any case.
    pub until: Option<When>,
    /// The agent's shown name.
    pub agent: String,
}

impl Notice for Waiting {
    const SPEC: Spec = Spec {
        name: "waiting",
        audience: Audience::Requester,
        voice: Voice::Person,
        says: "The question we need an answer to before we can go on.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "question", "until"],
        template: include_str!("../../templates/en/waiting.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {question: "Does the light on the front blink red or orange? And may we switch the printer off between 12 and 1?".into(),
until: Some(When::sample(5, 10, 0)),
agent: "Bob".into(),}
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
