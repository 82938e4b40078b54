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
    /// The lines to fill in, for example `Building and room:`; empty where nothing is missing.
    pub missing: Vec<String>,
    /// Until when the time for the answer stands still; absent where it runs.
    pub waits_until: Option<When>,
    /// What was published and fits well; most often nothing.
    pub articles: Vec<Offered>,
}

/// An article that may help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Offered {
    /// What it is about.
    pub title: String,
    /// What to do: its first lines.
    pub text: String,
    /// Whether the trouble is known and not solved yet.
    pub is_known_error: bool,
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
            "missing.0",
            "waits_until",
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
            missing: vec![
                "Where you are (building, floor, room):".into(),
                "Anything else we should know:".into(),
            ],
            waits_until: Some(When::sample(16, 10, 15)),
            articles: Vec::new(),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                is_open_now: false,
                starts: Some(When::sample(3, 10, 0)),
                waits_until: None,
                ..Self::sample()
            },
            Self {
                articles: vec![
                    Offered {
                        title: "The printer on floor 2 blinks red".into(),
                        text: "Open the rear cover and close it again; it then prints what waits."
                            .into(),
                        is_known_error: true,
                    },
                    Offered {
                        title: "Invoices do not print".into(),
                        text: "Choose tray 2 in the print dialog.".into(),
                        is_known_error: false,
                    },
                ],
                ..Self::sample()
            },
            Self {
                words: String::new(),
                files: Vec::new(),
                missing: Vec::new(),
                ..Self::sample()
            },
        ]
    }
}
