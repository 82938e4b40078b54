//! A new ticket was opened for an unproven sender: our own words only, nothing that the sender chose (law 7).
//!
//! An automatic answer that repeats its sender's name, subject or text can be used to send spam to others. The facts
//! that would allow it are withheld by `may_echo`, so that no override can undo this.

use serde::Serialize;

use super::When;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of the plain acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AcknowledgementPlain {
    /// Whether the desk is open as this is written.
    pub is_open_now: bool,
    /// When work starts, if the desk is closed.
    pub starts: Option<When>,
}

impl Notice for AcknowledgementPlain {
    const SPEC: Spec = Spec {
        name: "acknowledgement-plain",
        audience: Audience::Requester,
        voice: Voice::Replied,
        says: "The acknowledgement for a sender who could not be proven: nothing of theirs is repeated.",
        is_answerable: false,
        needs_ticket: true,
        needs: &[
            "ticket.reference",
            "ticket.category",
            "ticket.priority",
            "ticket.first_answer_due",
        ],
        template: include_str!("../../templates/en/acknowledgement-plain.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            is_open_now: true,
            starts: None,
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                is_open_now: false,
                starts: Some(When::sample(3, 10, 0)),
            },
        ]
    }

    fn may_echo(&self) -> bool {
        false
    }
}
