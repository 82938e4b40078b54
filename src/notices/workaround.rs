//! A way to go on working until the lasting repair (S0.9).

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a workaround.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Workaround {
    /// The steps, as the agent wrote them.
    pub text: String,
    /// The agent's shown name.
    pub agent: String,
}

impl Notice for Workaround {
    const SPEC: Spec = Spec {
        name: "workaround",
        audience: Audience::Requester,
        voice: Voice::Person,
        says: "How to go on working until it is solved for good.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "text"],
        template: include_str!("../../templates/en/workaround.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {text: "1. Open the print dialogue and choose floor2-b.\n2. Fetch your pages from room 214; the door is open.".into(),
agent: "Bob".into(),}
    }
}
