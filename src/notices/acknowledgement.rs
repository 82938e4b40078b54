//! A new ticket was opened for somebody we know: the issue restated, and when they will hear from a person.

use serde::Serialize;

use super::When;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of the acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Acknowledgement {
    /// The issue in the requester's own words: its first lines.
    pub words: String,
    /// The names of the files that came with it.
    pub files: Vec<String>,
    /// Whether the desk is open as this is written.
    pub is_open_now: bool,
    /// When work starts, if the desk is closed.
    pub starts: Option<When>,
}

impl Notice for Acknowledgement {
    const SPEC: Spec = Spec {
        name: "acknowledgement",
        audience: Audience::Requester,
        voice: Voice::Replied,
        says: "Your request has arrived: its number, the issue restated, and when a person will answer.",
        is_answerable: false,
        needs_ticket: true,
        needs: &[
            "ticket.reference",
            "ticket.category",
            "ticket.priority",
            "ticket.first_answer_due",
            "words",
            "files.0",
        ],
        template: include_str!("../../templates/en/acknowledgement.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            words: "Since this morning the printer on floor 2 only blinks red.\n\
                    I switched it off and on, twice. Nobody here can print invoices."
                .into(),
            files: vec!["blinking.jpg".into(), "invoice.pdf".into()],
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
                ..Self::sample()
            },
            Self {
                words: String::new(),
                files: Vec::new(),
                ..Self::sample()
            },
        ]
    }
}
