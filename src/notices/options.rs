//! The requester has a choice between several ways on (S2.11); the clocks stand still meanwhile.

use serde::Serialize;

use super::When;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Options {
    /// The ways on, in the order of their digits.
    pub options: Vec<String>,
    /// When we look at it again in any case.
    pub until: When,
    /// The agent's shown name.
    pub agent: String,
}

impl Notice for Options {
    const SPEC: Spec = Spec {
        name: "options",
        audience: Audience::Requester,
        voice: Voice::Person,
        says: "The ways on that the requester can choose between, by one digit in a reply.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "options.0", "options.1", "until"],
        template: include_str!("../../templates/en/options.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            options: vec![
                "We repair the printer: three days, nothing to pay.".into(),
                "You get another one from stock: tomorrow, 40 EUR.".into(),
            ],
            until: When::sample(5, 10, 0),
            agent: "Bob".into(),
        }
    }
}
