//! A ticket was escalated to the reader (S0.12, S4.7).

use serde::Serialize;

use super::facts::HistoryLine;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of an escalation, for those who get it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EscalatedToYou {
    /// The level or team it went to, for example `tier 2`.
    pub to: String,
    /// Why.
    pub reason: String,
    /// When it was promised to be solved.
    pub by: Option<String>,
    /// Who had it until now.
    pub from_agent: Option<String>,
    /// What happened so far, oldest first.
    pub history: Vec<HistoryLine>,
}

impl Notice for EscalatedToYou {
    const SPEC: Spec = Spec {
        name: "escalated-to-you",
        audience: Audience::Agent,
        voice: Voice::Generated,
        says: "A ticket came up to you: why, what is promised, and its history.",
        is_answerable: false,
        needs_ticket: true,
        needs: &[
            "ticket.reference",
            "to",
            "reason",
            "by",
            "from_agent",
            "history.0.what",
        ],
        template: include_str!("../../templates/en/escalated-to-you.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            to: "tier 2".into(),
            reason: "The fault is in the print server, not in the printer.".into(),
            by: Some("Tue 3 March, 12:00".into()),
            from_agent: Some("Bob".into()),
            history: HistoryLine::samples(),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                by: None,
                from_agent: None,
                history: vec![],
                ..Self::sample()
            },
        ]
    }
}
