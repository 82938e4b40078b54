//! Tickets an agent asked for, the most urgent first.

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a list of tickets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct List {
    /// What was asked for, for example `open tickets of first-line`.
    pub title: String,
    /// The tickets.
    pub rows: Vec<ListRow>,
}

/// One ticket in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListRow {
    /// Its reference.
    pub reference: String,
    /// Status as a word.
    pub status: String,
    /// Priority as a word.
    pub priority: String,
    /// Who has it.
    pub assignee: Option<String>,
    /// How old it is, ready to show: `2 d`.
    pub age: String,
    /// Its subject.
    pub subject: String,
    /// What is due next and when, ready to show: `answer due today 14:00`.
    pub due: Option<String>,
}

impl Notice for List {
    const SPEC: Spec = Spec {
        name: "list",
        audience: Audience::Agent,
        voice: Voice::Replied,
        says: "The tickets that an agent asked for.",
        is_answerable: false,
        needs_ticket: false,
        needs: &["title", "rows.0.reference", "rows.0.subject", "rows.0.due"],
        template: include_str!("../../templates/en/list.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            title: "open tickets of first-line".into(),
            rows: vec![
                ListRow {
                    reference: "ACME-1000".into(),
                    status: "open".into(),
                    priority: "high".into(),
                    assignee: Some("Bob".into()),
                    age: "2 h".into(),
                    subject: "Printer on floor 2 is dead".into(),
                    due: Some("answer due 11:15".into()),
                },
                ListRow {
                    reference: "ACME-0991".into(),
                    status: "waiting".into(),
                    priority: "low".into(),
                    assignee: None,
                    age: "6 d".into(),
                    subject: "How do I set an out-of-office reply?".into(),
                    due: None,
                },
            ],
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                rows: vec![],
                ..Self::sample()
            },
        ]
    }
}
