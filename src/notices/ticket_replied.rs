//! Somebody wrote on a ticket and its agent is told.

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts for an agent about a reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketReplied {
    /// Who wrote.
    pub from: String,
    /// What they wrote.
    pub words: String,
    /// Attached files, ready to show: name and size.
    pub attachments: Vec<String>,
    /// What the agent should know before trusting the mail, one sentence each.
    pub warnings: Vec<String>,
    /// Whether the reply reopened the ticket.
    pub was_reopened: bool,
    /// What was read in it: `Phone: 0123`.
    pub answers: Vec<String>,
    /// What of that which was asked for it does not tell; absent where nothing was, or is still awaited.
    pub missing: Option<Vec<String>>,
}

impl TicketReplied {
    /// Of somebody who did something and wrote nothing.
    pub fn without_words(from: String) -> Self {
        Self {
            from,
            words: String::new(),
            attachments: Vec::new(),
            warnings: Vec::new(),
            was_reopened: false,
            answers: Vec::new(),
            missing: None,
        }
    }
}

impl Notice for TicketReplied {
    const SPEC: Spec = Spec {
        name: "ticket-replied",
        audience: Audience::Agent,
        voice: Voice::Generated,
        says: "A reply on a ticket, in the writer's words.",
        is_answerable: true,
        needs_ticket: true,
        needs: &["ticket.reference", "from", "words"],
        template: include_str!("../../templates/en/ticket-replied.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            from: "Ann Example".into(),
            words: "It is still jamming, now in the second tray.".into(),
            attachments: vec!["tray.jpg, 180 kB".into()],
            warnings: vec!["This mail came from an address that is not on the ticket.".into()],
            was_reopened: true,
            answers: vec!["Phone: 0170 123 456".into()],
            missing: Some(vec!["Location".into()]),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                attachments: vec![],
                warnings: vec![],
                was_reopened: false,
                answers: vec![],
                missing: None,
                ..Self::sample()
            },
            Self {
                words: String::new(),
                missing: Some(vec![]),
                ..Self::sample()
            },
        ]
    }
}
