//! What became of an agent's orders on several tickets, ticket by ticket.

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};
use super::transcript::TranscriptLine;

/// Facts of a transcript of several tickets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TranscriptOfSeveral {
    /// On how many of them the orders were carried out.
    pub done: usize,
    /// Each ticket, in the order of the line that named them.
    pub tickets: Vec<TicketTranscript>,
}

/// What became of the orders on one ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketTranscript {
    /// Its number with the desk's tag.
    pub reference: String,
    /// Whether they were carried out; all of them or none.
    pub is_done: bool,
    /// Each line with its result.
    pub lines: Vec<TranscriptLine>,
    /// Why nothing was done, where that concerns no single line; a sentence.
    pub why: Option<String>,
}

impl Notice for TranscriptOfSeveral {
    const SPEC: Spec = Spec {
        name: "transcript-of-several",
        audience: Audience::Agent,
        voice: Voice::Replied,
        says: "What became of each command line on each of several tickets.",
        is_answerable: false,
        needs_ticket: false,
        needs: &[
            "done",
            "tickets.0.reference",
            "tickets.0.lines.0.line",
            "tickets.0.lines.0.result",
            "tickets.1.why",
        ],
        template: include_str!("../../templates/en/transcript-of-several.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        let line = TranscriptLine {
            line: "#resolve The server was restarted.".into(),
            result: "open -> resolved".into(),
            is_fault: false,
            caret: None,
        };
        Self {
            done: 1,
            tickets: vec![
                TicketTranscript {
                    reference: "ACME-1000".into(),
                    is_done: true,
                    lines: vec![line],
                    why: None,
                },
                TicketTranscript {
                    reference: "ACME-1007".into(),
                    is_done: false,
                    lines: Vec::new(),
                    why: Some("There is no such ticket.".into()),
                },
                TicketTranscript {
                    reference: "ACME-1008".into(),
                    is_done: false,
                    lines: vec![TranscriptLine {
                        line: "#resolve".into(),
                        result: "the ticket is closed".into(),
                        is_fault: true,
                        caret: Some("        ^".into()),
                    }],
                    why: None,
                },
            ],
        }
    }
}
