//! A ticket is to be closed, and somebody has to agree first (S3.2).

use serde::Serialize;

use super::facts::HistoryLine;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of the question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApprovalAsked {
    /// Whose agreement is missing: `service manager (erin)`.
    pub gates: Vec<String>,
    /// By whose word it is to be closed: `requester`, `timer`, or an agent's name.
    pub by: String,
    /// As what it is to be closed, as a word.
    pub code: String,
    /// How it was solved.
    pub solution: Option<String>,
    /// How content the requester is, 1 to 5.
    pub rating: Option<u8>,
    /// How often it was asked before.
    pub reminders: u32,
    /// Since when it waits, where it was asked before.
    pub since: Option<String>,
    /// What happened so far.
    pub history: Vec<HistoryLine>,
}

impl Notice for ApprovalAsked {
    const SPEC: Spec = Spec {
        name: "approval-asked",
        audience: Audience::Agent,
        voice: Voice::Generated,
        says: "A ticket is to be closed, and the reader has to agree first: solution, history, and how to answer.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "gates.0", "solution", "since"],
        template: include_str!("../../templates/en/approval-asked.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            gates: vec!["service manager (erin)".into()],
            by: "requester".into(),
            code: "solved".into(),
            solution: Some("The fuser was replaced and a test page came out clean.".into()),
            rating: Some(4),
            reminders: 1,
            since: Some("Mon 2 March, 15:10".into()),
            history: HistoryLine::samples(),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                by: "timer".into(),
                rating: None,
                reminders: 0,
                since: None,
                ..Self::sample()
            },
            Self {
                by: "bob".into(),
                code: "no-reply".into(),
                solution: None,
                rating: None,
                reminders: 3,
                history: Vec::new(),
                ..Self::sample()
            },
        ]
    }
}
