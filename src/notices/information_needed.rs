//! Something is missing before work can start: only that is asked for, as lines to fill in (S0.7, S4.2).
//!
//! Sent at once it is the ticket's acknowledgement too, so it carries the same facts.

use serde::Serialize;

use super::When;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a request for missing information.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InformationNeeded {
    /// The lines to fill in, for example `Building and room:`.
    pub missing: Vec<String>,
    /// Whether the desk is open as this is written.
    pub is_open_now: bool,
    /// When work starts, if the desk is closed.
    pub starts: Option<When>,
    /// Until when the time for the answer stands still; absent where it runs.
    pub waits_until: Option<When>,
    /// Whether it may repeat what the sender chose; see `may_echo` of [`Common`](super::Common).
    pub echo: bool,
}

impl Notice for InformationNeeded {
    const SPEC: Spec = Spec {
        name: "information-needed",
        audience: Audience::Requester,
        voice: Voice::Replied,
        says: "What is missing, as lines to fill in; also the acknowledgement when it is sent at once.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "missing.0", "waits_until"],
        template: include_str!("../../templates/en/information-needed.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            missing: vec![
                "Building and room:".into(),
                "Name on the device:".into(),
                "Error message, word for word:".into(),
            ],
            is_open_now: true,
            starts: None,
            waits_until: Some(When::sample(16, 10, 15)),
            echo: true,
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                is_open_now: false,
                starts: Some(When::sample(3, 10, 0)),
                waits_until: None,
                echo: false,
                ..Self::sample()
            },
        ]
    }

    fn may_echo(&self) -> bool {
        self.echo
    }
}
