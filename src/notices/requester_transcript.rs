//! What became of the commands a requester sent.

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};
use super::transcript::TranscriptLine;

/// Facts of a requester's transcript.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequesterTranscript {
    /// Each command with its result.
    pub lines: Vec<TranscriptLine>,
    /// Whether the block ran; it runs whole or not at all.
    pub is_done: bool,
    /// What to do next.
    pub hint: Option<String>,
}

impl Notice for RequesterTranscript {
    const SPEC: Spec = Spec {
        name: "requester-transcript",
        audience: Audience::Requester,
        voice: Voice::Replied,
        says: "What became of the commands in a requester's mail.",
        is_answerable: false,
        needs_ticket: false,
        needs: &["lines.0.result"],
        template: include_str!("../../templates/en/requester-transcript.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            lines: vec![TranscriptLine {
                line: "#reopen it jams again".into(),
                result: "Your request is open again.".into(),
                is_fault: false,
                caret: None,
            }],
            is_done: true,
            hint: Some("Write #status to see where it stands.".into()),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                lines: vec![TranscriptLine {
                    line: "#rate 9".into(),
                    result: "A rating is a number from 1 to 5.".into(),
                    is_fault: true,
                    caret: Some("      ^".into()),
                }],
                is_done: false,
                hint: None,
            },
        ]
    }
}
