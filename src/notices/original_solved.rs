//! The request that this one repeats, or goes on with, is solved: how, told in the thread that its requester knows (S0.10).

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Its facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OriginalSolved {
    /// How it was solved.
    pub solution: String,
    /// The agent's shown name.
    pub agent: String,
}

impl Notice for OriginalSolved {
    const SPEC: Spec = Spec {
        name: "original-solved",
        audience: Audience::Requester,
        voice: Voice::Person,
        says: "What you reported was solved together with another request, and how.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "solution"],
        template: include_str!("../../templates/en/original-solved.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            solution: "The fuser was replaced and a test page came out clean.".into(),
            agent: "Bob".into(),
        }
    }
}
