//! A ticket was opened and an agent is told: the requester's words, the facts, and why the rules chose so (S4.1).

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts for an agent about a new ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketOpened {
    /// What the requester wrote.
    pub words: String,
    /// Why it was sorted as it was, one reason each.
    pub because: Vec<String>,
    /// Attached files, ready to show: name and size.
    pub attachments: Vec<String>,
    /// What the agent should know before trusting the mail, one sentence each.
    pub warnings: Vec<String>,
}

impl Notice for TicketOpened {
    const SPEC: Spec = Spec {
        name: "ticket-opened",
        audience: Audience::Agent,
        voice: Voice::Generated,
        says: "A new ticket: the requester's words, its facts, and why it was sorted so.",
        is_answerable: true,
        needs_ticket: true,
        needs: &[
            "ticket.reference",
            "ticket.requester",
            "ticket.priority",
            "words",
        ],
        template: include_str!("../../templates/en/ticket-opened.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            words: "Since this morning the printer on floor 2 only blinks red.\n\
                    I switched it off and on, twice. Nobody here can print invoices.\n\nAnn Example, Accounts, +91 22 5550 100"
                .into(),
            because: vec![
                "category hardware: rule printers, subject ~ /printer/".into(),
                "priority high: rule several-people, body ~ /nobody here can/".into(),
            ],
            attachments: vec!["panel.jpg, 240 kB".into()],
            warnings: vec!["The sender's domain could not be proven (no DKIM signature).".into()],
        }
    }

    fn variants() -> Vec<Self> {
        let bare = Self {
            because: vec![],
            attachments: vec![],
            warnings: vec![],
            ..Self::sample()
        };
        let silent = Self {
            words: String::new(),
            ..Self::sample()
        };
        vec![Self::sample(), bare, silent]
    }
}
