//! It is solved: how, and what the requester can do now (S0.10, S4.10).
//!
//! Resolved is not closed: closing waits for a yes, or for time to pass.

use serde::Serialize;

use super::When;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a solution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Resolved {
    /// Whether a digit in the reply is asked for.
    pub asks_rating: bool,
    /// How it was solved.
    pub solution: String,
    /// When it closes if nobody objects.
    pub closes: When,
    /// The agent's shown name.
    pub agent: String,
}

impl Notice for Resolved {
    const SPEC: Spec = Spec {
        name: "resolved",
        audience: Audience::Requester,
        voice: Voice::Person,
        says: "How it was solved; yes closes it, an objection reopens it, silence closes it on the day named.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "solution", "closes"],
        template: include_str!("../../templates/en/resolved.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            asks_rating: true,
            solution: "The fuser was replaced and a test page came out clean.".into(),
            closes: When::sample(5, 17, 40),
            agent: "Bob".into(),
        }
    }
}
